"""Spelling distance: Damerau-Levenshtein, optimal string alignment (Boytsov 2011, section 2)."""

from __future__ import annotations


def within(a: str, b: str, edits: int) -> bool:
    """Whether `a` becomes `b` by at most `edits` insertions, deletions, replacements and
    transpositions of neighbours, no letter changed twice."""
    if abs(len(a) - len(b)) > edits or len(set(a) ^ set(b)) > 2 * edits:  # an edit changes two letters at most
        return False
    if a == b:
        return True
    far = edits + 1
    older, last, least = [far] * (len(b) + 1), [min(j, far) for j in range(len(b) + 1)], 0
    for i, x in enumerate(a, 1):
        row = [far] * (len(b) + 1)
        row[0] = min(i, far)
        for j in range(max(1, i - edits), min(len(b), i + edits) + 1):  # the others are farther: Ukkonen 1985
            y = b[j - 1]
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, older[j - 2] + 1)
            row[j] = best
        before, least = least, min(row[max(0, i - edits) : i + edits + 1])
        if min(least, before) >= far:  # a transposition goes back two rows
            return False
        older, last = last, row
    return last[-1] <= edits
