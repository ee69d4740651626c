"""The nearest wording to a phrase that is nowhere: in other forms, near each other, or most of it; never counted."""

from __future__ import annotations

import pytest

from search.results.filters import Filters
from search.results.json import search_json
from search.results.values import How, Nearest, SearchRequest
from search.service import Service
from tests.unit.test_ranking import add

TEXTS = (
    "They opened sources of uranium foundations.",
    "The crane that lifts the longest ropes of the yard was sold to a harbour.",
    "A rope is sold; the crane at the yard stays.",
    "Whoever had the key had the terminal for one more week, and the harbour with it.",
    "Nothing of this kind is here.",
)


@pytest.fixture
def filled(empty_service: Service) -> Service:
    add(empty_service, *TEXTS)
    return empty_service


def nearest(service: Service, query: str, **how: object) -> tuple[Nearest, ...]:
    result = service.finder.search(SearchRequest(query=query, nearest=True, **how))  # type: ignore[arg-type]
    assert result.nearest is not None
    return result.nearest


def texts(nearest: Nearest) -> list[str]:
    return [hit.place.passage.text for hit in nearest.hits]


def marked(nearest: Nearest) -> list[str]:
    (hit,) = nearest.hits
    return [hit.place.passage.text[start:end] for start, end in hit.spans]


@pytest.mark.parametrize(
    ("query", "how", "at", "marks"),
    [
        ('"open source"', How.INFLECTED, 0, ["opened sources"]),
        ('"lift longest rope"', How.NEAR, 1, ["lifts", "longest", "ropes"]),
        ('"the crane of the longest yard ropes"', How.NEAR, 1, None),
        ('"whoever has the key has the terminal"', How.MOST, 3, None),
        ('"zeppelin key terminal"', How.MOST, 3, ["key", "terminal"]),
    ],
)
def test_the_nearest_wording_is_shown(filled: Service, query: str, how: How, at: int, marks: list[str] | None) -> None:
    (found,) = nearest(filled, query)
    assert (found.how, found.phrase) == (how, query.strip('"'))
    assert texts(found) == [TEXTS[at]]
    assert marks is None or marked(found) == marks


def test_nothing_is_counted_and_nobody_gets_it_unasked(filled: Service) -> None:
    asked = filled.finder.search(SearchRequest(query='"open source"', nearest=True))
    assert (asked.total, asked.total_any, asked.listed, asked.hits) == (0, 0, 0, ())
    unasked = filled.finder.search(SearchRequest(query='"open source"'))
    assert unasked.nearest is None
    assert "nearest" not in search_json(unasked)
    (shown,) = search_json(asked)["nearest"]
    assert (shown["phrase"], shown["how"], len(shown["hits"])) == ("open source", "inflected", 1)


def test_a_phrase_of_a_larger_query_is_told_from_others(filled: Service) -> None:
    (found,) = nearest(filled, '"open source" harbour "the crane"')
    assert (found.phrase, texts(found)) == ("open source", [TEXTS[0]])
    assert [each.phrase for each in nearest(filled, '"open source" "ropes sold"')] == ["open source", "ropes sold"]


def test_what_else_is_asked_of_passages_is_asked_of_these(filled: Service) -> None:
    assert not nearest(filled, '"open source" type:report')
    assert not nearest(filled, '"open source" -uranium')
    assert not nearest(filled, '"open source"', filters=Filters({"type": ("report",)}))
    assert nearest(filled, '"open source"', filters=Filters({"type": ("note",)}))


@pytest.mark.parametrize("query", ['"the crane"', "crane rope", '"zeppelin balloon"', '"open source" OR crane'])
def test_there_is_none_to_what_is_somewhere_or_too_far(filled: Service, query: str) -> None:
    assert not nearest(filled, query)
