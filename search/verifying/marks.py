"""Quotation marks: where quotations begin and end in a paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.draft import Paragraph
from search.verifying.words import words

MASK = "\ufffc"  # for another quotation in what stands around one
_PAIRS = {
    "“": "”", "”": "”", "‟": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", "›": "‹", '"': '"', "＂": "＂", "❝": "❞",
    "〝": "〞〟", "「": "」", "『": "』", "‘": "’", "'": "'", "‚": "‘’",
}  # fmt: skip
_DOUBLED = (("``", "“\u2060"), ("''", "”\u2060"))  # as TeX has them
_SINGLE = "‘'‚"
_DOUBLE = '“„"«‹❝〝＂「『'
_OPENS_BEHIND = re.compile(r"(?:^|[\s(\[{—–:…/-])$")
_LEAST_SINGLE = 3  # words in single marks, which as often set off a word


class Span(NamedTuple):
    """A quotation of a paragraph: its marks among it, and without."""

    begin: int
    end: int
    first: int
    last: int


def spans_of(paragraph: Paragraph) -> tuple[list[Span], int | None]:
    """The quotations of a paragraph, and where a double mark opens that never closes."""
    text, at = paragraph.text, 0
    for written, meant in _DOUBLED:
        text = text.replace(written, meant)
    found = [Span(begin, end, begin, end) for begin, end in paragraph.quoted]
    skipped = dict(paragraph.quoted)
    opened = None
    never: set[str] = set()  # marks that close nowhere behind
    while at < len(text):
        if at in skipped:
            at = max(skipped[at], at + 1)
            continue
        mark = text[at]
        if mark not in _PAIRS or mark in never or not _opens(text, at):
            opened = at if mark in never and mark in _DOUBLE and opened is None else opened
            at += 1
            continue
        end = _closing(text, at)
        if end is None:
            never.add(mark)
            opened = at if mark in _DOUBLE and opened is None else opened
            at += 1
        elif mark not in _SINGLE or len(words(text[at + 1 : end])) >= _LEAST_SINGLE:
            found.append(Span(at, end + 1, at + 1, end))
            at = end + 1
        else:
            at += 1
    return sorted(found), opened


def _opens(text: str, at: int) -> bool:
    """Whether a mark opens a quotation there; those that also close, or are apostrophes, do so behind a blank alone."""
    mark, behind = text[at], text[at + 1 : at + 2]
    if mark in "\"'»›‘”‟＂":
        is_before_word = behind.isalpha() or behind in '“"[…(' if mark in "'‘" else not behind.isspace()
        return bool(behind) and bool(is_before_word) and bool(_OPENS_BEHIND.search(text[at - 1 : at] if at else " "))
    return True


def _closing(text: str, at: int) -> int | None:
    """Where what a mark opens is closed. An apostrophe behind an s closes single marks where no other sign does."""
    mark, closing = text[at], _PAIRS[text[at]]
    depth, possessive = 0, None
    for place in range(at + 1, len(text)):
        char = text[place]
        if char in closing and _closes(text, place, mark) and not (char == mark == '"' and _opens(text, place)):
            if depth:
                depth -= 1
            elif mark in _SINGLE and text[place - 1] == "s" and possessive is None:
                possessive = place
            else:
                return place
        elif char == mark and (char in "“«‹「『❝〝" or (char == '"' and _opens(text, place))):
            depth += 1
    return possessive


def _closes(text: str, at: int, mark: str) -> bool:
    before, behind = text[at - 1 : at], text[at + 1 : at + 2]
    if mark == '"':
        return not (before.isspace() or before in "([—") or not behind or not (behind.isalnum())
    if mark in "‘'‚":
        return not behind.isalnum() and not before.isspace()
    return True


def masked(text: str, spans: Sequence[Span]) -> str:
    """The text with its quotations as signs of the same length."""
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.begin], MASK * (span.end - max(span.begin, at))]
        at = max(span.end, at)
    return "".join((*parts, text[at:]))
