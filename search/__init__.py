"""Citecast's search: finding passages."""
