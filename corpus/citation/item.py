"""The citation item: what every style and export is written from."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import NamedTuple

from corpus.locators import Locator, locate
from corpus.model import Document, Person, Place, Role

_PARTICLES = frozenset(
    (
        "al",
        "bin",
        "da",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
        "le",
        "ten",
        "ter",
        "van",
        "von",
    )
)
_INSTITUTION = re.compile(
    r"\b(?:Institut\w*|University|Cent(?:er|re)|Project|Foundation|Stiftung|Ministry|Department|Office|Agency|Council"
    r"|Committee|Commission|Association|Group|Society|Press|News|Staff|Editors|Team|Initiative|Program(?:me)?)\b"
)
_SUFFIX = re.compile(r"(?:Jr\.?|Sr\.?|II|III|IV)$")
_LETTER = re.compile(r"(?:(?<=-)|(?<![^\W_]))[^\W\d_]")
_GENRES = {"episode": "podcast", "transcript": "podcast transcript", "bio": "biography"}


class Run(NamedTuple):
    """A stretch of a citation and whether it is italic."""

    text: str
    italic: bool = False


class Name(NamedTuple):
    """A name taken apart; one word, or the name of an institution, is all `family`."""

    given: str
    family: str
    suffix: str = ""

    @property
    def in_order(self) -> str:
        return " ".join(part for part in self if part)

    @property
    def inverted(self) -> str:
        return ", ".join(part for part in (self.family, self.given, self.suffix) if part)

    @property
    def initials(self) -> str:
        """The family name, and initials of the rest: Caves, J.; Sartre, J.-P."""
        given = " ".join(
            "-".join(f"{letter.upper()}." for letter in _LETTER.findall(word)) for word in self.given.split()
        )
        return ", ".join(part for part in (self.family, given, self.suffix) if part)


def name_of(person: Person) -> Name:
    """A person's name in parts; particles stay with the family name, as CSL's non-dropping ones do."""
    if _INSTITUTION.search(person.name):
        return Name("", person.name)
    words = person.name.split()
    suffix = words.pop() if len(words) > 2 and _SUFFIX.match(words[-1]) else ""
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in _PARTICLES:
        first -= 1
    return Name(" ".join(words[:first]), " ".join(words[first:]), suffix)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A passage to cite. Hosts lead an episode and its transcript, authors all else."""

    document: Document
    place: Place
    range: tuple[int, int]  # of the passage's text: the quoted words
    permalink: str | None
    source_url: str | None
    stored: dt.date
    accessed: dt.date

    @property
    def quote(self) -> str:
        return self.place.passage.text[slice(*self.range)]

    @property
    def locator(self) -> Locator:
        return locate(self.place.passage, *self.range)

    @property
    def is_audio(self) -> bool:
        return self.document.type in ("episode", "transcript")

    @property
    def names(self) -> tuple[Name, ...]:
        return self._in_role("host" if self.is_audio else "author")

    @property
    def guests(self) -> tuple[Name, ...]:
        return self._in_role("guest")

    def _in_role(self, role: Role) -> tuple[Name, ...]:
        return tuple(name_of(person) for person in self.document.people if role in person.roles)

    @property
    def publisher(self) -> str | None:
        """The publisher, where it is not the author as well (APA 7, 9.29)."""
        authors = {name.in_order for name in self.names}
        return None if self.document.publisher in authors else self.document.publisher

    @property
    def genre(self) -> str | None:
        return _GENRES.get(self.document.type)

    @property
    def url(self) -> str | None:
        """The address that is cited."""
        return self.permalink or self.source_url

    @property
    def address(self) -> str:
        """The address that is cited, or where there is none, how the library names the passage."""
        return self.url or f"passage {self.place.passage.id}, version {self.document.version}"
