"""What queries find by the whole way of the service, judged by the verbatim texts: passages, totals, facets.

By numpy and by compiled code; both on the library of `tests/judged`.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from importlib.util import find_spec
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from corpus.dates import PartialDate
from search.engine import Sort
from search.export.formats import FORMATS
from search.export.queries import MOST, Query
from search.results.values import SearchRequest
from search.service import Service
from search.settings import Settings
from tests.golden import pages
from tests.judged import drawn, table
from tests.judged.corpus import sources
from tests.judged.judge import Judge, Row, counted, facets
from tests.many import MANY

_DRAWN = 1000 * MANY
_ROWS = {"words": table.WORDS, "forms": table.FORMS, "fields": table.FIELDS, "letters and signs": table.LETTERS}


class Judged(NamedTuple):
    """The library, and its passages by id."""

    service: Service
    rows: dict[str, Row]


@pytest.fixture(scope="module", params=["numpy", "compiled"])
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    if request.param == "compiled" and not find_spec("numba"):
        pytest.skip("the extra `fast` is not installed")
    with Service.open(tmp_path_factory.mktemp("judged"), Settings()) as service:
        assert {each.status for each in service.adder.add(sources())} == {"added"}
        service.indexer.catch_up()
        if request.param == "compiled":
            pages.compiled(service.engine)
        documents = [service.library.document(id) for id in service.library.live()]
        yield Judged(
            service,
            {
                passage.id: Row(document, section, passage)
                for document in documents
                for section in document.sections
                for passage in section.passages
            },
        )


def wrong(library: Judged, query: str, judge: Judge) -> str:
    """In what an answer differs from what is judged; empty where it does not."""
    expected = {row.passage.id: row for row in counted(judge, [*library.rows.values()])}
    result = library.service.finder.search(SearchRequest(query=query, sort=Sort.DATE, limit=1000))
    found = {hit.place.passage.id for hit in result.hits}
    if found != expected.keys():
        more, fewer = found - expected.keys(), expected.keys() - found
        texts = [library.rows[id].passage.text for id in (*sorted(more)[:2], *sorted(fewer)[:2])]
        return f"{query!r} finds {len(more)} more and {len(fewer)} fewer: {texts}"
    if (result.total, result.total_documents) != (len(expected), len({row.document.id for row in expected.values()})):
        return f"{query!r} counts {result.total} and {result.total_documents} of {len(expected)}"
    counts = {name: {each.value: each.count for each in facet.values} for name, facet in result.facets.items()}
    if counts != facets(expected.values()):
        return f"{query!r} has facets {counts}"
    best = library.service.finder.search(SearchRequest(query=query, limit=1000))
    if {hit.place.passage.id for hit in best.hits[: best.total]} != found:
        return f"{query!r} finds others by relevance"
    return ""


@pytest.mark.parametrize("kind", _ROWS)
def test_what_is_typed_finds_what_it_says(library: Judged, kind: str) -> None:
    rows = _ROWS[kind]
    assert len({query for query, _ in rows}) == len(rows)
    assert [said for query, judge in rows if (said := wrong(library, query, judge))] == []


def test_what_is_exported_is_what_is_counted(library: Judged) -> None:
    asked = [(query, judge) for kind in _ROWS for query, judge in _ROWS[kind]]
    queries = [Query(query, query) for query, _ in asked][:MOST]
    request = SearchRequest(query="")
    with library.service.exporter.of_each(queries, request, FORMATS["jsonl"]) as export:
        *rows, end = map(json.loads, b"".join(export.pieces).splitlines())
    assert end["passages"] == len(rows)
    found: dict[str, list[str]] = {query.name: [] for query in queries}
    for row in rows:
        found[row["query"]].append(row["passage"])
    with library.service.exporter.counts(queries, request) as export:
        head, *counts, _ = csv.reader(b"".join(export.pieces).decode("utf-8-sig").splitlines())
    for (query, judge), row in zip(asked, counts, strict=False):
        expected = counted(judge, [*library.rows.values()])
        days = sorted(row.document.date.first_day for row in expected if row.document.date)
        said = dict(zip(head, row, strict=True))
        assert sorted(found[query]) == sorted(row.passage.id for row in expected), query
        assert (said["passages"], said["documents"]) == (
            str(len(expected)),
            str(len({row.document.id for row in expected})),
        ), query
        told = [PartialDate.parse(said[name]).first_day for name in ("first", "last") if said[name]]
        assert told == [days[0], days[-1]] if days else not told, query


def test_there_are_enough() -> None:
    assert sum(map(len, _ROWS.values())) >= 250


def test_drawn_queries_find_what_they_say(library: Judged) -> None:
    draw = random.Random("drawn")  # noqa: S311  # nothing here is a secret
    asked = [drawn.drawn(draw) for _ in range(_DRAWN)]
    assert [said for query, judge in asked if (said := wrong(library, query, judge))][:20] == []


_SIGNS = [*'-!|&+=~*?:"“”‘’「」()[]/^\\…', "AND", "OR", "NOT", "w/5", "NEAR/3", "speaker:", "date:", "said:", "drone"]
_texts = st.text(max_size=60) | st.lists(st.sampled_from(_SIGNS) | st.text(max_size=3), max_size=20).map(" ".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=_texts)
def test_any_text_at_all_is_answered(library: Judged, text: str) -> None:
    result = library.service.finder.search(SearchRequest(query=text, limit=3))
    assert min(result.total, 3) <= len(result.hits) <= 3
