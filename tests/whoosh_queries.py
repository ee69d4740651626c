"""What Whoosh's own searcher makes of a query tree: queries and scores, as the executor must have them."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from whoosh import matching, query as q, scoring
from whoosh.query.compound import DefaultOr
from whoosh.query.spans import Span
from whoosh.searching import Searcher

from search.analysis import Token, tokens
from search.query.ast import (
    And,
    DateRange,
    Everything,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    StoredAfter,
    Term,
    Wildcard,
)
from search.whoosh_engine.format.schema import values
from tests.contract.oracle import distance_between, in_words


class BM25(scoring.WeightingModel):
    """BM25 (k1 1.2, b 0.75) of the very lengths; deleted docs count until they are merged away."""

    def scorer(self, searcher: Searcher, fieldname: str, text: bytes, qf: int = 1) -> scoring.BaseScorer:
        return _Scorer(searcher, fieldname, text)


class _Scorer(scoring.WeightLengthScorer):
    def __init__(self, searcher: Searcher, fieldname: str, text: bytes) -> None:
        index = searcher.get_parent()
        docs, held = index.doc_count_all(), index.doc_frequency(fieldname, text)
        self._idf = math.log(1 + (docs - held + 0.5) / (held + 0.5))
        self._average = index.avg_field_length(fieldname)
        self.setup(searcher, fieldname, text)

    def _score(self, weight: float, length: int) -> float:
        return self._idf * 2.2 * weight / (weight + 1.2 * (0.25 + 0.75 * length / self._average))


def search(searcher: Searcher, node: Node) -> dict[int, float]:
    """The docs that a query finds, and their scores."""
    return dict(searcher.search(compiled(node), limit=None).items())


def compiled(node: Node) -> q.Query:
    """The query as Whoosh's objects. A filter scores nothing, a wildcard or a similar spelling 1."""
    match node:
        case Term(token, exact):
            return q.Term(*_word(token, exact=exact))
        case Phrase(wanted, exact):
            return q.Phrase("exact" if exact else "stem", [_word(token, exact=exact)[1] for token in wanted])
        case Near(wanted, distance):
            return _Run([q.Term("stem", token.stem) for token in wanted], distance, ordered=False)
        case Wildcard(pattern):
            return _Scoring(q.Wildcard("exact", pattern), 1)
        case Fuzzy(text, edits):
            return _Scoring(Spelling("exact", text, maxdist=edits, prefixlength=0), 1)
        case And(children):
            return _and(children)
        case Or(children):
            # Of three and more, Whoosh's Or takes one that scores nothing for one that is not there.
            return DefaultOr([compiled(child) for child in children])
        case Nothing():
            return q.NullQuery
        case Not() | Everything() | Field() | DateRange() | StoredAfter():
            return _and((node,))


def _word(token: Token, *, exact: bool) -> tuple[str, str]:
    return ("exact", token.exact) if exact else ("stem", token.stem)


def _and(children: Sequence[Node]) -> q.Query:
    finding = [child for child in children if not isinstance(child, Not | Everything | Field | DateRange | StoredAfter)]
    query = q.And([compiled(child) for child in finding]) if finding else _Scoring(q.Every(), 0)
    for child in children:
        match child:
            case Not(unwanted):
                # Whoosh's AndNot misses what both have, where the other's first doc is before its own.
                query = q.Require(query, q.Not(compiled(unwanted)))
            case Field():
                name, condition = _condition(child)
                held: q.Query = _Column(name, condition)
                if name == "speaker" and child.tokens:
                    held = q.Or([held, _Column("label", condition)])
                query = q.Require(query, held)
            case StoredAfter(revision):
                query = q.Require(query, _Column("stored", lambda came, revision=revision: came > revision))
            case DateRange(first, last):
                begin, end = (day.toordinal() if day else None for day in (first, last))
                query = q.Require(query, _Column("first", lambda day, end=end: day > 0 and (not end or day <= end)))
                query = q.Require(query, _Column("last", lambda day, begin=begin: not begin or begin <= day))
    return query


def _condition(field: Field) -> tuple[str, Callable[[str], bool]]:
    """The column of a field, and which of its values have what the field asks for."""
    name, wanted = "document" if field.name == "in" else field.name, Phrase(field.tokens, exact=field.name != "title")

    def condition(text: str) -> bool:
        (held,) = values(name, [text])
        if field.values:
            return any(each.casefold() in field.values for each in held)
        return any(in_words(wanted, [[word] for word in tokens(each)]) for each in held)

    return name, condition


class _Scoring(q.ConstantScoreQuery):
    """As its base class, which makes a score of 0 one of 1."""

    def matcher(self, searcher: Searcher, context: Any = None) -> matching.Matcher:
        return matching.ConstantScoreWrapperMatcher(
            self.child.matcher(searcher, searcher.boolean_context()), self.score
        )


class _Column(q.ColumnQuery):
    """As its base class, which says nothing of how much it finds."""

    def estimate_size(self, reader: Any) -> int:
        return int(reader.doc_count_all())


class _Run(q.SpanNear2):
    """Rows with all words, each as often as it is given, within `slop` positions of the first.

    The base class goes from word to word: of three, the last may be `slop` behind the other two together, and the
    second of two equal ones may be the second of two occurrences or the first. Of two different ones it is the same.
    """

    class SpanNear2Matcher(q.SpanNear2.SpanNear2Matcher):
        def _get_spans(self) -> list[Span]:
            # Words that stand in the same places are one word.
            needed = Counter(tuple(span.start for span in matcher.spans()) for matcher in self.ms)
            runs = (Span(first, first + self.slop) for first in sorted(chain(*needed)))
            return [run for run in runs if all(_within(run, places) >= times for places, times in needed.items())]


def _within(run: Span, places: Sequence[int]) -> int:
    return bisect_right(places, run.end) - bisect_left(places, run.start)


class Spelling(q.FuzzyTerm):
    """As its base class, but a transposition is one edit, not two: optimal string alignment."""

    def _btexts(self, reader: Any) -> Iterator[bytes]:
        for word in reader.lexicon(self.fieldname):
            if distance_between(self.text, word.decode()) <= self.maxdist:
                yield word
