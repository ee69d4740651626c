"""Exports: all that a search counts, or each query of a list, as a file."""
