"""Finding words that somebody quotes in a document: the range that has them, in whatever signs they are typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from corpus.errors import InvalidValue
from corpus.locators import locate
from corpus.model import Place
from corpus.quotation import MOST, Range
from corpus.text import plural, printable

# Thai, Lao, Myanmar and Khmer; kana and Han
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_ALIKE = str.maketrans("\u06cc\u0649\u06a9", "\u064a\u064a\u0643")
_LONGEST_SHOWN = 60
_NAMED = 5  # places


class Words(NamedTuple):
    """Where quoted words are: from a passage on."""

    place: Place
    range: Range


def found(places: Sequence[Place], words: str) -> Iterator[Words]:
    """Each range of passages in a row that has some words in this order and no others between them, but for the names
    of who speaks, where these are typed: whatever signs and white space are between them, and however they are
    capitalised and accented. Signs before the first word and behind the last are of the range where they are as typed.
    """
    text = unicodedata.normalize("NFC", words).strip()
    typed = list(_word().finditer(text))
    if not typed:
        return
    sought = [_folded(match[0]) for match in typed]
    before, behind = text[: typed[0].start()], text[typed[-1].end() :]
    is_found = False
    for spoken in (list(_spoken(places)), list(_spoken(places, named=True))):
        for at in _where([word.folded for word in spoken], sought) if not is_found else ():
            first, last = spoken[at], spoken[at + len(sought) - 1]
            if last.place - first.place >= MOST or last.end == 0:
                continue
            begin, end = first.begin, last.end
            begin -= len(before) if places[first.place].passage.text[:begin].endswith(before) else 0
            end += len(behind) if places[last.place].passage.text[end:].startswith(behind) else 0
            through = places[last.place].passage.id if last.place > first.place else ""
            is_found = True
            yield Words(places[first.place], Range(begin, end, through))


class _Word(NamedTuple):
    """A word, and where it is: the number of its place, and of its passage's text from where to where."""

    folded: str
    place: int
    begin: int
    end: int


def _spoken(places: Sequence[Place], *, named: bool = False) -> Iterator[_Word]:
    """The words of some passages in a row; before those of each new speaker the name, where that is wanted."""
    speaking = None
    for number, each in enumerate(places):
        if named and each.passage.who not in (None, speaking):
            for match in _word().finditer(each.passage.who or ""):
                yield _Word(_folded(match[0]), number, 0, 0)
        speaking = each.passage.who
        for match in _word().finditer(each.passage.text):
            yield _Word(_folded(match[0]), number, match.start(), match.end())


def the_one(places: Sequence[Place], words: str, where: str, *, first: bool = False) -> Words:
    """The one range of passages in a row that has some words; InvalidValue where none has, or several, which it names.

    `where` is what these passages are, in words; `first` says whether the range is to begin in the first of them.
    """
    shown = _shown(words)
    all_found = [each for each in found(places, words) if not first or each.place == places[0]]
    if not all_found:
        raise InvalidValue(f"the words “{shown}” are not {where}, in this order and with no others between them")
    if (often := len(all_found)) > 1:
        named = (f"{locate(each.place.passage).brief} ({each.place.passage.id})" for each in all_found[:_NAMED])
        others = f" and {often - _NAMED:,} others" if often > _NAMED else ""
        raise InvalidValue(
            f"the words “{shown}” stand {plural(often, 'time')} {where}, at {', '.join(named)}{others}: quote some more"
            " of them, or name the passage"
        )
    return all_found[0]


def from_to(places: Sequence[Place], begins: str, ends: str) -> Words:
    """From the first place in some passages in a row that has the words with which a quotation begins, to the next that
    has those with which it ends; from the beginning of the first passage, or to the end of the last one meant, where
    there are none. InvalidValue where they are not there."""
    first, begin = places[0], 0
    if begins.strip():
        first, (begin, *_) = _first(found(places, begins), begins, "in this passage, nor behind it")
    behind = [each for each in places if each.passage.ordinal >= first.passage.ordinal]
    if not ends.strip():
        return Words(first, Range(begin, len(first.passage.text)))
    later = (
        each
        for each in found(behind, ends)
        if each.place.passage.ordinal > first.passage.ordinal or each.range.begin >= begin
    )
    last, (_, end, through) = _first(later, ends, "behind the words that the quotation begins with")
    through = through or last.passage.id
    return Words(first, Range(begin, end, through if through != first.passage.id else ""))


def _first(all_found: Iterator[Words], words: str, where: str) -> Words:
    for each in all_found:
        return each
    raise InvalidValue(f"the words “{_shown(words)}” are not {where}")


def _shown(words: str) -> str:
    shown = printable(words)
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"


@cache
def _word() -> re.Pattern[str]:
    """A word, with the marks that belong to its letters (UAX #29, WB4); a letter of a script without blanks is one."""
    marks = "".join(char for char in map(chr, range(0x300, 0x1F000)) if unicodedata.category(char)[0] == "M")
    more = rf"{marks}\u200c\u200d"
    return re.compile(rf"[{_UNSPACED}][{more}]*|[^\W{_UNSPACED}][^\W{_UNSPACED}]*(?:[{more}]+[^\W{_UNSPACED}]*)*")


def _folded(word: str) -> str:
    """A word without accents, points and capitals, its digits in ASCII, letters of Persian as those of Arabic."""
    plain = (char for char in unicodedata.normalize("NFKD", word) if unicodedata.category(char) not in ("Mn", "Cf"))
    digits = (str(unicodedata.decimal(char)) if char.isdecimal() else char for char in plain)
    return "".join(digits).casefold().translate(_ALIKE)


def _where(spoken: Sequence[str], sought: Sequence[str]) -> Iterator[int]:
    """The numbers of the words at which a row of words begins."""
    for at, word in enumerate(spoken):
        if word == sought[0] and spoken[at : at + len(sought)] == sought:
            yield at
