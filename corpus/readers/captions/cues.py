"""Cues, timed words of captions whatever their format, joined into the turns of speakers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from corpus.model import Document, Hints, Reading
from corpus.names import is_name
from corpus.readers.base.doubts import backwards
from corpus.readers.base.speech import Said, section_of, sentences, transcript, turns
from corpus.readers.captions.cue_text import Words, text_of
from corpus.readers.captions.roll_up import rolled_out
from corpus.readers.talk.labels import Labels, Turn, ends_sentence
from corpus.readers.talk.openings import Opening, alone as name_alone, cue_opening
from corpus.text import clock, milliseconds, printable, verbatim

_CLOCK = re.compile(r"(?:(\d{1,5}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,9})|:(\d{3}))?", re.ASCII)
_SECONDS = re.compile(r"(\d{1,7})(?:[.,](\d{1,9}))?s?", re.ASCII)
_BRACKETED = re.compile(r"\[{1,2}(?P<label>[^\[\]:]{1,60})\]{1,2}(?P<colon> ?:)? ?(?=\S)")
_TOLD_APART = re.compile(
    r"\((?P<label>speaker (?:\d{1,3}|\?))\)(?P<colon>:)? ?(?=\S)"
)  # by whisper.cpp, ? where it cannot
_NUMBERED = re.compile(r"(?:speaker|spk|participant|caller|voice|guest|host)[ _#-]{0,2}\d{1,3}", re.IGNORECASE)
_HEARD = re.compile(
    r"music|applau|laugh|cheer|cough|sigh|cross-?talk|inaudible|silence|noise|pause|sound|beep|jingle|ing\b|^in ",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\[[^\W\d]")
_ALONE = re.compile(r"\[([^\[\]:]{1,60})\]")
_SHOWN = 5


class Cue(NamedTuple):
    """A cue's times in milliseconds, and its words line by line, without the markup.

    Words of nobody known begin a paragraph with a cue that stands `apart`, unless a sentence goes on.
    """

    start_ms: int
    end_ms: int | None
    lines: Sequence[Sequence[Words]]
    apart: bool = False


def moment(text: str) -> int | None:
    """A time as captions write it, in milliseconds: 1:02:03.500, 02:03, 62.5s; None for what is none."""
    if match := _CLOCK.fullmatch(text):
        return milliseconds(match[1], match[2], match[3], match[4] or match[5])
    match = _SECONDS.fullmatch(text)
    return milliseconds(None, "0", match[1], match[2]) if match else None


class _Line(NamedTuple):
    cue: Cue
    text: str
    opening: Opening | None
    is_sure: bool = False


def cue(start_ms: int, end_ms: int | None, parts: Iterable[Words]) -> Cue:
    """A cue of words in which lines are broken where they are; its end is not known where it is before its start."""
    lines: list[list[Words]] = [[]]
    for part in parts:
        for line in part.text.splitlines(keepends=True):
            lines[-1].append(part._replace(text=line))
            if line.splitlines()[0] != line:
                lines.append([])
    return Cue(start_ms, end_ms if end_ms is not None and end_ms >= start_ms else None, lines)


def transcript_of(
    cues: Iterable[Cue],
    hints: Hints,
    *,
    about: Document | None = None,
    problems: Sequence[str] = (),
    checks: Sequence[str] = (),
) -> Reading:
    """The transcript that cues are, by their start; ReadError where nothing is said in them.

    They are given in the order of their file, and where that is not the order of their times, it is told.
    Words are their voice's; where no cue has one, those of the labels that lines begin with. Readings in ruby are no
    words. `problems` say what of the source was left out.
    """
    printed = list(cues)
    ordered = sorted(printed, key=lambda each: each.start_ms)
    rolled, said = rolled_out([each.lines for each in ordered])
    kept = [each._replace(lines=_read_aloud(lines)) for each, lines in zip(ordered, rolled, strict=True)]
    voiced = any(part.voice for each in kept for line in each.lines for part in line)
    found, more = _by_voice(kept) if voiced else _by_label(kept)
    told = (*checks, *backwards(each.start_ms for each in printed), *said, *_readings(ordered), *more)
    return transcript([section_of(turns(found))], hints, about=about, problems=problems, checks=told)


def _read_aloud(lines: Sequence[Sequence[Words]]) -> Sequence[Sequence[Words]]:
    return [[part for part in line if not part.reading] for line in lines]


def _readings(cues: Sequence[Cue]) -> Iterator[str]:
    found = [verbatim(part.text) for each in cues for line in each.lines for part in line if part.reading]
    if found:
        yield f"readings above words left out: {_listed(found)}"


def _listed(found: Iterable[str]) -> str:
    names = list(dict.fromkeys(map(printable, found)))
    return "; ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")


def _by_voice(cues: Sequence[Cue]) -> tuple[list[Said], list[str]]:
    found = [(each, voice, text) for each in cues for voice, text in _voices(each.lines)]
    said = [
        sentence for each, voice, text in found for sentence in sentences(Said(voice, text, each.start_ms, each.end_ms))
    ]
    silent = [each.start_ms for each, voice, _ in found if voice is None]
    where = ", ".join(map(clock, silent[:_SHOWN])) + (" …" if len(silent) > _SHOWN else "")
    return said, [f"no voice is named for words at {where}"] if silent else []


def _voices(lines: Sequence[Sequence[Words]]) -> list[tuple[str | None, str]]:
    """Who says what in a cue; a voice without a name is nobody's."""
    parts = (part for line in lines for part in line)
    return [
        (voice or None, text) for voice, run in groupby(parts, key=lambda part: part.voice) if (text := text_of(run))
    ]


