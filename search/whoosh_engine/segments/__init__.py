"""The files of the index: segments of mapped arrays, and what is in them."""
