"""The executor and Whoosh's own searcher on an index of so many docs that their numbers take more than 16 bits."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import numpy as np
import pytest

from corpus.model import Document, Passage, Section
from search.analysis import tokens
from search.query.ast import Near, Node
from search.query.parser import parse
from search.whoosh_engine import WhooshEngine
from search.whoosh_engine.exec.evaluate import IndexSearcher
from tests import whoosh_queries
from tests.property.histories import fill
from tests.property.stages import KINDS, Stage, opened

WORDS = ["often", "middling", "seldom", "rare"]
OFTEN = [1, 1 / 50, 1 / 2000, 1 / 20_000]  # in the share of docs


def document(id: str, docs: int, longest: int = 4) -> Document:
    """Passages of a few words each, some with one that no other document has, and in the middle a long one."""
    chance = random.Random(id)  # noqa: S311
    texts = [" ".join(chance.choices(WORDS, OFTEN, k=chance.randint(0, 4))) for _ in range(docs)]
    texts[::50] = [f"{text} only{id}" for text in texts[::50]]
    texts[docs // 2] = "rare seldom " + "middling " * (longest - 4) + "seldom rare"
    passages = tuple(Passage(id=f"{id}{at}", ordinal=at, text=text) for at, text in enumerate(texts))
    sections = (Section(heading="", kind="body", passages=passages),)
    return Document(id=id, version=1, type="note", title=id, sections=sections)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Two segments, the first of three blocks of docs, of which some at either end and in the middle are deleted."""
    folder = tmp_path_factory.mktemp("large")
    sizes = {"a": 7, "b": 65_437, "c": 150, "d": 900, "e": 65_536, "f": 5}
    large = [document(id, docs) for id, docs in sizes.items()]
    fill(WhooshEngine(folder), [(large, ()), ([document("g", 5000, 65_535)], ("a", "c", "f"))])
    found = opened(folder)
    with found.searcher:
        yield found


@pytest.fixture(scope="module", params=KINDS)
def searcher(request: pytest.FixtureRequest, stage: Stage) -> IndexSearcher:
    return stage.asked(kind=request.param)


def test_keys_take_64_bits(searcher: IndexSearcher) -> None:
    assert searcher.reader.size > 131_072
    assert searcher.reader.position_bits == 16
    keys = searcher.reader.positions("exact", "often")
    assert keys.dtype == np.uint64
    assert keys[-1] > 1 << 32
    assert (np.diff(keys.astype(np.int64)) > 0).all()


@pytest.mark.parametrize("query", [
    "rare", "seldom", "often", "rare seldom", "rare OR seldom", "often rare", "seldom NOT often", "often NOT in:b",
    '"rare seldom"', '"seldom rare"', '"often middling often"', '"rare often"~3',
    '"middling middling middling middling"~9', "ra*", "seldon~", "se?dom OR in:g", "(rare OR seldom) (often OR in:e)",
    "rare OR (onlyb onlyd)", "rare OR (onlye onlyg)", "onlyb often", "onlyd middling",
    Near(tuple(tokens("seldom rare seldom")), 65_533),
])  # fmt: skip
def test_the_same_rows_and_scores(stage: Stage, searcher: IndexSearcher, query: str | Node) -> None:
    node = parse(query).node if isinstance(query, str) else query
    expected = whoosh_queries.search(stage.searcher, node)
    found = searcher.find(node, deadline=time.monotonic() + 60)
    assert expected
    assert found.docs.tolist() == sorted(expected)
    assert found.scores.tolist() == pytest.approx([expected[doc] for doc in sorted(expected)], rel=1e-5)
