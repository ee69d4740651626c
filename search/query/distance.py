"""Spelling distance: Damerau-Levenshtein, optimal string alignment (Boytsov 2011, section 2)."""

from __future__ import annotations


def within(a: str, b: str, edits: int) -> bool:
    """Whether `a` becomes `b` by at most `edits` insertions, deletions, replacements and
    transpositions of neighbours, no letter changed twice."""
    if abs(len(a) - len(b)) > edits or len(set(a) ^ set(b)) > 2 * edits:  # an edit changes two letters at most
        return False
    if a == b:
        return True
    older: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, older[j - 2] + 1)
            row.append(best)
        if min(row) > edits and min(last) > edits:
            return False
        older, last = last, row
    return last[-1] <= edits
