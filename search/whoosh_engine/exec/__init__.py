"""A query over one state of the index."""
