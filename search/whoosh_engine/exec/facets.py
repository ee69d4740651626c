"""How many of the docs found have each value: facets, documents, words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np

from search.engine import Count
from search.whoosh_engine.exec.docset import DocSet
from search.whoosh_engine.exec.generation import Generation
from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.schema import OF_PASSAGES


def facets(generation: Generation, names: Collection[str], found: DocSet) -> dict[str, tuple[Count, ...]]:
    """The facets of what was found, by name."""
    if not names:
        return {}
    runs = generation.runs(found)
    return {name: _facet(generation, name, found.docs, runs) for name in sorted(names)}


def _facet(generation: Generation, name: str, docs: Array, runs: Array) -> tuple[Count, ...]:
    """The values of a column in these docs by count, then value; `runs` has how many of the docs each run has."""
    column = generation.coded(name)
    if name in OF_PASSAGES:
        counts = generation.tally(column.codes, docs, len(column.texts))
    else:
        counts = np.bincount(column.codes, runs, minlength=len(column.texts)).astype(np.int64)
    return ordered(column.texts, counts)


def ordered(texts: Sequence[str], counts: Array) -> tuple[Count, ...]:
    """The texts, which are sorted, by count, then text; none without a count, nor the empty one."""
    held = np.flatnonzero(counts)
    held = held[np.argsort(-counts[held], kind="stable")]
    return tuple(
        Count(text, count)
        for number, count in zip(held.tolist(), counts[held].tolist(), strict=True)
        if (text := texts[number])
    )


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
