"""Chapters in JSON: those that are listed, with their times."""

from __future__ import annotations

import json

import pytest

from corpus.errors import ReadError
from corpus.model import Hints, Passage, Section
from corpus.readers.data.chapters import read_chapters
from corpus.readers.formats import format_of
from tests.data import PODCASTING20


def chapters(text: str) -> Section:
    (section,) = read_chapters(text, Hints(name="chapters.json")).document.sections
    return section


def test_chapters_are_told_by_their_content() -> None:
    text = '{"version": "1.2.0", "title": "Fog", "chapters": [{"startTime": 0, "title": "Intro"}]}'
    assert format_of(text, "x.txt").name == "chapters in JSON"
    assert read_chapters(text, Hints(name="x.txt")).document.title == "Fog"


@pytest.mark.skipif(not PODCASTING20.exists(), reason="the Podcasting 2.0 examples are not beside the project")
def test_the_example_of_the_podcast_namespace_is_read() -> None:
    section = chapters((PODCASTING20 / "chapters.json").read_text("utf-8"))
    assert (section.heading, section.kind, len(section.passages)) == ("Chapters", "chapters", 10)
    assert section.passages[1] == Passage(text="Hearing Aids", start_ms=168_000)
    assert section.passages[-1] == Passage(text="Outro", start_ms=6_089_000)


def test_what_is_not_listed_or_has_no_title_is_left_out() -> None:
    listed = [
        {"startTime": 1.5, "endTime": 2, "title": " The  fog "},
        {"startTime": 2, "title": "Picture", "toc": False},
        {"startTime": 3, "toc": True},
        {"startTime": "soon", "title": "Ice"},
        "Sea",
    ]
    assert chapters(json.dumps({"version": "1.2.0", "chapters": listed})).passages == (
        Passage(text="The fog", start_ms=1500, end_ms=2000),
        Passage(text="Ice"),
    )


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"chapters": 1}', '{"chapters": [{"title": ""}]}', "<html>", "\x00"]
)
def test_what_has_no_chapters_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(ReadError) as raised:
        chapters(text)
    assert len(str(raised.value).splitlines()) == 1
