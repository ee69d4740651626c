"""What is new in saved searches, by numbers of changes; narrowed to, and listed by when it came."""

from __future__ import annotations

import pytest

from corpus.errors import IndexUnusable
from search.engine import Sort
from search.results.filters import Filters
from search.results.values import Match, SearchRequest, SearchResult
from search.service import Service
from tests.unit.test_library import keep, note


def counts(service: Service) -> dict[str, tuple[int, int]]:
    """How many passages each saved search has, and how many are new."""
    return {each.saved.name: each.counts for each in service.following.listed() if each.counts}


def stored(service: Service, *texts: str, title: str = "A note", at: str = "/a.md") -> Service:
    keep(service.library, note(*texts, title=title), at=at)
    service.indexer.catch_up()
    return service


def test_new_is_what_came_since_it_was_looked_at(empty_service: Service) -> None:
    service = stored(empty_service, "a crane", "a mast")
    following = service.following
    following.save("Cranes", SearchRequest(query="crane"))
    assert counts(service) == {"Cranes": (1, 0)}
    stored(service, "two cranes", "a remote crane", title="B", at="/b.md")
    assert counts(service) == {"Cranes": (3, 2)}
    following.save("Remote", SearchRequest(query="crane remote"))
    assert counts(service) == {"Cranes": (3, 2), "Remote": (1, 0)}
    following.see([1])
    assert counts(service) == {"Cranes": (3, 0), "Remote": (1, 0)}


def test_what_was_edited_read_again_or_brought_back_is_not_new_and_what_a_newer_version_adds_is(
    empty_service: Service,
) -> None:
    service = stored(empty_service, "a crane", "a mast")
    service.following.save("Cranes", SearchRequest(query="crane"))
    service.editor.edit(["a-note"], {"title": "Edited", "show": "Quay"})
    service.editor.remove("a-note")
    service.editor.undelete("a-note")
    stored(service, "a crane", "a mast, mended")
    assert counts(service) == {"Cranes": (1, 0)}
    stored(service, "a crane", "a mast, mended", "a second crane")
    assert counts(service) == {"Cranes": (2, 1)}


def test_what_a_query_finds_only_some_of_the_words_of_is_not_new(empty_service: Service) -> None:
    service = stored(empty_service, "a crane")
    service.following.save("All", SearchRequest(query="remote crane"))
    service.following.save("Any", SearchRequest(query="remote crane", match=Match.ANY))
    stored(service, "another crane", title="B", at="/b.md")
    assert counts(service) == {"Any": (2, 1), "All": (0, 0)}


def test_what_is_not_in_the_index_yet_is_new_later(empty_service: Service) -> None:
    service = stored(empty_service, "a crane")
    keep(service.library, note("two cranes", title="B"), at="/b.md")
    service.following.save("Cranes", SearchRequest(query="crane"))
    service.following.see([1])
    service.following.see([1], 999)
    service.indexer.catch_up()
    assert counts(service) == {"Cranes": (2, 1)}


def test_only_what_was_shown_is_seen(empty_service: Service) -> None:
    service = stored(empty_service, "a mast")
    service.following.save("Cranes", SearchRequest(query="crane"))
    stored(service, "a crane", title="B", at="/b.md")
    shown = service.following.revision
    stored(service, "two cranes", title="C", at="/c.md")
    service.following.see([1], shown)
    assert counts(service) == {"Cranes": (2, 1)}


def test_filters_and_the_vocabulary_are_those_that_were_saved(empty_service: Service) -> None:
    service = stored(empty_service, "a mast")
    service.library.vocabulary.change(lambda _: "crane = gantry\n")
    only = Filters.of(lambda name: {"type": ["note"], "not-show": ["Quay"]}.get(name, []))
    service.following.save("With", SearchRequest(query="crane", filters=only))
    service.following.save("Without", SearchRequest(query="crane", vocabulary=False))
    stored(service, "a crane", "a gantry", title="B", at="/b.md")
    keep(service.library, note("a crane", title="C", show="Quay"), at="/c.md")
    service.indexer.catch_up()
    assert counts(service) == {"With": (2, 2), "Without": (2, 2)}
    service.library.vocabulary.change(lambda _: "")
    assert counts(service) == {"Without": (2, 2), "With": (1, 1)}


def test_without_an_index_they_are_listed_and_not_counted(empty_service: Service) -> None:
    service = stored(empty_service, "a crane")
    service.following.save("Cranes", SearchRequest(query="crane"))
    for path in service.index.glob("*.json"):
        path.write_bytes(b"{}")
    with Service.open(service.home, service.settings) as other:
        (only,) = other.following.listed()
        assert (only.saved.name, only.counts, only.new) == ("Cranes", None, 0)
        assert only.trouble
        with pytest.raises(IndexUnusable):
            other.following.see([1])
        assert other.following.with_new() == ()


def narrowed(service: Service, new: str) -> SearchResult:
    return service.finder.search(SearchRequest(query="crane", filters=Filters(new=new), sort=Sort.STORED_DESC))


def test_results_are_narrowed_to_what_is_new_the_last_stored_first(empty_service: Service) -> None:
    service = stored(empty_service, "a crane")
    stored(service, "b crane", title="B", at="/b.md")
    stored(service, "c crane", title="C", at="/c.md")
    result = narrowed(service, "1-2026-11-24")
    assert [hit.document.id for hit in result.hits] == ["c", "b"]
    assert result.left_out.by_filters == 1
    assert narrowed(service, "3").total == 0
    for odd in ("", "x", "1-2026-13-01", "1-", "-1", "9" * 10, "１"):
        result = narrowed(service, odd)
        assert result.total == 3
        assert ["narrows nothing" in each.message for each in result.diagnostics] == [True] * bool(odd)


def test_the_newest_of_several_searches_are_listed_once_with_the_names_of_all(empty_service: Service) -> None:
    service = stored(empty_service, "a crane", "a mast")
    stored(service, "b crane", title="B", at="/b.md")
    stored(service, "a crane", "a mast", "a mast and a crane")
    searches = [("Cranes", SearchRequest(query="crane")), ("Masts", SearchRequest(query="mast"))]
    found = service.following.newest(searches, 3)
    assert [(each.hit.place.passage.text, each.names) for each in found] == [
        ("a mast and a crane", ["Cranes", "Masts"]),
        ("b crane", ["Cranes"]),
        ("a crane", ["Cranes"]),
    ]
    assert found[0].stored > found[1].stored > found[2].stored
    first = service.library.versions("a-note")[0].added_at
    assert found[2].stored == first, "not that of the version in which it is now"
