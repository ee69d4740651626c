"""The citation item: what every style and export is written from; and the work, which some are written from alone."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from corpus.model import Document, NameParts, Person, Role, with_particle
from corpus.name_parts import parts_of, untitled
from corpus.quotation import Quotation

_LETTER = re.compile(r"(?:(?<=-)|(?<![^\W_]))[^\W\d_]")
_GENRES = {"episode": "podcast", "transcript": "podcast transcript", "bio": "biography"}


class Run(NamedTuple):
    """A stretch of a citation and whether it is italic."""

    text: str
    italic: bool = False


class Name(NamedTuple):
    """A name as a citation writes it. One that is not split, such as an institution's, is all family name."""

    in_order: str
    parts: NameParts

    @property
    def short(self) -> str:
        """As the text of a paper names somebody: Lee, van der Marck."""
        return with_particle(self.parts)

    @property
    def inverted(self) -> str:
        """The parts, as programs read them: van der Marck, Ilse; King, Martin Luther, Jr."""
        return _listed(self.short, self.parts.given, self.parts.suffix)

    @property
    def listed(self) -> str:
        """As the first of a list of works: Marck, Ilse van der; one that begins with the family name stays so."""
        family, given, particle, suffix = self.parts
        if given and not particle and self.in_order == f"{family} {given}":
            return self.in_order
        return _listed(family, f"{given} {particle}".strip(), suffix)

    @property
    def initials(self) -> str:
        """The family name, and initials of the rest: Caves, J.; Sartre, J.-P.; Marck, I. van der."""
        family, given, particle, suffix = self.parts
        letters = " ".join("-".join(f"{letter.upper()}." for letter in _LETTER.findall(word)) for word in given.split())
        return _listed(family, f"{letters} {particle}".strip(), suffix)


def _listed(*parts: str) -> str:
    return ", ".join(filter(None, parts))


@lru_cache(maxsize=4096)
def name_of(person: Person) -> Name:
    """A person's name in the parts that are said, else by rule, which leaves particles with the family name."""
    return Name(untitled(person.name).name, person.parts or parts_of(person.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A document to cite. Hosts lead an episode and its transcript, authors all else."""

    document: Document
    permalink: str | None
    source_url: str | None
    stored: dt.date
    accessed: dt.date

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
    def seen(self) -> dt.date | None:
        """The day on which the cited address had this: today of the library's own, else when it was stored."""
        return (self.accessed if self.permalink else self.stored) if self.url else None

    @property
    def address(self) -> str:
        """The address that is cited, or where there is none, how the library names it."""
        return self.url or f"Citecast library, {self.called}"

    @property
    def called(self) -> str:
        return f"document {self.document.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Work):
    """Words of a document to cite."""

    quotation: Quotation

    @property
    def called(self) -> str:
        return f"passage {self.quotation.first.place.passage.id}"
