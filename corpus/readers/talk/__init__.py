"""Who speaks in prose, by labels that are printed: `Ann Lee:`, `[0:07] Ann Lee`, `>>`."""
