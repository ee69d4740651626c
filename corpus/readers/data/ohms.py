"""Interviews in OHMS's XML: details, the index with its times, and the transcript with a mark for each minute."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.model import Document, Hints, Part, Passage, Person, Reading, Section, merged
from corpus.readers.base.assemble import assemble
from corpus.readers.base.speech import section_of
from corpus.readers.base.times import Times
from corpus.readers.captions.subtitles import read_vtt
from corpus.readers.data.xml import parsed, root_is, text_at
from corpus.readers.talk.labels import Labels, ends_sentence
from corpus.readers.talk.openings import cue_opening
from corpus.readers.talk.turns import people as speakers
from corpus.text import verbatim

_SYNC = re.compile(r"(?P<minutes>\d{1,3}):\|?(?P<marks>[\d()|\s]*)")
_MARK = re.compile(r"(\d{1,7})(?:\((\d{1,5})\))?")
_MARKUP = re.compile(r"\[\[/?(?:footnotes?|note|link)\]\]|\{[\d:]{1,12}\}")  # OHMS's own, and its times in the text
_MOST = 20  # persons of a role
_root = root_is("ROOT", "record")


def is_ohms(text: str) -> bool:
    """Whether a text is XML of OHMS, the Oral History Metadata Synchronizer."""
    return _root(text) and ("nunncenter/ohms" in text[:2_000] or ("<sync>" in text and "<transcript" in text))


def read_ohms(text: str, hints: Hints) -> Reading:
    """An interview: its description, its index as chapters, and its transcript; ReadError where it has none of these.

    The mark n of `sync` stands at the line, and the word of it, that are said after n times so many minutes; where it
    is not certain which line that is, there are no times.
    """
    root = parsed(text)
    record = root if root.tag == "record" else root.find("record")
    if record is None:
        raise ReadError("is XML of OHMS without a record")
    times = Times()
    people = [
        Person(name=name, roles=(role,))  # type: ignore[arg-type]
        for path, role in (("interviewee", "guest"), ("interviewer", "host"))
        for element in record.findall(path)[:_MOST]
        if (name := verbatim("".join(element.itertext())))
    ]
    said, checks = _transcript(record, [person.name for person in people])
    sections = (
        Section(heading="", kind="summary", passages=tuple(_paragraphs(text_at(record, "description")))),
        *_index(record, times),
        section_of(said),
    )
    if not any(section.passages for section in sections):
        raise ReadError("is XML of OHMS without a transcript and without an index")
    date = record.find("date")
    duration = text_at(record, "duration")
    document = Document(
        type="transcript" if said else "note",
        title=verbatim(text_at(record, "title")),
        show=verbatim(text_at(record, "series_name", "collection_name")) or None,
        date=PartialDate.parse((date.get("value") if date is not None else "") or text_at(record, "date")),
        publisher=verbatim(text_at(record, "repository")) or None,
        people=merged([*people, *speakers(said)]),
        sections=sections,
        audio_url=text_at(record, "media_url") or None,
        duration_ms=times.written(duration) if ":" in duration else None,
    )
    reading = assemble(document, hints)
    return replace(reading, checks=(*reading.checks, *checks, *times.checks()))


def _paragraphs(text: str) -> Iterator[Passage]:
    for paragraph in re.split(r"\n\s*\n", text):
        if words := verbatim(paragraph):
            yield Passage(text=words)


def _index(record: Element, times: Times) -> Iterator[Section]:
    """The titles of the index as chapters, and what it says of each."""
    points = record.findall("index/point")
    said = [text_at(point, "time") or None for point in points]
    starts = [times.clock_or_seconds(time) for time in said]
    titles = [
        Passage(text=title, start_ms=start)
        for point, start in zip(points, starts, strict=True)
        if (title := verbatim(text_at(point, "title")).strip(";"))
    ]
    more = [
        Passage(text=words, start_ms=start)
        for point, start in zip(points, starts, strict=True)
        for field in ("partial_transcript", "synopsis", "keywords", "subjects")
        if (words := verbatim(text_at(point, field)))
    ]
    yield Section(heading="Chapters", kind="chapters", passages=tuple(titles))
    yield Section(heading="Index", kind="body", passages=tuple(more))


def _transcript(record: Element, known: list[str]) -> tuple[tuple[Passage, ...], tuple[str, ...]]:
    if captions := text_at(record, "vtt_transcript"):
        reading = read_vtt(captions, Hints(name="ohms.vtt", title="-"))
        return tuple(reading.document.passages()), tuple(
            c for c in reading.checks if c.split()[0] not in ("date", "title")
        )
    element = record.find("transcript")
    text = "" if element is None else "".join(element.itertext())
    lines = text.split("\n")
    marks, check = _marks(text_at(record, "sync"), lines)
    labels = Labels.of((cue_opening(_words(line)) for line in lines), [text], known)
    doubts: list[str | None] = []
    said = tuple(_turns(lines, labels, marks, doubts))
    return said, (*check, *labels.checks((passage.speaker for passage in said), doubts))


def _words(line: str) -> str:
    return verbatim(_MARKUP.sub(_without_markup, line))


def _without_markup(match: re.Match[str]) -> str:
    return {"[[footnote]]": "[", "[[/footnote]]": "]"}.get(match[0], "")


def _marks(sync: str, lines: list[str]) -> tuple[Mapping[int, list[tuple[int, int]]], tuple[str, ...]]:
    """The words of lines, both from 0, at which a minute is full, with the time; and what to check."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    if not sync:
        return found, ()
    match = _SYNC.fullmatch(sync)
    listed = [_MARK.fullmatch(mark.strip()) for mark in match["marks"].strip("| \n").split("|")] if match else []
    places = [(int(mark[1]), int(mark[2] or 0)) for mark in listed if mark]
    counts = [len(line.split()) for line in lines]
    starts = [start for start in (0, 1) if _fit(places, counts, start)]
    if not match or not all(listed) or len(starts) != 1:
        return {}, (f"times not understood: the marks of the transcript, “{verbatim(sync)[:40]}”",)
    for n, (line, word) in enumerate(places, 1):
        found[line - starts[0]].append((max(word - 1, 0), n * int(match["minutes"]) * 60_000))
    return found, ()


