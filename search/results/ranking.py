"""How passages are ranked: what adds to the score of the words themselves, and by how much.

One set of numbers for all collections, chosen on every second judged topic of CACM; the others gain as much or more.
What else was tried is said behind each, as mean average precision there, which is 0.3425 with all of these.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from corpus.library import Located
from search.analysis import Token, tokens
from search.analysis.function_words import known
from search.engine import Snapshot, Weighted
from search.query.ast import Field, Term
from search.query.plan import Plan

WINDOW = 200  # hits of each tier that are put in order anew: 100 0.342, 1,000 0.347 and five times the time
LIGHT = 0.25  # of a function word, as of its weight: none 0.338, whole 0.335
TITLE = 0.25  # of a word of the title, or of a section's heading: none 0.304, a half 0.342
PAIR = 0.25  # of two words side by side: none 0.318, a half 0.336, a half for eight words and more 0.341

# Feedback: Divergence from Randomness with Bose-Einstein statistics, Bo1 (Amati 2003, section 5.2); without it 0.329
LONG = 5  # different words of a query that has it
FEWER = 10  # passages with all of them, below which it has
PASSAGES = 10  # from which the terms come; one that stands there but once tells nothing
TERMS = 20
BETA = 0.6  # weight of the best of them, where a word of the query has 1: 0.4 0.338, 0.8 0.339


def rescoring(plan: Plan) -> tuple[Weighted, ...]:
    """What a query adds to the scores of passages that have its words."""
    return (
        *(Weighted(term, float(count)) for term, count in Counter(plan.repeated).items()),
        *(Weighted(term, LIGHT * count) for term, count in Counter(plan.light).items()),
        *(
            Weighted(Field(name, (word,)), TITLE * count)
            for name in ("title", "heading")
            for word, count in Counter(plan.words).items()
        ),
        *(Weighted(pair, PAIR) for pair in plan.pairs),
    )


def feedback(first: Iterable[Located], plan: Plan, snapshot: Snapshot) -> tuple[Weighted, ...]:
    """What the terms add that tell the first passages from all others."""
    seen = Counter[str]()
    for found in first:
        barred = plan.function_words | known((found.document.language or "en").partition("-")[0].lower())
        seen.update(word.stem for word in tokens(found.passage.text) if word.exact not in barred)
    stems, size = [stem for stem, count in seen.items() if count > 1], snapshot.passage_count()
    often = zip(stems, snapshot.occurrences(stems), strict=True)
    weights = {stem: _bo1(seen[stem], count / size) for stem, count in often if count}  # else it is in no passage yet
    best = sorted(weights, key=lambda stem: (-weights[stem], stem))[:TERMS]
    return tuple(Weighted(Term(Token(stem, stem)), BETA * weights[stem] / weights[best[0]]) for stem in best)


def _bo1(count: int, mean: float) -> float:
    """How much a term tells that stands so often in the first passages, and on average so often in each of all."""
    return count * math.log2((1 + mean) / mean) + math.log2(1 + mean)
