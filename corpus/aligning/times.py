"""When words were heard, as far as a recogniser tells it: times that run forwards."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import eq
from typing import NamedTuple

from corpus.aligning.matched import ascending
from corpus.aligning.spoken import Token, tokens
from corpus.heard import Word

_UNSURE = 35  # percent, of words on the average
_PHRASE = 20  # words, which a recogniser says again and again where it goes round in circles


Speech = Sequence[tuple[int, int]]  # from when to when somebody speaks, in milliseconds, in order


class Time(NamedTuple):
    """When a word is said, in milliseconds, and how sure that is, in percent."""

    start_ms: int
    end_ms: int
    confidence: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard, as far as its times run forwards: tokens with their times, which do not overlap, and those of
    words by their numbers."""

    tokens: list[Token]
    times: list[Time]
    words: dict[int, Time]

    @classmethod
    def of(cls, heard: Sequence[Word]) -> Heard:
        timed = [number for number, word in enumerate(heard) if word.start_ms is not None]
        numbers = [timed[at] for at in ascending([heard[each].start_ms or 0 for each in timed], is_strict=False)]
        words: dict[int, Time] = {}
        for at, number in enumerate(numbers, 1):
            words[number] = _time(heard[number], heard[numbers[at]].start_ms if at < len(numbers) else None)
        found = [
            token._replace(first=numbers[token.first], last=numbers[token.last])
            for token in tokens([heard[each].text for each in numbers])
        ]
        return cls(found, [_share(token, words) for token in found], words)

    def is_unsure(self, first: int, last: int) -> bool:
        """Whether words are such as recognisers make up: unsure ones, or the same ones again and again."""
        begin = bisect_left(self.tokens, first, key=lambda token: token.first)
        end = bisect_left(self.tokens, last, key=lambda token: token.first)
        row = [token.text for token in self.tokens[begin:end]]
        sure = sum(time.confidence for time in self.times[begin:end]) / max(len(row), 1)
        return sure < _UNSURE or any(sum(map(eq, row, row[size:])) * 2 > len(row) for size in range(1, _PHRASE + 1))


def _time(word: Word, until: int | None) -> Time:
    start = word.start_ms or 0
    end = max(start, word.end_ms or 0)
    return Time(start, end if until is None else min(end, until), 100 if word.confidence is None else word.confidence)


def _share(token: Token, words: dict[int, Time]) -> Time:
    """When a token is said: its letters' share of its word's time."""
    first, last = words[token.first], words[token.last]
    if token.first < token.last:
        return Time(first.start_ms, last.end_ms, min(first.confidence, last.confidence))
    lasts = first.end_ms - first.start_ms
    begins, ends = (lasts * letters // token.of for letters in (token.within, token.within + token.letters))
    return Time(first.start_ms + begins, first.start_ms + ends if token.letters else first.end_ms, first.confidence)
