"""The pages that documents were read from, as they are stored."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from corpus.addresses import web_address
from corpus.errors import DamagedLibrary, NotFound, ReadError
from corpus.fragments import Page
from corpus.library import Library
from corpus.model import Document

_KEPT = 32  # pages: some megabytes


class Originals:
    """The pages of one library; safe to share between threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._kept = lru_cache(maxsize=_KEPT)(self._read)

    def page(self, document: Document) -> Page | None:
        """What is seen of the page that is at the document's address, where that is what this version was read from:
        a page that was fetched there, that says it is there, or of which a person says so. Otherwise, such as for a
        transcript beside the page or an entry of a feed, and where the original is damaged, None."""
        return self._kept(document.id, document.version, document.url or "")

    def _read(self, id: str, version: int, url: str) -> Page | None:
        from corpus.readers.base.encoding import decoded
        from corpus.readers.base.markup import is_page
        from corpus.visible_text import seen

        try:
            text, _ = decoded(self._library.original(id, version))
        except (DamagedLibrary, NotFound, ReadError):
            return None
        if not is_page(text):
            return None
        blocks, says = seen(text)
        (source,) = (each.source for each in self._library.versions(id) if each.version == version)
        fetched = web_address(source)
        is_there = _place(url) in [_place(each) for each in (says, fetched) if each]
        is_said = not (says or fetched) and self._library.record(id).given
        return Page(blocks) if is_there or is_said else None


def _place(url: str) -> tuple[str, str, str]:
    """What an address names, whatever its scheme and its fragment are."""
    parts = urlsplit(url)
    return parts.netloc.lower(), parts.path.rstrip("/"), parts.query
