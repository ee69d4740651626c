"""Which blocks of a page without known structure are its article: trafilatura's judgement, the page's own text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from corpus.model import Section
from corpus.passages import tokens

_WORDS = re.compile(r"\w+")
_TOO_FEW = 3  # words: a shorter text may be found by chance
_FEW = 2  # passages
_LONG = 20  # words of running text
_LITTLE = 0.5  # of the running text


def select(sections: tuple[Section, ...], page: str) -> tuple[Section, ...]:
    """The sections, without the blocks before and after and between that are none of the article.

    A section of known kind is kept whole, and so is everything where nothing of the article was found; where much of
    the running text was not, that is kept as well.
    """
    article = _article(page)
    kept = [_kept(section, article) for section in sections]
    if not any(map(any, kept)):
        return sections
    _keep_lists_between(kept)
    lengths = [
        (length, keep)
        for section, keeps in zip(sections, kept, strict=True)
        for passage, keep in zip(section.passages, keeps, strict=True)
        if (length := tokens(passage.text)) >= _LONG
    ]
    lost = sum(length for length, keep in lengths if not keep)
    longest = math.inf if lost <= _LITTLE * sum(length for length, _ in lengths) else _LONG
    chosen = (
        section
        if section.kind not in ("summary", "body")
        else replace(
            section,
            passages=tuple(
                p for p, keep in zip(section.passages, keeps, strict=True) if keep or tokens(p.text) >= longest
            ),
        )
        for section, keeps in zip(sections, kept, strict=True)
    )
    return tuple(section for section in chosen if section.passages or _spaced(_words(section.heading)) in article)


def _keep_lists_between(kept: list[list[bool]]) -> None:
    """Keep what stands under headings between two texts that the article has, the second in a later section."""
    places = [(at, n) for at, keeps in enumerate(kept) for n in range(len(keeps))]
    found = [place for place in places if kept[place[0]][place[1]]]
    for (before, last), (after, first) in pairwise(found):
        if before != after and last == len(kept[before]) - 1:
            for at in range(before + 1, after):
                kept[at] = [True] * len(kept[at])
            kept[after][:first] = [True] * first


def _article(page: str) -> str:
    """The words of what trafilatura takes for the article, each between blanks; none where it cannot say."""
    import trafilatura  # slow to import, and most pages do without

    try:
        found = trafilatura.extract(page, output_format="txt", include_comments=False)
    except MemoryError:
        raise
    except Exception:  # it promises no errors of its own; a page that it cannot take apart is kept whole
        return ""
    return _spaced(_words(found or ""))


def _kept(section: Section, article: str) -> list[bool]:
    """Which passages of a section the article has; a short one, if it has the one before, and a few between others."""
    kept: list[bool] = []
    for passage in section.passages:
        words = _words(passage.text)
        kept.append(_spaced(words) in article and (len(words) >= _TOO_FEW or not kept or kept[-1]))
    found = [at for at, keep in enumerate(kept) if keep]
    for before, after in pairwise(found):
        if after - before <= _FEW + 1:
            kept[before:after] = [True] * (after - before)
    return kept


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())


def _spaced(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "
