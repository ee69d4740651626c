"""How many of the docs found have each value of a facet; the words of the index by how many docs have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

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
        texts = column.texts
        if name in SEVERAL:
            texts, lists, numbers = reader.once(("single", name), partial(_singly, name, column.texts))
            counts = np.bincount(numbers, counts[lists], minlength=len(texts)).astype(np.int64)
        found[name] = _facet(texts, counts, most)
    return found


def _singly(name: str, texts: Sequence[str]) -> tuple[list[str], Places, Places]:
    """The names in a column of lists, sorted; of each that a list has, the numbers of the list and of the name."""
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


def words(reader: IndexReader, prefix: str, limit: int) -> tuple[Count, ...]:
    """The exact forms with a prefix, the most frequent first; deleted docs count until they are merged away."""
    totals: Counter[bytes] = Counter()
    for _, segment in reader.segments():
        dictionary = segment.words.exact
        within = dictionary.range(prefix.encode())[0 if prefix else segment.words.first_word :]
        docs = segment.words.exact_docs[within.start : within.stop]
        # Of more than `limit` equally frequent ones, those that come first.
        most = np.argsort(-docs.astype(np.int64), kind="stable")[: None if len(reader) > 1 else limit]
        totals.update({dictionary[within.start + at]: int(docs[at]) for at in most.tolist()})
    best = sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:limit]
    return tuple(Count(text.decode(), count) for text, count in best)
