"""Links that open a source at the cited words: a page (`corpus.fragments`), a PDF (RFC 8118, 3), a recording (W3C,
Media Fragments URI 1.0, 4.2.1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple
from urllib.parse import urldefrag, urlsplit

from corpus.addresses import web_address
from corpus.fragments import Page, folded
from corpus.model import Document, Passage
from corpus.quotation import Quotation, Turn

WhyNot = Literal["not sought", "no page stored", "not found", "not unique", "no time"]
Stored = Callable[[], Page | None]  # what gives the page that is stored of a source's address, where there is one
_MEDIA = (".aac", ".flac", ".m4a", ".m4b", ".mp3", ".mp4", ".oga", ".ogg", ".opus", ".wav", ".webm")
_TELLING = 20  # characters by which a passage is known again on a page
_PIECES = (60, 20)  # characters, of words that a page does not have as they were read, such as with the marks of notes
_BETWEEN = 200  # characters that a page may have besides those of a turn: who speaks, when, the marks of notes


class Anchor(NamedTuple):
    """The source's own address, where it has one; it opens at the words, unless `why_not` says why it does not."""

    url: str | None
    why_not: WhyNot | None = None


def anchored(document: Document, quotation: Quotation, stored: Stored | None) -> Anchor:
    """The source's address, opening at the words; its own fragment gives way. On a page that is `stored` they are
    sought, for which the document has to be whole; without it they are not."""
    url = web_address(document.url) or _media(web_address(document.audio_url))
    if not url:
        return Anchor(None)
    address, locator = urldefrag(url).url, quotation.locator
    if locator.page:
        return Anchor(f"{address}#page={locator.page}")
    if _media(url):
        start_ms = locator.start_ms
        return Anchor(url, "no time") if start_ms is None else Anchor(f"{address}#t={start_ms / 1000:.10g}")
    if stored is None:
        return Anchor(url, "not sought")
    page = stored()
    if page is None:
        return Anchor(url, "no page stored")
    try:
        directive = page.directive(*_place(page, list(document.passages()), quotation))
    except _NoPlace as no:
        return Anchor(url, no.why)
    return Anchor(f"{address}#:~:{directive}") if directive else Anchor(url, "not unique")


def _media(url: str | None) -> str | None:
    """An address that is a recording's own, by its suffix."""
    return url if url and urlsplit(url).path.lower().endswith(_MEDIA) else None


class _NoPlace(Exception):
    def __init__(self, why: WhyNot) -> None:
        self.why = why


def _place(page: Page, passages: Sequence[Passage], quotation: Quotation) -> tuple[int, int]:
    """Where on a page the words of a quotation begin and end."""
    begin, _ = _stretch(page, passages, quotation.first, from_end=False)
    _, end = _stretch(page, passages, quotation.last, from_end=True)
    turns = [folded(turn.words) for turn in quotation.turns]
    at = begin
    for words in turns[1:-1]:
        at = page.text.find(words, at, max(at, end)) + len(words)
        if at < len(words):
            raise _NoPlace("not found")
    if not 0 < end - begin <= sum(map(len, turns)) + _BETWEEN * len(turns):
        raise _NoPlace("not found")
    return begin, end


def _stretch(page: Page, passages: Sequence[Passage], turn: Turn, *, from_end: bool) -> tuple[int, int]:
    """Where the words of a turn begin and end on a page, told by the passage that they are of; where the page does not
    have that as it was read, by the words, or by those that they begin or end with."""
    passage = turn.place.passage
    text = folded(passage.text)
    begin, end = len(folded(passage.text[: turn.begin])), len(folded(passage.text[: turn.end]))
    pieces = ((max(begin, end - size), end) if from_end else (begin, min(begin + size, end)) for size in _PIECES)
    for first, last in dict.fromkeys(((0, len(text)), (begin, end), *pieces)):
        at = _occurrence(page, passages, passage, first, last) if first < last else None
        if at is not None:
            return at - first + begin, at - first + end
    raise _NoPlace("not found")


def _occurrence(page: Page, passages: Sequence[Passage], passage: Passage, first: int, last: int) -> int | None:
    """Where a page has a stretch of a passage's folded text; None where it does not have it.

    Where it has it in several places, or does not have the whole passage, that is sought between the nearest passages
    that it has once. There it must have it as often as the document does, else it is not sure which is meant.
    """
    number, text = passage.ordinal, folded(passage.text)
    words = text[first:last]
    if words == text and (at := page.once(words)) is not None:
        return at
    if words not in page.text:
        return None
    low, since, _ = next(_once(page, passages, range(number - 1, -1, -1)), (-1, 0, 0))
    high, _, until = next(_once(page, passages, range(number + 1, len(passages))), (len(passages), 0, len(page.text)))
    among = [folded(each.text) for each in passages[max(low, 0) : high + 1]]
    here, there = _all(words, "".join(among)), _all(words, page.text[since:until])
    if not there:
        return None
    ours = len("".join(among[: number - max(low, 0)])) + first
    if len(here) != len(there) or ours not in here:
        raise _NoPlace("not unique")
    return since + there[here.index(ours)]


def _once(page: Page, passages: Sequence[Passage], numbers: Iterable[int]) -> Iterator[tuple[int, int, int]]:
    """Of the passages with these numbers, those that a page has in one place, and where that begins and ends."""
    for number in numbers:
        text = folded(passages[number].text)
        if len(text) >= _TELLING and (at := page.once(text)) is not None:
            yield number, at, at + len(text)


def _all(words: str, text: str) -> list[int]:
    """Where words stand in a text, each behind the one before."""
    return [found.start() for found in re.finditer(re.escape(words), text)]
