"""Words whose change turns the sense, and those that are told apart when they differ: negations, numbers, fillers,
spellings, conditions. English, as quotations are checked in it; of other languages the words themselves count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_NEGATIONS = {"no", "not", "never", "none", "nobody", "nothing", "neither", "nor", "nowhere", "cannot", "hardly"}
_WEAKENING = {
    "barely", "seldom", "rarely", "scarcely", "less", "fewer", "few", "little", "least", "without", "lacking", "far",
    "allegedly", "supposedly", "purportedly", "formerly", "false", "falsely", "un", "non", "anti", "denied", "denies",
    "refused", "failed", "stopped", "unlikely", "impossible",
}  # fmt: skip
_INFLECTIONS = {"s", "es", "d", "ed", "ing", "'s", "'"}
_TO_TWENTY = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_TENS = ("thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_MANY = {
    "hundred", "hundreds", "thousand", "thousands", "million", "millions", "billion", "billions", "trillion",
    "trillions", "dozen", "dozens", "half", "twice", "thrice",
}  # fmt: skip
_VALUES = {word: str(number) for number, word in enumerate(_TO_TWENTY)}
_VALUES |= {word: str(10 * number) for number, word in enumerate(_TENS, 3)}
_NUMBERS = {*_VALUES, *_MANY} - {"one"}  # which is a pronoun as often
_DATES = {
    "january", "february", "april", "june", "july", "august", "september", "october", "november", "december", "monday",
    "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
}  # fmt: skip
FILLERS = (
    ("you", "know"), ("i", "mean"), ("sort", "of"), ("kind", "of"), ("um",), ("uh",), ("uhm",), ("er",), ("erm",),
    ("ah",), ("hmm",), ("mm",), ("like",), ("well",), ("so",), ("okay",), ("right",), ("yeah",),
)  # fmt: skip
_CONDITIONS = re.compile(
    r"\b(?:if|unless|except|provided|providing|only if|as long as|so long as|until|assuming|in case)\b", re.IGNORECASE
)
_LIMITING = re.compile(
    r"^[\s,;:—–-]*(?:but only |only )?(?:if|unless|except|provided|as long as|so long as|until)\b", re.I
)
_STAGE = re.compile(
    r"laugh|applau|cross-?talk|inaudible|unintelligible|music|pause|silence|sigh|chuckl|cough|clap|cheer|noise|groan"
    r"|snort|gasp|whisper|beep|ring|break",
    re.IGNORECASE,
)
_BRITISH = (
    (r"our\b", "or"), (r"our(?=(?:s|ed|ing|ite|ites|able|hood|ful|er|ers)\b)", "or"),
    (r"is(?=(?:e|es|ed|ing|er|ers|ation|ations)\b)", "iz"), (r"ys(?=(?:e|es|ed|ing)\b)", "yz"),
    (r"tre(?=s?\b)", "ter"), (r"ogue(?=s?\b)", "og"), (r"ll(?=(?:ed|ing|er|ers)\b)", "l"),
    (r"ence(?=s?\b)", "ense"), (r"ae", "e"), (r"mme(?=s?\b)", "m"), (r"ey\b", "ay"), (r"que(?=s?\b)", "ck"),
)  # fmt: skip
PRONOUNS = {
    "i", "you", "he", "she", "it", "we", "they", "me", "him", "her", "us", "them", "his", "hers", "its", "their",
    "theirs", "this", "that", "these", "those", "who", "whom", "one",
}  # fmt: skip


def is_negation(word: str) -> bool:
    """Whether a word negates; without, lack, and the like name something instead."""
    return word in _NEGATIONS or word.endswith("n't")


def is_weakening(word: str) -> bool:
    """Whether a word that somebody puts in, or takes out, turns what is said or takes from it."""
    return is_negation(word) or word in _WEAKENING


def is_inflection(base: str, word: str, theirs: str) -> bool:
    """Whether a word is what was said but for an ending that is put in: work[ed] for working."""
    return len(base) > 1 and word.startswith(base) and word[len(base) :] in _INFLECTIONS and theirs.startswith(base)


def is_number(word: str) -> bool:
    return any(char.isdigit() for char in word) or word in _NUMBERS


def is_date(word: str) -> bool:
    return word in _DATES


def same_number(one: str, other: str) -> bool:
    """Whether one says in digits what the other says in words."""
    return _VALUES.get(one, one) == _VALUES.get(other, other) and one != other


def same_spelling(one: str, other: str) -> bool:
    """Whether two words are spelled as in Britain and in America."""
    if one == other:
        return False
    return any(_american(one, *rule) == other or _american(other, *rule) == one for rule in _BRITISH)


def _american(word: str, british: str, american: str) -> str:
    return re.sub(british, american, word, count=1)


def are_fillers(words: Sequence[str]) -> bool:
    """Whether words are all of those that fill pauses."""
    rest = list(words)
    while rest:
        filler = next((each for each in FILLERS if tuple(rest[: len(each)]) == each), None)
        if not filler:
            return False
        del rest[: len(filler)]
    return bool(words)


def has_condition(text: str) -> bool:
    return bool(_CONDITIONS.search(text))


def goes_on_limiting(text: str) -> bool:
    """Whether a sentence goes on with what limits the words before."""
    return bool(_LIMITING.match(text))


def is_stage_note(text: str) -> bool:
    """Whether a stretch in brackets is what a transcriber says of the sound."""
    return bool(_STAGE.search(text)) or (text.startswith("[") and len(text.split()) <= 4)


def senses(words: Iterable[str]) -> set[str]:
    """Which of the words that turn the sense are among some: negations as one, numbers each."""
    found: set[str] = set()
    for word in words:
        if is_negation(word):
            found.add("not")
        elif is_number(word):
            found.add(_VALUES.get(word, word))
    return found
