"""Citing: a passage as its permalink opens it, and citations of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial

from corpus.citation import Citation, cite
from corpus.dates import PartialDate
from corpus.library import Library, PassageState
from corpus.model import Document, Place, place
from corpus.quotation import WHOLE, Quotation, Range, Turn, quotation
from search.links import permalink
from search.results.originals import Originals
from search.results.views import PassageView, Told, Turned


class Citer:
    """What opens and cites passages of one library; permalinks are absolute where `public_url` is set."""

    def __init__(self, library: Library, *, public_url: str, today: Callable[[], dt.date]) -> None:
        self._library = library
        self._public_url = public_url
        self._today = today
        self._originals = Originals(library)

    def permalink(self, passage_id: str, version: int, quote: Range = WHOLE) -> str:
        """The address of a passage or of words from it on: absolute where public_url is set, else a path on this
        computer."""
        return permalink(self._public_url, passage_id, version, quote)

    def passage(self, id: str, version: int | None = None, *, quote: Range = WHOLE) -> PassageView:
        """A passage, or words from it on, as a permalink opens them.

        NotFound (with a suggestion), Gone, or InvalidValue for words that are not there.
        """
        state = self._library.passage(id, version)
        document, found = self._placed(state.document, id, state.version)
        quoted = quotation(document, found, quote)
        states = [state, *(self._library.passage(each.place.passage.id, state.version) for each in quoted.turns[1:])]
        newest = None if state.state == "removed" else self._newer(document)
        return PassageView(
            document=document,
            quotation=quoted,
            permalink=self.permalink(id, state.version, quote),
            newest=newest,
            turns=tuple(_turned(turn, each, newest) for turn, each in zip(quoted.turns, states, strict=True)),
            relabelled=tuple(_relabelled(document, quoted, newest)) if newest else (),
        )

    def _newer(self, document: Document) -> Document | None:
        """The latest version of a live document, where this is an earlier one."""
        header = self._library.headers([document.id]).get(document.id)
        return self._library.document(document.id) if header and header.version > document.version else None

    def cite(
        self, passage_id: str, style: str = "chicago", *, version: int | None = None, quote: Range = WHOLE
    ) -> Citation:
        """A citation of a passage, or of words from it on, in one of `corpus.citation.STYLES`."""
        state = self._library.passage(passage_id, version)
        document, found = self._placed(state.document, passage_id, state.version)
        return self.cite_place(document, found, style, quote=quote, at_the_words=True)

    def cite_place(
        self, document: Document, found: Place, style: str, *, quote: Range = WHOLE, at_the_words: bool = False
    ) -> Citation:
        """As `cite`, for a passage that is at hand. The source's page is opened at the words where that is wanted of a
        whole document; it takes reading the original, so lists do without."""
        today = self._today()
        return cite(
            document,
            quotation(document, found, quote),
            style,
            permalink=self.permalink(found.passage.id, document.version, quote) if self._public_url else None,
            stored=document.added_at.astimezone().date() if document.added_at else today,
            accessed=today,
            page=partial(self._originals.page, document) if at_the_words else None,
        )

    def note(self, document: Document, found: Place) -> str:
        """A passage that is at hand, in a note."""
        return self.cite_place(document, found, "chicago").text

    def _placed(self, document_id: str, passage_id: str, version: int) -> tuple[Document, Place]:
        document = self._library.document(document_id, version)
        found = place(document, passage_id)
        if found is None:
            raise AssertionError(f"the library says that {document_id} version {version} has {passage_id}")
        return document, found


def _turned(turn: Turn, state: PassageState, newest: Document | None) -> Turned:
    """What became of the words of a passage."""
    successor = place(newest, state.successor) if newest and state.successor else None
    same = place(newest, turn.place.passage.id) if newest else None
    return Turned(turn, state.state, successor, same, state.by_reader)


def _relabelled(document: Document, quoted: Quotation, newest: Document) -> Iterator[Told]:
    """What is told of cited words otherwise in the newest version, as far as that has the same words."""
    for name in ("title", "show", "date"):
        then, now = (getattr(each, name) for each in (document, newest))
        if then != now:
            yield Told(name, *(each.written if isinstance(each, PartialDate) else each or "" for each in (then, now)))
    for turn in quoted.turns:
        if same := place(newest, turn.place.passage.id):
            there = turn._replace(place=same)
            yield from _told_otherwise("speaker", turn.place.passage.who, same.passage.who)
            yield from _told_otherwise("place", turn.locator.brief, there.locator.brief)


def _told_otherwise(name: str, then: str | None, now: str | None) -> Iterator[Told]:
    if then != now:
        yield Told(name, then or "", now or "")
