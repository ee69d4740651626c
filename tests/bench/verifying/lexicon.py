"""Small lists of English words: negations, numbers, words that stand for each other."""

from __future__ import annotations

import re

from tests.bench.known_items.wordings import spelled


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


NEGATIONS = _set("not no never none nothing nobody neither nor cannot")
_ARGUABLE = _set("nowhere without hardly barely scarcely seldom rarely few little unless except")
_MORE_NUMBERS = _set(
    "hundred hundreds thousand thousands million millions billion billions trillion dozen dozens half third quarter"
    " once twice first second couple double triple single zero both pair fourth fifth sixth tenth one ones"
)
COUNTS = tuple(spelled(number) for number in range(2, 100) if number < 20 or number % 10 == 0)
_NUMBERS = _MORE_NUMBERS.union(COUNTS)
UNCONTRACTED = {"can't": "can", "won't": "will", "shan't": "shall", "ain't": "is"}
AUXILIARIES = _set("is are was were can could should would will does did has")
ADVERBS = ("clearly", "simply", "eventually", "certainly", "entirely", "suddenly", "surely", "perhaps")
DROPPED = _set("the a an that of to and but so for with in on at from it its this there")
CHANGED = {
    "the": "a", "a": "the", "and": "or", "or": "and", "but": "and", "in": "on", "on": "in", "of": "for", "for": "of",
    "to": "for", "with": "for", "from": "to", "at": "in", "this": "that", "that": "this", "these": "those",
    "we": "they", "they": "we", "you": "we", "is": "was", "was": "is", "are": "were", "were": "are",
    "will": "would", "would": "will", "can": "could", "could": "can", "if": "when", "when": "if",
    "because": "although", "should": "could", "may": "will", "my": "your", "your": "our", "our": "their",
    "their": "our", "his": "her", "has": "had", "had": "has",
}  # fmt: skip
PRONOUNS = ("he", "she", "they")
ALL_PRONOUNS = _set("i you he she it we they me him her us them who this that these those one")
ADDED = ("of course", "the tool", "the program", "as it were", "in this case", "the audience", "sic", "the team")
INSTEAD = ("the thing", "such tools", "the work", "this way", "the listeners", "the program")
OWN_NAMES = ("Anna Brook", "Lee", "Marta Quist", "Osgood", "Tamsin Vole", "Henrik")
_NEGATED = re.compile(r"n['’]t$")


def bare(part: str) -> str:
    """A word without the signs that stand before and behind it."""
    return part.strip(".,?!;:-")


def is_negation(part: str) -> bool:
    word = bare(part).lower()
    return word in NEGATIONS or bool(_NEGATED.search(word))


def is_number(part: str) -> bool:
    word = bare(part).lower()
    return bool(re.search(r"\d", word)) or not _NUMBERS.isdisjoint(word.split("-"))


def is_plain(part: str, *, starts: bool = False) -> bool:
    """Whether a word may be left out and changes neither a negation, a number nor a name; seen from the safe side."""
    word = bare(part)
    is_lower = word.islower() or word in ("I", "I'm", "I've", "I'd", "I'll") or (starts and word in _STARTS)
    return is_lower and word.lower() not in _ARGUABLE and not is_negation(part) and not is_number(part)


_STARTS = _set("And But So Then Because If When It We You They That This The There")
