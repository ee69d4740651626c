"""Have every kernel compiled, or loaded, before anyone waits for it."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from corpus.model import Document, Passage, Section
from search.analysis import token
from search.engine import Weighted
from search.query.ast import And, DateRange, Field, Fuzzy, Near, Node, Or, Phrase, Term, Wildcard
from search.whoosh_engine.exec.evaluate import IndexSearcher
from search.whoosh_engine.exec.rescoring import rescored
from search.whoosh_engine.format.builder import SegmentBuilder
from search.whoosh_engine.format.segment import segment_at
from search.whoosh_engine.index.reader import IndexReader
from search.whoosh_engine.kernels.compiled_executor import CompiledExecutor

_DOCS = 200


def run() -> None:
    """Search a small index of its own in every way: kernels do not depend on how large an index is."""
    with tempfile.TemporaryDirectory() as folder:
        builder = SegmentBuilder()
        builder.add(_document())
        builder.write(Path(folder) / "warm")
        segment = segment_at(Path(folder) / "warm")
        reader = IndexReader([(segment, np.arange(_DOCS) > 0)])
        searcher = IndexSearcher(reader, CompiledExecutor(reader))
        for query in _queries():
            searcher.find(query, deadline=math.inf)
        the, drones = Term(token("the")), Phrase((token("the"), token("drones")))
        rescored(reader, searcher.executor, searcher.find(the, math.inf), [Weighted(the, 1), Weighted(drones, 1)])


def _document() -> Document:
    texts = ["the drone flew" if doc % 2 else "the drones fly over a seldom seen hill" for doc in range(_DOCS)]
    passages = tuple(
        Passage(id=f"p{doc}", ordinal=doc, text=text, speaker="Ann" if doc == 1 else "Bo")
        for doc, text in enumerate(texts)
    )
    section = Section(heading="", kind="body", passages=passages)
    return Document(id="warm", version=1, type="note", title="", sections=(section,))


def _queries() -> Iterator[Node]:
    the, drone, drones = (token(word) for word in ("the", "drone", "drones"))
    phrase = Phrase((the, drones))
    yield from (Term(the), Term(drones, exact=True), phrase, Near((the, drone), 1))
    yield from (And((Term(the), Term(drone))), Or((Term(the), Term(drone))), Or((phrase, Term(drones, exact=True))))
    yield from (Wildcard("dr*"), Wildcard("?rone"), Fuzzy("dronse", 2))
    few, all_of_them = Field("speaker", tokens=(token("ann"),)), Field("section", values=("body",))
    for condition in (DateRange(None, None), few, all_of_them):
        yield And((Term(the), condition))
        yield And((phrase, condition))
