"""A machine transcript as a person makes it while listening: turns corrected, named, checked; each time a version."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from corpus.alignment import align
from corpus.dates import PartialDate
from corpus.errors import InvalidValue, NotFound
from corpus.heard import Check, Heard, Turn, Word, heard
from corpus.library import Library, Source, StoreResult
from corpus.model import Hints
from corpus.plain import typed
from corpus.text import verbatim
from search.listening.keeping import keep
from search.settings import Settings

_WORD = re.compile(r"\s*\S+")
_LONGEST_NAME = 200
_LONGEST_TEXT = 10_000
_AGAIN = "look at it again"


class Correction(NamedTuple):
    """What a person says of a turn: its words, who speaks, and whether they compared it with the recording."""

    text: str
    speaker: str
    by: str
    is_checked: bool
    of_voice: bool = False  # whether who speaks is said of all turns of this voice


class Corrector:
    """What changes machine transcripts. `stored` is called once there is a new version."""

    def __init__(
        self, library: Library, settings: Settings, *, today: Callable[[], PartialDate], stored: Callable[[], object]
    ) -> None:
        self._library = library
        self._settings = settings
        self._today = today
        self._stored = stored

    def heard(self, id: str) -> Heard:
        """What a machine transcript is read from; InvalidValue where the document is none."""
        if self._library.document(id).machine is None:
            raise InvalidValue(f"{id} is no machine transcript; it is its source's to correct")
        return heard(self._library.original(id).decode())

    def correct(self, id: str, version: int, number: int, said: Correction) -> StoreResult:
        """Store a turn as a person says it, as a new version; without words it is taken out.

        InvalidValue where nobody is named who says so, or the document has another version by now.
        """
        by = self._by(said.by)
        found = self.heard(id)
        turns = list(found.spoken)
        if not 0 < number <= len(turns):
            raise NotFound(f"{id} has no turn {number}; it has {len(turns)}")
        was, text = turns[number - 1], verbatim(said.text)
        check = Check(by, self._today()) if said.is_checked else None
        speaker = verbatim(said.speaker)[:_LONGEST_NAME] or None
        if len(text) > _LONGEST_TEXT:
            raise InvalidValue(f"a turn has {_LONGEST_TEXT:,} characters at most: write what is said in this one")
        words = reworded(was, text)
        now = replace(was, words=words, speaker=speaker, checked=check, said_ms=was.span_ms)
        if said.of_voice and was.voice:
            turns = [replace(each, speaker=speaker) if _is_same(each, was) else each for each in turns]
        turns[number - 1 : number] = [now] if text else []
        return self._keep(id, version, replace(found, turns=tuple(turns)))

    def check_all(self, id: str, version: int, by: str) -> StoreResult:
        """Mark all turns as checked that nobody has checked yet; InvalidValue as of `correct`."""
        check = Check(self._by(by), self._today())
        found = self.heard(id)
        turns = tuple(replace(turn, checked=turn.checked or check) for turn in found.spoken)
        return self._keep(id, version, replace(found, turns=turns))

    def _by(self, name: str) -> str:
        by = verbatim(name)[:_LONGEST_NAME]
        if not by:
            raise InvalidValue("write your name: what is checked says by whom")
        return by

    def _keep(self, id: str, version: int, found: Heard) -> StoreResult:
        stored = self._library.stored(id)
        if stored.document.version != version:
            raise InvalidValue(f"{id} was changed meanwhile, and is at version {stored.document.version}: {_AGAIN}")
        source = Source(source=stored.source, key=stored.place)
        hints = typed(Hints, json.loads(stored.hints)) if stored.hints else Hints(name="recording.json")
        kept = keep(self._library, self._settings, found, source, hints, version_of=id, expected=version)
        self._stored()
        return kept


def _is_same(other: Turn, turn: Turn) -> bool:
    """Whether another turn is of the same voice, and nobody has checked it, or said that it is somebody else."""
    return other.voice == turn.voice and not other.checked and other.speaker in (None, turn.speaker)


def reworded(was: Turn, text: str) -> tuple[Word, ...]:
    """The words of a text with the times of those that were heard; none for what nobody heard."""
    if text == was.text:
        return was.words
    words = _WORD.findall(text)
    times = align([word.strip() for word in words], was.words).times
    return tuple(
        Word(word, time.start_ms, time.end_ms, 100) if time else Word(word)
        for word, time in zip(words, times, strict=True)
    )
