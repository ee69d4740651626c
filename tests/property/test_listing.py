"""The list is one: its pages joined are it; what is counted and which tier each hit is of, brute force says.

`CITECAST_FUZZ=100 pytest tests/property/test_listing.py` asks a hundred times as much.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from corpus.model import Hints
from search.engine import Search, Sort
from search.ingest.values import RawSource, SourceSpec
from search.query.ast import Node
from search.results import listing, ranking
from search.results.understanding import Indexed, understood
from search.results.values import Match, Scope, SearchRequest, SearchResult, Tier
from search.service import Service
from search.settings import Settings
from tests.contract.oracle import BruteForceEngine, BruteForceSnapshot
from tests.many import MANY
from tests.marks import at

WORDS = (
    "drone",
    "drones",
    "factory",
    "glide",
    "bomb",
    "yak-130",
    "hill",
    "far",
    "the",
    "of",
    "what",
    "is",
    "tank",
    "ship",
)
terms = st.sampled_from((*WORDS, '"glide bomb"', "130", "-tank", "type:note", "title:hill", "=drones", "nowhere"))
written = st.lists(terms, min_size=1, max_size=8).map(" ".join)


class Asked(NamedTuple):
    service: Service
    oracle: BruteForceSnapshot
    known: dict[Node, set[str]]

    def find(self, query: str, **how: object) -> SearchResult:
        return self.service.finder.search(SearchRequest(query=query, facets={}, **how))  # type: ignore[arg-type]

    def passages(self, tree: Node) -> set[str]:
        if tree not in self.known:
            search = Search(query=tree, limit=10_000, sort=Sort.DATE)
            self.known[tree] = {hit.passage for hit in self.oracle.search(search, deadline=float("inf")).hits}
        return self.known[tree]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    chance = random.Random(7)  # noqa: S311
    specs = []
    for number in range(60):
        texts = (" ".join(chance.choices(WORDS, k=chance.randint(1, 9))) for _ in range(chance.randint(1, 6)))
        hints = Hints(title=" ".join(chance.choices(WORDS, k=3)), type=chance.choice(["note", "report"]))
        raw = RawSource(source=f"n{number}", name=f"n{number}.txt", data="\n\n".join(texts).encode())
        specs.append(SourceSpec.at_hand(raw, hints))
    with Service.open(tmp_path_factory.mktemp("home"), Settings()) as service, pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "WINDOW", 20)  # so that pages lie in windows, across their ends and behind them
        assert all(result.document for result in service.adder.add(specs))
        service.indexer.catch_up()
        oracle = BruteForceEngine()
        with oracle.session() as session:
            for id in service.library.listed():
                session.put(service.library.document(id))
            session.commit(mark=at(1))
        yield Asked(service, oracle.snapshot(), {})


many = settings(max_examples=25 * MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def ids(found: SearchResult) -> list[tuple[str, str]]:
    return [(hit.place.passage.id, hit.tier) for hit in found.hits]


@many
@given(
    query=written, sort=st.sampled_from(Sort), match=st.sampled_from([None, *Match]), size=st.sampled_from([7, 20, 33])
)
def test_pages_joined_are_the_list(asked: Asked, query: str, sort: Sort, match: Match | None, size: int) -> None:
    whole = asked.find(query, sort=sort, match=match, limit=1000)
    assert len(whole.hits) == whole.listed
    by_cursor: list[tuple[str, str]] = []
    after = None
    while True:
        part = asked.find(query, sort=sort, match=match, limit=size, after=after)
        by_cursor += ids(part)
        assert (part.total, part.total_any, part.scope) == (whole.total, whole.total_any, whole.scope)
        assert part.diagnostics == whole.diagnostics
        if not (after := part.next):
            break
        assert part.hits
    numbers = range(1, -(-whole.listed // size) + 1)
    by_number = [
        hit for page in numbers for hit in ids(asked.find(query, sort=sort, match=match, limit=size, page=page))
    ]
    assert by_cursor == by_number == ids(whole)


@many
@given(query=written, match=st.sampled_from([None, *Match]))
def test_what_is_counted_is_the_first_tier_that_has_any(asked: Asked, query: str, match: Match | None) -> None:
    found = asked.find(query, match=match, limit=1000)
    with asked.service.engine.snapshot() as snapshot:
        found_by = understood(query, Indexed(snapshot))
    planned, sought = found_by.plan, found_by.sought
    every, either = asked.passages(sought.every), asked.passages(sought.any)
    counted = either if match is Match.ANY or (planned.several and not (every or match)) else every
    assert found.total == len(counted)
    assert found.total_any == len(either if planned.several else counted)
    assert found.scope == (Scope.PASSAGE if counted == every and match is not Match.ANY else Scope.ANY)
    listed = {hit.place.passage.id: hit for hit in found.hits}
    assert set(listed) == (counted if match or not planned.several else either)
    assert {id for id, hit in listed.items() if hit.tier is Tier.ALL} == set(listed) & every
    places = [hit.tier for hit in found.hits]
    assert match is Match.ANY or places == sorted(places)
    for hit in found.hits[::5]:
        held = {passage.id for passage in asked.service.library.document(hit.document.id).passages()}
        assert hit.document_has_all == all(held & asked.passages(word) for word in sought.words)
        assert len(hit.lacks) == sum(hit.place.passage.id not in asked.passages(word) for word in sought.words)
        assert hit.spans or not sought.words


@many
@given(query=written)
def test_by_score_each_tier_descends_and_by_date_one_is_listed(asked: Asked, query: str) -> None:
    found = asked.find(query, limit=1000)
    for tier in Tier:
        scores = [hit.score for hit in found.hits if hit.tier is tier]
        assert scores == sorted(scores, reverse=True)
    dated = asked.find(query, sort=Sort.DATE, limit=1000)
    assert len(dated.hits) == dated.total == found.total


def test_more_than_so_many_are_not_counted(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = asked.find("drone glide")
    for many, is_exact in ((whole.total_any, True), (whole.total_any - 1, False), (1, False)):
        monkeypatch.setattr(listing, "MANY", many)
        found = asked.find("drone glide")
        assert (found.total_any, found.total_any_is_exact) == (min(many, whole.total_any), is_exact)
        assert found.total == whole.total
