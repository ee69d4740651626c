"""What a search counts within any filters is what is counted passage by passage: totals, facets, what is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from corpus.library import Library, Source
from corpus.model import Reading
from search.engine import Sort
from search.fields import FACETS
from search.index_state import of_latest, of_left
from search.ingest.indexing import catch_up
from search.links import permalink
from search.query.parser import parse
from search.results.filters import NONE, Filters
from search.results.finder import Finder
from search.results.values import Match, SearchRequest
from search.settings import Settings
from search.whoosh_engine import WhooshEngine
from tests.contract.oracle import Row, matches
from tests.judged import narrowing
from tests.judged.narrowing import Chosen
from tests.property.histories import long_history

DAYS = ("", "2019", "2020-02", "mar 2021", "2021-01-15", "soon")
WORDS = ("drone", "drone factory", '"drone factory"', "drone -tank", "yak-130 OR glide", "shahed")


class Asked(NamedTuple):
    """A finder, and all passages that it may find."""

    finder: Finder
    rows: list[Row]

    def values(self, name: str) -> list[str]:
        return [*dict.fromkeys(value for row in self.rows for value in row.values(name)), NONE, "?"]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    folder: Path = tmp_path_factory.mktemp("counts")
    with Library(folder / "library.sqlite") as library:
        (_, [(documents, _)]), *_ = long_history(24)
        for document in documents:
            reading, source = Reading(document=document), Source(source=document.id, key=f"path:{document.id}")
            library.keep(reading, source=source, data=document.id.encode(), reader="r")
        latest = of_latest(library, WhooshEngine(folder / "index"))
        catch_up(latest)
        stored = [library.document(id) for id in library.live()]
        rows = [
            Row(document, section, passage, 0)
            for document in stored
            for section in document.sections
            for passage in section.passages
        ]
        left = of_left(library, WhooshEngine(folder / "index-was"))
        yield Asked(Finder(latest, left, Settings(), link=lambda *at: permalink("", *at), outlook=str), rows)


def keeps(chosen: Chosen, row: Row, *, but: str = "", undated: bool = False) -> bool:
    values = {name: value for name in FACETS for value in row.values(name)}
    return narrowing.keeps(chosen, values, row.document.date, but=but, undated=undated)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_counts_within_filters_are_those_of_every_passage_looked_at(asked: Asked, data: st.DataObject) -> None:
    some = {name: st.lists(st.sampled_from(asked.values(name)), max_size=3, unique=True) for name in FACETS}
    days = {name: st.sampled_from(DAYS).map(lambda day: [day]) for name in ("since", "until")}
    chosen: Chosen = data.draw(
        st.fixed_dictionaries({}, optional={**some, **{f"not-{name}": some[name] for name in FACETS}, **days})
    )
    words = data.draw(st.sampled_from(WORDS))
    filters = Filters.of(lambda name: chosen.get(name, []))
    request = SearchRequest(query=words, filters=filters, match=Match.ALL, limit=10)
    found = asked.finder.search(request)
    rows = [row for row in asked.rows if matches(parse(words).node, row)]
    kept = [row for row in rows if keeps(chosen, row)]
    assert (found.total, found.total_documents) == (len(kept), len({row.document.id for row in kept}))
    for name, facet in found.facets.items():
        counts = Counter(value for row in rows if keeps(chosen, row, but=name) for value in row.values(name))
        assert facet.without == counts.pop(NONE, 0)
        assert {each.value: each.count for each in facet.values} == counts
    assert found.left_out.by_filters == len(rows) - len(kept)
    assert found.left_out.undated == sum(keeps(chosen, row, undated=True) for row in rows) - len(kept)
    with asked.finder.counted(replace(request, sort=data.draw(st.sampled_from(Sort)))) as (counted,):
        hits = [hit for piece in counted.pieces(7) for hit in piece.hits]
        assert len(hits) == counted.total.passages
        assert {hit.place.passage.id for hit in hits} == {row.passage.id for row in kept}
        assert [*dict.fromkeys(hit.document.id for hit in hits)] == [each.document for each in counted.documents()]
        documents = {row.document.id: row.document for row in asked.rows}
        inside = counted.inside([each.document for each in counted.documents()])
        for document, passages in counted.documents():
            found_here = counted.of_document(document).hits
            held = [hit.place.passage.ordinal for hit in found_here]
            assert held == sorted(held)
            assert inside[document] == [hit.place.passage.id for hit in found_here]
            marks = counted.marks(documents[document], inside[document], counted.tier)
            assert marks == {hit.place.passage.id: hit.spans for hit in found_here}
            assert len(held) == passages == sum(row.document.id == document for row in kept)
        assert counted.facet("month").without == sum(row.document.date is None for row in kept)
