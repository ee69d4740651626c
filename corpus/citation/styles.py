"""The styles, and the forms of each: a note, a shortened one, an entry of a bibliography, the citation in a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal, NamedTuple

from corpus.citation import apa, bluebook, chicago, ieee, mla, wikipedia
from corpus.citation.chicago import CHICAGO_17, CHICAGO_18
from corpus.citation.item import Item
from corpus.citation.writing import Runs, located, runs

Form = Literal["note", "short", "bibliography", "in-text"]
Write = Callable[[Item], Runs]


class Style(NamedTuple):
    """A style by what people call it, and what writes each of its forms; the first is what the style is by itself."""

    label: str
    forms: Mapping[Form, Write]

    def write(self, item: Item) -> Runs:
        """The first form; below an entry of a bibliography, how to cite in the text, which says where the words are."""
        form, write = next(iter(self.forms.items()))
        if form == "bibliography" and "in-text" in self.forms:
            return runs(write(item), "\nIn the text: ", self.forms["in-text"](item))
        return write(item)


def _author_date(edition: chicago.Chicago) -> dict[Form, Write]:
    return {"bibliography": edition.reference, "in-text": edition.in_text}


def _notes(edition: chicago.Chicago) -> dict[Form, Write]:
    return {"note": edition.note, "short": edition.short, "bibliography": edition.bibliography}


STYLES: dict[str, Style] = {
    "chicago": Style("Chicago", _notes(CHICAGO_18)),
    "apa": Style("APA", {"bibliography": apa.reference, "in-text": apa.in_text}),
    "mla": Style("MLA", {"bibliography": mla.entry, "in-text": mla.in_text}),
    "chicago-author-date": Style("Chicago, author and date", _author_date(CHICAGO_18)),
    "chicago-17": Style("Chicago 17", _notes(CHICAGO_17)),
    "chicago-17-author-date": Style("Chicago 17, author and date", _author_date(CHICAGO_17)),
    "bluebook": Style("Bluebook", {"note": bluebook.note, "short": bluebook.short}),
    "ieee": Style("IEEE", {"bibliography": ieee.reference, "in-text": ieee.in_text}),
    "oral-history": Style(
        "Oral history",
        {"note": chicago.oral_note, "short": chicago.oral_short, "bibliography": chicago.oral_bibliography},
    ),
    "wikipedia": Style("Wikipedia", {"note": wikipedia.template}),
}
_LABELS = {"short": "shortened", "bibliography": "bibliography", "in-text": "in the text"}


class Named(NamedTuple):
    """What one name stands for: a style, or one form of it."""

    label: str
    write: Write


def _named() -> Iterator[tuple[str, Named]]:
    for name, style in STYLES.items():
        yield name, Named(style.label, style.write)
        for form, write in style.forms.items():
            if form != "note":
                yield f"{name}-{form}", Named(f"{style.label}, {_LABELS[form]}", write)


NAMED: dict[str, Named] = dict(_named())
"""Each style by its name, and each further form by the style's and its own: chicago, chicago-short, apa-in-text."""


def locator(item: Item) -> str:
    """Where the passage is: 14:32 (Jerod Santo); “Background,” para. 2; pp. ii–1."""
    return located(item)
