"""How many of the docs found have each value of a facet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from search.engine import Count, Facet
from search.fields import SEVERAL
from search.whoosh_engine.format.schema import OF_PASSAGES, values
from search.whoosh_engine.format.types import Counts, DocIds, Places
from search.whoosh_engine.index.reader import IndexReader


def facets(reader: IndexReader, wanted: Mapping[str, int], docs: DocIds, parents: Counts) -> dict[str, Facet]:
    """The facets of the docs found, by name, each with as many values as are wanted; `parents` has how many of the
    docs each parent has."""
    found, at = {}, docs.astype(np.intp)  # numpy takes at these several times as fast as at others
    for name, most in sorted(wanted.items()):
        column = reader.column(name)
        size = len(column.texts)
        if size == 1:
            counts = np.array([len(docs)])
        elif name in OF_PASSAGES:
            counts = np.bincount(column.ordinals[at], minlength=size)
        else:
            counts = np.bincount(column.ordinals, parents, minlength=size).astype(np.int64)
        texts, having = column.texts, counts
        if name in SEVERAL:
            texts, lists, numbers = _singly(reader, name)
            having = counts[np.unique(lists)]
            counts = np.bincount(numbers, counts[lists], minlength=len(texts)).astype(np.int64)
        elif texts and not texts[0]:
            having = counts[1:]
        found[name] = _facet(texts, counts, most)._replace(without=len(docs) - int(having.sum()))
    return found


def different(reader: IndexReader, name: str) -> Sequence[str]:
    """The values in a column, those of lists singly."""
    return _singly(reader, name)[0] if name in SEVERAL else reader.column(name).texts


def _singly(reader: IndexReader, name: str) -> tuple[list[str], Places, Places]:
    """The names in a column of lists, sorted; of each that a list has, the numbers of the list and of the name."""
    return reader.once(("single", name), lambda: _parted(name, reader.column(name).texts))


def _parted(name: str, texts: Sequence[str]) -> tuple[list[str], Places, Places]:
    held = [(at, one) for at, several in enumerate(values(name, texts)) for one in dict.fromkeys(several)]
    names = sorted({one for _, one in held})
    number = {one: at for at, one in enumerate(names)}
    lists, numbers = [at for at, _ in held], [number[one] for _, one in held]
    return names, np.array(lists, np.intp), np.array(numbers, np.intp)


def _facet(texts: Sequence[str], counts: Counts, wanted: int) -> Facet:
    """The texts, which are sorted, with the highest counts, of equal ones the first; not the empty one."""
    held = np.flatnonzero(counts)
    if len(held) and not texts[held[0]]:
        held = held[1:]
    distinct = len(held)
    keys = held - counts[held] * len(texts)
    if wanted < distinct:
        most = np.argpartition(keys, wanted)[:wanted]
        held, keys = held[most], keys[most]
    held = held[np.argsort(keys)]
    values = map(Count, map(texts.__getitem__, held.tolist()), counts[held].tolist())
    return Facet(tuple(values), distinct)
