"""Words as they are said, so that printed and heard ones can be compared, whatever signs they are written in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_PIECE = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_WITHIN = re.compile(r"(?<=\w)['’ʼ.,](?=\w)")  # don't, U.S., 1,000
_SPOKEN = {"&": " and ", "%": " percent ", "+": " plus ", "=": " equals ", "@": " at "}
_SIGN = re.compile("[&%+=@]")
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBERS = {word: number for number, word in enumerate(_UNITS.split())} | {
    word: 10 * number for number, word in enumerate(_TENS.split(), 2)
}
_SCALES = {"hundred": 100, "thousand": 1000}
_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "؟")  # of sentences
_CLOSING = "\"'”’»)]\n\t "
_DIGIT_LETTERS = 4  # of a digit where it is said


class Token(NamedTuple):
    """A word as it is compared, the numbers of the first and the last word that it is written in, how many letters are
    said, and whether a sentence ends with it. `within` and `of` are the letters before it in its word, and all of it.
    """

    text: str
    first: int
    last: int
    letters: int
    is_last: bool = False
    within: int = 0
    of: int = 1

    @property
    def words(self) -> range:
        return range(self.first, self.last + 1)


def tokens(words: Sequence[str]) -> list[Token]:
    """Words as they are compared: without case, accents, points and hyphens, numbers in digits; one for each letter of
    a script without blanks, and one for a word of signs alone, which is not said."""
    found: list[Token] = []
    for number, word in enumerate(words):
        pieces = _PIECE.findall(folded(word))
        if not pieces and (sign := word.strip()):
            pieces = [sign]
        letters = [_letters(piece) for piece in pieces]
        within = 0
        for piece, count in zip(pieces, letters, strict=True):
            found.append(Token(piece, number, number, count, within=within, of=max(sum(letters), 1)))
            within += count
        if pieces and word.rstrip(_CLOSING).endswith(_ENDS):
            found[-1] = found[-1]._replace(is_last=True)
    return list(_numbered(found))


def folded(word: str) -> str:
    """A word without case and accents, the signs that are said in words."""
    if not word.isascii():
        plain = unicodedata.normalize("NFKD", word)
        word = "".join(char for char in plain if unicodedata.category(char) not in ("Mn", "Cf"))
    said = _SIGN.sub(lambda match: _SPOKEN[match[0]], word.casefold())
    return _WITHIN.sub("", said)


def _letters(piece: str) -> int:
    return sum(_DIGIT_LETTERS if char.isdigit() else char.isalnum() for char in piece)


def _numbered(found: Sequence[Token]) -> Iterator[Token]:
    """Number words in a row as one number in digits: twenty five is 25, nineteen eighty four 1984."""
    at = 0
    while at < len(found):
        count, digits = _number(found, at)
        if count > 1:
            run = found[at : at + count]
            letters = sum(token.letters for token in run)
            yield run[0]._replace(text=digits, last=run[-1].last, letters=letters, is_last=run[-1].is_last)
        elif count:
            yield found[at]._replace(text=digits)
        else:
            yield found[at]
        at += max(count, 1)


def _number(found: Sequence[Token], at: int) -> tuple[int, str]:
    """How many tokens from one on are a number, and its digits; 0 where none are."""
    total = part = 0
    before = -1  # the last number word's value
    pairs: list[str] = []  # of a year that is said in two halves
    end = at
    while end < len(found):
        text = found[end].text
        if text in _NUMBERS:
            value = _NUMBERS[text]
            is_unit_of = before >= 20 and before % 10 == 0 and before < 100 and 0 < value < 10
            if before in (-1, *_SCALES.values()) or is_unit_of:
                part += value
            elif value >= 10 and 10 <= part < 100 and not total and not pairs:
                pairs, part = [str(part)], value
            else:
                break
            before = value
        elif text in _SCALES and part and not pairs and before not in _SCALES.values():
            before = _SCALES[text]
            total, part = (total, part * 100) if before == 100 else (total + part * 1000, 0)
        elif text == "thousand" and before == 100 and not pairs:
            before, total, part = 1000, total + part * 1000, 0
        elif not (text == "and" and before in (100, 1000) and end + 1 < len(found) and found[end + 1].text in _NUMBERS):
            break
        end += 1
    return end - at, "".join(pairs) + str(total + part)
