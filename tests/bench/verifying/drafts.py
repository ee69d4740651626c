"""Drafts in Markdown that quote: each quotation in a paragraph of its own, among sentences that quote nothing."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tests.bench.verifying.truths import Truth

OF_A_DRAFT = 60
_BETWEEN = re.compile(r"\n\n(?!>)")  # paragraphs, a block quotation with the one before it
_FILLERS = (
    "The harbour was quiet that week, and the ferries ran late.",
    "Nobody at the desk had expected so much mail.",
    "It is worth going back a little.",
    "The room had one window and two lamps.",
    "Most of the letters were kept in a tin box.",
    "There is a longer version of this story, and it is not better.",
    "Rain set in before noon.",
    "All of this happened before the new bridge was open.",
    "The minutes of that meeting are lost.",
    "A map on the wall showed the old railway.",
    "By then the kettle had gone cold again.",
    "The orchard behind the house had not been tended for years.",
    "Some readers wrote in to object, as readers do.",
    "What follows is put in the order in which it was found.",
    "The clock in the hall has been wrong since spring.",
    "Lunch was soup, bread and a hard cheese.",
    "None of it made the evening papers.",
    "A second visit brought more of the same.",
    "The tide tables for that month are in the appendix.",
    "It took until autumn to sort the notes.",
)


class Text(NamedTuple):
    """A draft, and what is true of its quotations, in their order."""

    name: str
    markdown: str
    truths: Sequence[Truth]


def drafts(truths: Sequence[Truth], seed: str) -> Iterator[Text]:
    """The quotations in a drawn order, so many in each draft."""
    draw = random.Random(f"{seed} drafts")  # noqa: S311  # nothing here is a secret
    shuffled = draw.sample(truths, len(truths))
    for number, begin in enumerate(range(0, len(shuffled), OF_A_DRAFT), 1):
        chosen = shuffled[begin : begin + OF_A_DRAFT]
        yield Text(f"draft-{number}.md", _markdown(draw, number, chosen), chosen)


def lengthened(text: Text, count: int, seed: str) -> Text:
    """The same among more paragraphs that quote nothing, so that it has so many words or a few more."""
    draw = random.Random(f"{seed} length")  # noqa: S311  # nothing here is a secret
    paragraphs = _BETWEEN.split(text.markdown.rstrip("\n"))
    missing = count - len(text.markdown.split())
    while missing > 0:
        more = " ".join(draw.sample(_FILLERS, draw.randint(3, 7)))
        paragraphs.insert(draw.randint(1, len(paragraphs)), more)
        missing -= len(more.split())
    return text._replace(markdown="\n\n".join(paragraphs) + "\n")


def _markdown(draw: random.Random, number: int, truths: Sequence[Truth]) -> str:
    paragraphs = [f"# Draft {number}"]
    for truth in truths:
        if draw.random() < 0.3:
            paragraphs.append(" ".join(draw.sample(_FILLERS, draw.randint(1, 3))))
        is_block = "\n\n>" in truth.paragraph
        before = f"{draw.choice(_FILLERS)} " if draw.random() < 0.4 else ""
        behind = f" {draw.choice(_FILLERS)}" if draw.random() < 0.4 and not is_block else ""
        paragraphs.append(f"{before}{truth.paragraph}{behind}")
    return "\n\n".join(paragraphs) + "\n"
