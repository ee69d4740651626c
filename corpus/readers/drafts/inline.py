"""Inline Markdown as its text, with its links, what is marked as a quotation, and the notes that it refers to.

As CommonMark 0.31 has it, with footnotes, `~~` and without images.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple

from corpus.readers.drafts.emphasis import Run, run_of, without_marks
from corpus.readers.drafts.written import Written

LABEL = r"\[(?P<label>(?:[^\[\]\\]|\\.){1,999})\]"
ADDRESS = (
    r"(?:<(?P<within>(?:[^<>\n\\]|\\.)*+)>"
    r"|(?P<bare>(?:[^\s()<>\\]|\\.|\([^\s()]*+\))(?:[^\s()\\]|\\.|\([^\s()]*+\))*+))"
)
TITLE = r"(?:\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\))"
_SPECIAL = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~\n])"
    r"|(?P<ticks>`++)"
    r"|(?P<run>\*++|_++|~++)"
    r"|\[\^(?P<note>[^\[\]\s]{1,99})\]"
    r"|(?P<open>!?\[)"
    r"|(?P<close>\])"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,30});)"
    r"|<(?P<address>[a-zA-Z][a-zA-Z\d+.-]{1,31}:[^<>\s]*+)>"
    r"|<(?P<mail>[\w.+-]++@[\w.-]++)>"
    r"|(?P<comment><!--)"
    r"|<(?P<tag>/?[a-zA-Z][a-zA-Z\d-]*+)(?:\s[^<>]*+|/)?>"
)
_TARGET = re.compile(rf"\(\s*+(?:{ADDRESS}(?:\s++{TITLE})?)?\s*+\)", re.DOTALL)
_LABEL = re.compile(LABEL, re.DOTALL)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


class _Bracket(NamedTuple):
    """A bracket that may begin a link: which piece it is, and where in the source it ends."""

    piece: int
    ends: int
    is_image: bool


class _Link(NamedTuple):
    """Pieces that are a link, from one to before another."""

    begin: int
    end: int
    address: str


@dataclass(frozen=True, slots=True)
class Inline:
    """What a paragraph of Markdown says, and the labels of the notes that it refers to."""

    written: Written
    refers: tuple[str, ...]


def inline(text: str, addresses: Mapping[str, str], notes: Collection[str]) -> Inline:
    """The text of inline Markdown; `addresses` are those of labels, `notes` the labels of notes that there are."""
    return _Walk(text, addresses, notes).inline()


def key(label: str) -> str:
    """A label as it is compared."""
    return " ".join(label.split()).casefold()


def address_of(match: re.Match[str]) -> str:
    """The address in a match of ADDRESS, its escapes and entities resolved."""
    return unescape(_ESCAPED.sub(r"\1", match["within"] or match["bare"] or ""))


class _Walk:
    """One walk through a text, from which pieces are made, marks of emphasis and brackets by themselves."""

    def __init__(self, text: str, addresses: Mapping[str, str], notes: Collection[str]) -> None:
        self._text, self._addresses, self._notes = text, addresses, notes
        self._pieces: list[str] = []
        self._runs: list[Run] = []
        self._brackets: list[_Bracket] = []
        self._links: list[_Link] = []
        self._quotes: list[int] = []  # the pieces before which `<q>` stands
        self._quoted: list[tuple[int, int]] = []
        self._refers: list[str] = []
        self._ticks: dict[int, list[int]] = defaultdict(list)  # where runs of so many begin
        for match in re.finditer("`+", text):
            self._ticks[len(match[0])].append(match.start())
        self._last_comment = text.rfind("-->")

    def inline(self) -> Inline:
        at = 0
        while match := _SPECIAL.search(self._text, at):
            self._pieces.append(self._text[at : match.start()])
            at = self._special(match)
        self._pieces.append(self._text[at:])
        without_marks(self._runs, self._pieces)
        return Inline(self._written(), tuple(self._refers))

    def _written(self) -> Written:
        written = Written()
        places = []
        for piece in self._pieces:
            places.append(written.length)
            written.add(piece)
        places.append(written.length)
        for link in self._links:
            written.link(places[link.begin], link.address, places[link.end])
        for begin, end in self._quoted:
            written.quote(places[begin], places[end])
        return written

    def _special(self, match: re.Match[str]) -> int:
        """Take what is special; where the text goes on."""
        end = match.end()
        if match["ticks"]:
            return self._code(match)
        if match["run"]:
            self._runs.append(run_of(match, len(self._pieces)))
            self._pieces.append(match["run"])
        elif match["open"]:
            self._brackets.append(_Bracket(len(self._pieces), end, match["open"] == "!["))
            self._pieces.append(match["open"])
        elif match["close"]:
            return self._closed(end)
        elif match["note"]:
            if (label := key(match["note"])) in self._notes:
                self._refers.append(label)
            else:
                self._pieces.append(match[0])
        elif address := match["address"] or match["mail"]:
            self._links.append(_Link(len(self._pieces), len(self._pieces) + 1, address))
            self._pieces.append(address)
        elif match["comment"]:
            found = self._text.find("-->", end) if end <= self._last_comment else -1
            if found >= 0:
                return found + 3
            self._pieces.append(match[0])
        elif match["tag"]:
            return self._tag(match["tag"].lower(), end)
        else:
            self._pieces.append(match["escaped"] or unescape(match["entity"]))
        return end

    def _code(self, match: re.Match[str]) -> int:
        """A span of code is text; ticks that nothing ends are too."""
        runs = self._ticks[len(match["ticks"])]
        other = bisect_left(runs, match.end())
        if other == len(runs):
            self._pieces.append(match[0])
            return match.end()
        code = self._text[match.end() : runs[other]]
        is_padded = code[:1] == code[-1:] == " " and bool(code.strip())
        self._pieces.append(code[1:-1] if is_padded else code)
        return runs[other] + len(match[0])

    def _tag(self, name: str, end: int) -> int:
        """A tag is dropped; what `<q>` holds is a quotation, and `<br>` ends a line."""
        if name == "br":
            self._pieces.append("\n")
            return end + self._text.startswith("\n", end)
        if name == "q":
            self._quotes.append(len(self._pieces))
        elif name == "/q" and self._quotes:
            self._quoted.append((self._quotes.pop(), len(self._pieces)))
        return end

    def _closed(self, end: int) -> int:
        """A bracket that closes: of a link, an image, or of nothing."""
        if not self._brackets:
            self._pieces.append("]")
            return end
        opened = self._brackets.pop()
        address, after = self._target(opened, end)
        if address is None:
            self._pieces.append("]")
            return end
        first = bisect_left(self._runs, opened.piece, key=lambda run: run.piece)
        inner, self._runs = self._runs[first:], self._runs[:first]
        without_marks(inner, self._pieces)
        if opened.is_image:
            self._pieces[opened.piece :] = [""] * (len(self._pieces) - opened.piece)
        else:
            self._pieces[opened.piece] = ""
            self._links.append(_Link(opened.piece, len(self._pieces), address))
            self._brackets = [each for each in self._brackets if each.is_image]  # no link stands within another
        return after

    def _target(self, opened: _Bracket, end: int) -> tuple[str | None, int]:
        """The address of what stands between brackets, and where the text goes on; None where it is no link."""
        if match := _TARGET.match(self._text, end):
            return address_of(match), match.end()
        words = self._text[opened.ends : end - 1] if end - opened.ends <= 1000 else ""
        if match := _LABEL.match(self._text, end):
            return self._addresses.get(key(match["label"])), match.end()
        after = end + 2 * self._text.startswith("[]", end)
        return (self._addresses.get(key(words)) if words else None), after
