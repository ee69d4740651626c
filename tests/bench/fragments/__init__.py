"""Whether links open a page at the cited words."""
