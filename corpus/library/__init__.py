"""The library: what is kept, for good, in one SQLite file."""

from corpus.library.store import Library
from corpus.library.types import (
    Again,
    Because,
    Corrected,
    Kept,
    LibraryMark,
    Links,
    Located,
    Named,
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
    "Corrected",
    "Kept",
    "Library",
    "LibraryMark",
    "Links",
    "Located",
    "Named",
    "PassageState",
    "Record",
    "Source",
    "Stored",
    "Tally",
    "Version",
    "WhyNot",
]
