"""Whom a draft credits with a quotation: by the sentence around it, and where that names nobody, the one before."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from search.verifying.values import Quoted

_PARTICLES = r"(?:van der|van den|van de|van|von|de la|de|del|der|di|da|dos|du|le|la|bin|ibn|al|el|ter|ten|st\.|St\.)"
_TITLE = (
    r"(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gen|Gov|Sir|Dame|Lord|Lady|President|Senator|Professor|Ambassador|General)\.?\s+"
)
_WORD = r"[^\W\d_a-z]\w*(?:[’'-]\w+)*"
_NAME = rf"(?<!\w)(?:{_TITLE})?(?:(?:{_PARTICLES})\s+)?{_WORD}(?:\s+(?:(?:{_PARTICLES}\s+)?{_WORD}|[A-Z]\.))*"
_SAID = (
    r"(?:said|says|say|saying|told|tells|wrote|writes|asked|asks|added|adds|explained|explains|argued|argues|noted|notes"
    r"|recalled|recalls|claimed|claims|insisted|insists|warned|warns|replied|replies|answered|answers|continued"
    r"|continues|concluded|concludes|observed|observes|remarked|remarks|stated|states|put|puts|joked|jokes|admitted"
    r"|admits|acknowledged|acknowledges|promised|promises|predicted|predicts|foresaw|foresees|wondered|wonders|described"
    r"|describes|calls|called|mused|muses|suggested|suggests|believes|believed|thinks|thought|confirmed|confirms"
    r"|announced|announces|commented|comments|declared|declares|reported|reports|testified|testifies|stressed|stresses)"
)
_STRONG_BEHIND = (
    re.compile(rf"^[\ufffc\W]*(?:{_SAID})\s+(?P<name>{_NAME})"),
    re.compile(rf"^[\ufffc\W]*(?P<name>{_NAME})\s+(?:\w+ly\s+|has\s+|had\s+|once\s+|later\s+)?(?:{_SAID})\b"),
    re.compile(rf"\baccording to (?P<name>{_NAME})"),
)
_STRONG_BEFORE = (
    re.compile(rf"\b(?:[Aa]ccording to|[Ii]n the words of) (?P<name>{_NAME})[^\ufffc]*$"),
    re.compile(rf"\b[Ii]n (?P<name>{_NAME})[’']s words[^\ufffc]*$"),
    re.compile(
        rf"(?:^|[\s,;(])(?P<name>{_NAME})(?:,[^,.\ufffc]{{1,80}},)?\s+(?:\w+ly\s+|has\s+|had\s+|also\s+|then\s+)?"
        rf"(?:{_SAID})\b[^\ufffc]*$"
    ),
    re.compile(rf"(?:^|[\s,;(])(?P<name>{_NAME})\s*:\s*$"),
)
_PASSIVE = re.compile(
    rf"{_NAME}\s+(?:was|were|is|are|has been|had been|been)\s+(?:\w+ly\s+)?"
    r"(?:told|asked|informed|warned|reminded|quoted)\b"
)
_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]|[Ww]e)\s+(?:\w+ly\s+|has\s+|had\s+|also\s+|then\s+)?[a-z]+")
_NOT_SUBJECTS = re.compile(
    r"\b(?:to|told|asked|with|of|for|from|about|against|than|by|at|in|on|after|before|like|and)\s+$", re.I
)
_NO_NAMES = {
    "the", "a", "an", "and", "but", "or", "so", "then", "when", "while", "if", "as", "in", "on", "at", "for", "of",
    "to", "from", "with", "by", "after", "before", "since", "today", "yesterday", "he", "she", "it", "they", "we", "i",
    "you",
    "his", "her", "its", "their", "this", "that", "these", "those", "there", "here", "what", "who", "how", "why",
    "where", "did", "does", "do", "is", "was", "were", "are", "has", "had", "have", "will", "would", "can", "could",
    "not", "no", "yes", "yet", "still", "once", "also", "emphasis", "italics",
}  # fmt: skip


def parts_of(names: Iterable[str]) -> frozenset[str]:
    """All parts of some names, by which somebody may be called."""
    return frozenset(part for name in names for part in _parts(name))


def credit(quoted: Quoted, known: Collection[str]) -> str | None:
    """The name that a draft credits a quotation to; None where it names nobody, or only by a pronoun. `known` are the
    `parts_of` names of people, each of which is one's name also where no verb says that they speak."""
    for pattern in _STRONG_BEHIND:
        if (match := pattern.search(quoted.behind)) and (name := _proper(match["name"])):
            return name
    before = quoted.before
    if _PASSIVE.search(before):
        return None
    for pattern in _STRONG_BEFORE:
        if (match := pattern.search(before)) and (name := _proper(match["name"])):
            return name
    if name := _subject(before, known):
        return name
    if _PRONOUN.search(before) or _PRONOUN.search(quoted.behind):
        return None
    if before.strip() and not quoted.is_block and not before.rstrip().endswith((":", ",")):
        return None
    return None if _PASSIVE.search(quoted.earlier) else _subject(quoted.earlier, known)


def _subject(sentence: str, parts: Collection[str]) -> str | None:
    """The first name in a sentence that is not told to, of or by somebody, where it is that of somebody known."""
    for match in re.finditer(_NAME, sentence):
        name = _proper(match[0])
        if not name or _NOT_SUBJECTS.search(sentence[: match.start()]):
            continue
        if _parts(name) & set(parts):
            return name
    return None


def _proper(name: str) -> str | None:
    """A name without what is no part of it; None where nothing remains."""
    words = name.split()
    while words and words[0].casefold().strip(".,") in _NO_NAMES:
        words.pop(0)
    text = " ".join(words)
    return re.sub(r"[’']s$", "", text) or None


def is_same(one: str, other: str) -> bool:
    """Whether two names may be of the same person: one has all parts of the other, titles apart."""
    ours, theirs = _parts(one), _parts(other)
    return bool(ours) and bool(theirs) and (ours <= theirs or theirs <= ours)


def _parts(name: str) -> set[str]:
    plain = "".join(
        char
        for char in unicodedata.normalize("NFKD", re.sub(_TITLE, "", f"{name} ").strip())
        if not unicodedata.combining(char)
    )
    return {part for part in re.findall(r"\w+", plain.casefold()) if len(part) > 1}
