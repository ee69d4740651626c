"""How passages are ranked: what adds to the score of the words themselves, and by how much.

One set of numbers for all collections, chosen on every second judged topic of CACM; the others gain as much or more.
What else was tried is said behind each, as mean average precision there, which is 0.34 with all of these.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from corpus.library import Located
from search.analysis import Token, tokens
from search.engine import Snapshot, Weighted
from search.query.ast import Field, Term
from search.query.function_words import known
from search.query.plan import Plan

WINDOW = 200  # hits of each tier that are put in order anew: 1,000 gain 0.005
LIGHT = 0.25  # of a function word, as of its weight: none 0.33, whole 0.32
TITLE = 0.25  # of a word of the title
PAIR = 0.25  # of two words side by side: a half 0.336, a half for eight words and more 0.342 but no better 30 first

# Feedback: Divergence from Randomness with Bose-Einstein statistics, Bo1 (Amati 2003, section 5.2)
LONG = 5  # different words of a query that has it
FEWER = 10  # passages with all of them, below which it has
PASSAGES = 10  # from which the terms come
TERMS = 20
BETA = 0.6  # weight of the best of them, where a word of the query has 1


def rescoring(plan: Plan) -> tuple[Weighted, ...]:
    """What a query adds to the scores of passages that have its words."""
    return (
        *(Weighted(term, float(count)) for term, count in Counter(plan.repeated).items()),
        *(Weighted(term, LIGHT * count) for term, count in Counter(plan.light).items()),
        *(Weighted(Field("title", (word,)), TITLE * count) for word, count in Counter(plan.words).items()),
        *(Weighted(pair, PAIR) for pair in plan.pairs),
    )


def feedback(first: Iterable[Located], plan: Plan, snapshot: Snapshot) -> tuple[Weighted, ...]:
    """What the terms add that tell the first passages from all others."""
    seen = Counter[str]()
    for found in first:
        barred = plan.function_words | known((found.document.language or "en").partition("-")[0].lower())
        seen.update(word.stem for word in tokens(found.passage.text) if word.exact not in barred)
    by_count: defaultdict[int, list[str]] = defaultdict(list)
    for stem, count in seen.items():
        by_count[count].append(stem)
    best = sorted(_most_telling(by_count, snapshot))[:TERMS]
    return tuple(Weighted(Term(Token(stem, stem)), BETA * weight / best[0][0]) for weight, stem in best)


def _most_telling(by_count: dict[int, list[str]], snapshot: Snapshot) -> Iterator[tuple[float, str]]:
    """The terms that may be among the best: negative weights, since a higher one comes first.

    Terms are asked for from the most frequent on, until none of those left, were it nowhere else, could be among them.
    """
    size = snapshot.passage_count()
    best: list[float] = []
    for count in sorted(by_count, reverse=True):
        if len(best) == TERMS and -_bo1(count, count / size) > best[-1]:
            return
        stems = by_count[count]
        for stem, often in zip(stems, snapshot.occurrences(stems), strict=True):
            if often:  # else the index does not know the text
                weight = -_bo1(count, often / size)
                best = sorted((*best, weight))[:TERMS]
                yield weight, stem


def _bo1(count: int, mean: float) -> float:
    """How much a term tells that stands so often in the first passages, and on average so often in each of all."""
    return count * math.log2((1 + mean) / mean) + math.log2(1 + mean)
