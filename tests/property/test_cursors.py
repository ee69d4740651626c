"""Whatever stands where a cursor should: a page of hits, or one clear line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings, strategies as st

from corpus.errors import InvalidValue
from corpus.model import Document, Passage, Section
from search.engine import Sort
from search.whoosh_engine import WhooshEngine
from search.whoosh_engine.engine import WhooshSnapshot
from tests.asking import ask
from tests.property.histories import fill


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshSnapshot]:
    folder: Path = tmp_path_factory.mktemp("index")
    passages = tuple(Passage(id=f"p{at}", ordinal=at, text="word " * (at + 1)) for at in range(5))
    sections = (Section(heading="", kind="body", passages=passages),)
    document = Document(id="d", version=1, type="note", title="d", sections=sections)
    fill(WhooshEngine(folder), [([document], ())])
    with WhooshEngine(folder).snapshot() as opened:
        yield opened


plain = st.builds(
    lambda *parts: " ".join(map(str, parts)).encode().hex(),
    st.sampled_from(Sort),
    st.floats() | st.integers() | st.sampled_from(["1e999", "-1e300", "nan", "9" * 5000, "", "x"]),
    st.integers() | st.sampled_from([2**31, 2**63, 2**64, -(2**70), "9" * 5000, "1.5", ""]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=9),
)


@settings(max_examples=800, deadline=None)
@given(after=st.text() | st.binary().map(bytes.hex) | plain, sort=st.sampled_from(Sort))
@example(after=b"date 1.0 99999999999999999999 d".hex(), sort=Sort.DATE)
@example(after=b"relevance nan 1 d".hex(), sort=Sort.RELEVANCE)
def test_any_cursor_is_a_page_or_refused(snapshot: WhooshSnapshot, after: str, sort: Sort) -> None:
    with suppress(InvalidValue):
        assert len(ask(snapshot, "word", sort=sort, after=after).hits) <= 5
