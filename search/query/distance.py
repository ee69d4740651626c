"""Spelling distance: Damerau-Levenshtein, optimal string alignment (Boytsov 2011, section 2)."""

from __future__ import annotations


def within(a: str, b: str, edits: int) -> bool:
    """Whether `a` becomes `b` by at most `edits` insertions, deletions, replacements and
    transpositions of neighbours, no letter changed twice."""
    from rapidfuzz.distance import OSA  # 30 ms, which few searches need

    return OSA.distance(a, b, score_cutoff=edits) <= edits
