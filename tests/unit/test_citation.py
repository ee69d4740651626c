"""Citations: golden texts of the samples in every style, and what holds for any text at all."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from dataclasses import replace
from pathlib import Path

import markdown
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, strategies as st

from corpus import samples
from corpus.citation import STYLES, cite
from corpus.citation.anchors import at_the_words
from corpus.citation.item import name_of
from corpus.dates import PartialDate
from corpus.errors import InvalidValue, NotFound
from corpus.model import Document, Hints, Passage, Person, Place, Section, place
from corpus.passages import identify
from corpus.readers import registry
from corpus.text import verbatim

GOLDEN = Path(__file__).with_name("golden") / "citations.txt"
STORED, TODAY = dt.date(2026, 11, 23), dt.date(2026, 11, 24)
CITED = {
    "iran-russia-cooperation.html": "glide bombs",
    "industrial-cooperation.md": "harder to undo",
    "from-parts-to-factories.vtt": "Follow the engines",
    "hanna-notte.md": "Her field",
}


def sample(name: str, words: str) -> tuple[Document, Place]:
    (file,) = [file for file in samples.files() if file.name == name]
    document = registry.read(file.read_bytes(), Hints(name=name)).document
    document = identify(replace(document, id=name.partition(".")[0], version=1))
    found = next(passage for passage in document.passages() if words in passage.text)
    at = place(document, found.id)
    assert at
    return document, at


def everything() -> str:
    lines = []
    for name, words in CITED.items():
        document, at = sample(name, words)
        for link in (f"https://library.example.org/p/{at.passage.id}?v=1", None):
            for style in STYLES:
                made = cite(document, at, style, permalink=link, stored=STORED, accessed=TODAY)
                lines += [f"## {name}, {style}, {'with' if link else 'without'} a public address", made.text, ""]
    return "\n".join(lines)


def test_the_samples_are_cited_as_the_golden_file_says() -> None:
    if "CITECAST_UPDATE_GOLDEN" in os.environ:
        GOLDEN.write_text(everything(), "utf-8")
    assert everything() == GOLDEN.read_text("utf-8")


def test_a_chicago_note_leads_from_the_hosts_to_the_paragraph() -> None:
    document, at = sample("iran-russia-cooperation.html", "glide bombs")
    made = cite(document, at, "chicago", permalink="https://l.example/p/x?v=1", stored=STORED, accessed=TODAY)
    assert made.text == (
        "John Caves and John Krzyzaniak, hosts, “How Iran and Russia Came to Arm Each Other,” Iran Watch Listen, "
        "podcast, August 21, 2024, “Background,” para. 2, https://l.example/p/x?v=1."
    )
    assert [text for text, italic in made.runs if italic] == ["Iran Watch Listen"]
    assert made.locator == "“Background,” para. 2"


def test_without_a_public_address_the_source_is_cited_with_the_day_it_was_stored() -> None:
    document, at = sample("iran-russia-cooperation.html", "glide bombs")
    made = cite(document, at, "chicago", permalink=None, stored=STORED, accessed=TODAY)
    assert "https://example.org/iran-watch-listen/iran-russia-cooperation#:~:text=" in made.text
    assert made.text.endswith("stored November 23, 2026.")


def test_a_range_is_quoted_alone() -> None:
    document, at = sample("iran-russia-cooperation.html", "glide bombs")
    start = at.passage.text.index("glide bombs")
    made = cite(document, at, "markdown", permalink=None, stored=STORED, accessed=TODAY, quote=(start, start + 11))
    assert made.quote == "glide bombs"
    assert made.text.startswith("> glide bombs\n>\n> — ")
    assert made.source_url
    assert made.source_url.endswith("#:~:text=glide%20bombs")


@pytest.mark.parametrize("quote", [(5, 5), (9, 3), (-1, 4), (0, 10**6)])
def test_a_range_outside_the_text_is_refused(quote: tuple[int, int]) -> None:
    document, at = sample("hanna-notte.md", "Her field")
    with pytest.raises(InvalidValue):
        cite(document, at, "apa", permalink=None, stored=STORED, accessed=TODAY, quote=quote)


def test_an_unknown_style_is_refused_with_the_nearest() -> None:
    document, at = sample("hanna-notte.md", "Her field")
    with pytest.raises(NotFound, match="bibtex"):
        cite(document, at, "bibtext", permalink=None, stored=STORED, accessed=TODAY)


@pytest.mark.parametrize(
    ("name", "inverted", "initials"),
    [
        ("John Krzyzaniak", "Krzyzaniak, John", "Krzyzaniak, J."),
        ("Jean-Paul Sartre", "Sartre, Jean-Paul", "Sartre, J.-P."),
        ("Ursula von der Leyen", "von der Leyen, Ursula", "von der Leyen, U."),
        ("Sammy Davis Jr.", "Davis, Sammy, Jr.", "Davis, S., Jr."),
        ("Hossein Amir-Abdollahian", "Amir-Abdollahian, Hossein", "Amir-Abdollahian, H."),
        ("J. R. R. Tolkien", "Tolkien, J. R. R.", "Tolkien, J. R. R."),
        ("Host", "Host", "Host"),
        ("Wisconsin Project on Nuclear Arms Control",) * 3,
        ("Sample Institute",) * 3,
    ],
)
def test_names_are_taken_apart_as_the_styles_want_them(name: str, inverted: str, initials: str) -> None:
    taken = name_of(Person(name=name))
    assert (taken.in_order, taken.inverted, taken.initials) == (name, inverted, initials)


def episode(hosts: int) -> Document:
    people = tuple(Person(name=f"Ann Host{number}", roles=("host",)) for number in range(hosts))
    passages = (Passage(text="So it is.", id="p2", start_ms=3_872_000, speaker="Bo Guest"),)
    section = Section(heading="Transcript", kind="transcript", passages=passages)
    return Document(
        id="x",
        version=2,
        type="transcript",
        title="Why?",
        show="S",
        date=PartialDate(2024, 8),
        people=people,
        sections=(section,),
    )


@pytest.mark.parametrize(
    ("hosts", "style", "expected"),
    [
        (0, "chicago", "“Why?,” S, podcast transcript, August 2024, 1:04:32 (Bo Guest), L."),
        (1, "chicago", "Ann Host0, host, “Why?,” S,"),
        (3, "chicago", "Ann Host0 et al., hosts, “Why?,” S,"),
        (0, "apa", "Why? [Audio podcast transcript]. (2024, August). In S. L\nIn the text: (“Why?”, 2024, 1:04:32 [Bo"),
        (1, "apa", "Host0, A. (Host). (2024, August). Why? [Audio"),
        (3, "apa", "Host0, A., Host1, A., & Host2, A. (Hosts). (2024, August)."),
        (
            3,
            "mla",
            "Host0, Ann, et al., hosts. “Why?” S, Aug. 2024, L. Accessed 24 Nov. 2026.\n"
            "In the text: (Host0 et al. 1:04:32 [Bo Guest])",
        ),
        (2, "mla", "Host0, Ann, and Ann Host1, hosts. “Why?” S,"),
    ],
)
def test_who_when_and_where_by_style(hosts: int, style: str, expected: str) -> None:
    document = episode(hosts)
    at = place(document, "p2")
    assert at
    assert cite(document, at, style, permalink="L", stored=STORED, accessed=TODAY).text.startswith(expected)


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).map(verbatim).filter(bool)


@given(text=words, title=words, name=words, heading=words)
def test_any_text_is_cited_verbatim_and_well_formed(text: str, title: str, name: str, heading: str) -> None:
    passage = Passage(text=text, id="p2")
    section = Section(heading=heading, kind="body", passages=(passage,))
    document = Document(
        id="x", version=1, type="episode", title=title, show=name, people=(Person(name=name, roles=("host",)),)
    )
    made = {
        style: cite(document, Place(section, passage), style, permalink=None, stored=STORED, accessed=TODAY).text
        for style in STYLES
    }
    assert title in made["chicago"]
    assert title in made["apa"]
    assert title in made["mla"]
    (item,) = json.loads(made["csl-json"])
    assert item["title"] == title
    assert text in item["note"]
    assert re.fullmatch(r"(?:[A-Z][A-Z0-9]  - [^\n]+\n)+ER  - ", made["ris"])
    unescaped = made["bibtex"].replace("\\{", "").replace("\\}", "")
    assert unescaped.count("{") == unescaped.count("}")


@given(text=st.text("ab 12*_`[]()<>&#|~$=\\!-+.1'\"“”é", min_size=1).map(verbatim).filter(bool))
def test_a_markdown_quotation_shows_exactly_the_words(text: str) -> None:
    passage = Passage(text=text, id="p2")
    document = Document(id="x", version=1, type="note", title="T")
    at = Place(Section(heading="", kind="body"), passage)
    made = cite(document, at, "markdown", permalink=None, stored=STORED, accessed=TODAY).text
    shown = BeautifulSoup(markdown.markdown(made), "lxml").blockquote
    assert shown
    assert shown.p
    assert shown.p.get_text() == text


@given(text=words)
def test_a_link_at_the_words_has_no_character_that_ends_a_link(text: str) -> None:
    link = at_the_words("https://example.org/page#part", text, 0, len(text))
    assert re.fullmatch(r"https://example\.org/page#:~:text=[\w%~,]+", link, re.ASCII)
