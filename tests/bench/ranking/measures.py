"""What a ranking is worth: mean average precision, nDCG@10 and P@30, as trec_eval computes them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tests.bench.ranking.collection import Judged

DEPTH = 1000  # documents of a ranking that count

Run = Mapping[str, Sequence[str]]  # topic to documents, the best first


class Measures(NamedTuple):
    """Means over topics."""

    map: float
    ndcg10: float
    p30: float


def measured(run: Run, judged: Judged, topics: Sequence[str]) -> Measures:
    """The measures of a run over some topics."""
    each = [_topic(run.get(topic, ())[:DEPTH], judged[topic]) for topic in topics]
    return Measures(*(sum(values) / len(each) for values in zip(*each, strict=True)))


def _topic(ranked: Sequence[str], grades: Mapping[str, int]) -> Measures:
    found, precision = 0, 0.0
    for place, document in enumerate(ranked, 1):
        if document in grades:
            found += 1
            precision += found / place
    gained = _gain([grades.get(document, 0) for document in ranked[:10]])
    best = _gain(sorted(grades.values(), reverse=True)[:10])
    return Measures(precision / len(grades), gained / best, sum(each in grades for each in ranked[:30]) / 30)


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(place + 1) for place, grade in enumerate(grades, 1))
