"""Citecast's web interface: a small Flask app over the search service."""
