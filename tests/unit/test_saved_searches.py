"""Saved searches in a library: kept, changed, looked at, removed and brought back; backed up, and salvaged."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import DamagedLibrary, InvalidValue, NotFound
from corpus.library import Library, Wanted, backup, salvage
from corpus.library.saved import LONGEST_NAME, MOST
from search.engine import Sort
from search.results.filters import Filters
from search.results.following import asked, wanted
from search.results.values import Match, SearchRequest
from search.service import Service
from search.settings import Settings
from tests.unit.test_library import NOW, keep, note
from tests.unit.test_new_passages import counts, stored

CRANES = Wanted(
    query="remote crane",
    filters=(("show", "Quay"), ("not-speaker", ""), ("since", "2021")),
    sort="-date",
    match="all",
    vocabulary=False,
)


def test_a_search_is_kept_as_it_was_saved(tmp_path: Path) -> None:
    with Library(tmp_path / "library.sqlite", now=lambda: NOW) as library:
        saved = library.saved.save("  Remote \n cranes ", CRANES, seen=7)
        assert (saved.id, saved.name, saved.wanted, saved.seen) == (1, "Remote cranes", CRANES, 7)
        assert saved.made_at == saved.seen_at == NOW
        library.saved.save("All", Wanted(query="crane"), seen=0)
    with Library(tmp_path / "library.sqlite") as library:
        assert [each.name for each in library.saved.listed()] == ["Remote cranes", "All"]
        assert library.saved.find(1) == saved
        assert library.check(deep=True) == ()


def test_what_is_asked_for_is_the_same_after_it_was_saved() -> None:
    filters = Filters.of(lambda name: {"show": ["Quay", "A & B"], "not-speaker": [""], "until": ["2024"]}.get(name, []))
    request = SearchRequest(query="x", filters=filters, sort=Sort.DATE, match=Match.ANY, vocabulary=False)
    assert asked(wanted(request)) == request
    assert asked(wanted(SearchRequest(query="x"))) == SearchRequest(query="x")
    new = replace(request, filters=replace(filters, new="3"), sort=Sort.STORED_DESC)
    assert asked(wanted(new)) == replace(request, sort=Sort.RELEVANCE), "but for what was new"


def test_one_is_renamed_changed_and_looked_at(tmp_path: Path) -> None:
    times = iter(NOW + dt.timedelta(days=day) for day in range(9))
    with Library(tmp_path / "library.sqlite", now=lambda: next(times)) as library:
        held = library.saved
        held.save("A", CRANES, seen=1)
        held.rename(1, "B")
        held.rename(1, "b")
        assert held.find(1).name == "b"
        held.replace(1, Wanted(query="gantry"), seen=4)
        changed = held.find(1)
        assert (changed.wanted, changed.seen, changed.seen_at.day) == (Wanted(query="gantry"), 4, NOW.day + 1)
        held.see([1], 3)
        assert (held.find(1).seen, held.find(1).seen_at.day) == (4, NOW.day + 2), "and what was seen stays seen"
        held.see([1], 9)
        assert held.find(1).seen == 9


def test_what_was_removed_comes_back_and_what_was_long_ago_is_gone(tmp_path: Path) -> None:
    with Library(tmp_path / "library.sqlite") as library:
        held = library.saved
        for number in range(22):
            held.save(f"N{number}", Wanted(query=f"secret {number}"), seen=0)
            held.remove(number + 1)
        assert held.listed() == ()
        assert [each.name for each in held.removed()] == [f"N{number}" for number in range(21, 1, -1)]
        held.bring_back(22)
        assert [each.name for each in held.listed()] == ["N21"]
        assert held.listed()[0].wanted.query == "secret 21"
        for gone in (1, 22, 23):
            with pytest.raises(NotFound, match="is not there any more"):
                held.bring_back(gone)
        held.save("N20", Wanted(query="another"), seen=0)
        with pytest.raises(InvalidValue, match="“N20” already"):
            held.bring_back(21)
        assert library.check(deep=True) == ()
    with closing(sqlite3.connect(tmp_path / "library.sqlite")) as db:
        texts = [row[0] for row in db.execute("SELECT query FROM saved_searches ORDER BY id")]
    assert texts[:3] == ["", "", "secret 2"]


@pytest.mark.parametrize(
    ("name", "asks", "why"),
    [
        (" ", {}, "needs a name"),
        ("x" * (LONGEST_NAME + 1), {}, "201 characters; write at most 200"),
        ("a\x00b", {}, r"U\+0000; take it out"),
        ("TAKEN", {}, "“TAKEN” already; choose another"),
        ("A", {"query": " ", "filters": ()}, "asks for nothing"),
        ("A", {"query": "x" * 1001}, "1,001 characters"),
        ("A", {"query": "a\x07"}, r"the query has the control character U\+0007"),
        ("A", {"filters": (("show", "x" * 10_000),)}, "too long to be saved"),
        ("A", {"filters": (("show", "\udcff"),)}, r"U\+DCFF"),
    ],
)
def test_what_cannot_be_saved_is_said_and_changes_nothing(
    tmp_path: Path, name: str, asks: dict[str, object], why: str
) -> None:
    with Library(tmp_path / "library.sqlite") as library:
        library.saved.save("taken", CRANES, seen=0)
        before = library.saved.save("other", CRANES, seen=0)
        given = CRANES._replace(**asks)  # type: ignore[arg-type]
        with pytest.raises(InvalidValue, match=why):
            library.saved.save(name, given, seen=0)
        with pytest.raises(InvalidValue, match=why):
            library.saved.replace(2, given, seen=0) if asks else library.saved.rename(2, name)
        assert library.saved.listed()[1:] == (before,)


def test_there_are_no_more_than_can_be_kept(tmp_path: Path) -> None:
    with Library(tmp_path / "library.sqlite") as library:
        with library.batch():
            for number in range(MOST):
                library.saved.save(f"N{number}", CRANES, seen=0)
        with pytest.raises(InvalidValue, match="500 saved searches, and no more can be kept; remove one first"):
            library.saved.save("One more", CRANES, seen=0)
        library.saved.remove(1)
        library.saved.save("One more", CRANES, seen=0)
        with pytest.raises(InvalidValue, match="no more can be kept"):
            library.saved.bring_back(1)


def test_backups_have_them(tmp_path: Path) -> None:
    with Library(tmp_path / "library.sqlite") as library:
        keep(library, note("one"))
        kept = (library.saved.save("A", CRANES, seen=1), library.saved.save("B", Wanted(query="b"), seen=0))
        library.saved.remove(2)
        backup.backup(library, tmp_path, lambda _: "b.sqlite", files={}, progress=lambda *_: None)
    backup.restore(tmp_path / "b.sqlite", tmp_path / "new" / "l.sqlite", wanted="settings", progress=lambda *_: None)
    with Library(tmp_path / "new" / "l.sqlite") as library:
        assert library.saved.listed() == kept[:1]
        assert [each.name for each in library.saved.removed()] == ["B"]


def test_what_is_salvaged_of_them_is_new_from_then_on(tmp_path: Path) -> None:
    home = tmp_path / "new"
    with Library(tmp_path / "library.sqlite") as library:
        for text in ("one crane", "two cranes", "three cranes"):
            keep(library, note(text))
        library.saved.save("damaged", CRANES, seen=1)
        library.saved.save("Cranes", Wanted(query="crane"), seen=2)
    with closing(sqlite3.connect(tmp_path / "library.sqlite")) as db, db:
        db.execute("UPDATE saved_searches SET query = 'x' WHERE name = 'damaged'")
    salvaged = salvage.salvage(tmp_path / "library.sqlite", home / "library.sqlite")
    assert "1 row of saved_searches is not what was stored" in salvaged.gone
    assert any("which passages were new in saved searches is gone" in line for line in salvaged.gone)
    with Service.open(home, Settings()) as service:
        service.indexer.catch_up()
        assert service.library.check(deep=True) == ()
        assert counts(service) == {"Cranes": (1, 0)}
        stored(service, "four cranes", "three cranes")
        assert counts(service) == {"Cranes": (2, 1)}


def test_damage_of_them_is_said_and_never_shown(tmp_path: Path) -> None:
    with Library(tmp_path / "library.sqlite") as library:
        library.saved.save("A", CRANES, seen=0)
        library.saved.save("B", CRANES, seen=0)
        with closing(sqlite3.connect(tmp_path / "library.sqlite")) as db, db:
            db.execute("UPDATE saved_searches SET seen = 9 WHERE name = 'B'")
        with pytest.raises(DamagedLibrary, match="a row of saved_searches is damaged"):
            library.saved.listed()
        assert library.check() == ("library: a row of saved_searches is not what was stored",)
        with closing(sqlite3.connect(tmp_path / "library.sqlite")) as db, db:
            db.execute("DELETE FROM saved_searches WHERE name = 'A'")
            db.execute("UPDATE saved_searches SET seen = 0")
        with pytest.raises(DamagedLibrary, match="a saved search is lost"):
            library.saved.listed()
        assert library.check() == ("library: rows of saved_searches are lost: 1",)
