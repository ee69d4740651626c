"""Histories of an index and queries, for two codecs: what is written, how it is scored, what is asked."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from whoosh import query as q, scoring
from whoosh.codec.base import Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.searching import Searcher
from whoosh.util.numeric import byte_to_length, length_to_byte

from search.whoosh_engine.whoosh_codec.fields import whoosh_schema

# Several forms of a stem, words that begin alike, words a letter or two apart, letters of several bytes.
FORMS = {
    "the": "the", "a": "a", "drone": "drone", "drones": "drone", "droned": "drone", "dorne": "dorn", "drive": "drive",
    "drives": "drive", "factory": "factori", "factories": "factori", "fact": "fact", "facts": "fact", "iran": "iran",
    "glide": "glide", "gliding": "glide", "130": "130", "s": "s", "zurich": "zurich", "война": "война", "飛": "飛",
}  # fmt: skip
WORDS = tuple(FORMS)
COMMON = [1 / (rank + 1) for rank in range(len(WORDS))]
TEXTS = {"type": ("note", "report"), "speaker": ("", "Ann Lee", "Bo", "Zoë"), "show": ("", "A\nShow"), "lang": ("en",)}
PASSAGES = tuple(f"p{number}" for number in range(60))

Document = dict[str, Any]
Change = tuple[str, Any]  # ("add" or "update", Document), ("delete", a term), ("commit", how segments are merged)
Answer = list[tuple[int, float]]


def document(passage: str, said: Sequence[str], draw: Callable[[Sequence[Any]], Any]) -> Document:
    """The fields of a passage; `draw` picks one of several values."""
    doc = dict(
        passage=passage,
        document=f"d{draw(range(6))}",
        ordinal=draw(range(300)),
        section="body",
        label=draw(("", "BO")),
        year=draw(("", "2019", "2020")),
        title=draw(("", "Drones", "The war — войны")),
        person=draw(("[]", '["Ann Lee", "Bo"]')),
        first=draw((0, 737_000, 738_000)),
        last=draw((0, 738_000)),
        length=len(said),
        **{name: draw(values) for name, values in TEXTS.items()},
    )
    return {"exact": list(said), "stem": [FORMS[word] for word in said], **doc}


@st.composite
def documents(draw: st.DrawFn, longest: int) -> Document:
    said = draw(st.lists(st.sampled_from(WORDS), max_size=longest))
    return document(draw(st.sampled_from(PASSAGES)), said, lambda values: draw(st.sampled_from(values)))


def changes(longest: int) -> st.SearchStrategy[Change]:
    """What may happen to an index of passages of at most so many words."""
    found = documents(longest)
    return st.one_of(
        found.map(lambda document: ("add", document)),
        found.map(lambda document: ("add", document)),
        found.map(lambda document: ("update", document)),
        st.sampled_from(PASSAGES).map(lambda passage: ("delete", ("passage", passage))),
        st.sampled_from("012345").map(lambda number: ("delete", ("document", f"d{number}"))),
        st.sampled_from(WORDS).map(lambda word: ("delete", ("exact", word))),
        st.sampled_from(["apart", "small", "all"]).map(lambda how: ("commit", how)),
    )


def long_history(seed: int, size: int, longest: int) -> Iterator[tuple[str, list[Change]]]:
    """Stages of an index of some hundreds of passages, so that a word fills several blocks of postings."""
    chance = random.Random(seed)  # noqa: S311

    def fresh(number: int) -> Document:
        said = chance.choices(WORDS, COMMON, k=chance.randint(0, longest))
        return document(f"p{number}", said, chance.choice)

    numbers = iter(range(10_000))
    segments = [[("add", fresh(next(numbers))) for _ in range(size // part)] for part in (1, 2, 3)]
    yield "segments", [change for segment in segments for change in (*segment, ("commit", "apart"))]
    gone = [("delete", ("passage", f"p{number}")) for number in chance.sample(range(size), size // 5)]
    changed = [("update", fresh(number)) for number in chance.sample(range(size), size // 10)]
    yield "deletions", [*gone, ("delete", ("exact", "飛")), ("commit", "apart"), *changed, ("commit", "apart")]
    yield "merged", [("commit", "all")]
    yield "small", [c for _ in range(7) for c in (("add", fresh(next(numbers))), ("commit", "small"))]


def play(folder: Path, codec: Codec, history: Sequence[Change]) -> None:
    """Make these changes to the index in a folder."""
    folder.mkdir(exist_ok=True)
    files = FileStorage(str(folder))
    index = files.open_index(schema=whoosh_schema()) if files.index_exists() else files.create_index(whoosh_schema())
    writer = index.writer(codec=codec)
    for kind, change in history:
        if kind == "add":
            writer.add_document(**change)
        elif kind == "update":
            writer.update_document(**change)
        elif kind == "delete":
            writer.delete_by_term(*change)
        else:
            writer.commit(optimize=change == "all", merge=change == "small")
            writer = index.writer(codec=codec)
    writer.commit(merge=False)


def searcher(folder: Path, weighting: scoring.WeightingModel) -> Searcher:
    return FileIndex(FileStorage(str(folder)), whoosh_schema()).searcher(weighting=weighting)


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


def answer(searcher: Searcher, query: q.Query, limit: int | None) -> Answer | str:
    """The docs that Whoosh finds, best first, and their scores."""
    try:
        return list(searcher.search(query, limit=limit).items())
    except AssertionError:
        return "a Require that skips blocks: Whoosh falls over it"
