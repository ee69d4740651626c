"""The queries: so many of each kind, drawn from the corpus with a fixed seed."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from corpus.model import Document, Passage, Section
from search import fields
from search.analysis import Token, token, tokens
from search.query.ast import And, DateRange, Field, Fuzzy, Near, Node, Or, Phrase, Term, Wildcard
from tests.bench.speed.seed import seeded

FACETS = tuple(name for name in fields.FACETS if name not in fields.SEVERAL)  # the peers count one value a passage
LIMIT = 10
_SAMPLE = 3000  # passages that queries are drawn from
_WITHIN = 8  # words, for proximity


def faceted(document: Document, section: Section, passage: Passage) -> dict[str, str]:
    """The value of each facet of a passage."""
    return {
        name: str(of_document(document))
        if (of_document := fields.OF_DOCUMENTS.get(name))
        else str(fields.OF_PASSAGES[name](document, section, passage))
        for name in FACETS
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query tree, whether facets are asked for, as pages do, and the value of its field as the corpus has it."""

    node: Node
    facets: bool = True
    value: str = ""


class Spoken(NamedTuple):
    """A passage to draw from: its words, and what filters may ask for."""

    words: list[Token]
    speaker: str
    day: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What there is to draw from. The bands are of words by how many passages hold an inflection of them."""

    rare: list[Token]  # 2 to 20 passages
    mid: list[Token]  # 0.05 to 0.5 % of the passages
    common: list[Token]  # over 2 %
    spoken: list[Spoken]


def survey(documents: Iterable[Document]) -> Survey:
    """Count the words of a corpus and take a sample of its passages."""
    draw = seeded("sample")
    forms: Counter[str] = Counter()
    stems: Counter[str] = Counter()
    spoken: list[Spoken] = []
    seen = 0
    for document in documents:
        assert document.date
        for passage in document.passages():
            words = tokens(passage.text)
            forms.update({word.exact for word in words})
            stems.update({word.stem for word in words})
            seen += 1
            place = draw.randrange(seen) if len(spoken) == _SAMPLE else len(spoken)  # so that all are as likely
            if place < _SAMPLE and words and tokens(passage.who or ""):
                spoken[place : place + 1] = [Spoken(words, passage.who or "", document.date.first_day)]
    ranked = sorted(filter(_is_plain, forms), key=lambda word: (forms[word], word))
    by_stem = {word.stem: word for word in map(token, ranked)}  # its most frequent form

    def band(least: float, most: float) -> list[Token]:
        return [word for stem, word in by_stem.items() if least <= stems[stem] <= most]

    return Survey(
        rare=band(2, 20), mid=band(seen * 0.0005, seen * 0.005), common=band(seen * 0.02, seen), spoken=spoken
    )


def drawn(survey: Survey, kinds: Iterable[str], count: int) -> dict[str, list[Query]]:
    """Up to `count` different queries of each kind; kinds that the corpus is too small for are left out."""
    found: dict[str, list[Query]] = {}
    for kind in kinds:
        draw = seeded(kind)
        queries = (KINDS[kind](survey, draw) for _ in range(count * 20))
        different = dict.fromkeys(query for query in queries if query)
        if different:
            found[kind] = list(different)[:count]
    return found


def typed(query: Query) -> str:
    """The query as one types it."""
    return _typed(query.node, query.value)


def _typed(node: Node, value: str) -> str:
    match node:
        case Term(token):
            return token.exact
        case And(children):
            return " ".join(_typed(child, value) for child in children)
        case Or(children):
            return " OR ".join(_typed(child, value) for child in children)
        case Phrase(words):
            return f'"{" ".join(word.exact for word in words)}"'
        case Near(words, distance):
            return f'"{" ".join(word.exact for word in words)}"~{distance}'
        case Wildcard(pattern):
            return pattern
        case Fuzzy(text, edits):
            return f"{text}~{edits}"
        case Field(name):
            return f'{name}:"{value}"'
        case DateRange(first, last):
            return f"date:{first}..{last}"
    raise AssertionError(node)


def _is_plain(word: str) -> bool:
    """Whether every engine takes a word for one word."""
    return word.isascii() and word.isalpha()


Draw = Callable[[Survey, random.Random], Query | None]


def _word(words: Callable[[Survey], Sequence[Token]]) -> Draw:
    return lambda survey, draw: Query(node=Term(draw.choice(words(survey)))) if words(survey) else None


def _together(spoken: Spoken, draw: random.Random, count: int) -> list[Token]:
    """Different words of one passage, or fewer where it has not so many."""
    by_stem = {word.stem: word for word in spoken.words if _is_plain(word.exact)}
    return draw.sample(list(by_stem.values()), min(count, len(by_stem)))


def _words(node: type[And] | type[Or], count: int) -> Draw:
    def draw_one(survey: Survey, draw: random.Random) -> Query | None:
        words = _together(draw.choice(survey.spoken), draw, count)
        return Query(node=node(tuple(map(Term, words)))) if len(words) == count else None

    return draw_one


def _phrase(count: int) -> Draw:
    def draw_one(survey: Survey, draw: random.Random) -> Query | None:
        run = _run(survey, draw, count)
        return Query(node=Phrase(run)) if run else None

    return draw_one


def _run(survey: Survey, draw: random.Random, count: int) -> tuple[Token, ...]:
    """So many words in a row of a passage; none where it has not so many that are plain."""
    words = draw.choice(survey.spoken).words
    start = draw.randrange(len(words) + 1)
    run = tuple(words[start : start + count])
    return run if len(run) == count and all(_is_plain(word.exact) for word in run) else ()


def _in_a_row(count: int) -> Draw:
    """Words in a row, as somebody remembers them, without quotation marks."""

    def draw_one(survey: Survey, draw: random.Random) -> Query | None:
        run = _run(survey, draw, count)
        return Query(node=And(tuple(map(Term, run)))) if run else None

    return draw_one


def _scattered(survey: Survey, draw: random.Random) -> Query | None:
    """Four words of one passage and four of another."""
    words = dict.fromkeys(word for _ in range(2) for word in _together(draw.choice(survey.spoken), draw, 4))
    return Query(node=And(tuple(map(Term, words)))) if len(words) == 8 else None


def _near(survey: Survey, draw: random.Random) -> Query | None:
    words = draw.choice(survey.spoken).words
    pair = tuple(words[draw.randrange(len(words)) :: draw.randint(2, _WITHIN)][:2])
    if len(pair) < 2 or pair[0].stem == pair[1].stem or not all(_is_plain(word.exact) for word in pair):
        return None
    return Query(node=Near(pair, _WITHIN))


def _altered(least: int, alter: Callable[[str, random.Random], Node]) -> Draw:
    """What stands for a word of the middle band that has at least so many letters."""

    def draw_one(survey: Survey, draw: random.Random) -> Query | None:
        words = [word.exact for word in survey.mid if len(word.exact) >= least]
        return Query(node=alter(draw.choice(words), draw)) if words else None

    return draw_one


def _gap(word: str, draw: random.Random) -> Node:
    place = draw.randrange(3, len(word) - 1)
    return Wildcard(f"{word[:place]}?{word[place + 1 :]}" if draw.random() < 0.5 else f"{word[:3]}*{word[-2:]}")


def _slip(word: str, draw: random.Random) -> Node:
    place = draw.randrange(1, len(word) - 1)
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    text = swapped if draw.random() < 0.5 else word[:place] + word[place + 1 :]
    return Fuzzy(text, 1 if len(text) <= 7 else 2)


def _filtered(narrowed: Callable[[Spoken], tuple[Node, str]]) -> Draw:
    """A word of a passage, and what else is true of that passage."""

    def draw_one(survey: Survey, draw: random.Random) -> Query | None:
        spoken = draw.choice(survey.spoken)
        condition, value = narrowed(spoken)
        words = _together(spoken, draw, 1)
        return Query(node=And((Term(words[0]), condition)), value=value) if words else None

    return draw_one


def _without_facets(one: Draw) -> Draw:
    """The same queries, of which hits and totals alone are asked for."""

    def draw_one(survey: Survey, draw: random.Random) -> Query | None:
        query = one(survey, draw)
        return replace(query, facets=False) if query else None

    return draw_one


_MONTHS = dt.timedelta(days=100)
FEW_WORDS = ("rare word", "mid word", "common word", "AND of 2", "AND of 3", "AND of 4", "3 in a row", "4 in a row")
KINDS: dict[str, Draw] = {
    "rare word": _word(lambda survey: survey.rare),
    "mid word": _word(lambda survey: survey.mid),
    "common word": _word(lambda survey: survey.common),
    "AND of 2": _words(And, 2),
    "AND of 3": _words(And, 3),
    "AND of 4": _words(And, 4),
    "3 in a row": _in_a_row(3),
    "4 in a row": _in_a_row(4),
    "8 in a row": _in_a_row(8),
    "8 of two passages": _scattered,
    "OR of 2": _words(Or, 2),
    "OR of 3": _words(Or, 3),
    "OR of 8": _words(Or, 8),
    "phrase of 2": _phrase(2),
    "phrase of 3": _phrase(3),
    "phrase of 5": _phrase(5),
    "proximity": _near,
    "prefix": _altered(6, lambda word, draw: Wildcard(word[: draw.randint(4, len(word) - 1)] + "*")),
    "wildcard": _altered(7, _gap),
    "fuzzy": _altered(5, _slip),
    "word and speaker": _filtered(lambda it: (Field("speaker", tokens=tuple(tokens(it.speaker))), it.speaker)),
    "word and year": _filtered(lambda it: (Field("year", values=(str(it.day.year),)), str(it.day.year))),
    "word and dates": _filtered(lambda it: (DateRange(it.day - _MONTHS, it.day + _MONTHS), "")),
    "OR of 3, no facets": _without_facets(_words(Or, 3)),
}
