"""Changes of a library that no test asks more of than their numbers."""

from __future__ import annotations

from corpus.library import LibraryMark


def at(revision: int) -> LibraryMark:
    """The change of that number."""
    return LibraryMark("a library", revision, f"token {revision}")
