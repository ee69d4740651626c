"""Sources to cite, all invented: of each type, with the names, titles, dates and places that styles differ in."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, NamedTuple

from corpus.citation.item import Item
from corpus.dates import PartialDate
from corpus.model import Document, DocumentType, NameParts, Part, Passage, Person, Role, Section
from corpus.passages import identify
from corpus.quotation import Quotation, Range, quotation

STORED, TODAY = dt.date(2026, 11, 23), dt.date(2026, 11, 24)
LINK = "https://library.example.org/p"


class Source(NamedTuple):
    """A document, and which of its passages are cited."""

    document: Document
    first: int = 0
    last: int = 0
    begin: int = 0
    end: int | None = None
    is_public: bool = True

    @property
    def quotation(self) -> Quotation:
        places = list(self.document.places())
        through = places[self.last].passage.id if self.last > self.first else ""
        return quotation(self.document, places[self.first], Range(self.begin, self.end, through))

    @property
    def item(self) -> Item:
        return Item(
            document=self.document,
            quotation=self.quotation,
            permalink=LINK if self.is_public else None,
            source_url=self.document.url,
            stored=STORED,
            accessed=TODAY,
        )


def people(role: Role, *names: str) -> tuple[Person, ...]:
    return tuple(Person(name=name, roles=(role,)) for name in names)


TURNS = (
    Passage(text="So it broke.", speaker="Ann Lee", start_ms=872_000, end_ms=890_000),
    Passage(text="It did not break.", speaker="Bo Kay", start_ms=890_000, end_ms=905_000),
    Passage(text="Not at all.", speaker="Bo Kay", start_ms=905_000, end_ms=910_000),
)
LATE = tuple(replace(turn, start_ms=3_872_000, end_ms=3_890_000) for turn in TURNS[:1])
NOTES = (Passage(text="A first paragraph."), Passage(text="A second paragraph."))
SHEETS = (Passage(text="Here. And there.", page=2, parts=(Part(0, page=2, label="ii"), Part(6, page=3, label="1"))),)
AUGUST = PartialDate(2024, 8, 21)
MANY = tuple(f"A{chr(96 + number)} Name{chr(96 + number)}" for number in range(1, 23))


def document(type: DocumentType, title: str, passages: tuple[Passage, ...] = NOTES, **details: Any) -> Document:
    is_spoken = bool(passages[0].speaker)
    section = Section(
        heading="Transcript" if is_spoken else "Background",
        kind="transcript" if is_spoken else "body",
        passages=passages,
    )
    return identify(Document(type=type, title=title, id="x", version=1, sections=(section,), **details))


def talk(title: str = "Who Moves the Crane", **details: Any) -> Document:
    known: dict[str, Any] = {
        "show": "Crane Talk",
        "date": AUGUST,
        "publisher": "Sund Radio",
        "people": people("host", "Ann Lee"),
    }
    return document("transcript", title, TURNS, **{**known, **details})


def report(*authors: str, title: str = "On Masts", **details: Any) -> Document:
    return document(
        "report",
        title,
        **{"people": people("author", *authors), "publisher": "Mast Institute", "date": AUGUST, **details},
    )


BY_PARTS = (
    Person(name="Ilse van der Marck", roles=("author",), parts=NameParts("Marck", "Ilse", "van der")),
    Person(name="Lou Moe Jr.", roles=("author",)),
    Person(name="Plato", roles=("author",)),
)
LED = people("interviewer", "Ann Lee") + people("guest", "Bo Kay")
SOURCES = {
    "podcast with two hosts and two guests": Source(
        talk(people=people("host", "Ann Lee", "Cy Moe") + people("guest", "Bo Kay", "Di Roe")), 1, 1, 0, 6
    ),
    "podcast with a season and a number, through two speakers' turns": Source(talk(season="2", episode="14"), 0, 2),
    "podcast with a number": Source(talk(episode="14"), 1, 2),
    "podcast with three hosts, over an hour": Source(
        replace(
            document("transcript", "Cranes", LATE, show="Crane Talk", date=PartialDate(2024, 8)),
            people=people("host", "Ann Lee", "Cy Moe", "Di Roe"),
        )
    ),
    "podcast without hosts": Source(talk(people=())),
    "episode page with quotes in its title": Source(
        document(
            "episode", "How “Big” Became “Small”", show="Crane Talk", date=AUGUST, people=people("host", "Ann Lee")
        )
    ),
    "episode page with a question for a title": Source(
        document("episode", "Who Moves?", show="Crane Talk", date=AUGUST, people=people("host", "Ann Lee"))
    ),
    "podcast whose publisher is the show": Source(talk(publisher="Crane Talk")),
    "episode without date, show or hosts": Source(document("episode", "Cranes")),
    "episode without title, date or address": Source(document("episode", "", show="Crane Talk"), is_public=False),
    "hearing": Source(
        document(
            "transcript",
            "Oversight of Cranes: Hearing Before the Committee on Harbors",
            TURNS,
            publisher="Sund Senate",
            date=PartialDate(2024, 3, 14),
        ),
        1,
        2,
    ),
    "transcript of a meeting": Source(
        document("transcript", "Town Hall on Cranes", TURNS, publisher="Town of Sund", date=PartialDate(2024, 3, 14)),
        0,
        1,
    ),
    "interview": Source(
        document("transcript", "A Life with Cranes", TURNS, publisher="Sund Archive", date=AUGUST, people=LED), 1
    ),
    "interview of two, of a year": Source(
        document(
            "transcript",
            "Two Lives with Cranes",
            TURNS,
            publisher="Sund Archive",
            date=PartialDate(1987),
            people=people("interviewer", "Ann Lee") + people("guest", "Bo Kay", "Di Roe"),
        )
    ),
    "interview by two, in a series, without date": Source(
        document(
            "transcript",
            "A Life with Cranes",
            TURNS,
            show="Crane Stories",
            publisher="Sund Archive",
            people=people("interviewer", "Ann Lee", "Cy Moe") + people("subject", "Bo Kay"),
        ),
        0,
        2,
    ),
    "report by one, with a subtitle and quotes": Source(report("Bo Kay", title="Masts and “Sails”: A Study")),
    "report by two, a question": Source(report("Bo Kay", "Ann Lee", title="Why Masts?")),
    "report by three, an exclamation": Source(report("Bo Kay", "Ann Lee", "Cy Moe", title="Masts!")),
    **{f"report by {number}": Source(report(*MANY[:number])) for number in (4, 6, 7, 8, 20, 21, 22)},
    "report by an institution, which publishes it": Source(report("Mast Institute")),
    "report of a month, without publisher": Source(report("Bo Kay", date=PartialDate(2024, 3), publisher=None)),
    "report of a year": Source(report("Bo Kay", "Ann Lee", date=PartialDate(2019), title="Masts: “Up” and “Down”")),
    "report by nobody, without date": Source(report(date=None)),
    "report at its source's address, pages with labels": Source(
        document(
            "report",
            "On Masts",
            SHEETS,
            people=people("author", "Bo Kay"),
            date=AUGUST,
            url="https://example.org/masts.pdf",
        ),
        is_public=False,
    ),
    "report by names with a particle, a suffix, one word": Source(replace(report(), people=BY_PARTS)),
    "report by names of another script": Source(report("村上 春樹", "Олена Коваль")),
    "report through two paragraphs": Source(report("Bo Kay"), 0, 1),
    "biography": Source(
        document("bio", "Bo Kay", show="Crane Talk", publisher="Mast Institute", date=PartialDate(2024))
    ),
    "biography without date": Source(document("bio", "Bo Kay", show="Crane Talk")),
    "biography by one": Source(
        document("bio", "Bo Kay", show="Crane Talk", date=AUGUST, people=people("author", "Ann Lee"))
    ),
    "note": Source(document("note", "On Cranes", people=people("author", "Bo Kay"), date=PartialDate(2024, 8))),
    "note of a show, unsigned": Source(document("note", "On Cranes", show="Crane Talk", date=AUGUST)),
    "note without date": Source(document("note", "On Cranes", people=people("author", "Bo Kay"))),
}
