"""The words of a quotation and of a source, and the signs between them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal, NamedTuple

from search.analysis.folding import folded
from search.analysis.patterns import APOSTROPHES, patterns

_ELLIPSIS = re.compile(r"\[\s*(?:…|\.\s?\.\s?\.(?:\s?\.)?)\s*\]|…\.?|\.\s?\.\s?\.(?:\s?\.)?")
_HYPHENATED = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\n[ \t]*(?=[^\W\d_])")
_DASH = re.compile(r"\s*(?:[\u2012-\u2015\u2212]|-{2,3})\s*|\s+[-\u2010\u2011]\s+")
_HYPHEN = re.compile("[\u2010\u2011]")
_QUOTES = re.compile(r"[\"“”„‟«»‹›‘’‚‛'`´′″]+")
_CLOSED = re.compile(r'"([,.])')
_SENTENCE = re.compile(  # behind its end, which the dot of an initial or of a title is not
    r"(?<=[.?!…])(?<!\b[A-Z]\.)(?<!\b(?:Mr|Ms|Dr|St)\.)(?<!\bMrs\.)(?<!\b(?:Jr|Sr|vs)\.)(?<!\bProf\.)(?<!\b(?:Sen|Rep|Gen|Gov)\.)[\"”’»)]*(?:\s+|$)"
)
_ATTACHED = re.compile(r"^[$€£¥₽₹¢%‰°+±×÷=<>≤≥~≈#@&§†*¿¡^_|\\/-]+")
_SOFT = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")


class Word(NamedTuple):
    """A word of a text, `text[begin:end]`, and the form in which it is compared."""

    folded: str
    text: str
    begin: int
    end: int


def words(text: str) -> list[Word]:
    """The words of a text by the analyzer, those with an apostrophe or a digit's mark within as one: don't, 1,500."""
    found: list[Word] = []
    for match in patterns(text).word.finditer(text):
        begin, end = match.span()
        if found and text[begin - 1] != " " and _goes_on(text, found[-1], begin):
            begin = found.pop().begin
        written = text[begin:end]
        found.append(Word(_key(plain(written)), written, begin, end))
    return found


def _goes_on(text: str, last: Word, begin: int) -> bool:
    between = text[last.end : begin]
    if between in APOSTROPHES and between:
        return text[last.end - 1].isalpha() and text[begin].isalpha()
    return between in (".", ",", ":") and text[last.end - 1].isdigit() and text[begin].isdigit()


@lru_cache(maxsize=200_000)
def _key(written: str) -> str:
    return "'".join(folded(part) for part in re.split(f"[{APOSTROPHES}]", written))


Signs = Literal["spacing", "dashes", "quotation marks", "punctuation"]


def signs_differ(ours: str, theirs: str) -> Signs | None:
    """How what stands between two words in a draft differs from the source's: the first of these that is not only
    another style; None where it is the same."""
    ours, theirs = ours.translate(_SOFT), theirs.translate(_SOFT)
    if ours == theirs:
        return None
    ours, theirs = (_ELLIPSIS.sub("…", re.sub(r"\s+", " ", text)) for text in (ours, theirs))
    if ours == theirs:
        return "spacing"
    ours, theirs = (_HYPHEN.sub("-", _DASH.sub("—", text)) for text in (ours, theirs))
    if ours == theirs or {ours, theirs} == {"-", "—"}:  # of a range of numbers, or of a compound
        return "dashes"
    ours, theirs = (_CLOSED.sub(r'\1"', re.sub(r"\s+", "", _QUOTES.sub('"', text))) for text in (ours, theirs))
    if ours == theirs:
        return "quotation marks"
    return "punctuation"


def plain(word: str) -> str:
    """A word as it is to the eye: without what is not seen, ligatures as letters, apostrophes as one sign."""
    word = re.sub("[ﬀ-ﬆ]", lambda match: unicodedata.normalize("NFKC", match[0]), word.translate(_SOFT))
    return word.replace("＇", "'")


def attached(text: str, begin: int, end: int) -> tuple[str, str]:
    """The signs that stand at a word without a blank, before and behind it, and are of what it says: $, €, %, +."""
    before = _ATTACHED.search(text[:begin][::-1])
    behind = _ATTACHED.search(text[end:])
    return (before[0][::-1] if before else ""), (behind[0] if behind else "")


def ellipses(text: str) -> list[tuple[int, int]]:
    """Where a quotation says that something is left out."""
    return [match.span() for match in _ELLIPSIS.finditer(text)]


def without_line_ends(text: str) -> tuple[str, str] | None:
    """A text whose words are divided at the ends of lines, with these joined, and with their hyphens kept; None where
    none is."""
    if not _HYPHENATED.search(text):
        return None
    return _HYPHENATED.sub("", text), _HYPHENATED.sub("-", text)


def is_one_sentence(text: str) -> bool:
    """Whether no sentence ends within a text."""
    return len(_SENTENCE.split(text.strip(), maxsplit=1)) == 1 and not re.search("[:;]", text)


def sentence_around(text: str, begin: int, end: int) -> tuple[str, str]:
    """What stands before and behind a stretch of a text in its sentences."""
    return _SENTENCE.split(text[:begin])[-1], _SENTENCE.split(text[end:], maxsplit=1)[0]
