"""What was said in an archive: talks, their turns, and all words in a row."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.model import Document

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CAPITALISED = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
_PERSON = re.compile(r"[A-Z][a-zà-ÿ]{2,} (?:[A-Z]\. )?[A-Z][A-Za-zà-ÿ]{2,}")


class Turn(NamedTuple):
    """What one speaker says in a row, as passages."""

    speaker: str
    texts: tuple[str, ...]


class Talk(NamedTuple):
    """A document, and its turns."""

    id: str
    title: str
    show: str
    turns: tuple[Turn, ...]

    @classmethod
    def of(cls, document: Document) -> Talk:
        turns = groupby(document.passages(), key=lambda each: (each.speaker or "", each.paragraph))
        said = tuple(Turn(speaker, tuple(each.text for each in passages)) for (speaker, _), passages in turns)
        return cls(document.id, document.title, document.show or "", said)

    @property
    def speakers(self) -> list[str]:
        """Those with a first and a last name, in order of letters."""
        return sorted({turn.speaker for turn in self.turns if is_person(turn.speaker)})


class Spot(NamedTuple):
    """A passage: of which talk, turn and passage of it by number, and the number of its first word in the archive."""

    talk: int
    turn: int
    passage: int
    begin: int


@dataclass(frozen=True)
class Archive:
    """All talks; the words of all, numbered, one behind the other."""

    talks: Sequence[Talk]
    spots: list[Spot]
    words: NDArray[np.int32]
    numbers: dict[str, int]
    capitalised: dict[str, Counter[str]]  # within sentences, by show
    lower: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, talks: Iterable[Talk]) -> Archive:
        talks = sorted(talks, key=lambda talk: (talk.show, talk.title))
        spots, words, numbers = list[Spot](), array("i"), dict[str, int]()
        capitalised, lower = defaultdict[str, Counter[str]](Counter), set[str]()
        for at, talk in enumerate(talks):
            for turn_at, turn in enumerate(talk.turns):
                for passage_at, text in enumerate(turn.texts):
                    spots.append(Spot(at, turn_at, passage_at, len(words)))
                    words.extend(numbers.setdefault(token, len(numbers)) for token in tokens(text))
                    capitalised[talk.show].update(_CAPITALISED.findall(text))
                    lower.update(word for word in text.split() if word.islower())
        return cls(talks, spots, np.array(words, np.int32), numbers, dict(capitalised), frozenset(lower))

    def text(self, spot: Spot) -> str:
        return self.turn(spot).texts[spot.passage]

    def turn(self, spot: Spot) -> Turn:
        return self.talks[spot.talk].turns[spot.turn]

    def spot_of(self, word: int) -> Spot:
        """The passage that has a word, by the word's number."""
        return self.spots[int(np.searchsorted(self._begins, word, side="right")) - 1]

    @cached_property
    def _begins(self) -> NDArray[np.int64]:
        return np.array([spot.begin for spot in self.spots], np.int64)

    @cached_property
    def people(self) -> list[str]:
        """All speakers with a first and a last name, in order of letters."""
        return sorted({speaker for talk in self.talks for speaker in talk.speakers})

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """By show, words that are written with a capital within sentences and never without."""
        return {
            show: sorted(word for word, count in counts.items() if count > 1 and word.lower() not in self._plain)
            for show, counts in self.capitalised.items()
        }

    @cached_property
    def _plain(self) -> frozenset[str]:
        return frozenset(token for word in self.lower for token in tokens(word))

    @cached_property
    def frequent(self) -> frozenset[str]:
        """The words that are said most often, of grammar or not."""
        counts = np.bincount(self.words, minlength=len(self.numbers))
        first = np.argsort(-counts, kind="stable")[:200]
        most = {int(number) for number in first if counts[number] > len(self.words) / 2_000}
        return frozenset(word for word, number in self.numbers.items() if number in most)


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, without signs."""
    return [token.replace("’", "'") for token in _TOKEN.findall(text.lower())]


def is_person(name: str) -> bool:
    """Whether a speaker's label is a first and a last name."""
    return bool(_PERSON.fullmatch(name))


def neighbours(talk: Talk) -> list[tuple[int, int]]:
    """The numbers of turns that follow each other, of two people."""
    return [
        (at, at + 1)
        for at, (turn, following) in enumerate(pairwise(talk.turns))
        if is_person(turn.speaker) and is_person(following.speaker) and turn.speaker != following.speaker
    ]
