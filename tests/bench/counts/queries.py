"""Queries that are drawn from passages, with what each has to find, and filters that are drawn from what it finds."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from search.analysis.function_words import known
from search.results.values import Match
from tests.bench.counts.said import Leaf, Said
from tests.judged import judge
from tests.judged.judge import FACETS, Judge, Row
from tests.judged.narrowing import NONE, Chosen

_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
_LIGHT = ("the", "of", "with", "about", "this")
_OTHERWISE = {"net"}  # a word of its own where it is .NET
_FEW, _MANY = 50, 10_000  # passages
_DAYS = ("2011", "2013-04", "mar 2016", "2017-06-15", "2019", "2020-11", "2023-02-01")


class Drawn(NamedTuple):
    """A query, what judges it, what it marks, and which of its words are asked for."""

    kind: str
    query: str
    judge: Judge
    leaves: Sequence[Leaf]
    match: Match | None


class Drawing:
    """Draws queries from what is said, always the same ones of one seed."""

    def __init__(self, said: Said, seed: str) -> None:
        self._said, self._draw = said, random.Random(seed)  # noqa: S311  # nothing here is a secret
        light = {word for language in _LANGUAGES for word in known(language)}
        self._content = {word for word in said.plain if len(word) > 2} - light - _OTHERWISE
        self._common = sorted(word for word in self._content if said.count(word) > _MANY)
        self._kinds: dict[str, Callable[[], tuple[str, Judge, Sequence[Leaf]]]] = {
            "one word": lambda: self._every(1),
            "two words": lambda: self._every(2),
            "three words, one a function word": self._with_light,
            "words that no passage has all": self._apart,
            "a word of many passages": self._of_many,
            "phrase": lambda: _alone(*self._phrase()),
            "near": lambda: _alone(*self._near()),
            "OR": self._or,
            "OR and a word": self._or_and,
            "NOT": self._not,
            "word and field": self._with_field,
            "field alone": self._field,
            "prefix": lambda: _alone(*self._wild()),
        }  # fmt: skip

    def queries(self, count: int) -> Iterator[Drawn]:
        """So many queries, the kinds in turn."""
        for number in range(count):
            kind = [*self._kinds][number % len(self._kinds)]
            match = self._draw.choice((None, None, None, Match.ALL, Match.ANY))
            yield Drawn(kind, *self._kinds[kind](), match)

    def filters(self, found: Sequence[Row]) -> Chosen:
        """Up to three filters, of values that some of the found have, or none of them."""
        chosen: dict[str, list[str]] = {}
        for _ in range(self._draw.choice((0, 1, 1, 2, 3))):
            name = self._draw.choice((*FACETS, *(f"not-{name}" for name in FACETS), "since", "until"))
            if name in ("since", "until"):
                chosen[name] = [self._draw.choice(_DAYS)]
                continue
            rows = self._draw.choices(found or self._said.rows, k=self._draw.choice((1, 1, 2, 3)))
            values = [FACETS[name.removeprefix("not-")](row) for row in rows]
            if self._draw.random() < 0.3:
                values.append(NONE)
            chosen[name] = [*dict.fromkeys(values)]
        return chosen

    # kinds

    def _every(self, count: int) -> tuple[str, Judge, Sequence[Leaf]]:
        words = self._words(count)
        leaves = [self._said.word(word) for word in words]
        judges = [leaf.judge for leaf in leaves]
        return " ".join(words), judge.every(*judges) if count > 1 else judges[0], leaves

    def _with_light(self) -> tuple[str, Judge, Sequence[Leaf]]:
        query, judged, leaves = self._every(2)
        return f"{self._draw.choice(_LIGHT)} {query}", judged, leaves

    def _apart(self) -> tuple[str, Judge, Sequence[Leaf]]:
        while True:
            words = [self._words(1)[0] for _ in range(2)]
            leaves = [self._said.word(word) for word in words]
            judged = judge.every(*(leaf.judge for leaf in leaves))
            if not next(judge.tiers(judged, self._said.rows)):
                return " ".join(words), judged, leaves

    def _of_many(self) -> tuple[str, Judge, Sequence[Leaf]]:
        word = self._draw.choice(self._common) if self._common else self._words(1)[0]
        return _alone(word, self._said.word(word))

    def _phrase(self) -> tuple[str, Leaf]:
        text = " ".join(self._run(self._draw.choice((2, 2, 3))))
        return f'"{text}"', self._said.phrase(text)

    def _near(self) -> tuple[str, Leaf]:
        text, distance = " ".join(self._words(2)), self._draw.randint(1, 12)
        return f'"{text}"~{distance}', self._said.near(text, distance)

    def _wild(self) -> tuple[str, Leaf]:
        (word,) = self._words(1, least=6)
        pattern = f"{word[:5]}*"
        return pattern, self._said.wild(pattern)

    def _or(self) -> tuple[str, Judge, Sequence[Leaf]]:
        asked = [self._part() for _ in range(self._draw.choice((2, 2, 3)))]
        leaves = [leaf for _, leaf in asked]
        return f"({' OR '.join(text for text, _ in asked)})", judge.either(*(leaf.judge for leaf in leaves)), leaves

    def _or_and(self) -> tuple[str, Judge, Sequence[Leaf]]:
        (query, judged, leaves), (text, leaf) = self._or(), self._part()
        return f"{query} {text}", judge.every(judged, leaf.judge), [*leaves, leaf]

    def _not(self) -> tuple[str, Judge, Sequence[Leaf]]:
        query, judged, leaves = self._every(self._draw.choice((1, 2)))
        text, without = self._part()
        return f"{query} -{text}", judge.every(judged, judge.no(without.judge)), leaves

    def _with_field(self) -> tuple[str, Judge, Sequence[Leaf]]:
        (query, judged, leaves), (field, holds, _) = self._every(self._draw.choice((1, 2))), self._field()
        return f"{query} {field}", judge.every(judged, holds), leaves

    def _field(self) -> tuple[str, Judge, Sequence[Leaf]]:
        row = self._draw.choice([row for row in self._draw.choices(self._said.rows, k=1000) if row.passage.who])
        who, show, year = (FACETS[name](row) for name in ("speaker", "show", "year"))
        asked = [
            (f'speaker:"{who}"', judge.speaker(who)),
            (f"type:{row.document.type}", judge.has("type", row.document.type)),
        ]
        if show:
            asked.append((f'show:"{show}"', judge.show(show)))
        if year:
            asked.append((f"year:{year}", judge.has("year", year)))
        return *self._draw.choice(asked), ()

    # parts

    def _part(self) -> tuple[str, Leaf]:
        return self._draw.choice((self._word, self._word, self._phrase, self._near, self._wild))()

    def _word(self) -> tuple[str, Leaf]:
        (word,) = self._words(1)
        return word, self._said.word(word)

    def _words(self, count: int, *, least: int = 0) -> list[str]:
        """So many words of a passage, which few passages have in half of the cases."""
        is_rare = self._draw.random() < 0.5
        while True:
            row = self._draw.choice(self._said.rows)
            words = sorted({word for word in row.words if word in self._content and len(word) >= least})
            words = [word for word in words if self._said.count(word) <= _FEW] if is_rare and count == 1 else words
            if len(words) >= count:
                return self._draw.sample(words, count)

    def _run(self, count: int) -> list[str]:
        """So many words in a row of a passage, none of them a letter or a number."""
        while True:
            said = self._draw.choice(self._said.rows).words
            begin = self._draw.randint(0, max(len(said) - count, 0))
            run = [*said[begin : begin + count]]
            if len(run) == count and all(word.isascii() and word.isalpha() and len(word) > 1 for word in run):
                return run


def _alone(query: str, leaf: Leaf) -> tuple[str, Judge, Sequence[Leaf]]:
    return query, leaf.judge, [leaf]
