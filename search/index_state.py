"""What the indexes of a library have of it, and what each is to it: at its latest change, behind it, or another's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from corpus.errors import DamagedLibrary, IndexStale
from corpus.library import Library, LibraryMark, Outline
from corpus.text import plural
from search.engine import Engine, Snapshot
from search.fields import left_version, left_versions


class Index(NamedTuple):
    """An index of a library, and what it has of that.

    `ids` are those under which it may have a document, `documents` what it has of a live one (Gone, DamagedLibrary),
    and `passages` is how many passages it has of all.
    """

    name: str
    library: Library
    engine: Engine
    ids: Callable[[str], Iterable[str]]
    documents: Callable[[str], Iterable[Outline]]
    passages: Callable[[], int]


def of_latest(library: Library, engine: Engine) -> Index:
    """The index of all documents as they are."""
    return Index(
        name="index",
        library=library,
        engine=engine,
        ids=lambda id: (id,),
        documents=lambda id: (library.outline(id, whole=True),),
        passages=library.passage_count,
    )


def of_left(library: Library, engine: Engine) -> Index:
    """The index of the texts that left live documents, in the last versions that had them."""
    return Index(
        name="index of texts that left",
        library=library,
        engine=engine,
        ids=lambda id: left_versions(id, library.left.versions(id)),
        documents=lambda id: map(_of_version, library.left.outlines(id)),
        passages=library.left.passage_count,
    )


def _of_version(outline: Outline) -> Outline:
    return outline._replace(document=left_version(outline.document))


def is_behind(index: Index) -> bool:
    """Whether the index is at another change than the library's latest."""
    try:
        with index.engine.snapshot() as snapshot:
            return snapshot.mark != index.library.log.mark
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


def gap(index: Index, snapshot: Snapshot) -> str:
    """What to say where an index that is up to date has not all passages that it is to have; empty where it has."""
    try:
        missing = index.passages() - snapshot.passage_count()
    except DamagedLibrary:
        return "The library is damaged, and searches may not find all; run `citecast check`."
    if not missing or snapshot.mark != index.library.log.mark:
        return ""
    return f"The index differs from the library by {plural(abs(missing), 'passage')}; run `citecast check`."
