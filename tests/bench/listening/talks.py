"""Talks made of what was said in real ones: sentences with speakers, and the sound of them with advertisements."""

from __future__ import annotations

import random
import re
import tarfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tests.bench.listening.speech import RATE, said, with_noise
from tests.data import ARCHIVE, EPISODE

_SHOW = "podcast/"
_TALKS = 3
_LONG = 30_000  # bytes of a transcript
_LEAST = 4  # words of a sentence
_TURN = re.compile(r"^\*\*(.+?):?\*\*:? (.+)$", re.M)
_MARKS = re.compile(r"\\?\[\d+:[\d:.]+\\?\]|\[([^\]]*)\]\([^)]*\)|[*_`\\]+|https?://\S+")
_SENTENCE = re.compile(r"(?<=[.!?])[\"”]?\s+(?=\S)")
_VOICES = (
    ("gmw/en-US", 165),
    ("gmw/en", 155),
    ("gmw/en-US+f2", 170),
    ("gmw/en-US+m3", 160),
    ("gmw/en+f4", 175),
    ("gmw/en-GB-x-rp", 150),
    ("gmw/en-US+m7", 185),
)
_NOISES = (0.0, 0.02, 0.05)  # shares of the loudest
_ADVERTISER = ("gmw/en-GB-scotland+f3", 160)


class Sentence(NamedTuple):
    """Its words, and who says them."""

    words: tuple[str, ...]
    speaker: str


class Spoken(NamedTuple):
    """When a sentence and each of its words begins, and when it ends, in milliseconds."""

    sentence: Sentence
    starts_ms: tuple[int | None, ...]
    start_ms: int
    end_ms: int


class Recording(NamedTuple):
    """Sound, what is said in it, and the advertisements between, in milliseconds from when to when."""

    samples: NDArray[np.int16]
    spoken: tuple[Spoken, ...]
    advertisements: tuple[tuple[int, int], ...]


class Texts(NamedTuple):
    """Sentences of talks, and of another one that nobody says but advertisements."""

    talks: tuple[tuple[Sentence, ...], ...]
    others: tuple[Sentence, ...]


def texts(seed: str) -> Texts:
    """The page of an episode, and three transcripts of the archive; and another one."""
    page = [("Reader", line) for line in EPISODE.read_text("utf-8").splitlines() if len(line) > 200]
    with tarfile.open(ARCHIVE) as archive:
        found = {each.name: each for each in archive if each.name.startswith(_SHOW) and each.size > _LONG}
        names = random.Random(seed).sample(sorted(found), _TALKS + 1)  # noqa: S311
        files = [archive.extractfile(found[name]) for name in names]
        read = [_TURN.findall(file.read().decode()) for file in files if file]
    *talks, others = (tuple(_sentences(turns)) for turns in (page, *read))
    return Texts(tuple(talks), others)


def _sentences(turns: Sequence[tuple[str, str]]) -> Iterator[Sentence]:
    for speaker, text in turns:
        for each in _SENTENCE.split(_MARKS.sub(lambda match: match[1] or " ", text)):
            words = tuple(each.split())
            if len(words) >= _LEAST and all(word.isprintable() for word in words):
                yield Sentence(words, speaker)


def recorded(texts: Texts, minutes: float, seed: str) -> Recording:
    """So many minutes of the talks, each with its speakers' voices and noise, and an advertisement of 15 to 90 s in
    each four minutes on top."""
    drawn = random.Random(seed)  # noqa: S311
    sound = _Sound()
    for number, talk in enumerate(texts.talks):
        sound.noise = _NOISES[number % len(_NOISES)]
        until = sound.talked_ms + minutes * 60_000 / len(texts.talks)
        for sentence in talk:
            if sound.talked_ms >= until:
                break
            if sound.since_ms > 240_000:
                sound.advertise(texts.others, drawn.uniform(15_000, 90_000), drawn)
            sound.say(sentence, drawn.uniform(100, 700))
    return sound.recording()


class _Sound:
    """Sound that grows."""

    def __init__(self) -> None:
        self.noise = 0.0
        self.at_ms = self.talked_ms = self.since_ms = 0.0
        self._parts: list[tuple[float, NDArray[np.int16]]] = []
        self._spoken: list[Spoken] = []
        self._advertisements: list[tuple[int, int]] = []
        self._voices: dict[str, tuple[str, int]] = {}

    def say(self, sentence: Sentence, pause_ms: float) -> None:
        voice = self._voices.setdefault(sentence.speaker, _VOICES[len(self._voices) % len(_VOICES)])
        one = said(sentence.words, *voice)
        begun = self.at_ms
        starts = tuple(None if ms is None else round(begun + ms) for ms in one.starts_ms)
        lasts = 1000 * len(one.samples) / RATE
        self._spoken.append(Spoken(sentence, starts, round(begun), round(begun + lasts)))
        self._add(one.samples, pause_ms)
        self.talked_ms += lasts + pause_ms
        self.since_ms += lasts + pause_ms

    def advertise(self, sentences: Sequence[Sentence], lasts_ms: float, drawn: random.Random) -> None:
        begun, at = self.at_ms, drawn.randrange(len(sentences))
        while self.at_ms - begun < lasts_ms:
            self._add(said(sentences[at % len(sentences)].words, *_ADVERTISER).samples, 200)
            at += 1
        self._advertisements.append((round(begun), round(self.at_ms)))
        self.since_ms = 0.0

    def _add(self, samples: NDArray[np.int16], pause_ms: float) -> None:
        pause = np.zeros(round(pause_ms * RATE / 1000), np.int16)
        self._parts += [(self.noise, samples), (self.noise, pause)]
        self.at_ms += 1000 * (len(samples) + len(pause)) / RATE

    def recording(self) -> Recording:
        parts = [
            with_noise(np.concatenate([samples for _, samples in group]), noise)
            for noise, group in groupby(self._parts, key=lambda part: part[0])
        ]
        return Recording(np.concatenate(parts), tuple(self._spoken), tuple(self._advertisements))
