"""The clippings of a list, to be exported: as rows or as citations, and at the end how many there were."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from corpus.citation import Citation
from corpus.citation.item import Work
from corpus.library import Clipping
from corpus.text import plural
from search.export.passages import Cell
from search.results.citer import Citer
from search.results.collector import Collected, Collector
from search.results.views import PassageView

_PIECE = 50  # clippings
Read = Callable[[Clipping, PassageView], Cell]
COLUMNS: Mapping[str, Read] = {
    "title": lambda clipping, view: view.document.title,
    "show": lambda clipping, view: view.document.show,
    "type": lambda clipping, view: view.document.type,
    "date": lambda clipping, view: view.document.date.iso if view.document.date else None,
    "speaker": lambda clipping, view: ", ".join(view.quotation.speakers) or None,
    "locator": lambda clipping, view: view.quotation.brief,
    "text": lambda clipping, view: view.quotation.words,
    "note": lambda clipping, view: clipping.note or None,
    "tags": lambda clipping, view: ", ".join(clipping.tags) or None,
    "permalink": lambda clipping, view: view.permalink,
    "source": lambda clipping, view: view.document.url,
    "state": lambda clipping, view: Collected(clipping, view).state,
    "passage": lambda clipping, view: clipping.clip.passage,
    "document": lambda clipping, view: view.document.id,
    "version": lambda clipping, view: clipping.clip.version,
    "origin": lambda clipping, view: view.origin,
    "timed_by": lambda clipping, view: view.timed_by,
}


class Clipped:
    """Clippings in their order, with what is told of them; those that cannot be opened are told at the end."""

    def __init__(self, clippings: Sequence[Clipping], *, collector: Collector, citer: Citer, asked: str) -> None:
        self._clippings, self._collector, self._citer, self.asked = clippings, collector, citer, asked
        self.columns = tuple(COLUMNS)
        self.count = 0  # so far
        self.left_out: list[dict[str, str]] = []
        self.notes: list[str] = []

    def rows(self) -> Iterator[Sequence[Sequence[Cell]]]:
        """Pieces of rows, with None for what is not known."""
        for piece in self._pieces():
            yield [[read(clipping, view) for read in COLUMNS.values()] for clipping, view in piece]

    def cited(self, style: str) -> Iterator[Sequence[Citation]]:
        """Pieces of citations, in one of `corpus.citation.STYLES`."""
        for piece in self._pieces():
            yield [
                self._citer.cite_place(view.document, view.place, style, quote=clipping.clip.range, at_the_words=True)
                for clipping, view in piece
            ]

    def works(self) -> Iterator[Sequence[Work]]:
        """Pieces of the documents that the clippings are of, each document for each of its clippings."""
        for piece in self._pieces():
            yield [self._citer.work(view.document) for _, view in piece]

    @property
    def end(self) -> str:
        """What the last line says, without which a file is cut off."""
        lost = [f"{each['passage']}: {each['why']}." for each in self.left_out]
        return " ".join((f"End of the list: {plural(self.count, 'clipping')}.", *lost, *self.notes, self.asked))

    def _pieces(self) -> Iterator[Sequence[tuple[Clipping, PassageView]]]:
        for first in range(0, len(self._clippings), _PIECE):
            piece = []
            for clipping, view, trouble in self._collector.opened(self._clippings[first : first + _PIECE]):
                if view:
                    piece.append((clipping, view))
                else:
                    self.left_out.append({"passage": clipping.clip.passage, "why": trouble})
            self.count += len(piece)
            yield piece
