"""Text that left: what is said of it, and of a phrase that is nowhere now but was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.dates import PartialDate
from corpus.library import Because, Library, Seen, Version
from corpus.text import plural
from search.engine import Search, Snapshot
from search.query.ast import And, Node, Phrase
from search.query.plan import said
from search.query.printing import printed

_GONE: dict[Because, str] = {
    "reader": "the same file read differently since",
    "heard": "heard or corrected otherwise on",
}
_READ = 50  # passages, of which it is looked up when they were last there


class Earlier(NamedTuple):
    """A phrase that is in no document now, how much of the text that left has it, the last reading that still had it,
    where that is known, and the query that finds it."""

    phrase: str
    passages: int
    documents: int
    until: dt.datetime | None
    query: str

    @property
    def told(self) -> str:
        """In words: These words were in 2 documents until May 2026."""
        until = PartialDate.of(self.until) if self.until else None
        month = f" until {PartialDate(until.year, until.month).written}" if until else ""
        return f"“{self.phrase}” was in {plural(self.documents, 'document')}{month}"


def earlier(
    phrases: Sequence[Phrase], within: Sequence[Node], *, snapshot: Snapshot, library: Library, deadline: float
) -> Iterator[Earlier]:
    """Those of some phrases that are in text that left; `within` is what is asked of each passage besides."""
    for phrase in phrases:
        search = Search(query=And((phrase, *within)), limit=_READ, facets={"in": 0})
        page = snapshot.search(search, deadline=deadline)
        if not page.total.passages:
            continue
        found = library.left.located([hit.passage for hit in page.hits])
        until = max((each.seen.last.added_at for each in found.values() if each.seen), default=None)
        if page.next:  # others may have been there for longer
            until = None
        documents = page.facets["in"].distinct
        yield Earlier(said(phrase), page.total.passages, documents, until, f"was:{printed(phrase)}")


def vanished(seen: Seen) -> str:
    """When a text that left was last there, and when it was gone, in words."""
    last, _ = _read(seen.last, seen.gone)
    return f"There when read on {last}, {gone(seen)}"


def gone(seen: Seen) -> str:
    """When a text that left was gone, in words."""
    _, since = _read(seen.last, seen.gone)
    because = seen.gone.because if seen.gone else "source"
    return f"{_GONE.get(because, 'gone when read on')} {since}"


def appeared(seen: Seen) -> str:
    """When a text was first there, in words."""
    before, first = _read(seen.before, seen.first)
    return f"Not there when read on {before}, there on {first}" if before else f"There since the first reading, {first}"


def _read(*versions: Version | None) -> list[str]:
    """The days of two readings, with the time of day where they are of one; empty where there is none."""
    moments = [each.added_at.astimezone() if each else None for each in versions]
    days = [PartialDate.of(moment).written if moment else "" for moment in moments]
    if days[0] != days[1]:
        return days
    return [f"{day} at {moment:%H:%M:%S}" for day, moment in zip(days, moments, strict=True)]
