"""What a machine heard in a recording, and what a person made of it: the file that is a machine transcript's source."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import NamedTuple

from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.plain import plain, typed
from corpus.sound import Recording

_MARK = '{"citecast": "heard"'
_VERSION = 1
_LONGEST_NAME = 200
_MOST_WORDS = 150  # of a turn
_PAUSE_MS = 1200  # that ends a turn behind a sentence
_SHORT_PAUSE_MS = 500  # that ends a long turn which no sentence ends
_FEW_WORDS = 60
_AT_ONCE = 8  # voices that may speak at the same time
_ENDS = (".", "!", "?", "…", "。", "！", "？")


class Word(NamedTuple):
    """A word with the blank before it, when it was heard, in milliseconds, and how surely, in percent.

    What a person wrote and nobody heard has none of these.
    """

    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    confidence: int | None = None


class Check(NamedTuple):
    """Who compared a turn with the recording, and on which day."""

    by: str
    day: PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Words in a row, until a pause at the end of a sentence; who speaks, where somebody says so; and the number of the
    voice, where these were told apart."""

    words: tuple[Word, ...]
    speaker: str | None = None
    voice: int | None = None
    checked: Check | None = None
    said_ms: tuple[int, int] | None = None  # when it was said, of one whose words a person wrote

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words).strip()

    @property
    def span_ms(self) -> tuple[int, int]:
        """When it begins and ends; (0, 0) where nobody heard any of it."""
        if self.said_ms:
            return self.said_ms
        starts = [word.start_ms for word in self.words if word.start_ms is not None]
        ends = [word.end_ms for word in self.words if word.end_ms is not None]
        return (starts[0], ends[-1]) if starts and ends else (0, 0)

    @property
    def label(self) -> str | None:
        """Who speaks, or which voice it is, of somebody whom nobody named."""
        return self.speaker or (f"Speaker {self.voice}" if self.voice else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A machine's transcript: of which recording, by which model, on which day; what is known of it otherwise."""

    recording: Recording
    model: str
    made: PartialDate
    turns: tuple[Turn, ...]
    language: str | None = None
    title: str | None = None
    show: str | None = None
    date: PartialDate | None = None
    audio_url: str | None = None

    @property
    def spoken(self) -> tuple[Turn, ...]:
        """The turns that have any words; a passage's number is that of its turn among these, from 1."""
        return tuple(turn for turn in self.turns if turn.text)

    def to_bytes(self) -> bytes:
        """The file that says all of it."""
        said = {"citecast": "heard", "version": _VERSION, **plain(self)}
        return json.dumps(said, ensure_ascii=False, indent=None).encode()


def is_heard(text: str) -> bool:
    """Whether a text is such a file."""
    return text.startswith(_MARK)


def heard(text: str) -> Heard:
    """What such a file says; ReadError where it is not whole."""
    try:
        said = json.loads(text)
        version = said.pop("version", None)
        said.pop("citecast", None)
        if version != _VERSION:
            raise ReadError("is a machine transcript of a newer Citecast; update this one")
        json.dumps(said, ensure_ascii=False).encode()  # half a character is none
        found = typed(Heard, said)
        if not _is_sound(found):
            raise ValueError("names or numbers that cannot be")
        return found
    except (ValueError, TypeError, RecursionError, AttributeError) as error:
        raise ReadError("is a machine transcript that is not whole: listen to the recording again") from error


def _is_sound(found: Heard) -> bool:
    """Whether names have a length, and voices a number, that they can have."""
    names = [found.model, *(turn.checked.by for turn in found.turns if turn.checked)]
    voices = [turn.voice for turn in found.turns if turn.voice is not None]
    return all(name.strip() and len(name) <= _LONGEST_NAME for name in names) and all(each > 0 for each in voices)


def turns(words: Iterable[Word], voices: Sequence[tuple[int, int, int]] = ()) -> Iterator[Turn]:
    """Words as turns, which end with a sentence before a pause, or with a voice, and have about 150 words at most.

    `voices` say from when to when, in milliseconds, which one speaks; between them it is the one before.
    """
    turn: list[Word] = []
    speaking: int | None = None
    for word in words:
        voice = _voice(word, voices) or speaking
        if turn and (voice != speaking or _ends(turn, word)):
            yield Turn(words=tuple(turn), voice=speaking)
            turn = []
        turn.append(word)
        speaking = voice
    if turn:
        yield Turn(words=tuple(turn), voice=speaking)


def _voice(word: Word, voices: Sequence[tuple[int, int, int]]) -> int | None:
    """The voice that speaks in the middle of a word, the last one to begin where several do."""
    middle = _middle(word)
    before = voices[: bisect_right(voices, middle, key=itemgetter(0))]
    return next((number for start, end, number in reversed(before[-_AT_ONCE:]) if start <= middle <= end), None)


def _ends(turn: Sequence[Word], following: Word) -> bool:
    last, pause = turn[-1], (following.start_ms or 0) - (turn[-1].end_ms or 0)
    if last.text.rstrip("\"'”’)").endswith(_ENDS):
        return pause >= _PAUSE_MS or len(turn) >= _MOST_WORDS * 2 // 3
    return len(turn) >= _MOST_WORDS or (pause >= _SHORT_PAUSE_MS and len(turn) >= _FEW_WORDS)


def with_checked(new: Heard, before: Heard) -> Heard:
    """What is heard anew in the same recording, with the turns that a person checked before in place of what was heard
    while they were said. Who speaks stays where all that was said then was one person's, whom somebody had named."""
    kept = [turn for turn in before.turns if turn.checked]
    spans = sorted(turn.span_ms for turn in kept)
    others = [turn for turn in before.turns if not turn.checked]
    free = (piece for turn in new.turns for piece in _beside(turn, spans))
    named = (replace(piece, speaker=_speaker(piece, others)) for piece in free)
    return replace(new, turns=tuple(sorted((*named, *kept), key=lambda turn: turn.span_ms)))


def _beside(turn: Turn, spans: Sequence[tuple[int, int]]) -> Iterator[Turn]:
    """The parts of a turn before, between and behind some spans, without what was said within them."""
    words: list[Word] = []
    last = -1
    for word in turn.words:
        middle = _middle(word)
        behind = bisect_right(spans, middle, key=itemgetter(0)) - 1
        if words and behind != last:
            yield replace(turn, words=tuple(words))
            words = []
        last = behind
        if behind < 0 or middle > spans[behind][1]:
            words.append(word)
    if words:
        yield replace(turn, words=tuple(words))


def _speaker(piece: Turn, before: Sequence[Turn]) -> str | None:
    """Who speaks in all earlier turns in which words of this one are; nobody where that is not one named person."""
    middles = [_middle(word) for word in piece.words]
    said = {turn.speaker for turn in before if any(turn.span_ms[0] <= at <= turn.span_ms[1] for at in middles)}
    return said.pop() if len(said) == 1 else None


def _middle(word: Word) -> int:
    return ((word.start_ms or 0) + (word.end_ms or 0)) // 2
