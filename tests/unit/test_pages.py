"""Pages as the common generators write them: their sections, people and references, and none of their furniture."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from bs4 import BeautifulSoup

from corpus.model import Hints, Reading
from corpus.readers import registry
from corpus.text import verbatim

PAGES = Path(__file__).parents[1] / "pages"


class Expected(NamedTuple):
    """What a page is to come to; of its references, the titles."""

    sections: str  # kind, number of passages and heading of each
    people: dict[str, str]
    references: list[str | None]
    date: str | None = None


EXPECTED = {
    "buzzsprout": Expected(
        "summary 1 | discussion 2 Show Notes | resources 1 Resources: | transcript 2 Transcript",
        {"Bo Ek": "guest", "Bo": "speaker", "Ann": "speaker"},
        ["Nine Knots"],
        "2021-05-03",
    ),
    "drupal": Expected(
        "summary 2 | bios 1 Guests | summary 2 | transcript 1 Read the transcript | "
        "transcript 1 On signals | summary 1 | resources 1 Works cited",
        {"Ann B. Lee": "author", "Cy Roe": "guest", "Omar al-Rashid": "guest"},
        ["Narrow Water"],
        "2024-04-02",
    ),
    "elementor": Expected(
        "summary 1 | body 2 Key Takeaways: | chapters 3 ⏱️ Timestamps | "
        "resources 2 Resources Mentioned in This Episode | transcript 4 Full Transcript",
        {"Ann Lee": "author host speaker", "Bo Ek": "guest speaker"},
        ["Wet pumps", None],
        "2024-03-05",
    ),
    "google-docs": Expected(
        "summary 2 | discussion 1 Show notes | resources 1 Further reading | body 1 Notes",
        {"Ann Lee": "host", "Bo Ek": "host"},
        ["Cranes"],
    ),
    "libsyn": Expected(
        "summary 2 | bios 2 About our guests: | resources 2 Links Mentioned: | body 1 Sponsors",
        {"Ann Lee": "guest", "Bo Ek": "guest"},
        [None, None],
        "2020-01-09",
    ),
    "readability": Expected(
        "summary 2 | bios 2 Panelists | resources 1 Mentioned in this episode:",
        {"Ann Lee": "author", "Bo Ek": "guest", "Cy Roe": "guest"},
        [None],
    ),
    "soup": Expected(
        "summary 3 | background 2 Background | resources 2 Further reading",
        {},
        [None, None],
    ),
    "squarespace": Expected(
        "summary 1 | bios 2 Meet our guest: | transcript 1 Episode Transcript | resources 1 Further Reading",
        {"Cy Roe": "guest", "Ann Lee": "host", "Bo Ek": "host"},
        ["How to Read Fog"],
        "2023-06-01",
    ),
    "substack": Expected(
        "summary 2 | discussion 2 What we discussed | resources 1 References | transcript 5 Transcript",
        {"Ann Lee": "author speaker", "Bo Ek": "guest speaker"},
        ["Nothing on Board"],
        "2024-02-10",
    ),
    "table-layout": Expected(
        "background 4 Background | resources 2 Sources",
        {},
        ["Oak and Fire", None],
    ),
    "transistor": Expected(
        "summary 1 | discussion 1 Show Notes | resources 2 Links | chapters 2 Chapters | bios 1 Creators and Guests | "
        "bios 2 Ann Lee | transcript 1 Transcript",
        {"Ann Lee": "host"},
        [None, "Scraping Hulls"],
        "2022-11-03",
    ),
}
FURNITURE = (
    "Home", "Contact", "Facebook", "Spotify", "Apple", "Overcast", "Episode 11", "Great show", "©", "Donate", "Sign up",
    "Sign in", "Previous", "Made at", "Subscribe", "Loved it", "-31:02", "Broadcast by", "All content", "Share",
    "Skip to", "again", "Pier Street", "[1]", "[a]", "5-6 minutes", "radio.example.org", "Imprint", "Ten harbours",
    "lost his hat", "Read on",
)  # fmt: skip


def read(name: str) -> Reading:
    found = registry.read((PAGES / f"{name}.html").read_bytes(), Hints(name=f"{name}.html"))
    assert isinstance(found, Reading)
    return found


@pytest.fixture(params=EXPECTED)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_each_page_has_its_sections(name: str) -> None:
    sections = [f"{s.kind} {len(s.passages)} {s.heading}".strip() for s in read(name).document.sections]
    assert " | ".join(sections) == EXPECTED[name].sections


def test_each_page_names_its_people_and_no_one_else(name: str) -> None:
    assert {person.name: " ".join(person.roles) for person in read(name).document.people} == EXPECTED[name].people


def test_each_page_has_its_references_and_its_date(name: str) -> None:
    document = read(name).document
    assert [reference.title for reference in document.references] == EXPECTED[name].references
    assert (document.date.iso if document.date else None) == EXPECTED[name].date


def test_what_surrounds_an_article_is_left_out(name: str) -> None:
    texts = [passage.text for passage in read(name).document.passages()]
    assert [words for words in FURNITURE for text in texts if words in text] == []


def test_every_passage_is_text_of_the_page(name: str) -> None:
    whole = verbatim(BeautifulSoup((PAGES / f"{name}.html").read_bytes(), "lxml").get_text())
    whole = whole.replace("[a]", "").replace("[1]", "").replace(" ", "")  # marks of notes; blanks come from the markup
    for passage in read(name).document.passages():
        assert passage.text.replace(" ", "") in whole


def test_a_transcript_within_a_page_has_speakers_and_times() -> None:
    turns = [(p.speaker, p.start_ms, p.text) for p in read("buzzsprout").document.sections[-1].passages]
    assert turns == [("Ann", 1000, "Tie it."), ("Bo", 4000, "It is tied.")]
    (said,) = [section for section in read("elementor").document.sections if section.kind == "transcript"]
    assert (said.passages[1].speaker, said.passages[1].text) == ("Bo Ek", "Thank you, it is wet here.")


def test_chapters_know_their_times() -> None:
    (chapters,) = [section for section in read("elementor").document.sections if section.kind == "chapters"]
    assert [(passage.start_ms, passage.text) for passage in chapters.passages] == [
        (0, "Introduction"),
        (270_000, "Why “dry” pumps fail"),
        (3_723_000, "What comes next"),
    ]


def test_an_address_that_google_wrapped_is_the_source_s_own() -> None:
    (reference,) = read("google-docs").document.references
    assert reference.url == "https://example.org/cranes"
