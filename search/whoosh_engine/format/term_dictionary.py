"""Sorted, distinct texts in two arrays: one blob, each text with a line feed behind it, and where each begins."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import compress

import numpy as np

from search.whoosh_engine import tuning
from search.whoosh_engine.format.container import Array, fixed, narrow
from search.whoosh_engine.format.spelling import Spelling


class TermDictionary(Sequence[bytes]):
    """Texts (UTF-8) by number, numbers by text. The texts of words hold no line feed; those of values may."""

    def __init__(self, blob: Array, starts: Array) -> None:
        self._blob = memoryview(blob)  # type: ignore[arg-type]
        self.blob, self.starts = blob, fixed(starts, np.uint32)
        self._starts = memoryview(self.starts)  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]
        return bytes(self._blob[self._starts[number] : self._starts[number + 1] - 1])

    def find(self, text: bytes) -> int:
        """The number of a text, -1 where it is not here."""
        block = bisect_right(self._heads, text) - 1
        if block < 0:
            return -1
        last = min((block + 1) * tuning.HEADS, len(self))
        number = bisect_left(self, text, block * tuning.HEADS, last)
        return number if number < last and self[number] == text else -1

    @cached_property
    def _heads(self) -> list[bytes]:
        return [self[number] for number in range(0, len(self), tuning.HEADS)]

    def range(self, prefix: bytes) -> range:
        """The numbers of the texts that begin with a prefix."""
        first = bisect_left(self, prefix)
        return range(first, bisect_left(self, prefix + b"\xff", first) if prefix else len(self))

    def matching(self, pattern: bytes, prefix: bytes) -> list[int]:
        """The numbers of the words with a prefix that a regular expression matches whole."""
        within = self.range(prefix)
        if not within:
            return []
        first, last = self._starts[within.start], self._starts[within.stop] - 1  # behind its last line feed is no word
        text = bytes(self._blob[first:last])
        found = [first + match.start() for match in re.finditer(rb"^(?:%b)$" % pattern, text, re.MULTILINE)]
        return np.searchsorted(self.starts, np.asarray(found, self.starts.dtype)).tolist()

    @cached_property
    def spelling(self) -> Spelling:
        """The letters of its words, by number."""
        return Spelling(bytes(self._blob))


def pack(texts: Sequence[bytes]) -> tuple[Array, Array]:
    """The blob and the starts of texts that are sorted and distinct."""
    blob = b"".join(part for text in texts for part in (text, b"\n"))
    lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    return np.frombuffer(blob, np.uint8), narrow(np.concatenate(([0], np.cumsum(lengths))))


def union(
    dictionaries: Sequence[TermDictionary], used: Sequence[Array] | None = None
) -> tuple[list[bytes], list[Array]]:
    """The sorted texts of several dictionaries, and for each dictionary the new number of each of its texts.

    With `used` (booleans), only the texts that are; the number of the others is -1.
    """
    used = used or [np.ones(len(dictionary), bool) for dictionary in dictionaries]
    picked = [list(compress(dictionary, which)) for dictionary, which in zip(dictionaries, used, strict=True)]
    texts = sorted(set().union(*picked))
    number = {text: at for at, text in enumerate(texts)}
    numbers = [np.full(len(dictionary), -1) for dictionary in dictionaries]
    for new, which, found in zip(numbers, used, picked, strict=True):
        new[which] = [number[text] for text in found]
    return texts, numbers
