"""What a machine heard, as the reading view shows it: words that it is not sure of, and when each is said."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from corpus.model import Document, Passage, place
from corpus.origin import origin
from search.results.values import Span
from search.results.views import PassageView
from web.markup.text import text_with_marks

UNSURE = 50  # percent: words that are heard with less are marked


def unsure(document: Document, passage: Passage) -> list[tuple[Span, int]]:
    """The words of a passage that a machine is not sure of, and that nobody has checked, each with how sure it is."""
    machine = document.machine
    if machine is None or machine.check_of(passage.paragraph):
        return []
    ends = [*(part.offset for part in passage.parts[1:]), len(passage.text)]
    return [
        ((part.offset, part.offset + len(passage.text[part.offset : end].rstrip())), part.confidence)
        for part, end in zip(passage.parts, ends, strict=True)
        if part.confidence is not None and part.confidence < UNSURE
    ]


class Doubts:
    """The unsure words of a document, numbered through it: each leads to the next, the last one to the first."""

    def __init__(self, document: Document) -> None:
        self._of = {passage.id: found for passage in document.passages() if (found := unsure(document, passage))}
        self.total = sum(map(len, self._of.values()))
        self._numbers = count(1)

    def text(self, passage: Passage, marks: Sequence[Span]) -> str:
        """The text of a passage with its marks and its unsure words, each a link. Passages are asked for in order."""
        pieces: list[str] = []
        end = 0
        for (first, last), sure in self._of.get(passage.id, ()):
            number = next(self._numbers)
            pieces.append(text_with_marks(passage.text, marks, (end, first)))
            word = text_with_marks(passage.text, marks, (first, last))
            said = f"heard with {sure} % confidence; leads to the next such word"
            to = number % self.total + 1
            pieces.append(f'<a class="unsure" id="u{number}" href="#u{to}" title="{said}">{word}</a>')
            end = last
        pieces.append(text_with_marks(passage.text, marks, (end, len(passage.text))))
        return "".join(pieces)


def times(passage: Passage) -> str:
    """When each word of a passage is said, for the player: offset, begin and end in milliseconds, by blanks; empty
    where the times of its words are not known."""
    if not any(part.confidence is not None for part in passage.parts):
        return ""
    return " ".join(
        f"{part.offset}:{part.start_ms}:{part.end_ms}"
        for part in passage.parts
        if part.start_ms is not None and part.end_ms is not None
    )


def heard_since(view: PassageView) -> str:
    """What became since of cited words that a machine heard: heard anew, corrected, checked; empty where nothing."""
    was, now = view.document.machine, view.newest.machine if view.newest else None
    if was is None or now is None or view.newest is None:
        return ""
    if was.model != now.model:
        return f"The recording was heard anew since, by the model {now.model}. "
    if view.state != "current":
        return "A person corrected the transcript since, while listening. "
    here = view.quotation.passages
    there = [found.passage for each in here if (found := place(view.newest, each.id))]
    is_the_same = origin(view.document, here) == (told := origin(view.newest, there))
    return "" if is_the_same else f"In the newest version this is a {told}. "
