"""The styles, and the forms of each: a note, a shortened one, an entry of a bibliography, the citation in a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, get_args

from corpus.citation import apa, bluebook, chicago, ieee, mla, wikipedia
from corpus.citation.chicago import CHICAGO_17, CHICAGO_18
from corpus.citation.item import Item, Work
from corpus.citation.writing import Runs, located, runs

Form = Literal["note", "short", "bibliography", "in-text"]
Write = Callable[[Item], Runs]


@dataclass(frozen=True)
class Style:
    """A style by what people call it, and what writes its forms; `entry` is that of a bibliography, which may be
    numbered, in the order in which works are cited."""

    label: str
    others: Mapping[Form, Write]
    entry: Callable[[Work], Runs] | None = None
    is_numbered: bool = False

    @cached_property
    def forms(self) -> dict[Form, Write]:
        """What writes each form that it has."""
        found = {form: self.entry if form == "bibliography" else self.others.get(form) for form in get_args(Form)}
        return {form: write for form, write in found.items() if write}

    def write(self, item: Item) -> Runs:
        """The first form; below an entry of a bibliography, how to cite in the text, which says where the words are."""
        first, write = next(iter(self.forms.items()))
        if first == "bibliography":
            return runs(write(item), "\nIn the text: ", self.forms["in-text"](item))
        return write(item)


def _author_date(label: str, edition: chicago.Chicago) -> Style:
    return Style(label, {"in-text": edition.in_text}, edition.reference)


def _notes(label: str, edition: chicago.Chicago) -> Style:
    return Style(label, {"note": edition.note, "short": edition.short}, edition.bibliography)


STYLES: dict[str, Style] = {
    "chicago": _notes("Chicago", CHICAGO_18),
    "apa": Style("APA", {"in-text": apa.in_text}, apa.reference),
    "mla": Style("MLA", {"in-text": mla.in_text}, mla.entry),
    "chicago-author-date": _author_date("Chicago, author and date", CHICAGO_18),
    "chicago-17": _notes("Chicago 17", CHICAGO_17),
    "chicago-17-author-date": _author_date("Chicago 17, author and date", CHICAGO_17),
    "bluebook": Style("Bluebook", {"note": bluebook.note, "short": bluebook.short}),
    "ieee": Style("IEEE", {"in-text": ieee.in_text}, ieee.reference, is_numbered=True),
    "oral-history": Style(
        "Oral history", {"note": chicago.oral_note, "short": chicago.oral_short}, chicago.oral_bibliography
    ),
    "wikipedia": Style("Wikipedia", {"note": wikipedia.template}),
}


_LABELS: dict[Form, str] = {"short": "shortened", "bibliography": "bibliography", "in-text": "in the text"}


class Named(NamedTuple):
    """What one name stands for: a style, or one form of it."""

    label: str
    style: Style
    write: Write


def _named() -> Iterator[tuple[str, Named]]:
    for name, style in STYLES.items():
        yield name, Named(style.label, style, style.write)
        for form, write in style.forms.items():
            if form != "note":
                yield f"{name}-{form}", Named(f"{style.label}, {_LABELS[form]}", style, write)


NAMED: dict[str, Named] = dict(_named())
"""Each style by its name, and each further form by the style's and its own: chicago, chicago-short, apa-in-text."""


def locator(item: Item) -> str:
    """Where the passage is: 14:32 (Jerod Santo); “Background,” para. 2; pp. ii–1."""
    return located(item)
