"""Words that a machine is not sure of, as links from one to the next."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import Passage
from search.results.values import Span
from web.heard import Doubt
from web.markup.text import e, text_with_marks


def text_with_doubts(passage: Passage, marks: Sequence[Span], doubts: Sequence[Doubt]) -> str:
    """The text of a passage with its marks, and its unsure words, each a link to the next one of the document."""
    pieces, end = [], 0
    for (first, last), sure, number, following in doubts:
        pieces.append(_part(passage.text, marks, (end, first)))
        said = f"heard with {e(str(sure))} % confidence; leads to the next such word"
        at = f'id="u{e(str(number))}" href="#u{e(str(following))}" title="{said}"'
        pieces.append(f'<a class="unsure" {at}>{_part(passage.text, marks, (first, last))}</a>')
        end = last
    pieces.append(_part(passage.text, marks, (end, len(passage.text))))
    return "".join(pieces)


def _part(text: str, marks: Sequence[Span], within: Span) -> str:
    return text_with_marks(text, marks, within) if within[0] < within[1] else ""
