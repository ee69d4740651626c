"""Care of the library and the index: what is wrong with them, and how large they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.errors import DamagedLibrary, IndexStale, IndexUnusable
from corpus.library import Library
from corpus.text import plural
from search.index_state import Index, why_anew


def check(library: Library, indexes: Iterable[Index], *, deep: bool) -> tuple[str, ...]:
    """What is wrong with a library and its indexes, a line each; nothing where all is well."""
    problems = list(library.check(deep=deep))
    problems += library.recordings.damaged() if deep else ()
    try:
        return (*problems, *(f"{index.name}: {line}" for index in indexes for line in _of_index(index)))
    except DamagedLibrary as error:
        return tuple(problems) or (f"library: {error}",)


def _of_index(index: Index) -> Iterator[str]:
    library = index.library
    try:
        with index.engine.snapshot() as snapshot:
            mark, indexed = snapshot.mark, snapshot.passage_count()
    except IndexStale as error:
        if library.log.revision:
            yield str(error)
        return
    except IndexUnusable as error:
        yield str(error)
        return
    stored, latest = index.passages(), library.log.mark
    if why := why_anew(library, mark):
        yield (
            f"{why} (its latest change is {latest.revision}); if the library is the right one, run `citecast rebuild`,"
            " else put the right one back"
        )
    elif behind := latest.revision - mark.revision:
        yield (f"it is {plural(behind, 'change')} behind the library; the next search or addition brings it up to date")
    elif indexed != stored:
        yield f"it has {indexed} passages, the library {stored}; run `citecast rebuild`"
