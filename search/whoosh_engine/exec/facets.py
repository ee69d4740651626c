"""How many of the docs found have each value: facets, documents, words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np

from search.engine import Count
from search.whoosh_engine.exec.executor import Executor
from search.whoosh_engine.format.schema import OF_PASSAGES
from search.whoosh_engine.format.types import Counts, DocIds
from search.whoosh_engine.index.reader import IndexReader


def facets(
    reader: IndexReader, executor: Executor, names: Collection[str], docs: DocIds, parents: Counts
) -> dict[str, tuple[Count, ...]]:
    """The facets of the docs found, by name; `parents` has how many of the docs each parent has."""
    found = {}
    for name in sorted(names):
        column = reader.column(name)
        if name in OF_PASSAGES:
            counts = executor.tally(column.ordinals, docs, len(column.texts))
        else:
            counts = np.bincount(column.ordinals, parents, minlength=len(column.texts)).astype(np.int64)
        found[name] = ordered(column.texts, counts)
    return found


def ordered(texts: Sequence[str], counts: Counts) -> tuple[Count, ...]:
    """The texts, which are sorted, by count, then text; none without a count, nor the empty one."""
    held = np.flatnonzero(counts)
    held = held[np.argsort(-counts[held], kind="stable")]
    return tuple(
        Count(text, count)
        for number, count in zip(held.tolist(), counts[held].tolist(), strict=True)
        if (text := texts[number])
    )


def words(reader: IndexReader, prefix: str, limit: int) -> tuple[Count, ...]:
    """The exact forms with a prefix, the most frequent first; deleted docs count until they are merged away."""
    totals: Counter[bytes] = Counter()
    for _, segment in reader.segments():
        dictionary = segment.words.exact
        within = dictionary.range(prefix.encode())
        docs = segment.words.exact_docs[within.start : within.stop]
        # Of more than `limit` equally frequent ones, those that come first.
        most = np.argsort(-docs.astype(np.int64), kind="stable")[: None if len(reader) > 1 else limit]
        totals.update({dictionary[within.start + at]: int(docs[at]) for at in most.tolist()})
    best = sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:limit]
    return tuple(Count(text.decode(), count) for text, count in best)
