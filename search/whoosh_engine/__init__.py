"""All that knows Whoosh: an Engine over a folder."""

from search.whoosh_engine.engine import WhooshEngine

__all__ = ["WhooshEngine"]
