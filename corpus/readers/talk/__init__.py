"""Who speaks in printed words."""
