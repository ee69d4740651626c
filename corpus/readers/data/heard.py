"""Machine transcripts: what a machine heard, as `corpus.heard` keeps it."""

from __future__ import annotations

from itertools import groupby

from corpus import heard
from corpus.heard import Heard
from corpus.model import Document, Hints, Part, Passage, Reading
from corpus.readers.base.assemble import readable
from corpus.readers.base.speech import section_of
from corpus.readers.talk.turns import people
from corpus.sound import Checked, Machine
from corpus.text import verbatim

is_heard = heard.is_heard


def read_heard(text: str, hints: Hints) -> Reading:
    """The transcript that a machine made, each word with its time, and who checked which of its turns."""
    found = heard.heard(text)
    passages = tuple(_passage(turn, number) for number, turn in enumerate(found.spoken, 1))
    title = hints.title or found.title
    checks = [] if title else ["title taken from the file's name"]
    is_ours = hints.heard_here
    if not is_ours:
        checks.append("a machine transcript from elsewhere: who checked it, and which recording it is of, is left out")
    if not any(passage.speaker for passage in passages):
        checks.append("speakers missing")
    document = Document(
        type="transcript",
        title=title or readable(hints.name),
        show=hints.show or found.show,
        date=hints.date or found.date,
        language=found.language,
        audio_url=found.audio_url,
        duration_ms=found.recording.duration_ms or None,
        people=people(passage for passage, turn in zip(passages, found.spoken, strict=True) if turn.speaker),
        sections=(section_of(passages),),
        recording=found.recording if is_ours else None,
        machine=Machine(model=found.model, made=found.made, checked=tuple(_checked(found)) if is_ours else ()),
    )
    return Reading(document=document, checks=tuple(checks))


def _passage(turn: heard.Turn, number: int) -> Passage:
    """A turn, its text verbatim, with the time of each of its words."""
    text, parts = "", []
    for word in turn.words:
        said = verbatim(text + word.text) if text else verbatim(word.text)
        blank = len(said) - len(said[len(text) :].lstrip())
        if len(said) > len(text):
            parts.append(Part(blank, word.start_ms, word.end_ms, confidence=word.confidence))
        text = said
    timed = [part for part in parts if part.start_ms is not None]
    return Passage(
        text=text,
        paragraph=number,
        speaker=turn.label,
        start_ms=parts[0].start_ms if parts else None,
        end_ms=timed[-1].end_ms if timed and timed[-1] is parts[-1] else None,
        parts=tuple(parts),
    )


def _checked(found: Heard) -> list[Checked]:
    """Turns in a row that one person checked on one day."""
    numbered = enumerate((turn.checked for turn in found.spoken), 1)
    runs = []
    for check, run in groupby(numbered, key=lambda each: each[1]):
        if check:
            numbers = [number for number, _ in run]
            runs.append(Checked(numbers[0], numbers[-1], check.by, check.day))
    return runs
