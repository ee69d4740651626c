"""What a query has to find, by the verbatim texts: the rules of the query language, read apart from the product.

A word is a run of letters with their marks, or a run of digits; a letter of a script without blanks is a word. Letters
are folded by the tables of this file, inflections are those of `corpus.FAMILIES`.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, cached_property

from corpus.model import Document, Passage, Section
from tests.contract.oracle import distance_between
from tests.judged.corpus import FAMILIES

_FAMILY = {word: family for each in FAMILIES for family in [frozenset(each.split())] for word in each.split()}
_STROKES = {**dict(zip("łøđħŧı", "lodhti", strict=True)), "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ß": "ss"}
_ARABIC = dict(zip("يىكةأإآٱ", "ییکهاااا", strict=True))
_IGNORED = "\u00ad\u200b\u200c\u200d\u2060\u02bb\u02bc\u02be\u02bf"  # within words
_KEPT_MARKS = range(0x0900, 0x1000)  # of scripts whose vowels are marks
_PLAIN = re.compile("[a-z]+|[0-9]+")  # words of a text in ASCII
FACETS: dict[str, Callable[[Row], str]] = {
    "type": lambda row: row.document.type,
    "show": lambda row: row.document.show or "",
    "speaker": lambda row: row.passage.who or "",
    "section": lambda row: row.section.kind,
    "year": lambda row: str(row.document.date.year) if row.document.date else "",
}


@dataclass(frozen=True)
class Row:
    """A passage where it stands."""

    document: Document
    section: Section
    passage: Passage

    @cached_property
    def words(self) -> tuple[str, ...]:
        return words(self.passage.text)


@dataclass(frozen=True)
class Judge:
    """Whether a passage answers. `parts` are those of an AND; `apart` is what counts where not all words are there."""

    holds: Callable[[Row], bool]
    has_words: bool = True
    parts: tuple[Judge, ...] = ()
    apart: tuple[Judge, ...] = ()
    is_light: bool = False  # a function word


@cache
def words(text: str) -> tuple[str, ...]:
    """The folded words of a text."""
    if text.isascii():
        return tuple(_PLAIN.findall(text.lower()))
    found: list[str] = []
    last = ""
    for char in unicodedata.normalize("NFKD", text).casefold():
        if char in _IGNORED:
            continue
        kind = "letter" if char.isalpha() else "digit" if char.isdecimal() else ""
        if unicodedata.category(char).startswith("M") and last:
            found[-1] += char if ord(char) in _KEPT_MARKS else ""
            continue
        folded = str(unicodedata.decimal(char)) if kind == "digit" else _STROKES.get(char) or _ARABIC.get(char, char)
        if kind and _is_unspaced(char):
            kind = "character"
        if kind and kind == last != "character":
            found[-1] += folded
        elif kind:
            found.append(folded)
        last = kind
    return tuple(found)


def _is_unspaced(char: str) -> bool:
    return any(first <= char <= last for first, last in ("\u0e00\u0eff", "\u3040\u30ff", "\u3400\u9fff"))


def _is_same(one: str, other: str) -> bool:
    return one == other or other in _FAMILY.get(one, ())


def _in_a_row(wanted: Sequence[str], row: Sequence[str], same: Callable[[str, str], bool]) -> bool:
    return any(
        all(map(same, wanted, row[at : at + len(wanted)])) for at in range(len(row) - len(wanted) + 1)
    ) and bool(wanted)  # fmt: skip


def word(text: str) -> Judge:
    """A word, or a hyphenated one, in any inflection."""
    wanted = words(text)
    apart = tuple(word(each) for each in wanted) if len(wanted) > 1 else ()
    return Judge(lambda row: _in_a_row(wanted, row.words, _is_same), apart=apart)


def light(text: str) -> Judge:
    """A function word."""
    return Judge(word(text).holds, is_light=True)


def exact(text: str) -> Judge:
    """Words in a row as they are written."""
    return Judge(lambda row: _in_a_row(words(text), row.words, str.__eq__))


def near(text: str, distance: int) -> Judge:
    """Words in any inflection and order, the last at most so far behind the first."""
    wanted = Counter(_of_family(each) for each in words(text))

    def holds(row: Row) -> bool:
        said = [_of_family(each) for each in row.words]
        return any(Counter(said[at : at + distance + 1]) >= wanted for at in range(len(said)))

    return Judge(holds)


_distance = cache(distance_between)


def _of_family(one: str) -> str:
    return min(_FAMILY.get(one, {one}))


def wild(pattern: str) -> Judge:
    return Judge(lambda row: any(fnmatchcase(each, pattern) for each in row.words))


def fuzzy(text: str, edits: int) -> Judge:
    return Judge(lambda row: any(_distance(text, each) <= edits for each in row.words))


def speaker(text: str) -> Judge:
    return _named(text, lambda row: [row.passage.speaker or "", row.passage.who or ""])


def title(text: str) -> Judge:
    return Judge(lambda row: _in_a_row(words(text), words(row.document.title), _is_same), has_words=False)


def show(text: str) -> Judge:
    return _named(text, lambda row: [row.document.show or ""])


def _named(text: str, values: Callable[[Row], list[str]]) -> Judge:
    return Judge(
        lambda row: any(_in_a_row(words(text), words(value), str.__eq__) for value in values(row)), has_words=False
    )


def has(name: str, value: str) -> Judge:
    """A choice: type, section, year, language or id."""
    others: dict[str, Callable[[Row], str]] = {
        "lang": lambda row: row.document.language or "",
        "in": lambda row: row.document.id,
    }
    return Judge(lambda row: {**FACETS, **others}[name](row) == value, has_words=False)


def days(first: str, last: str) -> Judge:
    """Dates that may fall within two days, both of them included."""
    begin, end = (dt.date.fromisoformat(day) if day else None for day in (first, last))

    def holds(row: Row) -> bool:
        date = row.document.date
        return bool(date) and (not end or date.first_day <= end) and (not begin or date.last_day >= begin)

    return Judge(holds, has_words=False)


def every(*judges: Judge) -> Judge:
    parts = tuple(part for judge in judges for part in (judge.parts or (judge,)))
    return Judge(
        lambda row: all(judge.holds(row) for judge in judges), any(judge.has_words for judge in judges), parts=parts
    )


def either(*judges: Judge) -> Judge:
    return Judge(lambda row: any(judge.holds(row) for judge in judges), any(judge.has_words for judge in judges))


def no(judge: Judge) -> Judge:
    return Judge(lambda row: not judge.holds(row), has_words=False)


NOTHING = Judge(lambda row: False)


def tiers(judge: Judge, rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The passages with all words that are no function words; then, where they are several, those with any of them."""
    parts = judge.parts or (judge,)
    asked = [part for part in parts if part.has_words]
    content = [part for part in asked if not part.is_light] or asked
    others = [part for part in parts if not part.has_words]
    yield _held_by(rows, *content, *others)
    if len(content) > 1:
        yield _held_by(rows, either(*(one for part in content for one in part.apart or (part,))), *others)


def _held_by(rows: Sequence[Row], *judges: Judge) -> list[Row]:
    found = [*rows]
    for judge in judges:
        found = [row for row in found if judge.holds(row)]
    return found


def counted(judge: Judge, rows: Sequence[Row]) -> list[Row]:
    """The passages that are counted: those of the first tier that has any."""
    return next(filter(None, tiers(judge, rows)), [])


def facets(rows: Collection[Row]) -> dict[str, dict[str, int]]:
    """How many passages have each value of each facet."""
    return {
        name: {value: count for value, count in Counter(map(of, rows)).items() if value} for name, of in FACETS.items()
    }
