"""What to check of a page's reading: whether much of it was left out, or what was read may be menus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from corpus.model import Section
from corpus.passages import tokens
from corpus.text import printable

_FEWEST = 30  # words of which it matters what became
_MUCH = 0.25  # of the words of a page
_SHORT, _MANY_SHORT = 10, 0.2  # words of a line, and how much of the words stands in such lines

_SHOWN = 60  # characters of what was left out


def words_in(sections: Iterable[Section]) -> int:
    """How many words the passages of sections have."""
    return sum(tokens(passage.text) for section in sections for passage in section.passages)


def beside(sections: Iterable[Section], talk: Sequence[Section]) -> Iterator[str]:
    """What to check of a transcript whose page has such sections besides, if they say more than what it is."""
    known = {section.heading.casefold() for section in talk}
    found = [text for each in sections for text in (each.heading, *(passage.text for passage in each.passages))]
    if left := [text for text in found if text.casefold() not in known and tokens(text)]:
        yield f"left out beside the transcript: {printable(' '.join(left))[:_SHOWN]}"


def checks(sections: Iterable[Section], *, left_out: int, words: int, in_galleries: int = 0) -> Iterator[str]:
    """What to check of sections without `left_out` of the `words` of their page, of which some are `in_galleries`."""
    if left_out >= max(_FEWEST, _MUCH * words):
        yield f"much of the page was left out: about {_rounded(left_out):,} of {_rounded(words):,} words"
    if in_galleries >= max(_FEWEST, (words - left_out) / 2):
        yield f"page uncertain: about {_rounded(in_galleries):,} of its words stand with pictures of a gallery"
    open_kinds = [section for section in sections if section.kind in ("summary", "body")]
    lengths = [_length(passage.text) for section in open_kinds for passage in section.passages]
    short = [length for length in lengths if length < _SHORT]
    if sum(short) >= max(_FEWEST, _MANY_SHORT * sum(lengths)) and 2 * len(short) > len(lengths):
        yield f"page uncertain: {len(short)} of its {len(lengths)} lines are so short that they may be menus"


def _length(text: str) -> int:
    """The words of a line; where blanks part none, two characters for one."""
    words = tokens(text)
    return words // 2 if words > 2 * len(text.split()) else words


def _rounded(words: int) -> int:
    """A number of words to two digits."""
    return int(float(f"{words:.1e}"))
