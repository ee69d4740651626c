"""A stretch of a document as quotations are compared with it: passages in a row, their words, numbered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.model import Passage, Place
from search.verifying.words import Word, words


class Numbers(dict[str, int]):
    """Words by number, each given when it is first met; and the words of passages that were met."""

    def __init__(self) -> None:
        self._met: dict[str, list[Word]] = {}

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number

    def of(self, passage: Passage) -> list[Word]:
        """The words of a passage."""
        if passage.id not in self._met:
            self._met[passage.id] = words(passage.text)
        return self._met[passage.id]


class Spoken(NamedTuple):
    """A word of a source, and the number of its passage among those of the stretch."""

    word: Word
    passage: int


class Source:
    """Passages in a row."""

    def __init__(self, places: Sequence[Place], numbers: Numbers) -> None:
        self.places = places
        self.spoken = [Spoken(word, at) for at, each in enumerate(places) for word in numbers.of(each.passage)]
        self.numbers: NDArray[np.int32] = np.array([numbers[each.word.folded] for each in self.spoken], np.int32)

    def text(self, number: int) -> str:
        """The text of the passage that a word is of."""
        return self.places[self.spoken[number].passage].passage.text

    def between(self, first: int, last: int) -> str:
        """What stands between a word and the next, with a blank between passages."""
        one, other = self.spoken[first], self.spoken[last]
        if one.passage != other.passage:
            return f"{self.text(first)[one.word.end :]} {self.text(last)[: other.word.begin]}"
        return self.text(first)[one.word.end : other.word.begin]

    def words(self, first: int, last: int) -> str:
        """The text from a word to a later one."""
        one, other = self.spoken[first], self.spoken[last]
        if one.passage == other.passage:
            return self.text(first)[one.word.begin : other.word.end]
        middle = [self.places[at].passage.text for at in range(one.passage + 1, other.passage)]
        return " ".join((self.text(first)[one.word.begin :], *middle, self.text(last)[: other.word.end]))

    def spans(self, first: int, last: int) -> tuple[tuple[str, int, int], ...]:
        """The same as stretches of passages: the id of each, from where to where."""
        found = []
        for at in range(self.spoken[first].passage, self.spoken[last].passage + 1):
            passage = self.places[at].passage
            begin = self.spoken[first].word.begin if at == self.spoken[first].passage else 0
            end = self.spoken[last].word.end if at == self.spoken[last].passage else len(passage.text)
            found.append((passage.id, begin, end))
        return tuple(found)

    def begins_sentence(self, number: int) -> bool:
        """Whether a word is the first of a sentence."""
        before = self.text(number)[: self.spoken[number].word.begin].rstrip()
        return not before or before[-1] in ".?!…:;\"'“‘«(["

    def is_name(self, number: int) -> bool:
        """Whether a word is written as names are, which tells nothing where a sentence begins."""
        word = self.spoken[number].word
        return word.text[:1].isupper() and word.folded not in _NO_NAMES and not self.begins_sentence(number)


_NO_NAMES = {"i", "i'm", "i've", "i'd", "i'll", "ok", "okay"}
