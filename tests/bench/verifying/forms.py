"""Quotations in sentences of a draft, and how these credit them."""

from __future__ import annotations

import random
from typing import NamedTuple

from tests.bench.verifying.kinds import ANGLE, CURLY, GERMAN, SINGLE, STRAIGHT, Made, Marks

_SAID = ("said", "said", "said", "says", "explained", "argued", "noted", "added", "recalled")
_BEFORE = (
    "{X} {said}, {ended}",
    "{X} {said}: {ended}",
    "As {X} {said}, {ended}",
    "{X} {said} {ended}",
    "{X} {said} that {ended}",
)
_BEHIND = ("{going_on} {X} {said}.", "{going_on} {said} {X}.", "{going_on} {X} {said} at the time.")
_OTHERS = ("According to {X}, {ended}", "{X}: {ended}", "{quoted}, according to {X}.")
_TOLD = ("{X} told {Y} that {ended}", "{X} told {Y}: {ended}")
_BY_NOBODY = (
    "One line stayed in the notebook: {ended}",
    "{ended} That was the line of the week.",
    "And then came this: {ended}",
)
_SPLIT = ("{first} {X} {said}, {second}", "{first} {said} {X}, {second}", "{first} {X} {said}. {second}")
_ENDS = {"ended": ".", "going_on": ",", "quoted": ""}


class Printed(NamedTuple):
    """A quotation as it is printed, without its marks, and the paragraph around it, in Markdown."""

    words: str
    paragraph: str


def printed(draw: random.Random, made: Made, credited: str | None, other: str) -> Printed:
    """A quotation in a sentence that credits somebody, or nobody; `other` is whom they may be said to have told it."""
    said = draw.choice(_SAID)
    if made.form == "block" or (made.form == "any" and not made.marks and draw.random() < 0.08):
        before = f"{credited} recalls:" if credited else "This is from the notebook:"
        return Printed(made.words, f"{before}\n\n> " + made.words.replace("\n", "\n> "))
    marks = made.marks or _marks(draw, made.words)
    if made.form == "split":
        first, second = made.words.split("\t")
        opening, closing = (closed(draw, each, marks, end, "inside") for each, end in ((first, ","), (second, ".")))
        form: str = draw.choice(_SPLIT[2:] if first.endswith(".") else _SPLIT[:2])
        sentence = form.format_map({"first": opening, "second": closing, "X": credited, "said": said})
        return Printed(f"{first} {second}", sentence)
    forms = draw.choice((_BEFORE, _BEHIND, _OTHERS, _TOLD)) if credited else _BY_NOBODY
    form = draw.choice(forms)
    field, end = next((field, end) for field, end in _ENDS.items() if f"{{{field}}}" in form)
    quoted = closed(draw, made.words, marks, end, made.form)
    words = quoted[1 : quoted.rindex(marks[1])]
    return Printed(words, form.format_map({field: quoted, "X": credited, "Y": other, "said": said}))


def closed(draw: random.Random, words: str, marks: Marks, end: str, form: str) -> str:
    """A quotation in its marks; the comma or the period that is to end it before the closing one, or behind it."""
    opening, closing = marks
    if words.endswith(("?", "!", "…", "...", "]")) or not end:
        return f"{opening}{words}{closing}{',' if end == ',' else ''}"
    whole = words.rstrip(".,")
    is_inside = form in ("inside", "split") or draw.random() < 0.6
    return f"{opening}{whole}{end}{closing}" if is_inside else f"{opening}{whole}{closing}{end}"


def _marks(draw: random.Random, words: str) -> Marks:
    """Curly ones mostly; none that stand in the words too, nor single ones where they may be read as an apostrophe."""
    kinds = [CURLY, CURLY, CURLY, CURLY, CURLY]
    kinds += [STRAIGHT, STRAIGHT] if '"' not in words else []
    kinds += [ANGLE] if "«" not in words else []
    kinds += [GERMAN, SINGLE] if not set("’”") & set(words) and not words[0].isdigit() else []
    return draw.choice(kinds)
