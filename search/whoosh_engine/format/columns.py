"""The columns of a segment: a value for each doc, kept as a small number."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from search.whoosh_engine.format.container import Array, Arrays, narrow
from search.whoosh_engine.format.term_dictionary import TermDictionary, pack, union
from search.whoosh_engine.format.types import Counts, Places


class Texts:
    """A column of texts: `ordinals` number the distinct ones, which `values` holds sorted."""

    def __init__(self, ordinals: Array, values: TermDictionary) -> None:
        self.ordinals, self.values = ordinals, values

    def __getitem__(self, doc: int) -> str:
        return self.values[int(self.ordinals[doc])].decode()

    @cached_property
    def texts(self) -> list[str]:
        """The distinct texts, by ordinal."""
        return [value.decode() for value in self.values]


class Ids:
    """A column of distinct ASCII texts of one length or shorter."""

    def __init__(self, texts: Array) -> None:
        self.texts = texts

    def __getitem__(self, doc: int) -> str:
        return self.texts[doc].decode("ascii")


class Numbers:
    """A column of numbers that are not negative."""

    def __init__(self, numbers: Array) -> None:
        self.numbers = numbers

    def __getitem__(self, doc: int) -> int:
        return int(self.numbers[doc])


Column = Texts | Ids | Numbers


def write(
    name: str, values: Sequence[Any] | Array, kind: type[Column], *, sizes: Sequence[int] | Array | None = None
) -> Arrays:
    """The arrays of a column: a value for each doc, or with `sizes`, for so many docs each."""
    if kind is Numbers:
        return _runs(f"{name}.numbers", _repeated(narrow(values), sizes))
    if kind is Ids:
        return {f"{name}.ids": _repeated(np.array(values, "S"), sizes)}
    texts = sorted(set(values))  # in the order of their bytes in UTF-8
    number = {text: ordinal for ordinal, text in enumerate(texts)}
    ordinals = np.fromiter(map(number.__getitem__, values), np.int64, len(values))
    return _texts(name, [text.encode() for text in texts], _repeated(ordinals, sizes))


def _repeated(values: Array, sizes: Sequence[int] | Array | None) -> Array:
    return values if sizes is None else np.repeat(values, sizes)


def read(name: str, arrays: Arrays) -> Column:
    """The column of that name."""
    if f"{name}.numbers" in arrays:
        return Numbers(_docs(f"{name}.numbers", arrays))
    if (ids := arrays.get(f"{name}.ids")) is not None:
        return Ids(ids)
    return Texts(_docs(f"{name}.ordinals", arrays), TermDictionary(arrays[f"{name}.blob"], arrays[f"{name}.starts"]))


def merge(name: str, parts: Sequence[tuple[Column, Array]], order: Places) -> Arrays:
    """The arrays of the docs `parts` select from several columns, joined and put in an order."""
    first = parts[0][0]
    if isinstance(first, Numbers):
        numbers = np.concatenate([part.numbers[docs] for part, docs in parts])[order]  # type: ignore[union-attr]
        return _runs(f"{name}.numbers", narrow(numbers))
    if isinstance(first, Ids):
        ids = np.concatenate([part.texts[docs] for part, docs in parts])[order]  # type: ignore[union-attr]
        return {f"{name}.ids": ids.astype(f"S{np.strings.str_len(ids).max(initial=1)}")}
    texts, ordinals = join(parts)  # type: ignore[arg-type]
    return _texts(name, texts, ordinals[order])


def join(parts: Sequence[tuple[Texts, Array]]) -> tuple[list[bytes], Counts]:
    """The distinct texts of the docs that `parts` select from several columns, sorted; and each doc's number."""
    ordinals = [column.ordinals[docs] for column, docs in parts]
    dictionaries = [column.values for column, _ in parts]
    used = [np.bincount(part, minlength=len(values)) > 0 for part, values in zip(ordinals, dictionaries, strict=True)]
    texts, numbers = union(dictionaries, used)
    return texts, np.concatenate([number[part] for number, part in zip(numbers, ordinals, strict=True)])


def _texts(name: str, texts: Sequence[bytes], ordinals: Array) -> Arrays:
    blob, starts = pack(texts)
    return {**_runs(f"{name}.ordinals", narrow(ordinals)), f"{name}.blob": blob, f"{name}.starts": starts}


def _runs(name: str, values: Array) -> Arrays:
    """The values of all docs, or where they seldom change, those of each run and how many docs each has."""
    starts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1]))[: len(values)])
    sizes = narrow(np.diff(np.append(starts, len(values))))
    if len(starts) * (values.itemsize + sizes.itemsize) >= values.nbytes:
        return {name: values}
    return {name: values[starts], f"{name}.run_lengths": sizes}


def _docs(name: str, arrays: Arrays) -> Array:
    sizes = arrays.get(f"{name}.run_lengths")
    return arrays[name] if sizes is None else np.repeat(arrays[name], sizes)
