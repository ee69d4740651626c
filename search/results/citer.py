"""Citing: a passage as its permalink opens it, and citations of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import cast

from corpus.citation import Citation, cite, item_of, work_of
from corpus.citation.anchors import anchored
from corpus.citation.item import Item, Work
from corpus.errors import Gone, NotFound
from corpus.library import Clip, Library, PassageState
from corpus.model import Document, Place, place
from corpus.quotation import WHOLE, Quotation, Range, Turn, quotation
from corpus.quoted_words import Words, the_one
from search.links import document_path, permalink
from search.results.compared import Compared, of_words
from search.results.originals import Originals
from search.results.views import PassageView, Told, Turned

Telling = Callable[[Document], str | None]  # something that a version tells of words


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
        is_latest = newest is None and state.state != "removed"
        return PassageView(
            document=document,
            quotation=quoted,
            permalink=self.permalink(id, state.version, quote),
            newest=newest,
            turns=tuple(_turned(turn, each, newest) for turn, each in zip(quoted.turns, states, strict=True)),
            relabelled=(*self._renamed(document, quoted), *self._relabelled(document, quoted, newest)),
            compared=self.compared(document, quoted, is_latest=is_latest),
        )

    def _newer(self, document: Document) -> Document | None:
        """The latest version of a live document, where this is an earlier one."""
        header = self._library.headers([document.id]).get(document.id)
        return self._library.document(document.id) if header and header.version > document.version else None

    def compared(self, document: Document, quoted: Quotation, *, is_latest: bool) -> Compared:
        """What is known of words at their source, since the version of their document was stored."""
        ids = [each.place.passage.id for each in quoted.turns]
        return of_words(self._library, document, ids, is_latest=is_latest)

    def _renamed(self, document: Document, quoted: Quotation) -> Iterator[Told]:
        """When somebody else came to be meant by the labels of cited words."""
        said = (turn.place.passage for turn in quoted.turns)
        labels = dict.fromkeys(label for each in said if (label := each.speaker or each.label))
        for each in self._library.names.retold(document.id, document.version, labels):
            yield Told("speaker", each.before, each.since, each.at, here=True)

    def _relabelled(self, document: Document, quoted: Quotation, newest: Document | None) -> Iterator[Told]:
        """What is told of cited words otherwise in the newest version, as far as that has the same words."""
        if newest is None:
            return
        for name, told in _telling(quoted):
            then, now = told(document), told(newest)
            if now is not None and then != now:
                yield Told(name, then or "", now, self._since(document, newest, told), here=False)

    def _since(self, document: Document, newest: Document, told: Telling) -> dt.datetime:
        """When the first version was stored from which on something is told as in the newest."""
        first = newest
        for version in reversed(self._library.versions(document.id)):
            if document.version < version.version < newest.version:
                earlier = self._library.document(document.id, version.version)
                if told(earlier) != told(newest):
                    break
                first = earlier
        return cast(dt.datetime, first.added_at)

    def cite(
        self, passage_id: str, style: str = "chicago", *, version: int | None = None, quote: Range = WHOLE
    ) -> Citation:
        """A citation of a passage, or of words from it on, in one of `corpus.citation.STYLES`."""
        state = self._library.passage(passage_id, version)
        document, found = self._placed(state.document, passage_id, state.version)
        return self.cite_place(document, found, style, quote=quote, at_the_words=True)

    def clip(self, id: str, range: Range, words: str | None, *, version: int | None = None) -> Clip:
        """What is meant by a passage and a range from it on; or by some `words`, at their one place in a document or
        from a passage on.

        NotFound (with a suggestion) or Gone; InvalidValue for words that are nowhere, or in several places.
        """
        if words is None:
            return Clip(id, self.passage(id, version, quote=range).document.version, range)
        document, found = self._words(id, words, version)
        return Clip(found.place.passage.id, document.version, found.range)

    def _words(self, id: str, words: str, version: int | None) -> tuple[Document, Words]:
        try:
            state = self._library.passage(id, version)
        except Gone:
            raise
        except NotFound:
            document = self._library.document(id, version)
            return document, the_one(list(document.places()), words, f"in {id}")
        document, found = self._placed(state.document, id, state.version)
        behind = [each for each in document.places() if each.passage.ordinal >= found.passage.ordinal]
        return document, the_one(behind, words, f"in {id}, from its own words on", first=True)

    def cite_place(
        self, document: Document, found: Place, style: str, *, quote: Range = WHOLE, at_the_words: bool = False
    ) -> Citation:
        """As `cite`, for a passage that is at hand. The source's page is opened at the words where that is wanted of a
        whole document; it takes reading the original, so results and their exports do without."""
        today = self._today()
        return cite(
            document,
            quotation(document, found, quote),
            style,
            permalink=self._reached(self.permalink(found.passage.id, document.version, quote)),
            stored=_stored(document, today),
            accessed=today,
            page=partial(self._originals.page, document) if at_the_words else None,
        )

    def item(self, document: Document, quoted: Quotation, permalink: str) -> Item:
        """Words as they are cited, for programs."""
        today = self._today()
        source = anchored(document, quoted, partial(self._originals.page, document))
        link, stored = self._reached(permalink), _stored(document, today)
        return item_of(document, quoted, source.url, permalink=link, stored=stored, accessed=today)

    def work(self, document: Document) -> Work:
        """A document as it is cited as a whole, for programs."""
        today = self._today()
        link = self._reached(self._public_url + document_path(document.id, version=document.version))
        return work_of(document, permalink=link, stored=_stored(document, today), accessed=today)

    def _reached(self, link: str) -> str | None:
        """A link of the library, where others can reach it."""
        return link if self._public_url else None

    def note(self, document: Document, found: Place) -> str:
        """A passage that is at hand, in a note."""
        return self.cite_place(document, found, "chicago").text

    def _placed(self, document_id: str, passage_id: str, version: int) -> tuple[Document, Place]:
        document = self._library.document(document_id, version)
        found = place(document, passage_id)
        if found is None:
            raise AssertionError(f"the library says that {document_id} version {version} has {passage_id}")
        return document, found


def _stored(document: Document, today: dt.date) -> dt.date:
    return document.added_at.astimezone().date() if document.added_at else today


def _turned(turn: Turn, state: PassageState, newest: Document | None) -> Turned:
    """What became of the words of a passage."""
    successor = place(newest, state.successor) if newest and state.successor else None
    same = place(newest, turn.place.passage.id) if newest else None
    return Turned(turn, state.state, successor, same, state.by_reader)


def _telling(quoted: Quotation) -> Iterator[tuple[str, Telling]]:
    """What a version tells of cited words, by its name; None of a passage that it does not have."""
    yield "title", lambda document: document.title
    yield "show", lambda document: document.show or ""
    yield "date", lambda document: document.date.written if document.date else ""
    yield "order of these passages", partial(_order, quoted)
    for turn in quoted.turns:
        yield "speaker", partial(_of_turn, turn, lambda turn: turn.place.passage.who or "")
        yield "section", partial(_of_turn, turn, lambda turn: turn.place.section.heading or turn.place.section.kind)
        yield "place", partial(_of_turn, turn, lambda turn: turn.locator.brief)


def _order(quoted: Quotation, document: Document) -> str | None:
    """Whether a version has cited passages in a row; None where it does not have all of them."""
    there = [place(document, turn.place.passage.id) for turn in quoted.turns]
    at = [each.passage.ordinal for each in there if each]
    if len(at) < len(there):
        return None
    return "one after another" if at == [*range(at[0], at[0] + len(at))] else "another, or others are between them"


def _of_turn(turn: Turn, told: Callable[[Turn], str], document: Document) -> str | None:
    same = place(document, turn.place.passage.id)
    return told(turn._replace(place=same)) if same else None
