"""Care of the library and the index: what is wrong with them, and how large they are."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import DamagedLibrary, IndexUnusable
from corpus.library import Library
from search.engine import Engine
from search.results import Stats


def check(library: Library, engine: Engine, *, deep: bool) -> tuple[str, ...]:
    """What is wrong, a line each; nothing where all is well."""
    problems = list(library.check(deep=deep))
    try:
        return (*problems, *_of_index(library, engine))
    except DamagedLibrary as error:
        return tuple(problems) or (f"library: {error}",)


def _of_index(library: Library, engine: Engine) -> tuple[str, ...]:
    if not library.revision:
        return ()
    try:
        with engine.snapshot() as snapshot:
            behind = library.revision - snapshot.revision
            indexed = snapshot.passage_count()
    except IndexUnusable as error:
        return (f"index: {error}",)
    if behind:
        return (f"index: it is {behind} changes behind the library; the next search or addition brings it up to date",)
    stored = library.stats().passages
    if indexed != stored:
        return (f"index: it has {indexed} passages, the library {stored}; run `citecast rebuild`",)
    return ()


def stats(library: Library, engine: Engine, *, index: Path) -> Stats:
    """Counts and sizes; `index` is the folder that the index is in."""
    counted = library.stats()
    with engine.snapshot() as snapshot:
        index_revision = snapshot.revision
    return Stats(
        documents=counted.documents,
        stubs=counted.stubs,
        passages=counted.passages,
        shows=counted.shows,
        years=counted.years,
        with_transcript=counted.with_transcript,
        removed=counted.removed,
        revision=library.revision,
        index_revision=index_revision,
        library_bytes=counted.bytes,
        index_bytes=sum(path.stat().st_size for path in index.glob("*") if path.is_file()),
    )
