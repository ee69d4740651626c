"""How people remember a wording otherwise than it was written: each takes words as written and gives other ones."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise

Words = list[str]
Wording = Callable[[random.Random, Words], Words | None]  # None where there is nothing to word otherwise


def _listed(words: str) -> list[str]:
    return words.split()


_ONES = _listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = _listed("twenty thirty forty fifty sixty seventy eighty ninety")
_NOT_NUMBERS = {"zero", "one", "two"}  # which stand for other things as often

# As the Oxford spelling has them, both for the stem alone: what follows it stays.
_BRITISH = dict(
    pair.split(":")
    for pair in _listed(
        "color:colour flavor:flavour favor:favour behavior:behaviour honor:honour humor:humour labor:labour"
        " neighbor:neighbour center:centre theater:theatre fiber:fibre meter:metre liter:litre defense:defence"
        " offense:offence license:licence catalog:catalogue dialog:dialogue analog:analogue "
        " gray:grey modeling:modelling modeled:modelled traveling:travelling traveler:traveller canceled:cancelled"
        " labeled:labelled labeling:labelling fulfill:fulfil skeptic:sceptic artifact:artefact aluminum:aluminium"
        " analyze:analyse analyzing:analysing analyzed:analysed paralyze:paralyse optimize:optimise"
        " optimizing:optimising optimization:optimisation organize:organise organized:organised"
        " organization:organisation realize:realise realized:realised recognize:recognise recognized:recognised"
        " customize:customise minimize:minimise maximize:maximise prioritize:prioritise standardize:standardise"
        " standardized:standardised emphasize:emphasise apologize:apologise summarize:summarise"
        " specialized:specialised centralized:centralised decentralized:decentralised containerized:containerised"
        " virtualization:virtualisation visualization:visualisation serialize:serialise initialize:initialise"
        " authorization:authorisation normalize:normalise utilize:utilise monetize:monetise synchronize:synchronise"
        " practicing:practising maneuver:manoeuvre jewelry:jewellery plow:plough mold:mould"
    )
)
_KEEP_ENDS = re.compile(r"(s|d|r|rs|ed|er|ers|ing|al|able|less|ful|ly|ism)?")
_SHORT = re.compile("[^aeiou][aeiou][bdgmnprt]$")  # whose last letter is doubled before an ending that is a vowel's
_DOUBLED = re.compile(r"([bdgmnprt])\1$")
_UNDONE = {"n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'m": "am"}
_IS = {"it's", "that's", "there's", "here's", "what's", "he's", "she's", "who's", "where's", "how's"}
_DONE = {"do", "does", "did", "is", "are", "was", "were", "have", "has", "had", "would", "could", "should"}


def with_um(draw: random.Random, words: Words) -> Words:
    """With one or two sounds of hesitation between its words."""
    worded = list(words)
    for _ in range(draw.choice((1, 1, 2))):
        worded.insert(draw.randint(1, len(worded) - 1), draw.choice(("um", "uh")))
    return worded


def spelled(number: int) -> str:
    """A number below 100 in words."""
    if number < 20:
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")


_NUMERALS = {spelled(number): str(number) for number in range(100)}


def numerals(draw: random.Random, words: Words) -> Words | None:
    """With numbers in figures where they are in words, and in words where they are in figures."""
    return _each(words, _numeral)


def _numeral(word: str) -> str | None:
    if word.isdecimal() and word.isascii() and int(word) < 100 and str(int(word)) == word:
        return spelled(int(word))
    if word.isdecimal() and len(word) == 4 and 2010 <= int(word) <= 2029:
        return f"twenty {spelled(int(word[2:]))}"
    return None if word.lower() in _NOT_NUMBERS else _NUMERALS.get(word.lower())


def contractions(draw: random.Random, words: Words) -> Words | None:
    """With contractions undone, and `not` contracted where there is none to undo."""
    return _each(words, _undone) or _contracted(words)


def _undone(word: str) -> str | None:
    plain = word.lower().replace("’", "'")
    if plain in _IS:
        return f"{plain[:-2]} is"
    if plain in ("can't", "won't", "ain't", "shan't", "let's"):
        return {"can't": "cannot", "won't": "will not", "let's": "let us"}.get(plain)
    return next((f"{plain[: -len(end)]} {full}" for end, full in _UNDONE.items() if plain.endswith(end)), None)


def _contracted(words: Words) -> Words | None:
    for at, (word, following) in enumerate(pairwise(words)):
        if word.lower() in _DONE and following.lower() == "not":
            return [*words[:at], f"{word}n't", *words[at + 2 :]]
    return None


def british(draw: random.Random, words: Words) -> Words | None:
    """With words that the British spell otherwise spelt as they do."""
    return _each(words, _briton)


def _briton(word: str) -> str | None:
    plain = word.lower()
    for end in range(len(plain), 3, -1):
        if (head := plain[:end]) in _BRITISH and _KEEP_ENDS.fullmatch(plain[end:]):
            return _BRITISH[head] + plain[end:]
    return None


def hyphens(hyphenated: Collection[str]) -> Wording:
    """With hyphens left out, by a blank or by nothing, or put between two words that some passage hyphenates."""

    def worded(draw: random.Random, words: Words) -> Words | None:
        between = draw.choice(("", " "))
        if found := _each(words, lambda word: word.replace("-", between) if _is_joined(word) else None):
            return found
        for at, pair in enumerate(pairwise(words)):
            if (joined := "-".join(pair)).lower() in hyphenated:
                return [*words[:at], joined, *words[at + 2 :]]
        return None

    return worded


def _is_joined(word: str) -> bool:
    return bool(re.fullmatch(r"[^\W\d_]{2,}(-[^\W\d_]{2,})+", word))


def inflected(word: str, attested: Collection[str]) -> list[str]:
    """Other regular forms of an English word that are among some words."""
    return sorted({form for form in _forms(word) if form != word and len(form) > 3 and form in attested})


def _forms(word: str) -> Iterator[str]:
    for base in _bases(word):
        yield base
        head = base[:-1]
        if base.endswith("y") and base[-2] not in "aeiou":
            yield from (f"{head}ies", f"{head}ied", f"{base}ing")
        elif base.endswith("e"):
            yield from (f"{base}s", f"{base}d", f"{head}ing")
        elif base.endswith(("ss", "x", "z", "ch", "sh")):
            yield from (f"{base}es", f"{base}ed", f"{base}ing")
        elif not base.endswith("s"):
            doubled = base + base[-1] if _SHORT.search(base) else base
            yield from (f"{base}s", f"{doubled}ed", f"{doubled}ing")


def _bases(word: str) -> Iterator[str]:
    """What it may be a regular inflection of, itself first."""
    yield word
    if word.endswith("ies") and len(word) > 5:
        yield f"{word[:-3]}y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        yield word[:-1]
    if ended := re.fullmatch(r"(.{3,}?)(ed|ing)", word):
        yield from (ended[1], f"{ended[1]}e")
        if _DOUBLED.search(ended[1]):
            yield ended[1][:-1]


def misspelt(draw: random.Random, name: str) -> str:
    """A name with a letter lost, doubled, taken for another or swapped with its neighbour; the first one seldom."""
    at = draw.randint(0 if draw.random() < 0.1 else 1, len(name) - 2)
    head, here, following, tail = name[:at], name[at], name[at + 1], name[at + 2 :]
    vowels = "aeiou"
    other = draw.choice([each for each in (vowels if here in vowels else "bcdfgklmnprstvz") if each != here])
    wrong = draw.choice((following, here * 2 + following, other + following, following + here))
    return f"{head}{wrong}{tail}".capitalize()


def _each(words: Sequence[str], other: Callable[[str], str | None]) -> Words | None:
    """The words with others for those that have one; None where none has."""
    worded = [other(word) for word in words]
    if not any(worded):
        return None
    return " ".join(new or old for new, old in zip(worded, words, strict=True)).split()
