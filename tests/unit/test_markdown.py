"""Markdown: front matter, sections by way of HTML, and transcripts."""

from __future__ import annotations

import pytest

from corpus.model import Hints, Reading
from corpus.readers import registry
from corpus.readers.text.markdown import read_markdown

PAGE = """---
title: On Pumps
type: report
date: 2024-08-06
authors: [Ann Lee, Bo Ek]
publisher: Pump Press
url: https://example.org/pumps
---

A first paragraph
over two lines, with *emphasis* and \\*stars\\*.

## Background

- one
- two

**A closer look**

| a | b |
|---|---|
| 1 | 2 |
"""


def test_front_matter_gives_the_details() -> None:
    document = read_markdown(PAGE, Hints(name="pumps.md")).document
    assert (document.title, document.type, document.date and document.date.iso) == ("On Pumps", "report", "2024-08-06")
    assert [(person.name, person.roles) for person in document.people] == [
        ("Ann Lee", ("author",)),
        ("Bo Ek", ("author",)),
    ]
    assert (document.publisher, document.url) == ("Pump Press", "https://example.org/pumps")


def test_the_body_is_sectioned_like_a_page() -> None:
    document = read_markdown(PAGE, Hints(name="pumps.md")).document
    assert [(section.heading, [p.text for p in section.passages]) for section in document.sections] == [
        ("", ["A first paragraph over two lines, with emphasis and *stars*."]),
        ("Background", ["one", "two"]),
        ("A closer look", ["a b", "1 2"]),
    ]


def test_the_first_heading_is_the_title_where_none_is_said() -> None:
    reading = read_markdown("# On Valves\n\nText.\n", Hints(name="v.md"))
    assert reading.document.title == "On Valves"
    assert [section.heading for section in reading.document.sections] == [""]
    assert reading.checks == ("date missing",)


def test_a_transcript_has_speakers_and_times() -> None:
    text = (
        "**Ann:** \\[04:08\\] Welcome.\n\n**Bo:** Thank you.\n\nIt is good to be here.\n\n**Ann:** \\[1:02:03\\] So.\n"
    )
    document = read_markdown(text, Hints(name="show-12.md")).document
    assert document.type == "transcript"
    assert [(p.speaker, p.start_ms, p.text) for p in document.passages()] == [
        ("Ann", 248_000, "Welcome."),
        ("Bo", None, "Thank you."),
        ("Bo", None, "It is good to be here."),
        ("Ann", 3_723_000, "So."),
    ]
    assert [(person.name, person.roles) for person in document.people] == [("Ann", ("speaker",)), ("Bo", ("speaker",))]


def test_a_bio_names_its_person_and_affiliation() -> None:
    text = "---\ntype: bio\ntitle: Ann Lee\naffiliation: Pump Institute\n---\n\nAnn Lee mends pumps.\n"
    reading = read_markdown(text, Hints(name="ann.md"))
    (person,) = reading.document.people
    assert (person.name, person.roles, person.affiliation) == ("Ann Lee", ("subject",), "Pump Institute")
    assert reading.checks == ()


def test_values_are_read_as_they_are_written_whatever_yaml_would_make_of_them() -> None:
    text = (
        f"---\ntitle: 1.10\nlanguage: no\nshow: ~\ndate: 2024-02-30\nseason: {'1' * 5000}\nage: !!int x\n---\n\nText.\n"
    )
    document = read_markdown(text, Hints(name="odd.md")).document
    assert (document.title, document.language, document.show, document.date) == ("1.10", "no", None, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\nFirst.\n\n---\nSecond.", ["First.", "Second."]),
        ("---\n- First.\n\n---\nSecond.", ["First.", "Second."]),
        ("---\nFirst.", ["First."]),
        ("    *First.*", ["*First.*"]),
        ('{\n"First."\n}\nSecond.', ['{ "First." } Second.']),
    ],
    ids=["a paragraph between rules", "a list between rules", "a rule", "code", "braces"],
)
def test_what_is_no_front_matter_is_text(text: str, said: list[str]) -> None:
    assert [passage.text for passage in read_markdown(text, Hints(name="x.md")).document.passages()] == said


def test_names_without_letters_and_values_that_are_not_text_name_nobody() -> None:
    text = "---\ntype: bio\ntitle: Ann Lee\naffiliation: [Pump, Institute]\nauthors: ['', ' ', 12]\n---\nText."
    (person,) = read_markdown(text, Hints(name="x.md")).document.people
    assert (person.name, person.affiliation) == ("Ann Lee", None)


def test_strange_front_matter_is_left_alone() -> None:
    text = "---\ntitle: 1984\ndate: soon\nauthors: 3\ntype: poem\nurl: javascript:alert(1)\n---\n\nText.\n"
    reading = registry.read(text.encode(), Hints(name="odd.md"))
    assert isinstance(reading, Reading)
    document = reading.document
    assert (document.title, document.type, document.date) == ("1984", "note", None)
    assert (document.people, document.url) == ((), None)


def test_a_heading_without_text_under_it_is_text_itself_once() -> None:
    text = (
        "# On masts\n\nHigh.\n\n## Part one\n\n### Why\n\nThey bend.\n\n## Soon: the rudder\n\n## On masts\n\n## Why\n"
    )
    document = read_markdown(text, Hints(name="x.md")).document
    assert [(s.heading, [p.text for p in s.passages], s.is_heading()) for s in document.sections] == [
        ("", ["High."], False),
        ("Part one", ["Part one"], True),
        ("Why", ["They bend."], False),
        ("Soon: the rudder", ["Soon: the rudder"], True),
    ]
