"""How a name sounds: names that are misheard for one another have one key."""

from __future__ import annotations

from search.analysis.folding import folded


def is_name(word: str) -> bool:
    """Whether a word is written as a name is: of three letters or more, a capital before small ones."""
    return len(word) > 2 and word[0].isupper() and word[1:].islower()


def sound(word: str) -> str:
    """The key of how a word sounds."""
    return folded(word)
