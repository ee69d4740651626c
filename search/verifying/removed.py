"""Words of documents that were removed, which no index has."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from corpus.dates import PartialDate
from corpus.library import Library
from corpus.model import Document
from search.verifying.judging import Judged
from search.verifying.printed import Text
from search.verifying.source import Numbers, Source

_MOST = 50  # documents, the last ones that were removed


class Removed:
    """The removed documents of a library, each read once."""

    def __init__(self, library: Library, numbers: Numbers) -> None:
        self._library, self._numbers = library, numbers

    @cached_property
    def _sources(self) -> list[tuple[Document, Source]]:
        documents = map(self._library.document, self._library.listed(state="removed")[:_MOST])
        return [(document, Source(list(document.places()), self._numbers)) for document in documents]

    def of(self, text: Text) -> Iterator[tuple[Judged, Document]]:
        """A quotation beside each of them that has any of its words."""
        sought = {self._numbers[each.word.folded] for each in text.printed if each.is_content}
        for document, source in self._sources:
            if not sought.isdisjoint(source.numbers.tolist()):
                yield Judged.of(text, source, self._numbers), document

    def told(self, document: Document) -> str:
        """That a document was removed, and when."""
        moment = self._library.log.last_of(document.id)
        return f"removed on {PartialDate.of(moment).written}" if moment else "removed"
