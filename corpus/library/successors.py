"""What stands in the place of a passage that the next version does not have: found once, when that one is stored."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from corpus.library import bodies
from corpus.library.checksums import insert

SIMILAR = 0.5  # a passage this like the one that stood there is the same one, changed
_MOST_PAIRS = 50_000  # of passages between the same neighbours, each looked at as a set of words
_NEAREST = 3  # of these, how many are compared
_LONG = 400_000  # product of two lengths, up to which texts are compared letter by letter
_EXACT = 4_000_000  # sum of such products for one version: about a second


class Text(NamedTuple):
    """A passage, as far as it is compared."""

    id: str
    text: str


def store(db: sqlite3.Connection, document_id: str, version: int, following: int) -> None:
    """Note for each passage of a version that the following one has not what stands there in its place."""
    held = [
        db.execute("SELECT body FROM versions WHERE document_id = ? AND version = ?", [document_id, number]).fetchone()
        for number in (version, following)
    ]
    then, now = ([Text(*each) for each in bodies.texts(db, row["body"])] for row in held)
    insert(db, "successors", ((document_id, version, id, successor) for id, successor in successors(then, now)))


def fill(db: sqlite3.Connection) -> None:
    """Note them for all versions of a library that had none."""
    found = db.execute("SELECT document_id, version FROM versions ORDER BY document_id, version").fetchall()
    for one, other in pairwise(found):
        if one["document_id"] == other["document_id"]:
            store(db, one["document_id"], one["version"], other["version"])


def successors(then: Sequence[Text], now: Sequence[Text]) -> Iterator[tuple[str, str | None]]:
    """Each passage that there is no more, and the most like it of those between the same neighbours, if any is."""
    left = _EXACT
    for before, after in _gaps(then, now):
        for at, old in enumerate(before):
            best: tuple[float, str] = (0.0, "")
            for new in _nearest(old, after, at * len(after) // len(before), _MOST_PAIRS // len(before)):
                cost = len(old.text) * len(new.text)
                by_letters = cost <= min(_LONG, left)
                best = max(best, (_likeness(old.text, new.text, by_letters=by_letters), new.id))
                left -= cost if by_letters else 0
            yield old.id, best[1] if best[0] >= SIMILAR else None


def _gaps(then: Sequence[Text], now: Sequence[Text]) -> Iterator[tuple[Sequence[Text], Sequence[Text]]]:
    """The passages that are gone, and those that are new, between two neighbours that both versions have in order."""
    places = {passage.id: place for place, passage in enumerate(now)}
    there = {passage.id for passage in then}
    common = [(at, places[passage.id]) for at, passage in enumerate(then) if passage.id in places]
    for (at, place), (next_at, next_place) in pairwise([(-1, -1), *_in_order(common), (len(then), len(now))]):
        before = [passage for passage in then[at + 1 : next_at] if passage.id not in places]
        if before:
            yield before, [passage for passage in now[place + 1 : next_place] if passage.id not in there]


def _in_order(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that rises in both."""
    ends: list[int] = []  # the smallest place that ends a run of each length
    last: list[int] = []  # and which pair that is
    before: list[int] = []  # of each pair, the one before it in its run
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(place)
            last.append(number)
        else:
            ends[length], last[length] = place, number
    run = []
    number = last[-1] if last else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]


def _nearest(old: Text, after: Sequence[Text], place: int, width: int) -> list[Text]:
    """Those that have most words in common with a passage, of as many around its place as may be looked at."""
    around = after[max(0, place - width // 2) :][: max(width, 1)]
    words = set(old.text.split())
    return sorted(around, key=lambda new: _share(words, set(new.text.split())), reverse=True)[:_NEAREST]


def _share(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(len(one | other), 1)


def _likeness(one: str, other: str, *, by_letters: bool) -> float:
    """How like two texts are, from 0 to 1: letter by letter, or by the pairs of words that they have in common."""
    if by_letters:
        return SequenceMatcher(None, one, other, autojunk=False).ratio()
    pairs = [Counter(pairwise(text.split())) for text in (one, other)]
    return 2 * (pairs[0] & pairs[1]).total() / max(pairs[0].total() + pairs[1].total(), 1)
