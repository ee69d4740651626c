"""The library: what is kept, for good, in one SQLite file."""

from corpus.library.store import Library
from corpus.library.types import (
    Again,
    Because,
    Kept,
    LibraryMark,
    Links,
    Located,
    PassageState,
    Record,
    Source,
    Stored,
    Tally,
    Version,
    WhyNot,
)

__all__ = [
    "Again",
    "Because",
    "Kept",
    "Library",
    "LibraryMark",
    "Links",
    "Located",
    "PassageState",
    "Record",
    "Source",
    "Stored",
    "Tally",
    "Version",
    "WhyNot",
]
