"""Near-duplicates: the same text known again in another place, by a sample of its passages' hashes."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable
from hashlib import blake2b

SIZE = 32  # hashes of a sketch
_FEWEST = 8  # words: a shorter passage is a phrase that many documents have
_ALIKE = 0.5


def sketch(passages: Iterable[str]) -> frozenset[int]:
    """The smallest hashes of the words of passages: much the same for much the same text (Broder, 1997)."""
    words = (text.casefold().split() for text in passages)
    return frozenset(heapq.nsmallest(SIZE, {_hash(" ".join(each)) for each in words if len(each) >= _FEWEST}))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).digest())


def are_alike(one: Collection[int], other: Collection[int]) -> bool:
    """Whether two sketches tell of texts that have more than half of their passages in common."""
    union = heapq.nsmallest(SIZE, {*one, *other})
    common = set(one) & set(other)
    return bool(union) and sum(each in common for each in union) > _ALIKE * len(union)
