"""Plain rapidfuzz in place of the verifier: the best `partial_ratio` of a quotation among all passages of a library."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process

from search.service import Service
from search.settings import Settings
from tests.bench.speed.child import memory_mb
from tests.bench.verifying.truths import Truth

PASSES = 90.0


class Compared(NamedTuple):
    """The best score of each quotation that there was time for, and what that cost. Texts are read before."""

    seconds: float
    cpu: float
    before_mb: float
    after_mb: float
    passages: int
    scores: Sequence[float]


def compared(home: Path, quotations: Sequence[str], seconds: float, *, no_shorter: bool) -> Compared:
    """Compare quotations with the passages, for so many seconds and until the one that was begun is done; with
    `no_shorter`, only with those that are as long as it: a passage of one word that stands in a quotation scores 100.
    """
    with Service.open(home, Settings()) as service:
        before = memory_mb("VmRSS")
        texts = read(service)
    lengths = [len(text) for text in texts]
    scores = []
    started, cpu = time.perf_counter(), time.process_time()
    for quotation in quotations:
        if time.perf_counter() - started > seconds:
            break
        scores.append(score(quotation, texts[bisect_left(lengths, len(quotation)) :] if no_shorter else texts))
    took = time.perf_counter() - started, time.process_time() - cpu
    return Compared(*took, before, memory_mb("VmRSS"), len(texts), scores)


def read(service: Service) -> list[str]:
    """The texts of all passages, the short ones first."""
    documents = map(service.library.document, service.library.live())
    return sorted((passage.text for each in documents for passage in each.passages()), key=len)


def score(quotation: str, texts: Sequence[str]) -> float:
    """The best score of a quotation, of 100."""
    best = process.extractOne(quotation, texts, scorer=fuzz.partial_ratio)
    return float(best[1]) if best else 0.0


def told(truths: Sequence[Truth], scores: Sequence[float]) -> str:
    """How many of those that were compared are taken for what they are not."""
    both = list(zip(truths, scores, strict=False))
    altered, fair, invented = (
        [score >= PASSES for truth, score in both if truth.statuses == {status}]
        for status in ("altered", "fair", "not-found")
    )
    return (
        f"{sum(altered)} of {len(altered)} altered and {sum(invented)} of {len(invented)} invented ones pass at"
        f" {PASSES:.0f}, {len(fair) - sum(fair)} of {len(fair)} fair ones fail"
    )
