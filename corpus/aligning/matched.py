"""Words that two texts have in common, in the order of both: the same ones, and those that are alike."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel, Levenshtein

from corpus.aligning.spoken import Token

_GRAMS = (5, 3, 2)  # words in a row that are unique on both sides
_MOST_CELLS = 40_000  # of a table of words by words; larger ones are divided, or not looked at more closely
_ALIKE = 0.6  # of two words' letters, from which on one is the other, misheard
_OPEN, _EXTEND = -1.0, -0.05  # words of one side without any of the other: a run of them, each of them
_OTHER = -0.3  # a word for another
_JUMP = 4  # words more on one side than on the other
_SUPPORT, _WEAK, _BREAK = 15, 6, 18  # letters more that have a pair, or have none; of such that a jump counts for


class Pair(NamedTuple):
    """The numbers of two words, and how much they are alike, from 0 to 1; 0 where one is in place of the other."""

    left: int
    right: int
    alike: float


def pairs(left: Sequence[str], right: Sequence[str]) -> list[Pair]:
    """The words of two texts that are the same, alike, or in place of each other, in the order of both; in some seconds
    where each has 60,000."""
    found: list[Pair] = []
    gaps = [(0, len(left), 0, len(right), 0)]
    while gaps:
        begin, end, first, last, depth = gaps.pop()
        while begin < end and first < last and left[begin] == right[first]:
            found.append(Pair(begin, first, 1.0))
            begin, first = begin + 1, first + 1
        while begin < end and first < last and left[end - 1] == right[last - 1]:
            end, last = end - 1, last - 1
            found.append(Pair(end, last, 1.0))
        if begin == end or first == last:
            continue
        if (end - begin) * (last - first) <= _MOST_CELLS:
            found += _closely(left[begin:end], right[first:last], begin, first)
        elif depth <= len(_GRAMS):
            runs = _runs(left[begin:end], right[first:last], depth)
            for run, at, size in runs:
                found += (Pair(begin + run + n, first + at + n, 1.0) for n in range(size))
            gaps += _between(runs, begin, end, first, last, depth + 1)
    return sorted(found)


def _between(
    runs: Sequence[tuple[int, int, int]], begin: int, end: int, first: int, last: int, depth: int
) -> Iterator[tuple[int, int, int, int, int]]:
    """The gaps before, between and behind runs of words that are the same."""
    at, to = begin, first
    for run, there, size in (*runs, (end - begin, last - first, 0)):
        yield at, begin + run, to, first + there, depth
        at, to = begin + run + size, first + there + size


def _runs(left: Sequence[str], right: Sequence[str], depth: int) -> list[tuple[int, int, int]]:
    """Where the same words begin on both sides, and how many: those in rows that are unique, and at last of all."""
    if depth == len(_GRAMS):
        return [
            (code.src_start, code.dest_start, code.src_end - code.src_start)
            for code in Levenshtein.opcodes(left, right)
            if code.tag == "equal" and code.src_end - code.src_start > 1
        ]
    size = _GRAMS[depth]
    places = _unique(right, size)
    there = [(at, places[gram]) for gram, at in _unique(left, size).items() if gram in places]
    runs: list[tuple[int, int, int]] = []
    for at, to in (there[each] for each in ascending([to for _, to in there])):
        if runs and at - runs[-1][0] == to - runs[-1][1] <= runs[-1][2]:
            runs[-1] = (*runs[-1][:2], at - runs[-1][0] + size)
        elif not runs or (at >= runs[-1][0] + runs[-1][2] and to >= runs[-1][1] + runs[-1][2]):
            runs.append((at, to, size))
    return runs


def _unique(words: Sequence[str], size: int) -> dict[tuple[str, ...], int]:
    """The rows of so many words that are there once, and where, in order."""
    grams = list(zip(*(words[n:] for n in range(size)), strict=False))
    often = Counter(grams)
    return {gram: at for at, gram in enumerate(grams) if often[gram] == 1}


def ascending(numbers: Sequence[int], *, is_strict: bool = True) -> list[int]:
    """The places of a longest row of numbers each of which is larger than the one before, or not smaller (Schensted
    1961)."""
    ends: list[tuple[int, int]] = []  # of rows of each length, the smallest last number, with its place
    before: list[int] = []
    for place, number in enumerate(numbers):
        at = bisect_left(ends, (number, -1 if is_strict else place))
        before.append(ends[at - 1][1] if at else -1)
        ends[at : at + 1] = [(number, place)]
    row, place = [], ends[-1][1] if ends else -1
    while place >= 0:
        row.append(place)
        place = before[place]
    return row[::-1]


def alike(left: str, right: str) -> float:
    """How much two words are alike, from 0 to 1; 0 where neither is the other, misheard."""
    if left == right:
        return 1.0
    if min(len(left), len(right)) < 3 or left.isdigit() or right.isdigit():
        return 0.0
    return Indel.normalized_similarity(left, right, score_cutoff=_ALIKE)


def _closely(left: Sequence[str], right: Sequence[str], begin: int, first: int) -> Iterator[Pair]:
    """The pairs of a gap by a table, with affine gaps (Gotoh 1982), so that words in a row stay together."""
    scored: dict[tuple[str, str], float] = {}
    width = len(right) + 1
    low = float("-inf")
    best = [0.0, *(_OPEN + _EXTEND * n for n in range(1, width))]
    down = [low] * width
    steps: list[bytearray] = []
    for number, word in enumerate(left, 1):
        diagonal, best[0] = best[0], _OPEN + _EXTEND * number
        across = low
        row = bytearray(width)
        for at, other in enumerate(right, 1):
            pair = word, other
            if (score := scored.get(pair)) is None:
                score = scored[pair] = _score(*pair)
            # bits 0 and 1: pair, left alone, right alone; 2 and 3: whether a run of the left, of the right goes on
            step = 0
            if (opened := best[at] + _OPEN) > down[at]:
                down[at] = opened
            else:
                step |= 4
            down[at] += _EXTEND
            if (opened := best[at - 1] + _OPEN) > across:
                across = opened
            else:
                step |= 8
            across += _EXTEND
            chosen = diagonal + score
            if down[at] > chosen:
                chosen, step = down[at], step & ~3 | 1
            if across > chosen:
                chosen, step = across, step & ~3 | 2
            diagonal, best[at], row[at] = best[at], chosen, step
        steps.append(row)
    yield from _back(steps, left, right, begin, first)


def _score(left: str, right: str) -> float:
    """What a pair counts: more where it is long and alike, little where one word stands for another."""
    return how * min(len(left) + 1, 6) / 3 if (how := alike(left, right)) else _OTHER


def _back(
    steps: Sequence[bytearray], left: Sequence[str], right: Sequence[str], begin: int, first: int
) -> Iterator[Pair]:
    """The pairs on the best way through a table, from its end."""
    row, at, state = len(left), len(right), 0
    while row and at:
        step = steps[row - 1][at]
        state = state or step & 3
        if state == 1:
            state = 1 if step & 4 else 0
            row -= 1
        elif state == 2:
            state = 2 if step & 8 else 0
            at -= 1
        else:
            row, at = row - 1, at - 1
            yield Pair(begin + row, first + at, alike(left[row], right[at]))


def settled(found: Sequence[Pair], left: Sequence[Token], right: Sequence[Token]) -> list[Pair]:
    """Pairs without those that stand alone amid words of one side, and without parts of words that the other side
    writes apart; and so that what is on one side only begins behind a sentence of the left one, where it may as well.
    """
    kept = _whole(_supported(found, left), left, right)
    for number in range(1, len(kept)):
        _slide(kept, number, left, right)
    return kept


def _supported(found: Sequence[Pair], left: Sequence[Token]) -> list[Pair]:
    """Pairs without those beside many words of one side alone that more words without a pair part from the others."""
    said = list(accumulate((token.letters for token in left), initial=0))
    dropped: set[int] = set()
    edges = Pair(-1, -1, 1.0), *found, Pair(len(left), found[-1].right + 1 if found else 0, 1.0)
    for number, (one, other) in enumerate(pairwise(edges)):
        if _jump(one, other) >= _JUMP:
            dropped.update(_weak(found, said, range(number - 1, -1, -1)))
            dropped.update(_weak(found, said, range(number, len(found))))
    return [pair for number, pair in enumerate(found) if number not in dropped]


def _weak(found: Sequence[Pair], said: Sequence[int], numbers: range) -> Sequence[int]:
    """The first of some pairs in a row, as far as they have far fewer letters than the words by them without a pair."""
    worst, total = -float(_WEAK), 0.0
    weak = 0
    for count, number in enumerate(numbers[:-1], 1):
        pair, following = sorted((found[number], found[number + numbers.step]))
        total += found[number].alike * (said[found[number].left + 1] - said[found[number].left])
        if not -3 * _SUPPORT < total < _SUPPORT:
            break
        total -= said[following.left] - said[pair.left + 1] + (_BREAK if _jump(pair, following) >= _JUMP else 0)
        if total < worst:
            worst, weak = total, count
    return numbers[:weak]


def _jump(one: Pair, other: Pair) -> int:
    """How many more words are between two pairs on one side than on the other."""
    return abs(other.left - one.left - other.right + one.right)


def _whole(found: Sequence[Pair], left: Sequence[Token], right: Sequence[Token]) -> list[Pair]:
    """Pairs without those of words that are more alike together with words before or behind that have no pair."""
    edges = Pair(-1, -1, 1.0), *found, Pair(len(left), len(right), 1.0)
    kept = []
    for before, pair, behind in zip(edges, found, edges[2:], strict=False):
        joined = 0.0
        if pair.alike < 1:
            fore = slice(before.left + 1, pair.left + 1), slice(before.right + 1, pair.right + 1)
            aft = slice(pair.left, behind.left), slice(pair.right, behind.right)
            joined = max(_together(left[ours], right[theirs]) for ours, theirs in (fore, aft))
        if joined <= pair.alike:
            kept.append(pair)
    return kept


def _together(left: Sequence[Token], right: Sequence[Token]) -> float:
    """How much the word of one side and the two or three of the other are alike."""
    if sorted((len(left), len(right))) not in ([1, 2], [1, 3]):
        return 0.0
    return alike(*("".join(token.text for token in side) for side in (left, right)))


def _slide(found: list[Pair], number: int, left: Sequence[Token], right: Sequence[Token]) -> None:
    """Move what is on one side only between two pairs towards the beginning, as long as its last word is that of the
    pair before it, until a sentence ends there."""
    before, behind = found[number - 1], found[number]
    alone = behind.left - before.left - 1, behind.right - before.right - 1
    if 0 not in alone or alone == (0, 0):
        return
    moved: list[Pair] = []
    at = number - 1
    while not left[found[at].left].is_last:
        pair = Pair(found[at].left + alone[0], found[at].right + alone[1], 1.0)
        is_row = at > 0 and (found[at - 1].left, found[at - 1].right) == (found[at].left - 1, found[at].right - 1)
        if left[pair.left].text != right[pair.right].text or not is_row:
            return
        moved.append(pair)
        at -= 1
    found[at + 1 : number] = moved[::-1]
