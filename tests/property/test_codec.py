"""Whoosh answers the same over our segments as over its own, whatever was written, deleted, merged and asked.

`CITECAST_FUZZ=100 pytest tests/property/test_codec.py` asks a hundred times as much.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings, strategies as st
from whoosh import query as q, scoring
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import TermInfo
from whoosh.searching import Searcher
from whoosh.util.numeric import byte_to_length, length_to_byte

from corpus.dates import PartialDate
from corpus.model import Document, Passage, Person, Section
from corpus.passages import identify
from search.analysis import tokens
from search.whoosh_engine.format.builder import SegmentBuilder
from search.whoosh_engine.format.schema import OF_DOCUMENTS, OF_PASSAGES, of_document, of_passages
from search.whoosh_engine.whoosh_codec.codec import Codec
from search.whoosh_engine.whoosh_codec.fields import whoosh_schema
from tests.property import codecs

MANY = int(os.environ.get("CITECAST_FUZZ", "1"))
few = settings(max_examples=40 * MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings(few, max_examples=1000 * MANY)

Pair = tuple[Searcher, Searcher]  # over Whoosh's own segments, and over ours
limits = st.sampled_from([1, 10, None])
names = st.sampled_from([None, "Ann Lee", "Zoë Özil"])
dates = st.none() | st.builds(PartialDate, st.integers(2019, 2022), st.integers(0, 3))


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Pair]]:
    """An index as it is after each stage of a long history."""
    folder = tmp_path_factory.mktemp("codecs")
    found: list[Pair] = []
    for name, history in codecs.long_history(seed=11, size=350, longest=40):
        for codec in (W3Codec(), Codec()):
            at = folder / type(codec).__name__
            codecs.play(at, codec, history)
            shutil.copytree(at, folder / name / at.name)
        found.append(opened(folder / name, codecs.RoundedBM25()))
    yield found
    for searcher in (searcher for posting in found for searcher in posting):
        searcher.close()


def opened(folder: Path, weighting: scoring.WeightingModel) -> Pair:
    theirs, ours = (codecs.searcher(folder / name, weighting) for name in ("W3Codec", "Codec"))
    return theirs, ours


def same(answer: codecs.Answer | str) -> Any:
    return [(doc, pytest.approx(score, rel=1e-6)) for doc, score in answer] if isinstance(answer, list) else answer


@many
@given(stage=st.integers(0, 3), query=codecs.queries, limit=limits)
def test_the_same_rows_and_scores_whatever_is_asked(
    stages: list[Pair], stage: int, query: q.Query, limit: int | None
) -> None:
    theirs, ours = stages[stage]
    try:
        expected = codecs.answer(theirs, query, limit)
    except IndexError:  # Whoosh's own matcher was asked for what is behind its last doc
        reject()
    assert codecs.answer(ours, query, limit) == same(expected)


def test_the_stages_have_blocks_to_skip_and_rows_to_leave_out(stages: list[Pair]) -> None:
    assert [len(ours.leaf_searchers()) for _, ours in stages] == [3, 4, 1, 3]
    assert [ours.reader().has_deletions() for _, ours in stages] == [False, True, False, False]
    assert all(ours.doc_frequency("exact", "the") > 2 * 128 for _, ours in stages)


@few
@given(data=st.data(), longest=st.sampled_from([10, 30]))
def test_the_same_index_whatever_was_written(data: st.DataObject, longest: int) -> None:
    history = data.draw(st.lists(codecs.changes(longest), min_size=10, max_size=60))
    # Up to 10 words Whoosh keeps the very length, so that its own BM25F can be compared.
    exact = st.sampled_from([scoring.BM25F(), scoring.TF_IDF(), scoring.Frequency()])
    weighting = data.draw(exact) if longest == 10 else codecs.RoundedBM25()
    with tempfile.TemporaryDirectory() as name:
        for codec in (W3Codec(), Codec()):
            codecs.play(Path(name) / type(codec).__name__, codec, history)
        theirs, ours = opened(Path(name), weighting)
        with theirs, ours:
            assert held(ours) == held(theirs)
            for query in data.draw(st.lists(codecs.queries, min_size=5, max_size=10)):
                assert codecs.answer(ours, query, 5) == same(codecs.answer(theirs, query, 5))


def held(searcher: Searcher) -> list[Any]:
    """All that an index holds, segment by segment: postings with their positions, what is known of terms, columns."""
    return [
        (
            [(*posting[:4], posting[4] or b"") for posting in leaf.iter_postings()],
            [(term, known(info)) for term, info in leaf],
            list(leaf.iter_docs()),
        )
        for leaf, _ in searcher.reader().leaf_readers()
    ]


def known(info: TermInfo) -> tuple[float, ...]:
    shortest, longest = (byte_to_length(length_to_byte(length)) for length in (info.min_length(), info.max_length()))
    return info.weight(), info.doc_frequency(), info.max_weight(), info.min_id(), info.max_id(), shortest, longest


texts = st.text(st.sampled_from("abAB é-.'’ \n1飛ß\u00ad"), max_size=40) | st.lists(
    st.sampled_from(codecs.WORDS), max_size=300
).map(" ".join)


@st.composite
def written(draw: st.DrawFn) -> Document:
    """A document under one of few names."""
    passages = tuple(Passage(text=text, speaker=draw(names)) for text in draw(st.lists(texts, max_size=4)))
    sections = (Section(heading="", kind="body", passages=passages),)
    id, title, show = draw(st.sampled_from("abcdé")), draw(texts), draw(names)
    people = tuple(Person(name=name) for name in draw(st.lists(names, max_size=2)) if name)
    return identify(
        Document(
            id=id, version=1, type="note", title=title, show=show, people=people, sections=sections, date=draw(dates)
        )
    )


@few
@given(documents=st.lists(written(), max_size=8))
def test_one_file_format_whoever_writes(documents: list[Document]) -> None:
    """What our builder writes and what Whoosh's writer does are the same, byte for byte."""
    builder = SegmentBuilder()
    for document in documents:
        builder.add(document)
    latest = {document.id: document for document in documents}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = builder.write(folder / "B")
        writer = FileStorage(name).create_index(whoosh_schema()).writer(codec=Codec())
        for id in sorted(latest, key=str.encode):
            whole = dict(zip(OF_DOCUMENTS, of_document(latest[id]), strict=True))
            for passage, text in of_passages(latest[id]):
                found = tokens(text)
                said = {"exact": [token.exact for token in found], "stem": [token.stem for token in found]}
                own = dict(zip(OF_PASSAGES, (*passage, len(found)), strict=True))
                writer.add_document(**said, **whole, **own)
        segment = writer.newsegment.segment_id()
        writer.commit()
        ours = {path.suffix: path.read_bytes() for path in folder.glob("B.*")}
        assert size == sum(len(list(document.passages())) for document in latest.values())
        assert {path.suffix: path.read_bytes() for path in folder.glob(f"{segment}.*")} == (ours if size else {})
