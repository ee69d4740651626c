"""Names of people, by their parts: who may be meant by one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

TITLE = r"(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gen|Gov|Sir|Dame|Lord|Lady|President|Senator|Professor|Ambassador|General)\.?\s+"


def parts_of(names: Iterable[str]) -> frozenset[str]:
    """All parts of some names, by which somebody may be called."""
    return frozenset(part for name in names for part in parts(name))


def is_same(one: str, other: str) -> bool:
    """Whether two names may be of the same person: one has all parts of the other, titles apart."""
    ours, theirs = parts(one), parts(other)
    return bool(ours) and bool(theirs) and (ours <= theirs or theirs <= ours)


def is_whole(name: str) -> bool:
    """Whether a name has several parts."""
    return len(parts(name)) > 1


def parts(name: str) -> set[str]:
    """The parts of a name, titles apart, without case and accents."""
    plain = unicodedata.normalize("NFKD", re.sub(TITLE, "", f"{name} ").strip())
    letters = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    return {part for part in re.findall(r"\w+", letters) if len(part) > 1 and part not in ("jr", "sr")}
