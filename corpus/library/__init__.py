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
    Seen,
    Source,
    Stored,
    StoreResult,
    Tally,
    Version,
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
    "Seen",
    "Source",
    "StoreResult",
    "Stored",
    "Tally",
    "Version",
    "WhyNot",
]
