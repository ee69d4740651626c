"""The forms that begin with a text and are in most docs: few are looked at of a million that a dictionary may have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from heapq import heappop, heappush
from itertools import islice

import numpy as np

from search.analysis import Token
from search.engine import Count
from search.whoosh_engine import tuning
from search.whoosh_engine.exec.evaluate import IndexSearcher
from search.whoosh_engine.exec.executor import word
from search.whoosh_engine.format.segment import Segment
from search.whoosh_engine.format.types import DocIds
from search.whoosh_engine.index.reader import IndexReader

_AT_MOST = 500  # forms of a segment, beyond which there are only some that are about as rare


def most_frequent(searcher: IndexSearcher, text: str, most: int) -> list[Count]:
    """So many of the forms that begin with a text: by how many live docs have each, then by form.

    The threshold algorithm (Fagin, Lotem and Naor 2001): in a segment, a form that is not among its first is in no more
    docs than the last of these.
    """
    wanted = most
    while True:
        wanted *= tuning.MORE_FORMS
        firsts = [_first(segment, text.encode(), wanted) for _, segment in searcher.reader.segments()]
        others = sum(last for _, last in firsts)  # in so many docs at most is a form that is in none of them
        bounds = Counter[str]()
        for found, last in firsts:
            bounds.update({form: docs - last for form, docs in found.items()})
        counted = list(islice(_by_count(searcher, bounds, others), most))
        is_all = not others or (len(counted) == most and counted[-1].count > others)
        if is_all or wanted > _AT_MOST:
            return counted


def _first(segment: Segment, prefix: bytes, wanted: int) -> tuple[dict[str, int], int]:
    """The words of a segment that begin so and are in most docs, in how many each is, and in how many at most each of
    the others is."""
    words = segment.words
    forms = words.exact.range(prefix)
    first = max(forms.start, words.first_word)
    docs = words.exact_docs[first : forms.stop]
    order, last = np.arange(len(docs)), 0
    if len(docs) > wanted:
        order = np.argpartition(docs, -wanted)[-wanted:]
        last = int(docs[order[0]])
    found = (words.exact[number].decode() for number in (first + order).tolist())
    return dict(zip(found, docs[order].tolist(), strict=True)), last


def _by_count(searcher: IndexSearcher, bounds: Mapping[str, int], others: int) -> Iterator[Count]:
    """Forms that are in live docs, by how many, then by form; given by how many more than `others` each is in at most,
    so that no more of them are counted than must be."""
    counted: list[tuple[int, str]] = []
    for bound, form in sorted((-others - bound, form) for form, bound in bounds.items()):
        while counted and counted[0][0] < bound:
            yield _said(heappop(counted))
        if live := _live(searcher, form):
            heappush(counted, (-live, form))
    while counted:
        yield _said(heappop(counted))


def _live(searcher: IndexSearcher, form: str) -> int:
    """How many live docs have a form."""
    if searcher.reader.live is None:
        return searcher.reader.doc_freq("exact", form)
    return len(searcher.executor.term(word(Token(form, form), exact=True)).docs)


def _said(counted: tuple[int, str]) -> Count:
    return Count(counted[1], -counted[0])


def first_docs(reader: IndexReader, form: str, most: int) -> DocIds:
    """So many live docs that have a form, of the first there are: few docs are looked at of a frequent stem."""
    found: list[int] = []
    for (offset, segment), number in zip(reader.segments(), reader.place("exact", form).numbers, strict=True):
        docs = segment.words.docs(int(segment.words.stem_of[number])) if number >= 0 else np.empty(0, np.int32)
        size = tuning.FIRST_DOCS
        while len(docs) and len(found) < most:
            which, _ = segment.words.counted_in("exact", number, docs[:size])
            found += reader.living(docs[which] + np.int32(offset)).tolist()
            docs, size = docs[size:], 8 * size
    return np.array(found[:most], np.int32)
