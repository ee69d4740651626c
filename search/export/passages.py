"""The passages of an export, a piece at a time, as rows or as citations, and at its end how many there were."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from corpus.citation import Citation
from corpus.citation.item import Work
from corpus.library import WhyNot
from corpus.locators import locate
from corpus.text import plural
from search.results.citer import Citer
from search.results.counted import Counted
from search.results.left import vanished
from search.results.values import Hit, Unshown

Cell = str | int | None
Progress = Callable[[int, int], None]  # of how many done, of how many in all
_WHY: Mapping[WhyNot, str] = {
    "missing": "no longer in the library",
    "damaged": "damaged in the library, of which `citecast check` says more",
}
_LISTED = 20  # passages that could not be exported, by their ids


COLUMNS: Mapping[str, Callable[[Hit], Cell]] = {
    "title": lambda hit: hit.document.title,
    "show": lambda hit: hit.document.show,
    "type": lambda hit: hit.document.type,
    "date": lambda hit: hit.document.date.iso if hit.document.date else None,
    "section": lambda hit: hit.place.section.heading or hit.place.section.kind,
    "speaker": lambda hit: hit.place.passage.speaker,
    "person": lambda hit: hit.place.passage.person,
    "role": lambda hit: ", ".join(hit.document.roles_of(hit.place.passage)) or None,
    "locator": lambda hit: locate(hit.place.passage).brief,
    "text": lambda hit: hit.place.passage.text,
    "permalink": lambda hit: hit.permalink,
    "source": lambda hit: hit.document.url,
    "stored": lambda hit: hit.document.added_at.astimezone().date().isoformat() if hit.document.added_at else None,
    "passage": lambda hit: hit.place.passage.id,
    "document": lambda hit: hit.document.id,
    "version": lambda hit: hit.document.version,
    "left": lambda hit: vanished(hit.seen) if hit.seen else None,
    "origin": lambda hit: hit.origin,
    "timed_by": lambda hit: hit.timed_by,
}


class Exported(Protocol):
    """What is exported, a piece at a time, once: as rows or as citations."""

    count: int  # so far
    notes: list[str]
    asked: str  # what it answers

    @property
    def columns(self) -> Sequence[str]:
        """The names of what each row has."""

    def rows(self) -> Iterator[Sequence[Sequence[Cell]]]:
        """Pieces of rows, with None for what is not known."""

    def cited(self, style: str) -> Iterator[Sequence[Citation]]:
        """Pieces of citations, in one of `corpus.citation.STYLES`."""

    def works(self) -> Iterator[Sequence[Work]]:
        """Pieces of the documents that the passages are of, each document for each of its passages."""

    @property
    def left_out(self) -> Sequence[Mapping[str, object]]:
        """What could not be exported, with why."""

    @property
    def end(self) -> str:
        """What the last line says, without which a file is cut off."""


class Passages:
    """All that some searches count, in their order, each passage once for each document that it stands in.

    `asked` says what they answer. `named` are searches of a list, whose names stand before their passages. `follow` is
    told with each piece how many there are so far. It can be gone through once.
    """

    def __init__(
        self,
        found: Iterable[tuple[str, Counted]],
        *,
        asked: str,
        citer: Citer,
        named: bool,
        follow: Callable[[int], None],
    ) -> None:
        self._found, self._citer, self._named, self._follow = found, citer, named, follow
        self.asked = asked
        self.count = 0  # so far
        self.unshown: list[Unshown] = []
        self.notes: list[str] = []

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of what each row has."""
        return ("query", *COLUMNS) if self._named else tuple(COLUMNS)

    def rows(self) -> Iterator[Sequence[Sequence[Cell]]]:
        """Pieces of rows, with None for what is not known."""
        for name, hits in self._pieces():
            first = (name,) if self._named else ()
            yield [(*first, *(of(hit) for of in COLUMNS.values())) for hit in hits]

    def cited(self, style: str) -> Iterator[Sequence[Citation]]:
        """Pieces of citations, in one of `corpus.citation.STYLES`."""
        for _, hits in self._pieces():
            yield [self._citer.cite_place(hit.document, hit.place, style) for hit in hits]

    def works(self) -> Iterator[Sequence[Work]]:
        """Pieces of the documents that the passages are of, each document for each of its passages."""
        for _, hits in self._pieces():
            yield [self._citer.work(hit.document) for hit in hits]

    def _pieces(self) -> Iterator[tuple[str, Sequence[Hit]]]:
        for name, counted in self._found:
            for hits, unshown in counted.pieces():
                self.count += len(hits)
                self.unshown += unshown
                self._follow(self.count)
                yield name, hits
            self.notes = [*dict.fromkeys((*self.notes, *counted.lacks))]

    @property
    def left_out(self) -> Sequence[Mapping[str, object]]:
        """What was found and could not be exported, with why."""
        return [each._asdict() for each in self.unshown]

    @property
    def end(self) -> str:
        """What the last line says, without which a file is cut off."""
        count = f"End of the export: {plural(self.count, 'passage')}."
        return " ".join((count, *self._missing(), *self.notes, self.asked))

    def _missing(self) -> Iterator[str]:
        for why, told in _WHY.items():
            if not (ids := [each.passage for each in self.unshown if each.why == why]):
                continue
            others = f" and {len(ids) - _LISTED:,} others" if len(ids) > _LISTED else ""
            said = f"{len(ids):,} more {'was' if len(ids) == 1 else 'were'} found and not exported, being {told}"
            yield f"{said}: {', '.join(ids[:_LISTED])}{others}."
