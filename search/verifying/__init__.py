"""Checks the quotations of a draft, word by word, against the library."""
