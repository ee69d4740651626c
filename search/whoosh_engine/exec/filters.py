"""Fields and dates: which docs they keep, judged once for each value, not for each doc."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from search.analysis import Token, tokens
from search.query import ast
from search.query.ast import DateRange, Field, StoredAfter
from search.whoosh_engine import tuning
from search.whoosh_engine.exec.docset import DocSet, unscored
from search.whoosh_engine.format.schema import OF_PASSAGES, values
from search.whoosh_engine.format.types import Mask
from search.whoosh_engine.index.reader import IndexReader, OrdinalColumn


class Filter(NamedTuple):
    """Which docs are kept, as booleans, of which no deleted one is; `found` are these, where they are few."""

    kept: Mask
    found: DocSet | None

    @property
    def nbytes(self) -> int:
        return self.kept.nbytes + (self.found.nbytes if self.found else 0) + 500

    def kept_of(self, found: DocSet) -> DocSet:
        """Those of what was found that are kept."""
        return found.kept(np.flatnonzero(self.kept[found.docs]))


def filter_of(reader: IndexReader, nodes: Sequence[ast.Filter]) -> Filter:
    """What all of some conditions keep, of which there is one or more."""
    kept = np.logical_and.reduce([_kept(reader, node) for node in nodes])
    if reader.live is not None:
        kept &= reader.live
    are_few = np.count_nonzero(kept) * tuning.FEW_DOCS < reader.size
    return Filter(kept, unscored(np.flatnonzero(kept).astype(np.int32)) if are_few else None)


def _kept(reader: IndexReader, node: ast.Filter) -> Mask:
    if isinstance(node, StoredAfter):
        return reader.numbers("stored") > node.revision
    if isinstance(node, DateRange):
        first, last = reader.numbers("first"), reader.numbers("last")
        kept = first > 0
        if node.first:
            kept &= last >= node.first.toordinal()
        if node.last:
            kept &= first <= node.last.toordinal()
        return _by_doc(reader, kept)
    name = node.name
    column = reader.column(name)
    if node.values:
        held = enumerate(values(name, column.texts))
        right = [ordinal for ordinal, texts in held for text in texts if text.casefold() in node.values]
    else:
        right = _names(reader, name).holding(node)
    kept = _having(column, right)
    if name == "speaker" and (labels := _names(reader, "label").holding(node)):
        kept |= _having(reader.column("label"), labels)  # as printed, where it is not the speaker's name
    return kept if name in OF_PASSAGES else _by_doc(reader, kept)


def _by_doc(reader: IndexReader, parents: Mask) -> Mask:
    return np.repeat(parents, np.diff(reader.parent_starts))


def _having(column: OrdinalColumn, right: Sequence[int]) -> Mask:
    """Which docs, or parents, have one of these texts of a column."""
    kept = np.zeros(len(column.texts), bool)
    kept[right] = True
    return kept.take(column.ordinals)  # half the time of kept[column.ordinals]


class _Names:
    """The words of all values of a column, and which values have each."""

    def __init__(self, values: Iterable[Sequence[str]], *, stemmed: bool) -> None:
        self._stemmed = stemmed
        self._lines: list[str] = []
        self._having: dict[str, list[int]] = defaultdict(list)
        for number, names in enumerate(values):
            words = [self._words(tokens(name)) for name in names]
            self._lines.append("|".join(f" {' '.join(each)} " for each in words))
            for word in dict.fromkeys(chain.from_iterable(words)):
                self._having[word].append(number)

    def holding(self, field: Field) -> list[int]:
        """The ordinals of the values that have the field's words in a row, in one name."""
        words = self._words(field.tokens)
        wanted = f" {' '.join(words)} "
        candidates = min((self._having.get(word, []) for word in words), key=len, default=[])
        return [number for number in candidates if wanted in self._lines[number]]

    def _words(self, found: Iterable[Token]) -> list[str]:
        return [token.stem if self._stemmed else token.exact for token in found]


def _names(reader: IndexReader, name: str) -> _Names:
    return reader.once(
        ("names", name), lambda: _Names(values(name, reader.column(name).texts), stemmed=name == "title")
    )
