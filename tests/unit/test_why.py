"""Why a passage is where it is: the parts of its score in words, which add up to it."""

from __future__ import annotations

import pytest

from search.engine import Sort
from search.results import ranking
from search.results.json import search_json
from search.results.values import Hit, Match, SearchRequest, Tier
from search.service import Service
from tests.unit.test_ranking import LONG, add, find


@pytest.fixture
def filled(empty_service: Service) -> Service:
    add(empty_service, "a crane stands here, and the cranes of a yard", "one rope", title="Zebra cranes")
    add(empty_service, "the glide bomb fell on a crane rope; sanctioned softwares", "other remote access contracts")
    add(empty_service, "crane software remote access and a gantry", "software access contract yard and the gantry")
    add(empty_service, *(f"so much of {n}" for n in range(20)))
    return empty_service


def told(hit: Hit) -> list[str]:
    assert hit.why
    return [words for _, words in hit.why.told]


@pytest.mark.parametrize(
    "query",
    [
        "crane",
        "the crane of the yard",
        "crane rope crane",
        "=cranes OR rope",
        '"glide bomb" fell -zebra',
        '"bomb rope"~6 type:note',
        "glide-bomb cran* softwares~ fell",
        "(crane OR rope) (yard OR bomb)",
        LONG,
        "sounds:zebra OR crane",
        "type:note",
    ],
)
@pytest.mark.parametrize("match", [None, Match.ANY])
def test_the_parts_add_up_to_the_score(filled: Service, query: str, match: Match | None) -> None:
    hits = find(filled, query, explain=True, match=match).hits
    assert hits
    for hit in hits:
        assert hit.why
        assert sum(reason.score for reason in hit.why.reasons) == pytest.approx(hit.score, rel=1e-4, abs=1e-4)
        assert all(reason.score for reason in hit.why.reasons)


def test_the_parts_are_told_in_words(filled: Service) -> None:
    (first, *_) = find(filled, "the crane of the yard", explain=True).hits
    assert told(first) == [
        "“crane”, 2 times here as crane, cranes, in 3 of 26 passages",
        "“yard”, 1 time here, in 2 of 26 passages",
        "“the”, a small word, which only adds, at 0.5 of its weight, 1 time here, in 3 of 26 passages",
        "“of”, a small word, which only adds, at 0.25 of its weight, 1 time here, in 21 of 26 passages",
        "“crane” in the title, at 0.25 of its weight",
        "“the crane” side by side, as in the query, at 0.25 of its weight, 1 time here, in 1 of 26 passages",
        "“crane of” side by side, as in the query, at 0.25 of its weight, 1 time here, in 1 of 26 passages",
    ]


def test_a_name_that_is_misheard_is_told_as_a_sound(empty_service: Service) -> None:
    add(empty_service, "Derbakova", "Gerbakova", "Deri Bakova", *(f"so much of {n}" for n in range(20)))
    hits = find(empty_service, "sounds:derbakova", explain=True).hits
    for hit in hits:
        assert hit.why
        assert hit.why.score == pytest.approx(hit.score, rel=1e-4)
    assert [told(hit)[0].partition(",")[0] for hit in hits] == ["a name that sounds like “derbakova”"] * 3
    assert "at 3 of its weight" in told(hits[0])[0]


def test_behind_the_window_nothing_is_added(filled: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "WINDOW", 1)
    hits = find(filled, "the crane", explain=True).hits
    kinds = [{reason.kind for reason in hit.why.reasons} for hit in hits if hit.why]
    assert "function word" in kinds[0] or "title" in kinds[0]
    assert all(each == {"word"} for each in kinds[1:])
    assert len(kinds) == len(hits) == 3


def test_only_what_is_asked_for_is_told(filled: Service) -> None:
    assert all(hit.why is None for hit in find(filled, "crane").hits)
    assert all(hit.why is None for hit in find(filled, "crane", explain=True, sort=Sort.DATE).hits)
    assert "explain" not in search_json(find(filled, "crane"))["hits"][0]
    _, second, *_ = find(filled, "crane").hits
    only = find(filled, "crane", explain=second.place.passage.id).hits
    assert [bool(hit.why) for hit in only] == [False, True, False]
    shown = search_json(find(filled, "crane", explain=True))["hits"][0]
    assert sum(part["score"] for part in shown["explain"]["parts"]) == pytest.approx(shown["score"], abs=1e-3)
    assert shown["explain"]["passages"] == 26


def test_in_the_second_tier_too_the_sum_is_the_score(filled: Service) -> None:
    found = filled.finder.search(SearchRequest(query="glide crane gantry", explain=True))
    below = [hit for hit in found.hits if hit.tier is Tier.SOME]
    assert below
    assert all(hit.why and hit.why.score == pytest.approx(hit.score, rel=1e-4) for hit in below)


def test_what_means_the_same_is_told_as_what_it_is(filled: Service) -> None:
    filled.library.vocabulary.change(lambda _: "zeppelin = glide-bomb = crane\n")
    found = find(filled, "zeppelin", explain=True)
    parts = {(reason.kind, reason.text) for hit in found.hits if hit.why for reason in hit.why.reasons}
    assert ("row", "glide-bomb") in parts
    assert ("word", "crane") in parts
    for hit in found.hits:
        assert hit.why
        assert hit.why.score == pytest.approx(hit.score, rel=1e-4)
