"""What makes exports: of one search, or of each query of a list, in one state of the index."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from corpus.dates import PartialDate
from corpus.errors import InvalidValue
from corpus.library import Clipping, ClippingList
from corpus.text import plural, printable
from search.export import texts
from search.export.clipped import Clipped
from search.export.formats import Format
from search.export.passages import Cell, Passages, Progress
from search.export.queries import Query
from search.links import results_link
from search.results.citer import Citer
from search.results.collector import Collector
from search.results.counted import Counted
from search.results.filters import Filters
from search.results.finder import Finder
from search.results.values import SearchRequest, Tier

COUNTS = ("name", "query", "passages", "documents", "first", "last", "words", "notes")
_EACH = "each query of a list"
_LONGEST = 60  # characters of a file's name, besides the day
_WORDS = {Tier.ALL: "all", Tier.SOME: "some", Tier.ANY: "any"}


class Export(NamedTuple):
    """An export under way: the pieces of its file, which can be gone through once, and then what its last line says."""

    pieces: Iterator[bytes]
    end: Callable[[], str]


def silent(done: int, count: int) -> None:
    """Progress that nobody follows."""


class Exporter:
    """What exports of one library. Each step has the time of a search, then it is SearchTimeout.

    What it gives is open while its context is.
    """

    def __init__(
        self,
        finder: Finder,
        citer: Citer,
        collector: Collector,
        *,
        public_url: str,
        today: Callable[[], dt.date],
    ) -> None:
        self._finder, self._citer, self._collector = finder, citer, collector
        self._public_url, self._today = public_url, today

    def name(self, words: str, suffix: str) -> str:
        """What a file is called: some words, such as the query's, and the day."""
        words = "-".join(re.findall(r"[^\W_]+", words))[:_LONGEST].strip("-") or "passages"
        return f"{words}-{self._today().isoformat()}.{suffix}"

    @contextmanager
    def passages(
        self, request: SearchRequest, format: Format, *, style: str, progress: Progress = silent
    ) -> Iterator[Export]:
        """All that a search counts, as a file; InvalidValue where that is more than the format can carry."""
        format.check(0)
        with self._finder.counting() as count:
            counted = count(request)
            format.check(total := counted.total.passages)
            again = results_link(self._public_url, counted.request.said())
            passages = Passages(
                [("", counted)],
                asked=f"{self._asked(_sought(request.query), request.filters)} Again: {again}",
                citer=self._citer,
                named=False,
                follow=lambda done: progress(done, total),
            )
            yield Export(format.write(passages, style), lambda: passages.end)

    @contextmanager
    def of_each(
        self, queries: Sequence[Query], request: SearchRequest, format: Format, *, progress: Progress = silent
    ) -> Iterator[Export]:
        """All that each query counts, asked as a `request` asks, its name in a first column."""
        if not format.is_table:
            raise InvalidValue(f"{format.kind} has no column for the query's name: take CSV or JSON Lines")
        format.check(0)
        with self._counted(queries, request, progress) as found:
            named = ((query.name, counted) for query, counted in found)
            asked = self._asked(_EACH, request.filters)
            passages = Passages(named, asked=asked, citer=self._citer, named=True, follow=format.check)
            yield Export(format.write(passages, ""), lambda: passages.end)

    @contextmanager
    def counts(
        self, queries: Sequence[Query], request: SearchRequest, *, progress: Progress = silent
    ) -> Iterator[Export]:
        """How much each query counts, asked as a `request` asks, as a CSV: passages, documents, the first and the last
        date, whether the passages have all of its words or some, and what is to be said of it."""
        with self._counted(queries, request, progress) as found:
            end = (
                f"End of the counts: {plural(len(queries), 'query', 'queries')}. {self._asked(_EACH, request.filters)}"
            )
            yield Export(texts.table(COUNTS, _counts(found, end)), lambda: end)

    @contextmanager
    def clippings(
        self, made: ClippingList, clippings: Sequence[Clipping], format: Format, *, style: str
    ) -> Iterator[Export]:
        """The clippings of a list, as a file; InvalidValue where these are more than the format can carry."""
        format.check(len(clippings))
        asked = f"Made on {PartialDate.on(self._today()).written} of the list “{made.name}”."
        clipped = Clipped(clippings, collector=self._collector, citer=self._citer, asked=asked)
        yield Export(format.write(clipped, style), lambda: clipped.end)

    def _asked(self, what: str, filters: Filters) -> str:
        """What an export answers: when what was asked for, within which filters."""
        within = f", {told}" if (told := filters.told) else ""
        return printable(f"Asked on {PartialDate.on(self._today()).written}: {what}{within}.")

    @contextmanager
    def _counted(
        self, queries: Sequence[Query], request: SearchRequest, progress: Progress
    ) -> Iterator[Iterator[tuple[Query, Counted]]]:
        """What each query counts, in turn, all in one state of the index."""

        def found() -> Iterator[tuple[Query, Counted]]:
            for number, query in enumerate(queries, 1):
                yield query, count(replace(request, query=query.text))
                progress(number, len(queries))

        with self._finder.counting() as count:
            yield found()


def _sought(query: str) -> str:
    """What a query asks for, in words."""
    return f"“{words}”" if (words := query.strip()) else "all passages"


def _counts(found: Iterable[tuple[Query, Counted]], end: str) -> Iterator[Sequence[Sequence[Cell]]]:
    """A row for each query, as a piece of its own; and the end."""
    for query, counted in found:
        total, days = counted.total, (day.iso if day else None for day in counted.days)
        words = _WORDS[counted.tier] if total.passages else None
        notes = " ".join(counted.notes) or None
        yield [(query.name, query.text, total.passages, total.documents, *days, words, notes)]
    yield [(end, *[None] * (len(COUNTS) - 1))]
