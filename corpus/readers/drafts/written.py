"""A paragraph as it is put together, and footnotes as they find their places."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from corpus.draft import Paragraph, ParagraphKind


class Written:
    """The text of a paragraph so far, and the spans of it that are links or quotations."""

    def __init__(self) -> None:
        self.length = 0
        self._pieces: list[str] = []
        self._links: list[tuple[int, int, str]] = []
        self._quoted: list[tuple[int, int]] = []

    def add(self, text: str) -> None:
        if text:
            self._pieces.append(text)
            self.length += len(text)

    @property
    def last(self) -> str:
        """The last character; nothing where there is none."""
        return self._pieces[-1][-1] if self._pieces else ""

    def without_blank(self) -> None:
        """Take out a blank at the end."""
        if self.last == " ":
            self._pieces[-1] = self._pieces[-1][:-1]
            self.length -= 1
            if not self._pieces[-1]:
                del self._pieces[-1]

    def link(self, begin: int, address: str, end: int | None = None) -> None:
        """All from `begin` on, or up to `end`, is a link; one within the document itself is none."""
        end = self.length if end is None else end
        if address and not address.startswith("#") and begin < end:
            self._links.append((begin, end, address))

    def quote(self, begin: int, end: int | None = None) -> None:
        """All from `begin` on, or up to `end`, is a quotation."""
        end = self.length if end is None else end
        if begin < end:
            self._quoted.append((begin, end))

    def paragraph(
        self, kind: ParagraphKind = "text", *, place: int | None = None, is_stripped: bool = True
    ) -> Paragraph | None:
        """The paragraph in NFC, without white space at its ends where it is to be stripped; None without text."""
        text = "".join(self._pieces)
        if not text.strip():
            return None
        spans = [*(link[:2] for link in self._links), *self._quoted]
        text, at = _normalized(text, {end for span in spans for end in span})
        begin = len(text) - len(text.lstrip()) if is_stripped else 0
        text = text.strip() if is_stripped else text

        def span(old: tuple[int, int]) -> tuple[int, int]:
            first, last = (min(max(at.get(each, each) - begin, 0), len(text)) for each in old)
            return first, last

        links = _joined(sorted((*span((first, last)), address) for first, last, address in self._links))
        quoted = sorted(map(span, self._quoted))
        return Paragraph(
            text=text,
            kind=kind,
            links=tuple(link for link in links if link[0] < link[1]),
            quoted=tuple(each for each in quoted if each[0] < each[1]),
            place=place,
        )


def _joined(links: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Links in their order, as one where one that leads to the same begins where another ends."""
    last: tuple[int, int, str] | None = None
    for link in links:
        if last and last[1:] == (link[0], link[2]):
            last = (last[0], *link[1:])
            continue
        if last:
            yield last
        last = link
    if last:
        yield last


def _normalized(text: str, ends: Iterable[int]) -> tuple[str, dict[int, int]]:
    """A text in NFC, and where in it each of some places is now; nothing of these where they did not move."""
    if unicodedata.is_normalized("NFC", text):
        return text, {}
    found: dict[int, int] = {}
    pieces: list[str] = []
    before = length = 0
    for end in sorted({*ends, len(text)}):
        pieces.append(unicodedata.normalize("NFC", text[before:end]))
        length += len(pieces[-1])
        found[end] = length
        before = end
    return unicodedata.normalize("NFC", "".join(pieces)), found


class Block(NamedTuple):
    """A paragraph, the notes that it refers to, and, of a note, the names by which it is referred to."""

    paragraph: Paragraph
    refers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def with_notes_in_place(blocks: Sequence[Block]) -> tuple[Paragraph, ...]:
    """The paragraphs, each followed by the notes that it is the first to refer to; other notes stay where they are."""
    notes: dict[str, list[int]] = defaultdict(list)
    for number, block in enumerate(blocks):
        if block.paragraph.kind == "note":
            for name in block.names:
                notes[name].append(number)
    placed: set[int] = set()
    behind: dict[int, list[int]] = {}
    for number, block in enumerate(blocks):
        if block.paragraph.kind != "note":
            called = (note for name in block.refers for note in notes.get(name, ()))
            behind[number] = [note for note in dict.fromkeys(called) if note not in placed]
            placed.update(behind[number])
    order = (
        each for number in range(len(blocks)) if number not in placed for each in (number, *behind.get(number, ()))
    )
    return tuple(blocks[number].paragraph for number in order)
