"""What a wildcard, another spelling, a phrase and words near each other match: each in time linear in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

Word = TypeVar("Word", int, str)


def wildcard(pattern: str, *, one: str = ".") -> str:
    """The regular expression of a wildcard (`*` is any run of characters, `?` one) for a whole text on one line.

    What stands between two stars is taken where it occurs first, and never sought again: if the rest fits behind a
    later place, it fits behind an earlier one. So no two stars try each other's places. `one` is a character.
    """
    head, *others = ("".join(one if char == "?" else re.escape(char) for char in part) for part in pattern.split("*"))
    between = "".join(rf"(?>[^\n]*?{part})" for part in others[:-1] if part)
    return head + between + (rf"[^\n]*{others[-1]}" if others else "")


def spelled(a: str, b: str, edits: int) -> bool:
    """Whether `a` becomes `b` by at most so many insertions, deletions, replacements and transpositions of neighbours,
    no letter changed twice (optimal string alignment; Boytsov 2011, section 2)."""
    from rapidfuzz.distance import OSA  # 30 ms, which few searches need

    return OSA.distance(a, b, score_cutoff=edits) <= edits


def phrase(wanted: Sequence[Word], words: Sequence[Word]) -> Iterator[int]:
    """Where the wanted words stand in a row."""
    first, size = wanted[0], len(wanted)
    if first not in words:
        return
    for at, word in enumerate(words):
        if word == first and words[at : at + size] == wanted:
            yield at


def near(places: Sequence[int], words: Sequence[int], needed: Sequence[int], distance: int) -> list[int]:
    """The places, ascending, that take part in a run of all words whose last is at most `distance` behind its first.

    `words` has the number of the word at each place, `needed` how often a run must have each word, by its number.
    """
    taking: list[int] = []
    counts, lacking = [0] * len(needed), len(needed)
    end = taken = 0
    for begin, first in enumerate(places):
        while end < len(places) and places[end] - first <= distance:
            counts[words[end]] += 1
            lacking -= counts[words[end]] == needed[words[end]]
            end += 1
        if not lacking:
            taking += places[max(begin, taken) : end]
            taken = end
        lacking += counts[words[begin]] == needed[words[begin]]
        counts[words[begin]] -= 1
    return taking
