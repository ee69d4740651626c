"""Evidence: cited words in one file, with all that tells where they come from, and what checks such a file."""