def _fit(places: Sequence[tuple[int, int]], counts: Sequence[int], start: int) -> bool:
    """Whether there are such words, from 1, in such lines, counted from `start`, one place after the other.

    Programs that show OHMS's files count lines from 0 or from 1. A mark at a line that has not so many words, or none,
    tells which it is.
    """
    return places == sorted(places) and all(
        0 <= line - start < len(counts) and max(word, 1) <= counts[line - start] for line, word in places
    )


def _turns(
    lines: list[str], labels: Labels, marks: Mapping[int, list[tuple[int, int]]], doubts: list[str | None]
) -> Iterator[Passage]:
    """A passage for each paragraph; a label opens one, and the marks within it are parts of it.

    Labels that may be a speaker's are added to `doubts`.
    """
    speaker: str | None = None
    paragraph: list[str] = []
    parts: list[Part] = []
    turn_number, length = 1, 0
    for number, line in enumerate([*lines, ""]):
        words = _words(line)
        if "[[footnotes]]" in line:
            speaker, turn_number = None, turn_number + 1
        fresh = not paragraph or ends_sentence(paragraph[-1])
        turn = labels.turn(cue_opening(words), words, speaker, fresh=fresh)
        doubts.append(turn.doubt)
        if paragraph and (turn.opens or not words):
            yield _passage(paragraph, parts, speaker, turn_number)
            paragraph, parts, length = [], [], 0
        turn_number += turn.opens
        speaker = turn.speaker
        parts += [Part(length + _offset(words, turn.text, word), ms) for word, ms in marks.get(number, ())]
        if turn.text:
            paragraph.append(turn.text)
            length += len(turn.text) + 1


def _passage(paragraph: list[str], parts: list[Part], speaker: str | None, turn: int) -> Passage:
    text = " ".join(paragraph)
    within = [part for part in parts if part.offset < len(text)]
    start_ms = within[0].start_ms if within and within[0].offset == 0 else None
    later = tuple(within[1:] if start_ms is not None else within)
    return Passage(text=text, speaker=speaker, start_ms=start_ms, parts=later, paragraph=turn)


def _offset(line: str, said: str, word: int) -> int:
    """Where in what is said a word of its line begins; that of the first where it is one of the label's."""
    starts = [match.start() for match in re.finditer(r"\S+", line)]
    at = starts[min(word, len(starts) - 1)] if starts else 0
    return max(at - (len(line) - len(said)), 0)
