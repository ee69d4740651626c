"""Fields and dates: which rows they keep, judged once for each value, not for each row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from search.analysis import tokens
from search.query.ast import DateRange, Field
from search.whoosh_engine.arrays import Array
from search.whoosh_engine.generation import BY_ROW, Coded, Generation

_COLUMN = {"in": "document"}


class Filter(NamedTuple):
    """Which rows are kept: `kept` says so of each number, `numbers` has the number of each row."""

    kept: Array
    numbers: Array

    @property
    def nbytes(self) -> int:
        return self.kept.nbytes + 500  # the numbers are the generation's

    def keeps(self, rows: Array) -> Array:
        """Which of these rows are kept, as booleans."""
        return self.kept[self.numbers[rows]]


def filter_of(generation: Generation, node: Field | DateRange) -> Filter:
    """What a field or a range of dates keeps."""
    return generation.filters.get(node, lambda: _filter(generation, node))


def _filter(generation: Generation, node: Field | DateRange) -> Filter:
    if isinstance(node, DateRange):
        first, last = generation.numbers("first"), generation.numbers("last")
        kept = first > 0
        if node.first:
            kept &= last >= node.first.toordinal()
        if node.last:
            kept &= first <= node.last.toordinal()
        return Filter(kept, generation.run_of)
    name = _COLUMN.get(node.name, node.name)
    column = generation.coded(name)
    right = np.zeros(len(column.texts), bool)
    if node.values:
        right[[code for code, text in enumerate(column.texts) if text.casefold() in node.values]] = True
    else:
        right[_names(generation, name, column).holding(node)] = True
    return Filter(right, column.codes) if name in BY_ROW else Filter(right[column.codes], generation.run_of)


class _Names:
    """The words of all values of a column in one text, a line for each value, so that one pass finds some of them."""

    def __init__(self, values: Iterable[Sequence[str]], *, stemmed: bool) -> None:
        lines = []
        for names in values:
            words = ([token.stem if stemmed else token.exact for token in tokens(name)] for name in names)
            lines.append("|".join(f" {' '.join(each)} " for each in words) + "\n")
        self._stemmed = stemmed
        self._text = "".join(lines)
        self._starts = np.cumsum([0, *map(len, lines)])

    def holding(self, field: Field) -> Array:
        """The codes of the values that have the field's words in a row, in one name."""
        wanted = f" {' '.join(token.stem if self._stemmed else token.exact for token in field.tokens)} "
        found = []
        at = self._text.find(wanted)
        while at >= 0:
            found.append(at)
            at = self._text.find(wanted, at + 1)
        return np.searchsorted(self._starts, np.array(found, np.int64), "right") - 1


def _names(generation: Generation, name: str, column: Coded) -> _Names:
    def made() -> _Names:
        values = map(json.loads, column.texts) if name == "person" else ((text,) for text in column.texts)
        return _Names(values, stemmed=name == "title")

    return generation.once(("names", name), made)
