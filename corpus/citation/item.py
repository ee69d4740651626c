"""The citation item: what every style and export is written from; and the work, which some are written from alone."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from corpus.dates import PartialDate
from corpus.model import Document, DocumentType, NameParts, Person, Role, with_particle
from corpus.name_parts import parts_of, untitled
from corpus.origin import origin, timed
from corpus.quotation import Quotation

_LETTER = re.compile(r"(?:(?<=-)|(?<![^\W_]))[^\W\d_]")
_HEARING = re.compile(r"\bhearings? (?:before|of|held by) ", re.IGNORECASE)
UNTITLED = "[untitled]"
Kind = Literal["podcast", "interview", "hearing", "transcript", "report", "web page", "note"]
_KINDS: dict[DocumentType, Kind] = {"episode": "podcast", "report": "report", "bio": "web page", "note": "note"}


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
        return _listed(self.parts.family, f"{self.letters} {self.parts.particle}".strip(), self.parts.suffix)

    @property
    def letters(self) -> str:
        """The initials of the given names: J.-P."""
        words = self.parts.given.split()
        return " ".join("-".join(f"{letter.upper()}." for letter in _LETTER.findall(word)) for word in words)


def _listed(*parts: str) -> str:
    return ", ".join(filter(None, parts))


@lru_cache(maxsize=4096)
def name_of(person: Person) -> Name:
    """A person's name in the parts that are said, else by rule, which leaves particles with the family name."""
    return Name(untitled(person.name).name, person.parts or parts_of(person.name))


@dataclass(frozen=True, kw_only=True)
class Work:
    """A document to cite, and what is known of it. Who had which role stands here once; a style takes whom it leads
    with."""

    document: Document
    permalink: str | None
    source_url: str | None
    stored: dt.date
    accessed: dt.date

    @cached_property
    def kind(self) -> Kind:
        """What is cited. A transcript is a podcast's only where something says so: a recording, the number of an
        episode, a host, a guest, or a show that no other publishes."""
        document = self.document
        if document.type != "transcript":
            return _KINDS[document.type]
        if self.named("interviewer") and not self.named("host"):
            return "interview"
        if _HEARING.search(document.title):
            return "hearing"
        told = document.audio_url or document.episode or self.named("host", "guest")
        return "podcast" if told or (document.show and not document.publisher) else "transcript"

    @property
    def is_audio(self) -> bool:
        """Whether a host leads: of an episode, and of a podcast's transcript."""
        return self.kind == "podcast"

    def named(self, *roles: Role) -> tuple[Name, ...]:
        """The people in any of some roles, in the order of the source."""
        return tuple(name_of(person) for person in self.document.people if not set(roles).isdisjoint(person.roles))

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Who leads: hosts of a podcast, those who are interviewed, authors of all else."""
        if self.kind == "interview":
            return self.interviewed
        return self.named("host" if self.is_audio else "author")

    @property
    def guests(self) -> tuple[Name, ...]:
        return self.named("guest")

    @property
    def interviewed(self) -> tuple[Name, ...]:
        """Who is interviewed: guests, else whom it is about, else those who speak and do not ask."""
        asking = self.interviewers
        speaking = tuple(name for name in self.named("speaker") if name not in asking)
        return self.guests or self.named("subject") or speaking

    @property
    def interviewers(self) -> tuple[Name, ...]:
        return self.named("interviewer") or self.named("host")

    @property
    def title(self) -> str:
        """The title as printed; where there is none, in brackets that there is none."""
        return self.document.title or UNTITLED

    @property
    def show(self) -> str | None:
        return self.document.show

    @property
    def publisher(self) -> str | None:
        """The publisher, where it is not the author (APA 7, 9.29) or the show as well."""
        told = {name.in_order for name in self.names} | {self.show}
        return None if self.document.publisher in told else self.document.publisher

    @property
    def numbering(self) -> str:
        """Which episode it is: season 2, episode 14."""
        return numbered(self.document)

    @property
    def origin(self) -> str | None:
        """That a machine heard its words: machine transcript, not checked; None of others."""
        return origin(self.document, self.document.passages())

    @property
    def form(self) -> str | None:
        """What it is to be described as in its entry: that it is a machine's transcript, before all else."""
        return self.origin or self.genre

    @property
    def genre(self) -> str | None:
        """What it is, in a word or two, where neither its kind nor its `origin` says so."""
        transcript = "transcript" if self.document.type == "transcript" and not self.document.machine else ""
        if self.kind == "podcast":
            return f"podcast {transcript}".strip() if transcript or self.show else None
        return {"transcript": transcript, "web page": "biography"}.get(self.kind)

    @property
    def url(self) -> str | None:
        """The address that is cited."""
        return self.permalink or self.source_url

    @property
    def seen(self) -> dt.date | None:
        """The day on which the cited address had this; None where there is none."""
        return self._read if self.url else None

    @property
    def address(self) -> str:
        """The address that is cited, or where there is none, how the library names it."""
        return self.url or f"Citecast library, {self.called}"

    @property
    def called(self) -> str:
        return f"document {self.document.id}"

    @property
    def read(self) -> PartialDate:
        """The day on which what is cited was read."""
        return PartialDate.on(self._read)

    @property
    def _read(self) -> dt.date:
        """A permalink's today, the source's when it was stored."""
        return self.accessed if self.permalink else self.stored


@dataclass(frozen=True, kw_only=True)
class Item(Work):
    """Words of a document to cite."""

    quotation: Quotation

    @property
    def origin(self) -> str | None:
        """That of the cited words alone."""
        return origin(self.document, self.quotation.passages)

    @property
    def timed_by(self) -> str | None:
        """That a machine gave the words their time, where one is told."""
        return timed(self.document, self.quotation.passages) if self.quotation.locator.time else None

    @property
    def called(self) -> str:
        first, last, version = self.quotation.first, self.quotation.last, self.document.version
        to = f" to {last.place.passage.id}" if self.quotation.is_of_several else ""
        words = "" if self.quotation.is_whole else f", characters {first.begin} to {last.end}"
        return f"passage {first.place.passage.id}{to}, version {version}{words}"


def numbered(document: Document) -> str:
    """The number of an episode: season 2, episode 14."""
    numbers = {"season": document.season, "episode": document.episode}
    return ", ".join(f"{name} {number}" for name, number in numbers.items() if number)
