"""Care of the library and the index: what is wrong with them, and how large they are."""

from __future__ import annotations

from corpus.errors import DamagedLibrary, IndexStale, IndexUnusable
from corpus.library import Library
from corpus.text import plural
from search.engine import Engine
from search.index_state import why_anew


def check(library: Library, engine: Engine, *, deep: bool) -> tuple[str, ...]:
    """What is wrong, a line each; nothing where all is well."""
    problems = list(library.check(deep=deep))
    try:
        return (*problems, *_of_index(library, engine))
    except DamagedLibrary as error:
        return tuple(problems) or (f"library: {error}",)


def _of_index(library: Library, engine: Engine) -> tuple[str, ...]:
    try:
        with engine.snapshot() as snapshot:
            mark, indexed = snapshot.mark, snapshot.passage_count()
    except IndexStale as error:
        return (f"index: {error}",) if library.log.revision else ()
    except IndexUnusable as error:
        return (f"index: {error}",)
    stored, latest = library.passage_count(), library.log.mark
    if why := why_anew(library, mark):
        return (
            f"index: {why} (its latest change is {latest.revision}); if the library is the right one, run"
            " `citecast rebuild`, else put the right one back",
        )
    if behind := latest.revision - mark.revision:
        return (
            f"index: it is {plural(behind, 'change')} behind the library; the next search or addition brings it up to"
            " date",
        )
    if indexed != stored:
        return (f"index: it has {indexed} passages, the library {stored}; run `citecast rebuild`",)
    return ()
