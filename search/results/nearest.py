"""The nearest wording to a quoted phrase that is nowhere: shown beside what is found, and never counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from search.analysis import Token, tokens
from search.engine import EngineHit, Search, Snapshot, Weighted
from search.query.ast import And, Near, Node, Phrase, Term, any_of
from search.query.function_words import function_words
from search.results.dressing import Texts
from search.results.ranking import LIGHT
from search.results.values import How

SHOWN = 5  # passages for each phrase
_FARTHER = (2, 4, 8)  # times as many words as the phrase has
_READ = 50  # passages with some of the words, whose texts are looked at


class Wording(NamedTuple):
    """A passage that has a wording, and what is marked in it."""

    hit: EngineHit
    node: Node


class Seeker:
    """What seeks the nearest wording. `judging` is what is asked of each passage besides."""

    def __init__(self, judging: Sequence[Node], *, snapshot: Snapshot, texts: Texts, deadline: float) -> None:
        self._judging, self._snapshot, self._texts, self._deadline = judging, snapshot, texts, deadline

    def nearest(self, phrase: Phrase) -> tuple[How, Sequence[Wording]]:
        """The words of a phrase inflected in a row, else near each other, else most of them near each other."""
        words = phrase.tokens
        if found := self._having(Phrase(words, exact=False)):
            return How.INFLECTED, found
        for times in _FARTHER:
            if found := self._having(Near(words, times * len(words))):
                return How.NEAR, found
        return How.MOST, self._most(words)

    def _having(self, node: Node) -> Sequence[Wording]:
        return [Wording(hit, node) for hit in self._search(node, SHOWN)]

    def _search(self, node: Node, limit: int, rescore: Sequence[Weighted] = ()) -> Sequence[EngineHit]:
        asked = Search(query=And((node, *self._judging)), limit=limit, rescore=rescore)
        return self._snapshot.search(asked, deadline=self._deadline).hits

    def _most(self, words: Sequence[Token]) -> Sequence[Wording]:
        light = function_words([word.exact for word in words])
        weights = {word: LIGHT if word.exact in light else 1.0 for word in words}
        content = [word for word in weights if weights[word] == 1] or words
        pairs = [Weighted(Phrase(pair, exact=False), 1.0) for pair in dict.fromkeys(pairwise(words))]
        hits = self._search(any_of(map(Term, dict.fromkeys(content))), _READ, pairs)
        texts = self._texts.of([hit.passage for hit in hits])
        found = []
        for hit in hits:
            if hit.passage in texts and (run := _densest(words, weights, texts[hit.passage].passage.text)):
                found.append((-run.weight, run.distance, Wording(hit, Near(run.words, run.distance))))
        return [wording for *_, wording in sorted(found, key=lambda each: each[:2])[:SHOWN]]


class _Run(NamedTuple):
    """Some words near each other in a text, all together not wider than twice as many words as are sought."""

    weight: float
    distance: int
    words: tuple[Token, ...]


def _densest(words: Sequence[Token], weights: dict[Token, float], text: str) -> _Run | None:
    """The run that has most of the words, by their weights, of such the shortest; None where none has over half."""
    runs = _runs(words, weights, [word.stem for word in tokens(text)])
    best = max(runs, key=lambda run: (run.weight, -run.distance), default=None)
    return best if best and len(best.words) > 1 and best.weight > sum(map(weights.__getitem__, words)) / 2 else None


def _runs(words: Sequence[Token], weights: dict[Token, float], stems: Sequence[str]) -> Iterator[_Run]:
    known = {word.stem: word for word in words}
    most = Counter(word.stem for word in words)
    places = [(at, stem) for at, stem in enumerate(stems) if stem in most]
    for first, (begin, _) in enumerate(places):
        seen, end = Counter[str](), begin
        for at, stem in places[first:]:
            if at - begin > 2 * len(words):
                break
            if seen[stem] < most[stem]:
                seen[stem] += 1
                end = at
        having = tuple(known[stem] for stem in seen.elements())
        yield _Run(sum(weights[word] for word in having), end - begin, having)
