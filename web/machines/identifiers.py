"""What unAPI calls a document or a passage: `d:masts:2`, `p:pq3v5qdjdtox6pvbr:2:10:24`.

An identifier has only characters that no address changes, since Zotero puts it into one as it is.
"""

from __future__ import annotations

from typing import NamedTuple

from corpus.errors import NotFound
from corpus.quotation import WHOLE, Range
from corpus.text import printable
from web.asked import is_number

_MOST = 7  # parts that are looked at; there are up to six


class Named(NamedTuple):
    """A document, or a passage and words from it on; of the latest version where none is given."""

    kind: str  # d or p
    id: str
    version: int | None
    quote: Range = WHOLE

    def __str__(self) -> str:
        begin, end, through = self.quote
        ends = ("", "") if self.quote[:2] == WHOLE[:2] else (begin, "" if end is None else end)
        said = (self.kind, self.id, self.version or "", *ends, through)
        return ":".join(map(str, said)).rstrip(":")


def named(text: str) -> Named:
    """What an identifier names; NotFound for a text that is none, InvalidValue for words that are no range."""
    kind, id, *said = text.split(":")[:_MOST] if ":" in text else ("", "")
    version, begin, end, through, *more = (*said, *[""] * _MOST)[: max(4, len(said))]
    if kind not in ("d", "p") or more or not all(is_number(each) for each in (version, begin, end) if each):
        raise NotFound(f"{printable(text[:60])!r} is no identifier of a document or a passage of this library")
    numbers = [int(each) if each else None for each in (version, begin, end)]
    return Named(kind, id, numbers[0], Range.of(numbers[1], numbers[2], through or None))
