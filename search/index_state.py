"""What an index is to a library: at its latest change, behind it, or another's; and whether it has all passages."""

from __future__ import annotations

from corpus.errors import DamagedLibrary, IndexStale
from corpus.library import Library, LibraryMark
from corpus.text import plural
from search.engine import Engine, Snapshot


def is_behind(library: Library, engine: Engine) -> bool:
    """Whether the index is at another change than the library's latest."""
    try:
        with engine.snapshot() as snapshot:
            return snapshot.mark != library.log.mark
    except IndexStale:
        return True


def why_anew(library: Library, mark: LibraryMark) -> str:
    """Why an index that has come to this change cannot be brought up to date; empty where it can."""
    if mark.revision and mark.library != library.log.mark.library:
        return "the index was made from another library"
    if mark.revision and not library.log.had(mark):
        return (
            f"the index has come to change {mark.revision}, which this library does not have: an older copy was put"
            " back, or its last changes were lost"
        )
    return ""


def gap(library: Library, snapshot: Snapshot) -> str:
    """What to say where an index that is up to date has not all passages of its library; empty where it has."""
    try:
        missing = library.passage_count() - snapshot.passage_count()
    except DamagedLibrary:
        return "The library is damaged, and searches may not find all; run `citecast check`."
    if not missing or snapshot.mark != library.log.mark:
        return ""
    return f"The index differs from the library by {plural(abs(missing), 'passage')}; run `citecast check`."
