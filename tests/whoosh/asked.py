"""What Whoosh is asked: its own query objects, drawn, and what its searcher answers."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st
from whoosh import query as q, scoring
from whoosh.index import open_dir
from whoosh.searching import Searcher
from whoosh.util.numeric import byte_to_length, length_to_byte

# Several forms of a stem, words that begin alike, words a letter or two apart, letters of several bytes.
WORDS = (
    "the", "a", "drone", "drones", "droned", "dorne", "drive", "drives", "factory", "factories", "fact", "facts",
    "iran", "glide", "gliding", "130", "s", "zurich", "война", "飛",
)  # fmt: skip
Answer = dict[str, float]


def whoosh_searcher(folder: Path, weighting: type[scoring.WeightingModel]) -> Searcher:
    """Whoosh's searcher of the index in a folder."""
    return open_dir(folder).searcher(weighting=weighting())


class RoundedBM25(scoring.WeightingModel):
    """BM25 that rounds lengths as Whoosh's own codec does and takes an average length that does not hang on it."""

    def scorer(self, searcher: Searcher, fieldname: str, text: str, qf: int = 1) -> scoring.BaseScorer:
        if not searcher.schema[fieldname].scorable:
            return scoring.WeightScorer.for_(searcher, fieldname, text)
        return _RoundedScorer(searcher, fieldname, text)


class _RoundedScorer(scoring.WeightLengthScorer):
    def __init__(self, searcher: Searcher, fieldname: str, text: str) -> None:
        self._idf = searcher.get_parent().idf(fieldname, text)
        self.setup(searcher, fieldname, text)

    def _score(self, weight: float, length: int) -> float:
        return scoring.bm25(self._idf, weight, byte_to_length(length_to_byte(length)), 12.0, 0.75, 1.2)


fields = st.sampled_from(["exact", "stem"])
said = st.sampled_from([*WORDS, *WORDS[:8] * 3, "absent"])
boosts = st.sampled_from([1.0, 1.0, 0.5, 3.0])
terms = st.builds(q.Term, fields, said, boosts)
texts = st.sampled_from(
    [("type", "note"), ("speaker", "Bo"), ("speaker", ""), ("show", "A\nShow"), ("document", "d1"), ("passage", "p7")]
).map(lambda term: q.Term(*term))
expanded = st.one_of(
    st.builds(q.Prefix, fields, st.sampled_from(["d", "dr", "fact", "x", "вой", ""])),
    st.builds(q.Prefix, fields, st.sampled_from(["d", "dr"]), constantscore=st.just(False)),
    st.builds(q.Wildcard, fields, st.sampled_from(["dr*e", "?act*", "*s", "*", "f?cts", "飛*", "[df]*s"])),
    st.builds(q.Regex, fields, st.sampled_from(["dr.*", "f(act|oo).*", "[0-9]+"])),
    st.builds(q.FuzzyTerm, fields, st.sampled_from(["drnoe", "factry", "fats", "the", "війна"]),
              maxdist=st.integers(1, 2), prefixlength=st.integers(0, 2)),
    st.builds(q.Variations, st.just("exact"), st.sampled_from(["drone", "drive"])),
    st.builds(q.TermRange, fields, said, said, st.booleans(), st.booleans()),
    st.builds(q.TermRange, fields, st.none() | said, st.none() | said, constantscore=st.just(False)),
    st.builds(q.TermRange, st.just("passage"), st.just("p2"), st.just("p4")),
    st.builds(q.Every, st.sampled_from([None, "exact", "speaker", "passage", "year"]), boosts),
)  # fmt: skip
placed = st.one_of(
    st.builds(q.Phrase, fields, st.lists(said, min_size=1, max_size=3), st.integers(1, 4), boosts),
    st.builds(q.SpanNear2, st.lists(terms, min_size=2, max_size=3), st.integers(1, 5), st.booleans()),
    st.builds(q.Ordered, st.lists(terms, min_size=2, max_size=3)),
    st.builds(q.Sequence, st.lists(terms, min_size=2, max_size=3), st.integers(1, 4), st.booleans()),
)
nested = st.recursive(
    st.one_of(terms, terms, texts, expanded, placed),
    lambda some: st.one_of(
        st.builds(q.And, st.lists(some, min_size=1, max_size=3), boosts),
        st.builds(q.Or, st.lists(some, min_size=1, max_size=4), boosts),
        st.builds(q.Or, st.lists(terms, min_size=2, max_size=4), scale=st.just(0.8)),
        st.builds(q.DisjunctionMax, st.lists(some, min_size=2, max_size=3)),
        st.builds(q.AndNot, some, some),
        st.builds(q.AndMaybe, some, some),
        st.builds(q.Require, some, some),
        st.builds(q.Otherwise, some, some),
        st.builds(q.ConstantScoreQuery, some, boosts),
        st.builds(lambda wanted, unwanted: q.And([wanted, q.Not(unwanted)]), some, some),
        st.builds(q.Not, some),
    ),
    max_leaves=6,
)
queries = st.one_of(
    *[nested] * 4,
    # These Whoosh can run alone only: it cannot estimate how much they find.
    st.builds(q.SpanNear, terms, terms, st.integers(1, 5), st.booleans()),
    st.builds(q.SpanFirst, terms, st.integers(0, 3)),
    st.builds(q.SpanOr, st.lists(terms, min_size=2, max_size=3)),
    st.builds(q.SpanNot, terms, terms),
    st.builds(q.SpanBefore, terms, terms),
    st.builds(q.SpanContains, st.builds(q.SpanNear, terms, terms, st.just(5)), terms),
    st.builds(q.SpanCondition, terms, placed),
)


def answer(searcher: Searcher, query: q.Query) -> Answer:
    """The passages that Whoosh finds, and their scores."""
    found = searcher.search(query, limit=None)
    return {searcher.stored_fields(doc)["passage"]: score for doc, score in found.items()}
