"""Fields and dates: which docs they keep, judged once for each value, not for each doc."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from search.analysis import Token, tokens
from search.query.ast import DateRange, Field
from search.whoosh_engine import tuning
from search.whoosh_engine.exec.docset import DocSet, unscored
from search.whoosh_engine.format.container import stretches
from search.whoosh_engine.format.schema import OF_PASSAGES, values
from search.whoosh_engine.format.types import DocIds, Mask, Ordinals
from search.whoosh_engine.index.reader import IndexReader, OrdinalColumn

_COLUMN = {"in": "document"}


class Filter(NamedTuple):
    """Which docs are kept: `kept` says so of each number, `numbers` has the number of each doc.

    `size` is how many these are, deleted ones among them; `found` are those that live, where they are few.
    """

    kept: Mask
    numbers: Ordinals
    size: int
    found: DocSet | None
    own: int = 0  # bytes of `numbers`, where no other filter has them

    @property
    def nbytes(self) -> int:
        return self.kept.nbytes + self.own + (self.found.nbytes if self.found else 0) + 500

    def keeps(self, docs: DocIds) -> Mask:
        """Which of these docs are kept, as booleans."""
        return self.kept[self.numbers[docs]]

    def kept_of(self, found: DocSet) -> DocSet:
        """Those of what was found that are kept."""
        return found.kept(np.flatnonzero(self.keeps(found.docs)))


def fewest(filters: Iterable[Filter]) -> Filter | None:
    """The filter that keeps the fewest docs, where these are few."""
    return min((keep for keep in filters if keep.found), key=lambda keep: keep.size, default=None)


def filter_of(reader: IndexReader, node: Field | DateRange) -> Filter:
    """What a field or a range of dates keeps."""
    if isinstance(node, DateRange):
        first, last = reader.numbers("first"), reader.numbers("last")
        kept = first > 0
        if node.first:
            kept &= last >= node.first.toordinal()
        if node.last:
            kept &= first <= node.last.toordinal()
        return _by_parent(reader, kept)
    name = _COLUMN.get(node.name, node.name)
    column = reader.column(name)
    if node.values:
        held = enumerate(values(name, column.texts))
        right = [ordinal for ordinal, texts in held for text in texts if text.casefold() in node.values]
    else:
        right = _names(reader, name, column).holding(node)
    kept = _chosen(column, right)
    if name == "speaker" and node.tokens and (labels := _labelled(reader, node)).any():
        return _of_docs(reader, kept[column.ordinals] | labels)
    if name in OF_PASSAGES:
        return _by_doc(reader, name, kept, right, column.ordinals)
    return _by_parent(reader, kept[column.ordinals])


def _chosen(column: OrdinalColumn, right: Sequence[int]) -> Mask:
    kept = np.zeros(len(column.texts), bool)
    kept[right] = True
    return kept


def _labelled(reader: IndexReader, node: Field) -> Mask:
    """Which docs have a label, other than the speaker's name, that has the field's words."""
    column = reader.column("label")
    return _chosen(column, _names(reader, "label", column).holding(node))[column.ordinals]


def _filter(
    reader: IndexReader, kept: Mask, numbers: Ordinals, size: int, docs: Callable[[], DocIds], own: int = 0
) -> Filter:
    """A filter of so many docs, which are made where they are few."""
    are_few = size * tuning.FEW_DOCS < len(numbers)
    return Filter(kept, numbers, size, unscored(reader.living(docs())) if are_few else None, own)


def _by_doc(reader: IndexReader, name: str, kept: Mask, right: Sequence[int], numbers: Ordinals) -> Filter:
    order, starts = reader.once(("docs", name), lambda: _by_number(numbers, len(kept)))
    parts = [order[:0], *(order[starts[number] : starts[number + 1]] for number in right)]
    return _filter(reader, kept, numbers, sum(map(len, parts)), lambda: np.sort(np.concatenate(parts)))


def _of_docs(reader: IndexReader, docs: Mask) -> Filter:
    """The docs themselves, as booleans."""
    numbers, found = docs.astype(np.int32), np.flatnonzero(docs).astype(np.int32)
    return _filter(reader, np.array([False, True]), numbers, len(found), lambda: found, own=numbers.nbytes)


def _by_number(numbers: Ordinals, count: int) -> tuple[DocIds, list[int]]:
    """The docs of each number in turn, and where those of each begin."""
    order = np.argsort(numbers, kind="stable").astype(np.int32)
    return order, np.searchsorted(numbers[order], np.arange(count + 1)).tolist()


def _by_parent(reader: IndexReader, kept: Mask) -> Filter:
    begins, sizes = reader.parent_starts[:-1][kept], np.diff(reader.parent_starts)[kept]
    return _filter(reader, kept, reader.parent_of, int(sizes.sum()), lambda: stretches(begins, sizes).astype(np.int32))


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


def _names(reader: IndexReader, name: str, column: OrdinalColumn) -> _Names:
    return reader.once(("names", name), lambda: _Names(values(name, column.texts), stemmed=name == "title"))
