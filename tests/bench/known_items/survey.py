"""What there is to draw from: the passages of a library, their words, and how many passages have several words."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import Stemmer
from whoosh.lang.stopwords import stoplists

WORD = re.compile(r"\d+(?:[.,:]\d+)+|[^\W_]+(?:['’-][^\W_]+)*")
FEW = 10  # passages: so many can be among the first ten
_GRAMMAR = {
    *stoplists["en"],
    *("among", "around", "behind", "since", "though", "toward", "towards", "unless", "upon", "whether", "without"),
}
_CAPITALISED = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{4,}\b")


class Said(NamedTuple):
    """A passage."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Survey:
    """Passages, how often each word is in them as it is written there, and the passages of each English stem."""

    passages: Sequence[Said]
    counts: Counter[str]
    capitalised: Counter[str]  # within sentences
    _stemmer: Stemmer.Stemmer
    _places: defaultdict[str, array[int]] = field(default_factory=lambda: defaultdict(lambda: array("I")))

    @classmethod
    def of(cls, passages: Iterable[Said]) -> Survey:
        survey = cls(list(passages), Counter(), Counter(), Stemmer.Stemmer("english"))
        for number, passage in enumerate(survey.passages):
            survey.counts.update(WORD.findall(passage.text))
            survey.capitalised.update(_CAPITALISED.findall(passage.text))
            for stem in set(survey.stems(passage.text)):
                survey._places[stem].append(number)
        return survey

    def stems(self, text: str) -> list[str]:
        """Those of the runs of letters and digits of a text."""
        stems: list[str] = self._stemmer.stemWords(re.findall(r"[^\W_]+", text.lower()))
        return stems

    def having(self, text: str) -> int:
        """How many passages have all words of a text, in some inflection."""
        places = sorted((self._places.get(stem, array("I")) for stem in set(self.stems(text))), key=len)
        if not places:
            return len(self.passages)
        found, *others = (np.frombuffer(each, np.uint32) for each in places)
        for each in others:
            if not len(found):
                return 0
            found = found[each[np.minimum(np.searchsorted(each, found), len(each) - 1)] == found]
        return len(found)

    def is_content(self, word: str) -> bool:
        """Whether a word is one that a search would name: of four letters or more, none of grammar, in few passages."""
        if len(word) < 4 or not word.isalpha() or word.lower() in _GRAMMAR:
            return False
        return self.having(word) <= len(self.passages) / 50

    def names(self) -> list[str]:
        """Words that are written with a capital within sentences and never without, in order of their letters."""
        return sorted(
            word
            for word, count in self.capitalised.items()
            if count >= 2 and not self.counts[word.lower()] and not self.counts[word.upper()]
        )
