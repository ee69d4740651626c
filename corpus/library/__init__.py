"""The library: what is kept, for good, in one SQLite file."""

from corpus.library.editions import Edition
from corpus.library.store import Library
from corpus.library.types import (
    Again,
    Because,
    Corrected,
    LibraryMark,
    Links,
    Located,
    Named,
    Outline,
    PassageState,
    Record,
    SavedSearch,
    Seen,
    Source,
    Stored,
    StoreResult,
    Tally,
    Version,
    Wanted,
    WhyNot,
)

__all__ = [
    "Again",
    "Because",
    "Corrected",
    "Edition",
    "Library",
    "LibraryMark",
    "Links",
    "Located",
    "Named",
    "Outline",
    "PassageState",
    "Record",
    "SavedSearch",
    "Seen",
    "Source",
    "StoreResult",
    "Stored",
    "Tally",
    "Version",
    "Wanted",
    "WhyNot",
]
