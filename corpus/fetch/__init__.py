"""Fetching what an address names, safely."""

from corpus.fetch.fetcher import Fetched, Fetcher

__all__ = ["Fetched", "Fetcher"]
