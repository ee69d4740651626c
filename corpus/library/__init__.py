"""The library: what is kept, for good, in one SQLite file."""

from corpus.library.store import Library
from corpus.library.types import Kept, LibraryMark, Links, Located, PassageState, Record, Source, Tally, Version, WhyNot

__all__ = [
    "Kept",
    "Library",
    "LibraryMark",
    "Links",
    "Located",
    "PassageState",
    "Record",
    "Source",
    "Tally",
    "Version",
    "WhyNot",
]
