"""Texts in chunks, each of which is analysed once, however many texts have it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, MutableSequence
from contextlib import suppress
from itertools import accumulate
from typing import Generic, TypeVar

from search.analysis.patterns import patterns
from search.analysis.plain import InContext, table, unpunctuated
from search.analysis.words import Table

Value = TypeVar("Value")
Heads = tuple[bytes, ...] | None  # what words begin with, in small letters of ASCII; None where that is not known
_KEPT = table("__str__", "-'+#")
_GROUPED = re.compile(r",(?<=\d,)(?=\d{3})")


class Chunks(Generic[Value]):
    """What is made of each chunk when it is first met; begun anew where there would be too many."""

    def __init__(self, make: Callable[[str], Value], *, most: int = sys.maxsize) -> None:
        self._any: Table[str, Value] = Table(make, most=most)
        self._plain: Table[bytes, Value] = Table(lambda chunk: make(_alone(chunk)), most=most)

    def extend(self, found: MutableSequence[Value], text: str) -> None:
        """Append what is made of the chunks of a text, in turn."""
        begin = len(found)
        if (plain := _plain(text)) is not None:
            try:
                found.extend(map(self._plain.__getitem__, plain.split()))
                return
            except InContext:
                del found[begin:]
        found.extend(map(self._any.__getitem__, patterns(text).chunk.findall(text)))

    def placed(self, text: str, heads: Heads, other: Value) -> tuple[list[Value], Callable[[int], int]]:
        """What is made of the chunks of a text, in turn, some of which may be empty; and where one of a number begins.

        It may be `other` for a chunk of one word that begins with none of the heads.
        """
        if (plain := _plain(text)) is not None:
            with suppress(InContext):
                made, chunks = self._plain, plain.split(b" ")
                if heads is None:
                    found = [*map(made.__getitem__, chunks)]
                else:
                    small = zip(chunks, plain.lower().split(b" "), strict=True)
                    found = [made[c] if low.startswith(heads) or not low.isalpha() else other for c, low in small]
                before = [0, *accumulate(map(len, chunks))]
                return found, lambda at: before[at] + at
        matches = [*patterns(text).chunk.finditer(text)]
        return [self._any[match[0]] for match in matches], lambda at: matches[at].start()


def _plain(text: str) -> bytes | None:
    """A text of plain ASCII but for punctuation, with a blank for what is in no chunk; None for others."""
    plain = unpunctuated(text)
    return plain.encode().translate(_KEPT) if plain.isascii() and not _GROUPED.search(plain) else None


def _alone(chunk: bytes) -> str:
    """A chunk of a plain text; InContext where it may be another with what is beside it."""
    if chunk[:3].lower() == b"net" and not chunk[3:4].isalnum():  # which may be .NET
        raise InContext
    return chunk.decode()
