"""The texts of a library, each read once, and what judges them word by word: nothing of it is of the index.

Inflections are those of Snowball's English stemmer. What texts are found by besides their words is left to
`tests/judged`: words that hyphens or apostrophes would make when left out are in none of the queries.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cache, cached_property
from typing import NamedTuple

import Stemmer

from corpus.model import Document
from tests.judged import judge
from tests.judged.judge import Judge, Row, words

Run = tuple[int, int]  # the numbers of the first and the last of some words in a row
_JOINED = re.compile(r"\w+(?:[-'‐‑‘’ʼ＇]\w+)+")
_SIGN = re.compile(r"[-'‐‑‘’ʼ＇]")


class Leaf(NamedTuple):
    """What is asked of the words of passages: which have it, and where in a passage it is."""

    judge: Judge
    runs: Callable[[Row], Iterable[Run]]


class Said:
    """All passages of some documents, in the order of documents and places."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.rows = [
            Row(document, section, passage)
            for document in sorted(documents, key=lambda document: document.id)
            for section in document.sections
            for passage in section.passages
        ]
        self._having: defaultdict[str, list[int]] = defaultdict(list)  # by word
        self._joined: set[str] = set()
        for number, row in enumerate(self.rows):
            for word in set(words.__wrapped__(row.passage.text)):  # too many to be kept
                self._having[word].append(number)
            for match in _JOINED.findall(row.passage.text):
                self._joined.update(_joined(_SIGN.split(match)))
        self._forms: defaultdict[str, list[str]] = defaultdict(list)  # by stem
        for form in self._having:
            self._forms[stem(form)].append(form)

    @cached_property
    def plain(self) -> frozenset[str]:
        """The words that only these letters in a row make, and no others with signs between them."""
        joined = {stem(word) for form in self._joined for word in words(form)}
        return frozenset(
            form for form in self._having if form.isascii() and form.isalpha() and stem(form) not in joined
        )

    def count(self, word: str) -> int:
        """How many passages have an inflection of a word."""
        return len(self._of_stem(stem(word)))

    def word(self, text: str) -> Leaf:
        """A word, in any inflection."""
        wanted = stem(text)
        return Leaf(
            self._among(self._of_stem(wanted)),
            lambda row: ((at, at) for at, each in enumerate(row.words) if stem(each) == wanted),
        )

    def phrase(self, text: str) -> Leaf:
        """Words in a row as they are written."""
        wanted, holds = words(text), judge.exact(text).holds
        some = set.intersection(*(set(self._having.get(word, ())) for word in wanted))

        def runs(row: Row) -> Iterator[Run]:
            size = len(wanted)
            return ((at, at + size - 1) for at in range(len(row.words)) if row.words[at : at + size] == wanted)

        return Leaf(self._among(number for number in some if holds(self.rows[number])), runs)

    def near(self, text: str, distance: int) -> Leaf:
        """Words in any inflection and order, the last at most so far behind the first."""
        wanted = Counter(map(stem, words(text)))

        def runs(row: Row) -> Iterator[Run]:
            said = [stem(each) for each in row.words]
            taking = set[int]()
            for at in range(len(said)):
                window = range(at, min(at + distance + 1, len(said)))
                if Counter(said[each] for each in window) >= wanted:
                    taking.update(each for each in window if said[each] in wanted)
            return ((at, at) for at in taking)

        some = set.intersection(*(set(self._of_stem(each)) for each in wanted))
        return Leaf(self._among(number for number in some if any(runs(self.rows[number]))), runs)

    def wild(self, pattern: str) -> Leaf:
        """Words as they are written, `*` for any letters."""
        forms = {form for form in self._having if fnmatchcase(form, pattern)}
        return Leaf(
            self._among(number for form in forms for number in self._having[form]),
            lambda row: ((at, at) for at, each in enumerate(row.words) if each in forms),
        )

    def _of_stem(self, wanted: str) -> Collection[int]:
        return {number for form in self._forms.get(wanted, ()) for number in self._having[form]}

    def _among(self, numbers: Iterable[int]) -> Judge:
        ids = {self.rows[number].passage.id for number in numbers}
        return Judge(lambda row: row.passage.id in ids)


_snowball = Stemmer.Stemmer("english")


@cache
def stem(word: str) -> str:
    """What the inflections of a word have in common."""
    return str(_snowball.stemWord(word)) if word.isalpha() else word


def marked(leaves: Sequence[Leaf], row: Row) -> int:
    """How many places of a passage some leaves mark, those that share a word being one."""
    count, last = 0, -1
    for first, end in sorted(run for leaf in leaves for run in leaf.runs(row)):
        count += first > last
        last = max(last, end)
    return count


def _joined(parts: Sequence[str]) -> Iterator[str]:
    """What parts in a row make together."""
    size = len(parts)
    return ("".join(parts[first:last]) for first in range(size) for last in range(first + 2, size + 1))