def _by_label(cues: Sequence[Cue]) -> tuple[list[Said], list[str]]:
    """A `Name:` opens a turn, `>>` or a dash one of nobody known, and lines without either go on with it."""
    lines, doubtful = _opened([(each, text) for each in cues for line in each.lines if (text := text_of(line))])
    labels = Labels.of((line.opening for line in lines), [line.text for line in lines])
    found: list[tuple[Cue, Turn]] = []
    turn = Turn(None, "", opens=False)
    before: tuple[Cue | None, str] = (None, "")
    for each, text, how, is_sure in lines:
        fresh = each is not before[0] or ends_sentence(before[1])
        if how and is_sure:
            turn = Turn(how.label, how.rest, opens=True)
        else:
            turn = labels.turn(how, text, turn.speaker, fresh=fresh)
        found.append((each, turn))
        before = each, text
    checks = labels.checks((turn.speaker for _, turn in found), (turn.doubt for _, turn in found))
    return list(_joined(found)), [*checks, *doubtful]


def _opened(lines: Sequence[tuple[Cue, str]]) -> tuple[list[_Line], list[str]]:
    """The lines, each with how it opens a turn; and what to check of words in brackets that may be labels.

    A label in brackets is sure where it numbers a speaker, or is one of several that half of the cues begin with;
    before a colon it is as likely as one without brackets. Another that is like a name is in doubt, and what follows is
    nobody's; those that stand alone somewhere, as `[Music]` does, are what is heard.
    """
    heads = _heads(lines)
    alone = {match[1] for _, text in lines if (match := _ALONE.fullmatch(text))}
    marked = [_BRACKETED.match(text) or _TOLD_APART.match(text) for _, text in lines]
    found = [match if match and match["label"] not in alone else None for match in marked]
    labels = [match["label"] for match in found if match and _is_like_a_name(match["label"])]
    are_many = 2 * len(labels) >= len({id(each) for each, _ in lines}) and len(set(labels)) > 1
    opened = []
    doubts: list[str] = []
    for number, ((each, text), match) in enumerate(zip(lines, found, strict=True)):
        if number in heads:
            opened.append(_Line(each, text, Opening(text, "", text, changes=False), is_sure=True))
            continue
        label = match["label"] if match else ""
        is_sure = bool(_NUMBERED.fullmatch(label)) or (are_many and _is_like_a_name(label))
        if match and (is_sure or match["colon"]):
            how = Opening(label.strip(), text[match.end() :], text, changes=False)
            opened.append(_Line(each, text, how, is_sure))
        elif _is_like_a_name(label) or (are_many and _is_capital(label)) or label.endswith(" ?"):
            doubts.append(label)
            opened.append(_Line(each, text, Opening(None, text, text, changes=True)))
        else:
            opened.append(_Line(each, text, None if _IN_BRACKETS.match(text) else cue_opening(text)))
    return opened, (
        [f"words in brackets may name who speaks; what follows is nobody's: {_listed(doubts)}"] if doubts else []
    )


def _heads(lines: Sequence[tuple[Cue, str]]) -> frozenset[int]:
    """The numbers of the lines that name who speaks in a cue above its words, where most cues begin with such."""
    firsts = [
        number
        for number, ((each, _), (after, _)) in enumerate(pairwise(lines))
        if each is after and (not number or lines[number - 1][0] is not each)
    ]
    names = {number: text for number in firsts if name_alone(text := lines[number][1])}
    counts = Counter(names.values())
    if len(counts) < 2 or max(counts.values()) < 2 or 2 * len(names) < len({id(each) for each, _ in lines}):
        return frozenset()
    return frozenset(number for number, name in names.items() if counts[name] > 1 or is_name(name))


def _is_like_a_name(label: str) -> bool:
    return _is_capital(label) and not _HEARD.search(label)


def _is_capital(label: str) -> bool:
    return label[:1].isalpha() and not label[0].islower()


def _joined(found: Sequence[tuple[Cue, Turn]]) -> Iterator[Said]:
    """The lines of a cue as one text again where one speaker says them."""
    runs: list[list[tuple[Cue, Turn]]] = []
    for each, turn in found:
        if runs and each is runs[-1][0][0] and not turn.opens:
            runs[-1].append((each, turn))
        else:
            runs.append([(each, turn)])
    ended = False
    for run in runs:
        each, first = run[0]
        text = " ".join(turn.text for _, turn in run if turn.text)
        # One who is named goes on where the name is printed again; who is not may be another.
        opens = (first.opens or (each.apart and ended)) and first.speaker is None
        ended = ends_sentence(text)
        yield from sentences(Said(first.speaker, text, each.start_ms, each.end_ms, opens))
