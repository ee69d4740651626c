"""The library: what is kept, for good, in one SQLite file."""

from corpus.library.store import Library
from corpus.library.types import (
    Corrected,
    Kept,
    LibraryMark,
    Links,
    Located,
    Named,
    PassageState,
    Record,
    Source,
    Tally,
    Version,
    WhyNot,
)

__all__ = [
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
    "Tally",
    "Version",
    "WhyNot",
]
