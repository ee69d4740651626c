"""The small parts that readers are made of: dates, slugs, headings, references, people."""

from __future__ import annotations

import pytest

from corpus import people, references
from corpus.dates import PartialDate
from corpus.model import Passage, Section
from corpus.sections import kind_of
from corpus.slugs import slug
from corpus.text import clock, verbatim


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024", "2024"),
        ("2024-08", "2024-08"),
        ("2024-08-21", "2024-08-21"),
        ("2024-08-21T10:00:00Z", "2024-08-21"),
        ("August 21, 2024", "2024-08-21"),
        ("Aug. 21st 2024", "2024-08-21"),
        ("21 August 2024", "2024-08-21"),
        ("Wednesday, August 21, 2024 at 10:00", "2024-08-21"),
        ("February 2023", "2023-02"),
        ("2024-13", None),
        ("2023-02-29", None),
        ("0000", None),
        ("soon", None),
        ("21", None),
        ("", None),
    ],
)
def test_dates_are_as_precise_as_they_are_written(text: str, iso: str | None) -> None:
    found = PartialDate.parse(text)
    assert (found.iso if found else None) == iso


def test_a_partial_date_covers_its_days_and_is_written_out() -> None:
    leap = PartialDate(2024, 2)
    assert (leap.first_day.isoformat(), leap.last_day.isoformat()) == ("2024-02-01", "2024-02-29")
    assert [PartialDate(2024).written, leap.written, PartialDate(2024, 2, 3).written] == [
        "2024",
        "February 2024",
        "3 February 2024",
    ]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Past, Present, and Future", "past-present-and-future"),
        ("Zürich’s Café", "zurichs-cafe"),
        ("飛行機", "document"),
        ("…", "document"),
        ("x" * 100, "x" * 60),
        ("word " * 30, "-".join(["word"] * 12)),
    ],
)
def test_slugs_are_readable_and_never_empty(title: str, expected: str) -> None:
    assert slug(title) == expected


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Background", "background"),
        ("Our Discussion", "discussion"),
        ("OUR DISCUSSION:", "discussion"),
        ("Expert Bios", "bios"),
        ("About the guests", "bios"),
        ("Related Resources", "resources"),
        ("Further reading", "resources"),
        ("Credits", "credits"),
        ("Show notes", "discussion"),
        ("Transcript", "transcript"),
        ("In this episode", "summary"),
        ("The background of it all", "body"),
        ("", "body"),
    ],
)
def test_headings_say_what_their_section_is(heading: str, kind: str) -> None:
    assert kind_of(heading) == kind


@pytest.mark.parametrize(
    ("text", "authors", "title", "publisher", "date"),
    [
        ("A B and C D, “On Pumps,” Pump Press, May 3, 2024.", ("A B", "C D"), "On Pumps", "Pump Press", "2024-05-03"),
        ('A B, "On Pumps," Pump Press, February 2023.', ("A B",), "On Pumps", "Pump Press", "2023-02"),
        ("A B, C D, and E F, “On Pumps,” 2020.", ("A B", "C D", "E F"), "On Pumps", None, "2020"),
        ("“On Pumps,” Pump Press.", (), "On Pumps", "Pump Press", None),
        ("https://example.org/pumps", (), None, None, None),
    ],
)
def test_references_are_taken_apart_and_kept_as_printed(
    text: str, authors: tuple[str, ...], title: str | None, publisher: str | None, date: str | None
) -> None:
    found = references.reference(text)
    assert found.text == text
    assert (found.authors, found.title, found.publisher) == (authors, title, publisher)
    assert (found.date.iso if found.date else None) == date


def test_people_are_found_in_a_summary_with_their_roles() -> None:
    text = (
        "We sat down with Ann Lee and Bo Ek. It was hosted by Dr. Cy Roe, a Fellow at the Pump Institute, and Di Fox."
    )
    assert {person.name: person.roles for person in people.from_summary(text)} == {
        "Ann Lee": ("guest",),
        "Bo Ek": ("guest",),
        "Cy Roe": ("host",),
        "Di Fox": ("host",),
    }


def test_a_bio_may_go_on_over_paragraphs() -> None:
    said = (
        "Dr. Ann Lee is a fellow at the Pump Institute (PI), where she works.",
        "She also sails.",
        "Bo Ek is at PI.",
    )
    section = Section(heading="Bios", kind="bios", passages=tuple(Passage(text=text) for text in said))
    (ann, ann_bio), (bo, _) = people.from_bios(section)
    assert (ann.name, ann.honorific, ann.affiliation) == ("Ann Lee", "Dr.", "Pump Institute (PI)")
    assert [passage.text for passage in ann_bio.passages()] == list(said[:2])
    assert bo.affiliation == "Pump Institute (PI)"


def test_text_is_folded_and_composed_and_nothing_else() -> None:
    assert verbatim(" e\u0301 \n\t“x”  — …\u00a0y ") == "é “x” — … y"


@pytest.mark.parametrize(("ms", "shown"), [(0, "0:00"), (872_999, "14:32"), (3_872_000, "1:04:32")])
def test_times_are_shown_as_players_show_them(ms: int, shown: str) -> None:
    assert clock(ms) == shown
