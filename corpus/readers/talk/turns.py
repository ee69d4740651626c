"""From lines and how they open to the passages of turns: whose each is, of which turn, with its times."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from corpus.model import Part, Passage, Person
from corpus.readers.talk.asides import Aside, aside_of, is_after
from corpus.readers.talk.label_words import may_be
from corpus.readers.talk.labels import Labels, ends_sentence
from corpus.readers.talk.openings import Line, Opening, times_within

_LAST = 2**62  # milliseconds


class Piece(NamedTuple):
    """What a line says, of whom, as part of which turn, 0 being none; `begins`, where a paragraph does with it."""

    line: int
    text: str
    begins: bool
    speaker: str | None = None
    turn: int = 0
    start_ms: int | None = None
    end_ms: int | None = None
    doubt: str | None = None


def pieces(
    lines: Sequence[Line], openings: Sequence[Opening | None], labels: Labels, breaks: Container[int]
) -> Iterator[Piece]:
    """What each line says; a label without words under it is nobody's, and so is all that follows at `breaks`."""
    speaker: str | None = None
    turn = 0
    count = 0
    begins = True
    last = ""
    time: tuple[int | None, int | None] = (None, None)
    waiting: Piece | None = None  # a label whose words may follow
    last_label = _last_label(openings, labels)
    for number, (line, found) in enumerate(zip(lines, openings, strict=True)):
        if number in breaks:
            if waiting:
                yield waiting
            speaker, turn, begins, waiting = None, 0, True, None
        if not line.text:
            begins = True
            continue
        timed = found is not None and found.start_ms is not None
        fresh = begins or timed or ends_sentence(last)
        aside = _aside(line, found, fresh=fresh, is_below=begins and number > last_label)
        words = found.words if found else line.text
        is_own = not line.is_item or bool(found and found.label and may_be(found.label))
        said = labels.turn(found, words, speaker, fresh=fresh and is_own)
        if aside == "break":
            said = said._replace(speaker=None, text=words, opens=True, doubt=None)
        if waiting and (said.opens or aside):
            yield waiting
            time, waiting = (None, None), None
        if aside and aside != "break":
            yield Piece(number, line.text, True, None, turn * (aside != "footer"), *(_times(found) if timed else time))
            begins, time = True, (None, None)
            speaker = speaker if aside == "noise" else None
            turn = 0 if aside == "footer" else turn
            continue
        if said.opens:
            count += 1
            turn = count
        speaker = said.speaker
        begins = begins or said.opens or timed or (found is not None and found.is_clock)
        if found and timed:  # a time may stand on the line above the name
            time = _times(found)
        if said.text:
            yield Piece(number, said.text, begins, speaker, turn, *time, said.doubt)
            begins, last, time, waiting = aside == "break", said.text, (None, None), None
        elif said.opens:
            waiting = Piece(number, line.text, True, None, turn, *time)
    if waiting:
        yield waiting


def _last_label(openings: Sequence[Opening | None], labels: Labels) -> int:
    """The number of the last line that names a speaker who does not stand on that alone."""
    backwards = reversed([*enumerate(openings)])
    return next((n for n, each in backwards if each and each.label and labels.returns(each.label)), 0)


def _aside(line: Line, found: Opening | None, *, fresh: bool, is_below: bool) -> Aside:
    """What a line is that nobody says, as far as where it stands tells: a paragraph may be below the last label."""
    if is_below and is_after(line):
        return "footer"
    return aside_of(line, found) if fresh else ""


def _times(found: Opening | None) -> tuple[int | None, int | None]:
    return (found.start_ms, found.end_ms) if found else (None, None)


def passages(said: Sequence[Piece], starts: Sequence[int | None]) -> Iterator[tuple[int, Passage]]:
    """A passage for each paragraph; times within it become those of its parts.

    `starts` are the times that lines begin with; one within a line stands between those around it.
    """
    before, after = _around(starts)
    within = [ms for piece in said for _, _, ms in times_within(piece.text)]
    has_times = any(start is not None for start in starts) or (len(within) > 1 and within == sorted(within))
    has_speakers = any(piece.speaker for piece in said)
    paragraph: list[Piece] = []
    carried: int | None = None
    for piece in (*said, None):
        if paragraph and (piece is None or piece.begins):
            passage, carried = _passage(
                paragraph,
                before,
                after,
                has_times=has_times and (paragraph[0].speaker is not None or not has_speakers),
                start_ms=carried,
            )
            if passage:
                yield paragraph[0].line, passage
            paragraph = []
        if piece:
            paragraph.append(piece)


def _passage(
    pieces: Sequence[Piece], before: Sequence[int], after: Sequence[int], *, has_times: bool, start_ms: int | None
) -> tuple[Passage | None, int | None]:
    """The passage of a paragraph, and the time printed at its end, which is that of the next one's beginning."""
    first = pieces[0]
    start_ms = start_ms if first.start_ms is None else first.start_ms
    parts = [Part(0, start_ms, first.end_ms)] if start_ms is not None else []
    text = ""
    for piece in pieces:
        rest, at = piece.text, 0
        for begin, end, ms in times_within(rest) if has_times else ():
            if max(before[piece.line], parts[-1].start_ms or 0 if parts else 0) <= ms <= after[piece.line]:
                text += ("" if not text or text.endswith(" ") or at else " ") + rest[at:begin]
                parts.append(Part(len(text), ms))
                at = end
        text += ("" if not text or text.endswith(" ") or at else " ") + rest[at:]
    said = text.rstrip()
    carried = parts.pop().start_ms if parts and parts[-1].offset >= len(said) else None
    if not said:
        return None, carried
    if len(parts) > 1 and parts[1].offset == 0:
        parts = parts[1:]
    begins = parts[0] if parts and parts[0].offset == 0 else Part(0)
    passage = Passage(
        text=said,
        paragraph=first.turn,
        speaker=first.speaker,
        start_ms=begins.start_ms,
        end_ms=first.end_ms,
        parts=tuple(parts) if len(parts) > 1 or (parts and parts[0] != Part(0, begins.start_ms)) else (),
    )
    return passage, carried


def _around(starts: Sequence[int | None]) -> tuple[list[int], list[int]]:
    """For each line the latest time that stands before or at it, and the next one after it."""
    before, after = [], []
    latest = 0
    for start in starts:
        latest = latest if start is None else start
        before.append(latest)
    following = _LAST
    for start in reversed(starts):
        after.append(following)
        following = following if start is None else start
    return before, after[::-1]


def people(passages: Iterable[Passage]) -> tuple[Person, ...]:
    """The speakers, each once, in the order in which they first speak."""
    names = dict.fromkeys(passage.speaker for passage in passages if passage.speaker)
    return tuple(Person(name=name, roles=("speaker",)) for name in names)
