"""Have the kernels compiled, or loaded, before anyone waits for them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from search.analysis import Token
from search.query.ast import And, DateRange, Field, Fuzzy, Near, Node, Or, Phrase, Scope, Term, Wildcard
from search.whoosh_engine.execute import run
from search.whoosh_engine.generation import Generation
from search.whoosh_engine.segments.postings import Words


def warm(generation: Generation) -> None:
    """Search once in every way, with two of the most frequent words of each segment."""
    for _, segment in generation.parts():
        for query in _queries(segment.words) if len(segment.words.exact) > 1 else ():
            found = run(generation, query, Scope.PASSAGE, deadline=time.monotonic() + 60)
            generation.top(found, 1)
            generation.documents_of(found)


def _queries(words: Words) -> Iterator[Node]:
    one, two = (_token(words, form) for form in np.argsort(words.exact_rows)[-2:].tolist())
    yield from (Term(one), Term(one, exact=True), And((Term(one), Term(two))), Or((Term(one), Term(two))))
    yield from (Phrase((one, two)), Near((one, two), 1), Fuzzy(one.exact, 1))
    yield from (Wildcard(f"{one.exact[0]}*"), Wildcard(f"?{one.exact[1:]}"))
    for condition in (DateRange(None, None), Field("speaker", tokens=(one,)), Field("section", values=("body",))):
        yield And((Term(one), condition))


def _token(words: Words, form: int) -> Token:
    return Token(words.exact[form].decode(), words.stem[int(words.stem_of[form])].decode())
