"""Timed words of speakers, joined into turns and made into a transcript."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.model import Document, Hints, Part, Passage, Reading, Section, merged
from corpus.passages import PIECE_TOKENS, SENTENCE_END, tokens
from corpus.readers.base.assemble import assemble
from corpus.readers.base.draft import is_told
from corpus.readers.talk.labels import ends_sentence
from corpus.readers.talk.turns import people
from corpus.sections import known_kind
from corpus.text import verbatim

_SHOWN_PROBLEMS = 3


class Said(NamedTuple):
    """Words of one speaker, at most a sentence of them, and when they were said; `opens` where another begins.

    `parts` are the times of single words, where the source has those.
    """

    speaker: str | None
    text: str
    start_ms: int | None
    end_ms: int | None
    opens: bool = False
    parts: tuple[Part, ...] = ()


def sentences(words: Said) -> Iterator[Said]:
    """Words said within one span of time, a sentence each; their text is verbatim.

    A time without an end is that of the first word: only the first sentence has it.
    """
    start = 0
    for end in (*(match.end() for match in SENTENCE_END.finditer(words.text)), len(words.text)):
        if sentence := words.text[start:end].strip():
            start_ms = words.start_ms if start == 0 or words.end_ms is not None else None
            yield words._replace(text=sentence, start_ms=start_ms, opens=words.opens and start == 0)
        start = end


def turns(said: Iterable[Said]) -> Iterator[Passage]:
    """Turns of one speaker each; a long one is cut where a sentence ends."""
    turn: list[Said] = []
    words, number = 0, 1
    for part in said:
        opens = bool(turn) and (part.opens or part.speaker != turn[0].speaker)
        if opens or (words >= PIECE_TOKENS and ends_sentence(turn[-1].text)):
            yield _passage(turn, number)
            turn, words = [], 0
        number += opens
        turn.append(part)
        words += tokens(part.text)
    if turn:
        yield _passage(turn, number)


def _passage(turn: Sequence[Said], number: int) -> Passage:
    parts: list[Part] = []
    offset = 0
    for said in turn:
        for part in said.parts or (Part(0, said.start_ms, said.end_ms),):
            if not parts or part[1:] != parts[-1][1:]:
                parts.append(part._replace(offset=offset + part.offset))
        offset += len(said.text) + 1
    return Passage(
        text=" ".join(part.text for part in turn),
        paragraph=number,
        speaker=turn[0].speaker,
        start_ms=turn[0].start_ms,
        end_ms=turn[-1].end_ms and max(part.end_ms or 0 for part in turn),  # cues may overlap
        parts=tuple(parts) if parts != [Part(0)] else (),
    )


def head(said: Mapping[str, object]) -> Document:
    """A transcript without its words, from what its source says of itself: title, show, date, url, language."""
    found = {name: verbatim(value) for name, value in said.items() if isinstance(value, str)}
    return Document(
        type="transcript",
        title=found.get("title", ""),
        show=found.get("show"),
        date=PartialDate.parse(found.get("date", "")),
        url=found.get("url"),
        language=found.get("language"),
    )


def section_of(said: Iterable[Passage], heading: str = "") -> Section:
    """A section of what is said, under the heading that its source gives it, else under one of its own."""
    return Section(heading=heading or "Transcript", kind="transcript", passages=tuple(said))


def section_under(heading: str, said: Iterable[Passage]) -> Section:
    """The section under a heading; where nobody is seen to speak in it, it is of the kind that such headings open."""
    section = section_of(said, heading)
    kind = None if any(map(is_told, section.passages)) else known_kind(heading)
    return replace(section, kind=kind or "transcript")


def transcript(
    sections: Iterable[Section],
    hints: Hints,
    *,
    about: Document | None = None,
    problems: Sequence[str] = (),
    checks: Sequence[str] = (),
) -> Reading:
    """The Reading of a transcript, with `checks` of its speakers; ReadError where nothing is said in its sections.

    `about` is what its source says of it otherwise. `problems` say what was left out, and the first three are shown.
    """
    told = tuple(sections)
    if not any(section.passages for section in told if section.kind == "transcript"):
        raise ReadError(problems[0] if problems else "no words in any caption or turn")
    document = about or head({})
    speakers = people(passage for section in told for passage in section.passages)
    reading = assemble(replace(document, people=merged((*document.people, *speakers)), sections=told), hints)
    more = [f"{len(problems) - _SHOWN_PROBLEMS} more such"] if len(problems) > _SHOWN_PROBLEMS else []
    return replace(reading, checks=(*reading.checks, *checks, *problems[:_SHOWN_PROBLEMS], *more))
