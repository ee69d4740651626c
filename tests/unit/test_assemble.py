"""What a reader is sure of stands as it says: no step reads it again from headings or from words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.model import Document, Hints, Part, Passage, Reading, Reference, Section, SectionKind
from corpus.readers.base.assemble import assemble

HEADINGS = ("Ann Lee", "Ben Moe", "Ann Lee")
SURE = {
    "speakers and times": Passage(text="Cy Poe: It is.", speaker="Dee Roe", start_ms=1000),
    "speakers": Passage(text="Cy Poe: It is.", speaker="Dee Roe"),
    "times": Passage(text="Cy Poe: It is.", start_ms=0),
    "times of words": Passage(text="Cy Poe: It is.", parts=(Part(8, 1000),)),
}


def reading(*sections: Section, references: tuple[Reference, ...] = ()) -> Reading:
    return assemble(Document(type="note", title="On masts", sections=sections, references=references), Hints())


def under(headings: tuple[str, ...], kind: SectionKind, passage: Passage) -> tuple[Section, ...]:
    return tuple(Section(heading=heading, kind=kind, passages=(passage,)) for heading in headings)


@pytest.mark.parametrize("kind", ["body", "transcript"])
@pytest.mark.parametrize("sure", SURE)
def test_sections_that_are_headed_by_names_keep_their_speakers_and_times(sure: str, kind: SectionKind) -> None:
    sections = under(HEADINGS, kind, SURE[sure])
    assert reading(*sections).document.sections == sections


def test_sections_that_are_headed_by_names_are_turns_where_nothing_says_otherwise() -> None:
    (section,) = reading(*under(HEADINGS, "body", Passage(text="It is."))).document.sections
    assert [passage.speaker for passage in section.passages] == [*HEADINGS]


@pytest.mark.parametrize("kind", ["body", "chapters"])
@pytest.mark.parametrize("sure", SURE)
def test_words_that_begin_with_a_time_are_no_chapters_where_speaker_or_time_is_known(
    sure: str, kind: SectionKind
) -> None:
    said = replace(SURE[sure], text="10:30 is when it began.")
    (section,) = reading(Section(heading="A", kind=kind, passages=(said, said, said))).document.sections
    assert (section.kind, set(section.passages)) == (kind, {said})


def test_references_that_are_known_stand_before_those_of_a_list() -> None:
    known = Reference(text="Ann Lee, On masts.")
    listed = Section(heading="Resources", kind="resources", passages=(Passage(text="Ben Moe, On sails."),))
    assert [each.text for each in reading(listed, references=(known,)).document.references] == [
        "Ann Lee, On masts.",
        "Ben Moe, On sails.",
    ]
