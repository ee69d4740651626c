"""Bibliographies: an entry for each work, in the order of the style."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.citation.item import Work
from corpus.citation.styles import NAMED, STYLES
from corpus.citation.writing import Runs, runs
from corpus.errors import InvalidValue
from corpus.fragments import folded

_WORD = re.compile(r"\w+")
_ARTICLES = ("a", "an", "the")  # by which nothing is ordered where it leads


def bibliography(works: Iterable[Work], style: str) -> list[Runs]:
    """The entries of a bibliography in the style that one of `corpus.citation.TEXT_STYLES` is of, in its order:
    word by word without case, accents and a leading article (Chicago 18, 13.69; APA 7, 9.44), or numbered.

    InvalidValue for a style without bibliographies.
    """
    written = NAMED[style].style
    if not written.entry:
        others = ", ".join(name for name, each in STYLES.items() if each.entry)
        raise InvalidValue(f"{written.label} has no bibliography, for it cites in notes alone; take one of {others}")
    entries = [written.entry(work) for work in works]
    if written.is_numbered:
        return [runs(f"[{number}] ", entry) for number, entry in enumerate(entries, 1)]
    return sorted(entries, key=_order)


def _order(entry: Runs) -> list[str]:
    words = [folded(word) for word in _WORD.findall("".join(run.text for run in entry))]
    return words[1:] if words[0] in _ARTICLES else words
