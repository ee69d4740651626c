"""The forms that begin with a text and are in most docs, of which a dictionary may have a million: few are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from itertools import islice

import numpy as np

from search.analysis import Token
from search.engine import Count
from search.whoosh_engine.exec.evaluate import IndexSearcher
from search.whoosh_engine.exec.executor import word
from search.whoosh_engine.format.segment import Segment

_MORE = 2  # times as many as are wanted are looked at in each segment; where these may not be all, so many times as many


def most_frequent(searcher: IndexSearcher, text: str, most: int) -> list[Count]:
    """So many of the forms that begin with a text: by how many live docs have each, then by form.

    The threshold algorithm (Fagin, Lotem and Naor 2001): a form that is among the first of no segment is in no more
    docs than the last of these of all segments together.
    """
    wanted = most
    while True:
        wanted *= _MORE
        firsts = [_first(segment, text.encode(), wanted) for _, segment in searcher.reader.segments()]
        others = sum(docs for _, docs in firsts)
        forms = {form.decode() for found, _ in firsts for form in found}
        counted = list(islice(_by_count(searcher, forms), most))
        if not others or (len(counted) == most and counted[-1].count > others):
            return counted


def _first(segment: Segment, prefix: bytes, wanted: int) -> tuple[list[bytes], int]:
    """The words of a segment that begin so and are in most docs, and in how many at most each of the others is."""
    words = segment.words
    forms = words.exact.range(prefix)
    first = max(forms.start, words.first_word)
    docs = words.exact_docs[first : forms.stop]
    if len(docs) <= wanted:
        return [words.exact[form] for form in range(first, forms.stop)], 0
    order = np.argpartition(docs, -wanted)[-wanted:]
    return [words.exact[first + at] for at in order.tolist()], int(docs[order[0]])


def _by_count(searcher: IndexSearcher, forms: Iterable[str]) -> Iterator[Count]:
    """Those of some forms that are in live docs, by how many, then by form; it counts no sooner than it must."""
    reader = searcher.reader
    counted: list[tuple[int, str]] = []
    for most, form in sorted((-reader.doc_freq("exact", form), form) for form in forms):
        while counted and counted[0][0] < most:
            yield _said(heappop(counted))
        if live := -most if reader.live is None else _live(searcher, form):
            heappush(counted, (-live, form))
    while counted:
        yield _said(heappop(counted))


def _live(searcher: IndexSearcher, form: str) -> int:
    return len(searcher.executor.term(word(Token(form, form), exact=True)).docs)


def _said(counted: tuple[int, str]) -> Count:
    return Count(counted[1], -counted[0])
