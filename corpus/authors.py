"""Authors of a bibliography's entry, as names in reading order: "Lee, Ann B., and Bo Ek" -> Ann B. Lee, Bo Ek."""

from __future__ import annotations

import re

from corpus.name_parts import written

_EDITED = re.compile(r"[,.]? \(?\b(?:eds?|editors?|trans|translators?|comps?)\b\.?\)?\.?$", re.IGNORECASE)
_PART = re.compile(r" \([^()]*\)\.?$")  # (Host), (Director)
_OTHERS = re.compile(r",? (?:and others|et al)\b\.?$", re.IGNORECASE)
_BETWEEN = re.compile(r",? (?:and|&) |; |, (?=& )")
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.[ -]?)+")
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|II|III|IV")
_SMALL_WORDS = "a al and at bin da de del der di do dos du e el et for in la le of on the to van von y"
_SMALL = frozenset(_SMALL_WORDS.split())
_LONGEST = 12  # words of one author, who may be an institute


def authors_of(text: str) -> tuple[str, ...] | None:
    """The names in reading order, without editors and translators; None where the text does not list names.

    The first may be inverted in any shape, the others where the second part of each is initials.
    """
    said = text.strip(" ,:")
    if _EDITED.search(said):
        return ()
    said = _PART.sub("", said)
    said = _OTHERS.sub("", said).rstrip(", ")
    if said.endswith(".") and not re.search(r"(?:\b[^\W\d_a-z]|\b[JS]r)\.$", said):
        said = said[:-1]
    names: list[str] = []
    for group in _BETWEEN.split(said):
        names += _in_order([part.strip() for part in group.split(",") if part.strip()], first=not names)
    return tuple(names) if names and all(map(_is_author, names)) else None


def _in_order(parts: list[str], *, first: bool) -> list[str]:
    """The names of a run of parts between commas, each in reading order."""
    names: list[str] = []
    while parts:
        name, *parts = parts
        if parts and _is_inverted(name, parts[0], first=first and not names):
            given, *parts = parts
            name = f"{given} {name}"
        if parts and _SUFFIX.fullmatch(parts[0]):
            suffix, *parts = parts
            name = f"{name} {suffix}"
        names.append(name)
    return names


def _is_inverted(name: str, given: str, *, first: bool) -> bool:
    if _SUFFIX.fullmatch(given):
        return False
    if _INITIALS.fullmatch(given):
        return True
    return first and bool(written(f"{name}, {given}").parts)


def _is_author(name: str) -> bool:
    """Whether a text may be a person's or an institute's name: its words, but small ones, begin with a capital."""
    words = name.split()
    return (
        len(words) <= _LONGEST
        and not words[0][0].islower()
        and all(not word[0].islower() or word in _SMALL or "-" in word or "’" in word for word in words)
        and any(word[0].isalpha() for word in words)
        and not re.search(r"[:;!?“”\"()\[\]]", name)
    )
