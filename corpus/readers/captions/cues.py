"""Cues, timed words of captions whatever their format, joined into the turns of speakers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from corpus.model import Document, Hints, Reading
from corpus.readers.base.speech import Said, sentences, transcript, turns
from corpus.readers.captions.cue_text import Words
from corpus.readers.captions.roll_up import rolled_out
from corpus.readers.talk.labels import Labels, Opening, Turn, ends_sentence, opening
from corpus.text import clock, milliseconds, printable, verbatim

_CLOCK = re.compile(r"(?:(\d{1,5}):)?(\d{1,2}):(\d\d)(?:[.,](\d{1,9})|:(\d{3}))?", re.ASCII)
_SECONDS = re.compile(r"(\d{1,7})(?:[.,](\d{1,9}))?s?", re.ASCII)
_BRACKETED = re.compile(r"\[{1,2}(?P<label>[^\[\]:]{1,60})\]{1,2}(?P<colon> ?:)? ?(?=\S)")
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

    Words are their voice's; where no cue has one, those of the labels that lines begin with. Readings in ruby are no
    words. `problems` say what of the source was left out.
    """
    ordered = sorted(cues, key=lambda each: each.start_ms)
    rolled, said = rolled_out([each.lines for each in ordered])
    kept = [each._replace(lines=_read_aloud(lines)) for each, lines in zip(ordered, rolled, strict=True)]
    voiced = any(part.voice for each in kept for line in each.lines for part in line)
    found, more = _by_voice(kept) if voiced else _by_label(kept)
    return transcript(
        turns(found), hints, about=about, problems=problems, checks=(*checks, *said, *_readings(ordered), *more)
    )


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
    return said, [f"words without a voice, said by nobody: {where}"] if silent else []


def _voices(lines: Sequence[Sequence[Words]]) -> list[tuple[str | None, str]]:
    """Who says what in a cue; a voice without a name is nobody's."""
    parts = (part for line in lines for part in line)
    return [
        (voice or None, text)
        for voice, run in groupby(parts, key=lambda part: part.voice)
        if (text := verbatim("".join(part.text for part in run)))
    ]


def _by_label(cues: Sequence[Cue]) -> tuple[list[Said], list[str]]:
    """A `Name:` opens a turn, `>>` or a dash one of nobody known, and lines without either go on with it."""
    lines, doubtful = _opened([(each, text) for each in cues for line in each.lines if (text := _text(line))])
    labels = Labels(line.opening.label for line in lines if line.opening and line.opening.label)
    found: list[tuple[Cue, Turn]] = []
    turn = Turn(None, "", opens=False)
    before: tuple[Cue | None, str] = (None, "")
    for each, text, how in lines:
        fresh = each is not before[0] or ends_sentence(before[1])
        turn = labels.turn(how, text, turn.speaker, fresh=fresh)
        found.append((each, turn))
        before = each, text
    return list(_joined(found)), [*labels.checks(turn.speaker for _, turn in found), *doubtful]


def _opened(lines: Sequence[tuple[Cue, str]]) -> tuple[list[_Line], list[str]]:
    """The lines, each with how it opens a turn; and what to check of words in brackets that may be labels.

    A label may stand in brackets: before a colon, with a number in it, or one of several on half of the cues.
    Where fewer begin with such words, and where the same stand alone, as `[Music]` does, they may be what is heard.
    """
    alone = {match[1] for _, text in lines if (match := _ALONE.fullmatch(text))}
    found = [_BRACKETED.match(text) for _, text in lines]
    bare = [match["label"] for match in found if match and not match["colon"] and match["label"] not in alone]
    many = 2 * len(bare) >= len({id(each) for each, _ in lines}) and len(set(bare)) > 1
    opened = []
    doubts: Counter[str] = Counter()
    for (each, text), match in zip(lines, found, strict=True):
        label = match["label"] if match else ""
        if not match or label in alone:
            opened.append(_Line(each, text, opening(text)))
        elif match["colon"] or many or any(map(str.isdigit, label)):
            how = opening(f"{label}: {text[match.end() :]}")
            opened.append(_Line(each, text, how and how._replace(words=text)))
        else:
            doubts[label] += 1
            opened.append(_Line(each, text, opening(text)))
    names = [label for label, count in doubts.items() if count > 1 and label[:1].isupper()]
    return opened, [f"speakers? words in brackets are kept as text: {_listed(names)}"] if names else []


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


def _text(line: Sequence[Words]) -> str:
    return verbatim("".join(part.text for part in line))
