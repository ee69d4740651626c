"""Headings and the kinds of section that they open, as shows really write them."""

from __future__ import annotations

import re

import pytest

from corpus.sections import kind_of, known_kind

HEADINGS = {
    "summary": """
        Summary|Episode overview|In this episode|About this episode|In today’s episode|Abstract
    """,
    "background": """
        Background|II. Background|3. Background:|Background & context
    """,
    "discussion": """
        Our Discussion|Show notes|🎧 Show Notes|SHOWNOTES|Episode notes|Show notes for episode 12
        What we discuss
    """,
    "transcript": """
        Transcript|Full transcript|Episode transcript|Read the transcript|[Transcript]|Episode 12: Transcript
        Transcript (auto-generated)|Full episode transcript:|Episode 12 Transcript|Video transcript
    """,
    "bios": """
        About the guests|Guest|Guests:|Featured guests|Speakers|Panelists|Panellists|Our guests|Guest bio
        Expert Bios|About today’s guest|Guests’ bios|Meet the speakers|About the host|About the authors
        Hosts and guests|👤 Guest
    """,
    "resources": """
        Related Resources|Links|Links mentioned|Links & resources|Mentioned in this episode|Further reading
        Sources|Resources mentioned in this episode|Bibliography|Works cited|Notes and references|References
        Books mentioned|Resources for Episode 12|🔗 Links:|Suggested reading|Links from the show
    """,
    "chapters": """
        Timestamps|Time stamps|⏱️ Timestamps|Chapters|Episode outline|Timecodes|Timestamps (approximate)
    """,
    "credits": """
        Credits|— Credits —|Production|Acknowledgements|Acknowledgments|Production team|Music|Show credits
    """,
    "body": """
        Key takeaways|About the show|Sponsors|Our sponsors|About us|Episode highlights|Support the show
    """,
}


@pytest.mark.parametrize(
    ("heading", "kind"),
    [(heading, kind) for kind, said in HEADINGS.items() for heading in re.split(r"\||\n +", said.strip())],
)
def test_a_known_heading_says_its_kind_whatever_stands_around_it(heading: str, kind: str) -> None:
    assert known_kind(heading) == kind


@pytest.mark.parametrize(
    "heading",
    [
        "The background of it all",
        "Discussion of the findings",
        "Transcript policy",
        "Related articles",
        "More episodes",
        "Guest: Ann Lee",
        "00:00 Intro",
        "12",
        "Chapter 2",
        "Production of pumps",
        "In this episode of the show we mend pumps",
        "Notes",
        "",
        "…",
        "Transcript " * 20,
    ],
)
def test_other_headings_are_of_no_known_kind(heading: str) -> None:
    assert known_kind(heading) is None
    assert kind_of(heading) == "body"
