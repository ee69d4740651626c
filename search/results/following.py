"""Following: saved searches, how many of their passages are new, and the passages of searches by when they came."""

from __future__ import annotations

import datetime as dt
import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from corpus.errors import DamagedLibrary, EngineError, IndexUnusable
from corpus.library import Library, SavedSearch, Wanted
from search.engine import EngineHit, Sort
from search.results.counted import Counted
from search.results.filters import Filters
from search.results.finder import Finder
from search.results.understanding import vocabulary
from search.results.values import Hit, Match, SearchRequest

_REMEMBERED = 2048  # counts


class Counts(NamedTuple):
    """How many passages have all that a saved search asks for, and how many of them came since it was looked at."""

    total: int
    new: int


class Followed(NamedTuple):
    """A saved search; its counts, or None where they cannot be told, with why."""

    saved: SavedSearch
    counts: Counts | None
    trouble: str = ""

    @property
    def new(self) -> int:
        return self.counts.new if self.counts else 0


class Entry(NamedTuple):
    """A passage that is found, when it was first stored, and the names of the searches that find it."""

    hit: Hit
    stored: dt.datetime
    names: Sequence[str]


class Following:
    """What follows searches of one library. Safe to share between threads.

    A passage is new for a saved search where it has all that is asked for and first came, in any document or version,
    with a change of the library behind that up to which the search was looked at: by numbers of changes, not by clocks.
    """

    def __init__(self, library: Library, finder: Finder, *, today: Callable[[], dt.date]) -> None:
        self._library, self._finder, self._today = library, finder, today
        self._counts = lru_cache(_REMEMBERED)(self._counted)

    def listed(self) -> tuple[Followed, ...]:
        """All saved searches: those with most new passages first, then by name; DamagedLibrary."""
        revision, trouble = self._finder.index_state
        edition, today = vocabulary(self._library)[0].number, self._today()
        found = []
        for saved in self._library.saved.listed():
            try:
                if trouble:
                    raise IndexUnusable(trouble)
                followed = Followed(saved, self._counts(saved.wanted, saved.seen, revision, edition, today))
            except EngineError as error:
                followed = Followed(saved, None, str(error))
            found.append(followed)
        return tuple(sorted(found, key=lambda each: (-each.new, each.saved.name.casefold())))

    def with_new(self) -> tuple[Followed, ...]:
        """Those that have new passages; none where that cannot be told."""
        try:
            return tuple(each for each in self.listed() if each.new)
        except DamagedLibrary:
            return ()

    def save(self, name: str, request: SearchRequest) -> SavedSearch:
        """Save a search of which nothing is new now; InvalidValue."""
        return self._library.saved.save(name, wanted(request), seen=self.revision)

    def replace(self, id: int, request: SearchRequest) -> None:
        """Have a saved search ask for something else, of which nothing is new now; InvalidValue or NotFound."""
        self._library.saved.replace(id, wanted(request), seen=self.revision)

    def see(self, ids: Iterable[int], revision: int | None = None) -> None:
        """Note that the passages of some saved searches were looked at: all, or those up to a change; NotFound."""
        latest = self.revision
        self._library.saved.see(ids, latest if revision is None else min(revision, latest))

    @property
    def revision(self) -> int:
        """The change of the library up to which passages can be looked at; IndexUnusable."""
        revision, trouble = self._finder.index_state
        if trouble:
            raise IndexUnusable(trouble)
        return revision

    def newest(self, searches: Sequence[tuple[str, SearchRequest]], limit: int) -> tuple[Entry, ...]:
        """The passages that have all that any of some named searches asks for, those first that were stored last;
        SearchTimeout."""
        names: defaultdict[str, list[str]] = defaultdict(list)
        hits: defaultdict[Counted, dict[str, EngineHit]] = defaultdict(dict)
        requests = [replace(strictly(request), sort=Sort.STORED_DESC) for _, request in searches]
        with self._finder.counted(*requests) as found:
            for (name, _), counted in zip(searches, found, strict=True):
                for hit in counted.first(limit):
                    if hit.passage not in names:
                        hits[counted][hit.passage] = hit
                    names[hit.passage].append(name)
            stored = self._library.moments(names)
            last = heapq.nlargest(limit, filter(stored.__contains__, names), key=stored.__getitem__)
            shown = {
                hit.place.passage.id: hit
                for counted, held in hits.items()
                if (those := [held[id] for id in last if id in held])
                for hit in counted.dressed(those).hits
            }
        return tuple(Entry(shown[id], stored[id], names[id]) for id in last if id in shown)

    def _counted(self, wanted: Wanted, seen: int, *now: object) -> Counts:
        """Counted in the newest state of the index; `now` is all else that it follows from."""
        whole = replace(strictly(asked(wanted)), sort=Sort.STORED_DESC)
        new = replace(whole, filters=replace(whole.filters, new=str(seen)))
        with self._finder.counted(whole, new) as found:
            total, since = (each.total.passages for each in found)
            return Counts(total, since)


def asked(wanted: Wanted) -> SearchRequest:
    """The request of a saved search."""
    values: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in wanted.filters:
        values[name].append(value)
    return SearchRequest(
        query=wanted.query,
        filters=Filters.of(lambda name: values.get(name, [])),
        sort=Sort(wanted.sort),
        match=Match(wanted.match) if wanted.match else None,
        vocabulary=wanted.vocabulary,
    )


def wanted(request: SearchRequest) -> Wanted:
    """What of a request is saved: all but what was new when it was asked for."""
    filters = replace(request.filters, new="")
    sort = Sort.RELEVANCE if request.sort is Sort.STORED_DESC else request.sort
    match = request.match.value if request.match else ""
    return Wanted(request.query, tuple(filters.said()), sort.value, match, request.vocabulary)


def strictly(request: SearchRequest) -> SearchRequest:
    """A request that lists no passages with some of the words where none has all, for these would all be new."""
    return replace(request, match=request.match or Match.ALL, facets={})
