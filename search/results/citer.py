"""Citing: a passage as its permalink opens it, and citations of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from corpus.citation import Citation, cite
from corpus.library import Library
from corpus.locators import locate
from corpus.model import Document, Place, place
from search.links import permalink
from search.results.views import PassageView

if TYPE_CHECKING:
    from search.results.values import Span


class Citer:
    """What opens and cites passages of one library; permalinks are absolute where `public_url` is set."""

    def __init__(self, library: Library, *, public_url: str, today: Callable[[], dt.date]) -> None:
        self._library = library
        self._public_url = public_url
        self._today = today

    def permalink(self, passage_id: str, version: int, quote: Span | None = None) -> str:
        """The address of a passage or a range of it: absolute where public_url is set, else a path on this computer."""
        return permalink(self._public_url, passage_id, version, quote)

    def passage(self, id: str, version: int | None = None, *, quote: Span | None = None) -> PassageView:
        """A passage, or a range of it, as its permalink opens it; NotFound (with a suggestion) or Gone."""
        state = self._library.passage(id, version)
        document, found = self._placed(state.document, id, state.version)
        latest = None if state.state == "current" else self._library.document(state.document)
        successor = place(latest, state.successor) if latest and state.successor else None
        newest = latest or self._newer(document)
        same = place(newest, id) if newest else None
        return PassageView(
            document=document,
            place=found,
            permalink=self.permalink(id, state.version),
            state=state.state,
            latest=latest,
            successor=successor.passage if successor else None,
            by_reader=state.by_reader,
            now=same if same and _told_of(same, quote) != _told_of(found, quote) else None,
        )

    def _newer(self, document: Document) -> Document | None:
        """The latest version of a live document, where this is an earlier one."""
        header = self._library.headers([document.id]).get(document.id)
        return self._library.document(document.id) if header and header.version > document.version else None

    def cite(
        self, passage_id: str, style: str = "chicago", *, version: int | None = None, quote: Span | None = None
    ) -> Citation:
        """A citation of a passage, or of a range of it, in one of `corpus.citation.STYLES`."""
        state = self._library.passage(passage_id, version)
        document, found = self._placed(state.document, passage_id, state.version)
        return self.cite_place(document, found, style, quote=quote)

    def cite_place(self, document: Document, found: Place, style: str, *, quote: Span | None = None) -> Citation:
        """As `cite`, for a passage that is at hand."""
        today = self._today()
        return cite(
            document,
            found,
            style,
            permalink=self.permalink(found.passage.id, document.version, quote) if self._public_url else None,
            stored=document.added_at.astimezone().date() if document.added_at else today,
            accessed=today,
            quote=quote,
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


def _told_of(found: Place, quote: Span | None) -> tuple[str | None, ...]:
    """What is told of a passage's words beside them: who says them, and where."""
    return found.passage.speaker, locate(found.passage, *quote or ()).brief
