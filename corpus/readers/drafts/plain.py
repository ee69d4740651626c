"""Plain text: a paragraph between blank lines, or a line each where there are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from corpus.draft import Paragraph
from corpus.readers.drafts.written import Written

_MARKS = re.compile(r"(?:>[ \t]?)+")
_LONG = 100  # characters: lines without a blank one among them that are longer on average are paragraphs


def paragraphs_of_text(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a text, with the ends of their lines; one whose lines all begin with `>` is a quotation."""
    lines = [line.strip(" \t\f\v") for line in text.strip().split("\n")]
    is_one_a_line = "" not in lines and sum(map(len, lines)) > _LONG * len(lines)
    groups = [[line] for line in lines] if is_one_a_line else [list(g) for filled, g in groupby(lines, bool) if filled]
    return tuple(paragraph for group in groups for paragraph in _paragraphs(group))


def _paragraphs(lines: list[str]) -> Iterator[Paragraph]:
    """One paragraph; of a quotation, as many as its own blank lines divide it into."""
    is_quote = all(line.startswith(">") for line in lines)
    if is_quote:
        lines = [_MARKS.sub("", line, count=1).strip(" \t") for line in lines]
    for filled, group in groupby(lines, bool):
        written = Written()
        written.add("\n".join(group))
        if filled and (paragraph := written.paragraph("quote" if is_quote else "text")):
            yield paragraph
