"""For tests of segments: one written of tokens, and one compared with them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from search.analysis import Token
from search.whoosh_engine.format import columns, container as arrays
from search.whoosh_engine.format.builder import Words, write
from search.whoosh_engine.format.schema import COLUMNS
from search.whoosh_engine.format.segment import Segment

Rows = list[list[Token]]


def read(path: Path) -> Segment:
    """The segment at a path, whatever was there before."""
    return Segment(*arrays.read(path))


def written(path: Path, documents: Mapping[str, Rows]) -> Segment:
    """The segment of the docs of these documents."""
    docs = [(id, doc) for id in sorted(documents) for doc in documents[id]]
    forms = sorted(set(chain(*(doc for _, doc in docs))))
    numbers = {token: number for number, token in enumerate(forms)}
    words = np.array([numbers[token] for _, doc in docs for token in doc], np.uint32)
    lengths = [len(doc) for _, doc in docs]
    tables: dict[str, Any] = {
        name: ([0] if kind is columns.Numbers else [""]) * len(docs) for name, kind in COLUMNS.items()
    }
    tables |= {"document": [id for id, _ in docs], "length": lengths}
    found: dict[str, arrays.Array] = {}
    for name, kind in COLUMNS.items():
        found |= columns.write(name, tables[name], kind)
    encoded = [(form.exact.encode(), form.stem.encode()) for form in forms]
    write(path, encoded, Words(words, np.array(lengths, np.int64)), found)
    return read(path)


def check(segment: Segment, docs: Sequence[Sequence[Sequence[Token]]]) -> None:
    """Compare a segment's words with those of its docs, each of which is the tokens at each position."""
    words = segment.words
    occurrences = sorted(
        (token.stem.encode(), doc, position, token.exact.encode())
        for doc, said in enumerate(docs)
        for position, tokens in enumerate(said)
        for token in tokens
    )
    assert segment.lengths.tolist() == [len(said) for said in docs]
    for field in ("exact", "stem"):
        places: dict[bytes, list[tuple[int, int]]] = defaultdict(list)
        for stem, doc, position, form in sorted(occurrences, key=lambda found: found[1:3]):
            places[form if field == "exact" else stem].append((doc, position))
        assert list(words.dictionary(field)) == sorted(places)
        for number, text in enumerate(sorted(places)):
            docs_with, often = words.counted(field, number)
            _, positions = words.occurrences(field, number)
            counts = Counter(doc for doc, _ in places[text])
            assert docs_with.tolist() == sorted(counts)
            assert often.tolist() == [counts[doc] for doc in sorted(counts)]
            assert positions.tolist() == [position for _, position in places[text]]
            assert words.frequency(field, number) == len(counts)
    form_of = {(words.stem_of[form], words.ordinal_of[form]): words.exact[form] for form in range(len(words.exact))}
    for middle in {0, len(words.stem) // 2}:
        halves = (words.span(first, last) for first, last in ((0, middle), (middle, len(words.stem))))
        assert occurrences == [
            (words.stem[stem], doc, position, form_of[stem, ordinal])
            for half in halves
            for stem, doc, position, ordinal in zip(*(part.tolist() for part in half), strict=True)
        ]
