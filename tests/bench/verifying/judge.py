"""Where words stand in an archive, and how many of them in order: by brute force, knowing nothing of any index."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq
from whoosh.lang.stopwords import stoplists

from tests.bench.verifying.archive import Archive, tokens

_BLOCK = 32  # words
_SPARE = 64  # words that a place may have more, beside twice as many as are sought
_PRONOUNS = "i he she they them his her him its our their what who which there these those"
_GRAMMAR = {*stoplists["en"], *_PRONOUNS.split(" ")}


class Judge:
    """Looks at all words of an archive. What is a word of content is judged twice: without the words of grammar, and
    without all that are said very often."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        order = np.argsort(archive.words, kind="stable")
        counts = np.bincount(archive.words, minlength=len(archive.numbers))
        self._order, self._ends = order, np.concatenate(([0], np.cumsum(counts)))
        self._blocks = len(archive.words) // _BLOCK + 1

    @cached_property
    def _kinds(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which words are of content, by number: in the wide sense, and in the narrow one."""
        grammar = np.zeros(len(self._archive.numbers) + 1, bool)
        frequent = np.zeros(len(self._archive.numbers) + 1, bool)
        for word, number in self._archive.numbers.items():
            grammar[number] = word in _GRAMMAR or "'" in word
            frequent[number] = grammar[number] or word in self._archive.frequent
        return ~grammar, ~frequent

    def verbatim(self, words: Sequence[str]) -> list[int]:
        """The numbers of the words at which these words begin, in this order with none between them."""
        numbers = self._numbers(words)
        if not numbers or -1 in numbers:
            return []
        rarest = min(range(len(numbers)), key=lambda at: len(self._places(numbers[at])))
        begins = self._places(numbers[rarest]) - rarest
        begins = begins[(begins >= 0) & (begins + len(numbers) <= len(self._archive.words))]
        for at, number in enumerate(numbers):
            begins = begins[self._archive.words[begins + at] == number]
        return [int(begin) for begin in begins]

    def content(self, text: str) -> int:
        """How many words of content a text has, in the narrow sense."""
        _, narrow = self._kinds
        return sum(number == -1 or bool(narrow[number]) for number in self._numbers(tokens(text)))

    def share(self, words: Sequence[str], begin: int, end: int) -> float:
        """The share of words, of content in either sense, that stand in this order from one word to before another."""
        numbers = self._numbers(words)
        return min((self._share(numbers, of, begin, end) for of in self._kinds), default=0.0)

    def rival(self, words: Sequence[str], share: float, own: range = range(0)) -> tuple[int, int] | None:
        """A place, from one word to before another, that has more than a share of the words of content in order, in
        either sense, and does not touch the words that are their own; None where there is none."""
        numbers = self._numbers(words)
        length = 2 * len(numbers) + _SPARE
        for of in self._kinds:
            for begin, end in self._windows(numbers, of, share, length):
                is_own = begin < own.stop and own.start < end
                parts = ((begin, own.start), (own.stop, end)) if is_own else ((begin, end),)
                for part in parts:
                    if part[0] < part[1] and self._share(numbers, of, *part) > share:
                        return part
        return None

    def _numbers(self, words: Sequence[str]) -> list[int]:
        return [self._archive.numbers.get(word, -1) for word in words]

    def _places(self, number: int) -> NDArray[np.int64]:
        found: NDArray[np.int64] = self._order[self._ends[number] : self._ends[number + 1]]
        return found

    def _share(self, numbers: Sequence[int], of: NDArray[np.bool_], begin: int, end: int) -> float:
        sought = [number for number in numbers if number == -1 or of[number]]
        there = self._archive.words[begin:end]
        return LCSseq.similarity(sought, there[of[there]].tolist()) / len(sought) if sought else 1.0

    def _windows(
        self, numbers: Sequence[int], of: NDArray[np.bool_], share: float, length: int
    ) -> Iterator[tuple[int, int]]:
        """Places of at least a length with so many of the words of content, in whatever order."""
        sought = [number for number in numbers if number == -1 or of[number]]
        reach = math.ceil(length / _BLOCK) + 1
        counts = np.zeros(self._blocks, np.int32)
        for number in set(sought) - {-1}:
            has = np.zeros(self._blocks, bool)
            has[self._places(number) // _BLOCK] = True
            reached = 1
            while reached < reach:
                step = min(reached, reach - reached)
                has[:-step] |= has[step:].copy()
                reached += step
            counts += has * sought.count(number)
        for block in np.flatnonzero(counts > share * len(sought)):
            yield int(block) * _BLOCK, min((int(block) + reach) * _BLOCK, len(self._archive.words))
