"""The first page of what frequent words find is the same, whichever docs are not scored on the way to it."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from corpus.dates import PartialDate
from corpus.model import Document, Passage, Section
from search.analysis import tokens
from search.fields import FACETS
from search.query.ast import And, DateRange, Node, Or, Term
from search.whoosh_engine.engine import WhooshSnapshot
from search.whoosh_engine.exec.numpy_executor import NumpyExecutor
from search.whoosh_engine.format.builder import SegmentBuilder
from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.segment import Segment, segment_at
from search.whoosh_engine.kernels.compiled_executor import CompiledExecutor
from tests.asking import ask
from tests.many import MANY
from tests.marks import at
from tests.property.stages import limited, limits, searcher

# From one in two docs or so to one in hundreds: bits, lists of halves, of whole numbers, all of them.
WORDS = [f"{name}{form}" for name in ("alp", "bet", "gam", "delt", "eps", "zet", "et", "thet") for form in ("a", "as")]
OFTEN = [1 / (1 + rank) ** 1.7 for rank in range(len(WORDS))]
DAY = dt.date(2020, 1, 1)


def document(id: str, chance: random.Random) -> Document:
    """Passages of no word to many, some with one word again and again."""
    texts = []
    for _ in range(chance.choice((1, 5, 150, 700, 3000))):
        words = chance.choices(WORDS, OFTEN, k=chance.choice((0, 1, 2, 3, 8, 20, 60)))
        texts.append(" ".join(words + chance.choices(WORDS, OFTEN) * chance.choice((0, 0, 0, 5, 300))))
    passages = tuple(Passage(id=f"{id}-{at}", ordinal=at, text=text) for at, text in enumerate(texts))
    date = PartialDate.parse((DAY + dt.timedelta(days=chance.randrange(20))).isoformat())
    section = Section(heading="", kind="body", passages=passages)
    return Document(id=id, version=1, type="note", title=id, date=date, sections=(section,))


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Segment, Array]]:
    """Four segments whose documents are not in order, of one of which some docs are deleted, and one in three."""
    chance = random.Random(7)  # noqa: S311
    names = [f"d{number:02}" for number in range(60)]
    chance.shuffle(names)
    made = []
    for part in range(4):
        builder = SegmentBuilder()
        for name in names[part::4]:
            builder.add(document(name, chance))
        path = tmp_path_factory.mktemp("best") / "S"
        size = builder.write(path)
        live = np.ones(size, bool)
        if part == 2:
            live[size // 3 : size // 2] = live[::3] = False
        made.append((segment_at(path), live))
    return made


word = st.builds(
    lambda text, exact: Term(tokens(text)[0], exact=exact),
    st.sampled_from(WORDS),
    st.sampled_from([False] * 9 + [True]),
)
some = st.lists(word, min_size=1, max_size=8)
days = st.builds(
    lambda first, more: DateRange(DAY + dt.timedelta(days=first), DAY + dt.timedelta(days=first + more)),
    st.integers(0, 19), st.integers(0, 9),
)  # fmt: skip
queries = st.one_of(
    word,
    some.map(lambda terms: Or(tuple(terms))),
    some.map(lambda terms: And(tuple(terms))),
    st.builds(lambda terms, day: And((*terms, day)), some, days),
)


@settings(max_examples=300 * MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    which=st.sets(st.integers(0, 3), min_size=1),
    limits=limits,
    asked=st.lists(st.tuples(queries, st.sampled_from([0, 1, 2, 3, 10, 100, 5000])), min_size=3, max_size=8),
)
def test_the_same_first_page(
    parts: list[tuple[Segment, Array]], which: set[int], limits: dict[str, int], asked: list[tuple[Node, int]]
) -> None:
    held = [parts[number] for number in which]
    with limited(limits):
        plain, compiled = searcher(held, NumpyExecutor), searcher(held, CompiledExecutor)
        with WhooshSnapshot(plain, at(1)) as one, WhooshSnapshot(compiled, at(1)) as other:
            for query, limit in asked:
                for facets in ((), FACETS):
                    pages = [ask(each, query, limit=limit, facets=facets, seconds=60) for each in (one, other)]
                    assert pages[0] == pages[1]
