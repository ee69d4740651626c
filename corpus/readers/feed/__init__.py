"""Feeds: their episodes, and what each offers."""
