"""How many of the docs found have each value of a facet; the words of the index by how many docs have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from search.engine import Count, Facet
from search.whoosh_engine.exec.generation import Generation
from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.schema import OF_PASSAGES


def facets(generation: Generation, wanted: Mapping[str, int], docs: Array, parents: Array) -> dict[str, Facet]:
    """The facets of the docs found, by name, each with as many values as are wanted; `parents` has how many of the
    docs each run has."""
    return {name: _facet(generation, name, count, docs, parents) for name, count in sorted(wanted.items())}


def _facet(generation: Generation, name: str, wanted: int, docs: Array, parents: Array) -> Facet:
    column = generation.coded(name)
    size = len(column.texts)
    if size == 1:
        counts = np.array([len(docs)])
    elif name in OF_PASSAGES:
        counts = generation.tally(column.codes, docs, size)
    else:
        counts = np.bincount(column.codes, parents, minlength=size).astype(np.int64)
    if size and not column.texts[0]:
        counts[0] = 0
    held = np.flatnonzero(counts)
    return Facet(_most(column.texts, counts, held, wanted), len(held))


def _most(texts: Sequence[str], counts: Array, held: Array, wanted: int) -> tuple[Count, ...]:
    """Those of the texts, which are sorted, with the highest counts; of equal ones the first."""
    keys = held - counts[held] * len(texts)
    if wanted < len(held):
        most = np.argpartition(keys, wanted)[:wanted]
        held, keys = held[most], keys[most]
    held = held[np.argsort(keys)]
    return tuple(map(Count, map(texts.__getitem__, held.tolist()), counts[held].tolist()))


def words(generation: Generation, prefix: str, limit: int) -> tuple[Count, ...]:
    """The exact forms with a prefix, the most frequent first; deleted docs count until they are merged away."""
    totals: Counter[bytes] = Counter()
    for _, segment in generation.parts():
        dictionary = segment.words.exact
        within = dictionary.range(prefix.encode())
        docs = segment.words.exact_docs[within.start : within.stop]
        # Of more than `limit` equally frequent ones, those that come first.
        most = np.argsort(-docs.astype(np.int64), kind="stable")[: None if len(generation) > 1 else limit]
        totals.update({dictionary[within.start + at]: int(docs[at]) for at in most.tolist()})
    best = sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:limit]
    return tuple(Count(text.decode(), count) for text, count in best)
