"""Near-duplicates: the same text known again in another place, by a sample of what its clauses begin with."""

from __future__ import annotations

import heapq
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from itertools import compress, count
from operator import itemgetter
from zlib import crc32

from corpus.model import Reading
from corpus.passages import UNSPACED, cut, is_cut

SIZE = 64  # hashes of a text
_LARGEST = 8 << 48  # of which an eighth has the lower 48 bits
_WORDS = 8  # from the beginning of a clause on, into those that follow; a shorter text is a phrase that many have
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(f"[{UNSPACED}。！？｡、，]")
_ENDS = frozenset(".!?…,;:–—。！？｡、，")  # of clauses
_ALIKE = 0.4
_MUCH_ALIKE = 0.5  # where all counts, also what many documents have
_COMMON = 3  # documents: what more of them have, such as an invitation to subscribe, tells nothing by itself


def prepared(reading: Reading) -> Reading:
    """The reading with its passages cut, and what its text is known again by: what needs no library."""
    if reading.shingles is not None:
        return reading
    document = cut(reading.document)
    found = shingles(passage.text for passage in document.passages())
    return replace(reading, document=document, shingles=tuple(sorted(found)))


def is_prepared(reading: Reading) -> bool:
    """Whether a reading can be what `prepared` made."""
    said = reading.shingles
    may_be = said is not None and len(said) <= SIZE and all(0 <= each < _LARGEST for each in said)
    return may_be and is_cut(reading.document)


def shingles(passages: Iterable[str]) -> frozenset[int]:
    """The least hashes of words that clauses begin with: much the same for much the same text (Broder, 1997).

    Those that begin with one eighth of all words are less than those with the next: of a long text, few are looked at.
    """
    text = "\n".join(f"{passage}." for passage in passages).casefold()
    words = (text if text.isascii() else _UNSPACED.sub(r" \g<0> ", text)).split()
    ends = map(_ENDS.__contains__, map(itemgetter(-1), words))
    starts = [0, *compress(count(1), ends)]
    del starts[bisect_right(starts, len(words) - _WORDS) :]
    eighths = [_eighth(words[start]) for start in starts]
    found: set[int] = set()
    for number in range(8):
        chosen = (start for start, eighth in zip(starts, eighths, strict=True) if eighth == number)
        runs = {" ".join(_WORD.findall(" ".join(words[start : start + _WORDS]))) for start in chosen}
        found.update(number << 48 | _hash(run) for run in runs)
        if len(found) >= SIZE:
            break
    return frozenset(heapq.nsmallest(SIZE, found))


@lru_cache(maxsize=2**14)
def _eighth(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass")) % 8


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).digest())


def alike(
    hashes: frozenset[int], held: Mapping[int, Collection[str]], shingles_of: Callable[[str], frozenset[int]]
) -> list[str]:
    """The documents with nearly the same text, by their shingles; `held` says which have a hash of these.

    Most of the text is the same: of all of it, or of what is not common to many.
    """
    common = {each for each, holders in held.items() if len(holders) > _COMMON}
    rare = hashes - common
    shared = Counter(name for holders in held.values() for name in holders)
    shared_rare = Counter(name for each, holders in held.items() if each in rare for name in holders)
    may_be = [
        name
        for name in sorted(shared)
        if shared[name] > _MUCH_ALIKE * len(hashes) or shared_rare[name] > _ALIKE * len(rare)
    ]
    others = {name: shingles_of(name) for name in may_be}
    return [
        name
        for name, other in others.items()
        if _share(hashes, other) > _MUCH_ALIKE or _share(rare, other - common) > _ALIKE
    ]


class Shingles:
    """Shingles by the names of what they are of, in the order in which they were added."""

    def __init__(self) -> None:
        self._of: dict[str, frozenset[int]] = {}
        self._held: defaultdict[int, list[str]] = defaultdict(list)

    def add(self, name: str, hashes: frozenset[int]) -> list[str]:
        """Add one; the names of those before it that have nearly the same text."""
        held = {each: self._held[each] for each in hashes if each in self._held}
        found = alike(hashes, held, self._of.__getitem__)
        self._of[name] = hashes
        for each in hashes:
            self._held[each].append(name)
        return found


def _share(one: Collection[int], other: Collection[int]) -> float:
    """How much of two texts is the same, from 0 to 1, by their shingles."""
    union = heapq.nsmallest(SIZE, {*one, *other})
    common = set(one) & set(other)
    return sum(each in common for each in union) / max(len(union), 1)
