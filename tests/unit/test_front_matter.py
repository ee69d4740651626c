"""Front matter: YAML, TOML and JSON, the many names of its keys, people as they are written, and what sums it up."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.model import Document, Hints, NameParts, Person, Reading
from corpus.readers.registry import read
from corpus.readers.text.markdown import read_markdown

TALK = "\n\n**Ann Lee:** Masts are high.\n\n**Ben Moe:** They are.\n"
YAML = """---
title: The Long Mast
podcast: The Mast Hour
lang: en
season: 2
podcast:episode: 14
published: 2024-05-03 10:00:00 +0200
guests: Ann Lee and Ben Moe
description: What a mast costs, and who pays.
youtube: abcDEF-1234
link: https://example.org/masts
transcript_by: Cy Poe
duration: 1:02:03
tags: [masts]
---"""
TOML = """+++
title = "The Long Mast"
Show_Title = "The Mast Hour"
Language = "en"
season = 2
episodeNumber = 14
date = 2024-05-03T10:00:00Z
guests = ["Ann Lee", "Ben Moe"]
summary = "What a mast costs, and who pays."
media = "https://www.youtube.com/watch?v=abcDEF-1234"
permalink = "https://example.org/masts"
[params]
podcast_duration = "01:02:03"
+++"""
JSON = """{
  "title": "The Long Mast",
  "series": {"title": "The Mast Hour"},
  "language": "en",
  "podcast": {"season": 2, "episode": "Episode 14"},
  "pubDate": "Fri, 03 May 2024 10:00:00 GMT",
  "guests": [{"name": "Ann Lee"}, {"given": "Ben", "family": "Moe"}],
  "excerpt": "What a mast costs, and who pays.",
  "enclosure": {"url": "https://www.youtube.com/watch?v=abcDEF-1234"},
  "canonical_url": "https://example.org/masts",
  "itunes:duration": "PT1H2M3S"
}"""


@pytest.mark.parametrize(
    "head", [YAML, YAML.removesuffix("---") + "...", TOML, JSON], ids=["YAML", "dots", "TOML", "JSON"]
)
def test_front_matter_of_every_kind_says_the_same(head: str) -> None:
    document = read_markdown(head + TALK, Hints(name="x.md")).document
    assert (document.title, document.show, document.language) == ("The Long Mast", "The Mast Hour", "en")
    assert (document.season, document.episode, document.date) == ("2", "14", PartialDate(2024, 5, 3))
    assert (document.url, document.duration_ms) == ("https://example.org/masts", 3_723_000)
    assert document.audio_url == "https://www.youtube.com/watch?v=abcDEF-1234"
    assert [(person.name, person.roles) for person in document.people] == [
        ("Ann Lee", ("guest", "speaker")),
        ("Ben Moe", ("guest", "speaker")),
    ]
    summary, transcript = document.sections
    assert (summary.kind, [p.text for p in summary.passages]) == ("summary", ["What a mast costs, and who pays."])
    assert [(p.speaker, p.text) for p in transcript.passages] == [
        ("Ann Lee", "Masts are high."),
        ("Ben Moe", "They are."),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\ntitle: a\nshow: [b\n---\n\nWords.", "not valid YAML in line 4"),
        ('+++\ntitle = "a"\nshow = b\n+++\n\nWords.', "not valid TOML in line 3"),
    ],
)
def test_front_matter_that_cannot_be_understood_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(ReadError, match=said) as raised:
        read_markdown(text, Hints(name="x.md"))
    assert len(str(raised.value).splitlines()) == 1


@pytest.mark.parametrize(
    "text", ["+++\nFirst.\n+++\nSecond.", "+++\nFirst.", '{"title": "a"} is JSON.', "{\n\nWords.\n\n}"]
)
def test_what_only_looks_like_front_matter_is_text(text: str) -> None:
    said = " ".join(passage.text for passage in read_markdown(text, Hints(name="x.md")).document.passages())
    assert said.split() == text.split()


def described(**keys: Any) -> Document:
    lines = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return read_markdown(f"---\n{lines}---\n\nMasts are high.\n", Hints(name="x.md")).document


def named(**keys: Any) -> list[tuple[str, tuple[str, ...]]]:
    return [(person.name, person.roles) for person in described(**keys).people]


@pytest.mark.parametrize(
    "value",
    [
        "Ann Lee and Ben Moe",
        "Ann Lee & Ben Moe",
        "Ann Lee, Ben Moe",
        "Ann Lee; Ben Moe",
        "By Ann Lee and Ben Moe",
        "[Ann Lee, Ben Moe]",
        "['Lee, Ann', 'Moe, Ben']",
        "Lee, Ann and Moe, Ben",
        "Lee, Ann, and Ben Moe",
        "Lee, Ann; Moe, Ben",
        "['[[Ann Lee]]', '[Ben Moe](https://example.org/moe)']",
        "Ann Lee <ann@example.org>, Ben Moe",
        "Ann Lee, PhD, and Ben Moe, M.D.",
        "[{name: Ann Lee}, {given: Ben, family: Moe}]",
        "[{name: 'Lee, Ann'}, {first_name: Ben, last_name: Moe}]",
    ],
)
def test_two_authors_are_two_however_they_are_written(value: str) -> None:
    assert named(author=value) == [("Ann Lee", ("author",)), ("Ben Moe", ("author",))]


@pytest.mark.parametrize(
    "value",
    [
        "Space and Sea Administration",
        "Simon & Schuster",
        "Acme, Inc.",
        "Centre for Masts, Sails and Rudders",
        "Vargas Llosa",
        "0xB10C",
        "Martin Luther King, Jr.",
    ],
)
def test_a_name_with_and_or_a_comma_in_it_is_one(value: str) -> None:
    assert named(author=f"'{value}'") == [(value, ("author",))]


def test_what_may_be_one_name_or_two_in_an_entry_of_a_list_stays_as_it_is() -> None:
    assert named(authors="['Vargas Llosa, Mario Pedro']") == [("Vargas Llosa, Mario Pedro", ("author",))]


def test_first_names_are_listed_where_many_talk() -> None:
    assert named(hosts="Adam, Jerod") == [("Adam", ("host",)), ("Jerod", ("host",))]
    assert named(hosts="Adam and Jerod") == [("Adam", ("host",)), ("Jerod", ("host",))]
    assert named(guest="Lee, Ann") == [("Ann Lee", ("guest",))]


@pytest.mark.parametrize(
    ("said", "people"),
    [
        (
            "speakers: {AL: Ann Lee, BM: {name: Ben Moe, role: host}}",
            [("Ann Lee", "AL", "speaker"), ("Ben Moe", "BM", "host")],
        ),
        ("speakers: [AL: Ann Lee, 'BM = Ben Moe']", [("Ann Lee", "AL", "speaker"), ("Ben Moe", "BM", "speaker")]),
        ("speakers: 'A: Ann Lee, B: Ben Moe'", [("Ann Lee", "A", "speaker"), ("Ben Moe", "B", "speaker")]),
        ("people: [Host: Ann Lee, 'Guest: Ben Moe']", [("Ann Lee", "", "host"), ("Ben Moe", "", "guest")]),
        ("people: {Ann Lee: host, Ben Moe: {role: guest}}", [("Ann Lee", "", "host"), ("Ben Moe", "", "guest")]),
    ],
)
def test_labels_beside_names_stand_for_these(said: str, people: list[tuple[str, str, str]]) -> None:
    document = read(f"---\n{said}\n---\nMasts are high.\n".encode(), Hints(name="a.md")).document
    assert [(p.name, *(p.aliases or ("",)), *p.roles) for p in document.people] == people


def test_the_keys_of_a_person_are_kept() -> None:
    value = (
        "[{name: Ilse van der Marck, family: Marck, particle: van der, role: Co-Host, affiliation: Mast Institute,"
        " honorific: Dr., url: 'https://example.org/marck'}, {literal: Dock & Yard, role: guest}]"
    )
    assert described(people=value).people == (
        Person(
            name="Ilse van der Marck",
            roles=("host",),
            honorific="Dr.",
            affiliation="Mast Institute",
            url="https://example.org/marck",
            parts=NameParts("Marck", "Ilse", "van der"),
        ),
        Person(name="Dock & Yard", roles=("guest",), parts=NameParts("Dock & Yard")),
    )


@pytest.mark.parametrize(
    ("value", "affiliation"),
    [
        ("Ann Lee (Mast Institute)", "Mast Institute"),
        ("Ann Lee, director of the Mast Institute", "director of the Mast Institute"),
        ("Ann Lee, CNN", "CNN"),
        ("Ann Lee of the Mast Institute", "the Mast Institute"),
        ("Dr. Ann Lee", None),
    ],
)
def test_what_stands_beside_a_name_is_said_of_the_person(value: str, affiliation: str | None) -> None:
    (person,) = described(guest=value).people
    assert (person.name, person.affiliation, person.roles) == ("Ann Lee", affiliation, ("guest",))


def test_a_role_in_brackets_is_the_role() -> None:
    assert named(speakers="[Ann Lee (Host), Ben Moe]") == [("Ann Lee", ("host",)), ("Ben Moe", ("speaker",))]


def test_the_parts_that_a_source_says_are_kept_with_its_speakers() -> None:
    text = "---\nspeakers: ['Lee, Ann', Ben Moe]\n---" + TALK
    first, _ = read_markdown(text, Hints(name="x.md")).document.people
    assert first == Person(name="Ann Lee", roles=("speaker",), parts=NameParts("Lee", "Ann"))


@pytest.mark.parametrize(
    "keys",
    [
        {"transcript_by": "Cy Poe"},
        {"translation_by": "Cy Poe"},
        {"hosts": "12"},
        {"authors": "[[]]"},
        {"host": "{age: 3}"},
    ],
)
def test_nobody_is_named_by_other_keys_or_by_values_without_a_name(keys: dict[str, str]) -> None:
    assert described(**keys).people == ()


@pytest.mark.parametrize("value", ["2024/5/3", "2024-05-03T10:00", "May 3, 2024", "2024.05.03"])
def test_a_date_is_read_in_the_manners_that_are_sure(value: str) -> None:
    assert described(pubdate=f"'{value}'").date == PartialDate(2024, 5, 3)


@pytest.mark.parametrize(
    "keys", [{"date": "03/05/2024"}, {"created": "2024-05-03"}, {"updated": "2024-05-03"}, {"date": "2024/13/40"}]
)
def test_a_date_that_is_not_sure_is_none(keys: dict[str, str]) -> None:
    assert described(**keys).date is None


def test_an_address_that_several_may_share_is_not_the_document_s_own() -> None:
    clipped = described(source="https://example.org/masts")
    assert clipped.url == "https://example.org/masts"
    talk = described(source="https://example.org/playlist", media="https://example.org/watch?v=1")
    assert (talk.url, talk.audio_url) == (None, "https://example.org/watch?v=1")
    assert described(permalink="/masts/", source="The Mast Times").url is None


@pytest.mark.parametrize("value", ["44 minutes", "44", "soon"])
def test_a_duration_without_its_unit_is_none(value: str) -> None:
    assert described(duration=value).duration_ms is None


def test_a_season_or_episode_is_a_number() -> None:
    document = described(season="Season 2", episode="'#14b'")
    assert (document.season, document.episode) == ("2", "14b")
    assert described(episode="On masts").episode is None


def test_a_summary_in_paragraphs_is_found_and_quoted_without_its_marks() -> None:
    text = "---\ndescription: |\n  *Masts* are [high](https://example.org).\n\n  <p>Who pays?</p>\n---\n\nWords.\n"
    summary, body = read_markdown(text, Hints(name="x.md")).document.sections
    assert [passage.text for passage in summary.passages] == ["Masts are high.", "Who pays?"]
    assert [passage.text for passage in body.passages] == ["Words."]


@pytest.mark.parametrize("summary", ["Masts are high.", "Masts are…", "''"])
def test_a_summary_that_the_text_has_is_not_there_twice(summary: str) -> None:
    (body,) = described(description=summary).sections
    assert [passage.text for passage in body.passages] == ["Masts are high."]


def test_a_document_may_be_but_a_summary() -> None:
    document = read_markdown("---\ntitle: Masts\nsummary: Masts are high.\n---\n", Hints(name="x.md")).document
    assert [passage.text for passage in document.passages()] == ["Masts are high."]
    with pytest.raises(ReadError, match="no text below the details at its top"):
        read_markdown("---\ntitle: Masts\n---\n", Hints(name="x.md"))


def test_a_sidecar_says_what_front_matter_may() -> None:
    sidecar = "podcast: The Mast Hour\nepisode: 14\nhosts: [{name: 'Lee, Ann'}]\nsummary: What a mast costs.\n"
    reading = read(b"Masts are high.", Hints(name="x.txt", sidecar=sidecar))
    assert isinstance(reading, Reading)
    document = reading.document
    assert (document.show, document.episode) == ("The Mast Hour", "14")
    assert document.people == (Person(name="Ann Lee", roles=("host",), parts=NameParts("Lee", "Ann")),)
    assert [passage.text for passage in document.passages()] == ["What a mast costs.", "Masts are high."]
    assert not any("means nothing" in check for check in reading.checks)


HEAD = "Title: On masts\nDate: May 3, 2024\nHost: Ann Lee\nGuest: Ben Moe\nPlace: Harbour\nAired: some day\n"


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_lines_before_the_first_blank_one_say_what_a_text_is(name: str) -> None:
    talk = "Ann Lee: Masts are high.\n\nBen Moe: Are they?\n\nAnn Lee: Yes.\n\nBen Moe: So.\n"
    document = read(f"{HEAD}\n{talk}".encode(), Hints(name=name)).document
    assert (document.title, document.date) == ("On masts", PartialDate(2024, 5, 3))
    assert [(p.name, *p.roles) for p in document.people] == [
        ("Ann Lee", "host", "speaker"),
        ("Ben Moe", "guest", "speaker"),
    ]
    said = [(p.speaker, p.text) for p in document.passages()]
    assert " ".join(text for speaker, text in said if not speaker) == "Place: Harbour Aired: some day"
    assert [speaker for speaker, _ in said if speaker] == ["Ann Lee", "Ben Moe"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "Host: Masts are high.\nGuest: Are they?\n\nHost: Yes.\n\nGuest: So.\n",
        "Title: On masts\nHost: Masts are high.\nGuest: Are they?\n\nHost: Yes.\n\nGuest: So.\n",
        "Title: On masts\n\nHost: Masts are high.\n\nGuest: Are they?\n\nHost: Yes.\n\nGuest: So.\n",
        "Masts are high.\nTitle: On masts\nDate: 2024\n\nMore.\n",
    ],
)
def test_what_somebody_says_is_no_head(text: str) -> None:
    document = read(text.encode(), Hints(name="a.txt")).document
    shown = " ".join(f"{p.speaker}: {p.text}" if p.speaker else p.text for p in document.passages())
    assert shown == " ".join(text.split())
