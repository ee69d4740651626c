"""Clippings in a library: collected, ordered, noted and tagged; removed and brought back; backed up, and salvaged."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import DamagedLibrary, InvalidValue, NotFound
from corpus.library import Clip, Library, backup, salvage
from corpus.library.clippings import LONGEST_NAME, LONGEST_NOTE, MOST, MOST_LISTS
from corpus.quotation import Range
from tests.unit.test_library import NOW, keep, note

A, B, C, D = (Clip(f"p{letter}", 1) for letter in "abcd")
PART = Clip("pa", 2, Range(3, 9, "pb"))


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "library.sqlite", now=lambda: NOW)


def held(library: Library, list_id: int) -> list[Clip]:
    return [each.clip for each in library.clippings.listed(list_id)]


def test_words_are_collected_in_order_each_once(library: Library, tmp_path: Path) -> None:
    cranes = library.clippings.make("  Cranes,\n chapter two ")
    assert (cranes.id, cranes.name, cranes.owner, cranes.is_shared, cranes.size) == (
        1,
        "Cranes, chapter two",
        "local",
        False,
        0,
    )
    assert [each.clip for each in library.clippings.collect(1, [A, PART, A])] == [A, PART]
    assert [each.clip for each in library.clippings.collect(1, [B, A])] == [B]
    library.close()
    with Library(tmp_path / "library.sqlite") as again:
        assert held(again, 1) == [A, PART, B]
        assert [(each.name, each.size) for each in again.clippings.lists()] == [("Cranes, chapter two", 3)]
        assert again.check(deep=True) == ()


def test_they_are_moved_within_a_list_and_to_others(library: Library) -> None:
    clippings = library.clippings
    first, second = clippings.make("First"), clippings.make("Second")
    clippings.collect(first.id, [A, B, C])
    clippings.step(2, up=True)
    assert held(library, 1) == [B, A, C]
    clippings.step(2, up=True)
    assert held(library, 1) == [B, A, C]
    clippings.step(1, up=False)
    clippings.step(1, up=False)
    assert held(library, 1) == [B, C, A]
    clippings.move([1, 3], 1, to_top=True)
    assert held(library, 1) == [C, A, B]
    clippings.collect(second.id, [D])
    clippings.move([2, 3], 2)
    assert (held(library, 1), held(library, 2)) == ([A], [D, C, B])
    clippings.tag([1], "leases")
    clippings.note(1, " Opens the chapter. ")
    (copied,) = clippings.copy([1], 2)
    assert (copied.clip, copied.tags, copied.note) == (A, ("leases",), "Opens the chapter.")
    assert (held(library, 1), held(library, 2)) == ([A], [D, C, B, A])


def test_a_tag_is_given_to_all_and_taken_from_all_that_have_it(library: Library) -> None:
    library.clippings.make("Cranes")
    library.clippings.collect(1, [A, B])
    library.clippings.tag([1], "leases")
    library.clippings.tag([1, 2], " leases\n")
    assert [each.tags for each in library.clippings.listed(1)] == [("leases",), ("leases",)]
    library.clippings.tag([1, 2], "leases")
    assert [each.tags for each in library.clippings.listed(1)] == [(), ()]


def test_what_was_removed_comes_back_where_it_was(tmp_path: Path) -> None:
    times = iter(NOW + dt.timedelta(days=day) for day in range(1_000))
    with Library(tmp_path / "library.sqlite", now=lambda: next(times)) as library:
        clippings = library.clippings
        clippings.make("Cranes")
        clippings.collect(1, [A, B, C])
        clippings.remove([2])
        assert held(library, 1) == [A, C]
        clippings.bring_back([2])
        assert held(library, 1) == [A, B, C]
        clippings.remove_list(1)
        assert not clippings.lists()
        assert [(each.id, each.size) for each in clippings.removed_lists()] == [(1, 3)]
        with pytest.raises(NotFound, match="this list of clippings is not there any more"):
            clippings.listed(1)
        clippings.make("cranes")
        with pytest.raises(InvalidValue, match="there is a list “Cranes” already"):
            clippings.bring_back_list(1)
        clippings.rename(2, "Others")
        clippings.bring_back_list(1)
        assert held(library, 1) == [A, B, C]


def test_of_what_was_removed_long_ago_nothing_is_left(library: Library, tmp_path: Path) -> None:
    library.clippings.make("Cranes")
    library.clippings.collect(1, [Clip(f"p{number}", 1) for number in range(201)])
    library.clippings.note(1, "a secret")
    for id in range(1, 202):
        library.clippings.remove([id])
    with pytest.raises(NotFound, match="not there to be brought back"):
        library.clippings.bring_back([1])
    library.clippings.bring_back([2])
    library.close()
    assert b"a secret" not in (tmp_path / "library.sqlite").read_bytes()


def test_what_cannot_be_kept_is_refused(library: Library) -> None:
    clippings = library.clippings
    clippings.make("Cranes")
    clippings.collect(1, [A])
    for change, told in (
        (lambda: clippings.make(" "), "a list needs a name"),
        (lambda: clippings.make("x" * (LONGEST_NAME + 1)), "a list needs a name of at most 200"),
        (lambda: clippings.make("CRANES"), "there is a list “CRANES” already"),
        (lambda: clippings.note(1, "x" * (LONGEST_NOTE + 1)), "this note has 10,001 characters"),
        (lambda: clippings.tag([1], " "), "a tag has from 1 to 60 characters"),
        (
            lambda: clippings.collect(1, [Clip(f"p{n}", 1) for n in range(MOST)]),
            "a list has at most 2,000 clippings; these",
        ),
    ):
        with pytest.raises(InvalidValue, match=told):
            change()
    for change in (
        lambda: clippings.collect(9, [A]),
        lambda: clippings.rename(9, "X"),
        lambda: clippings.move([1], 9),
        lambda: clippings.note(9, "X"),
        lambda: clippings.remove([9]),
    ):
        with pytest.raises(NotFound, match="not there any more"):
            change()
    assert held(library, 1) == [A]
    for number in range(MOST_LISTS - 1):
        clippings.make(f"N{number}")
    with pytest.raises(InvalidValue, match="there are 500 lists"):
        clippings.make("One more")


def test_they_are_in_backups(library: Library, tmp_path: Path) -> None:
    keep(library, note("The mast is high."))
    library.clippings.make("Cranes")
    library.clippings.collect(1, [PART])
    library.clippings.note(1, "Opens the chapter.")
    backup.backup(library, tmp_path, lambda _: "b.sqlite", files={}, progress=lambda *_: None)
    library.close()
    backup.restore(tmp_path / "b.sqlite", tmp_path / "new" / "l.sqlite", wanted="settings", progress=lambda *_: None)
    with Library(tmp_path / "new" / "l.sqlite") as again:
        assert [(each.clip, each.note) for each in again.clippings.listed(1)] == [(PART, "Opens the chapter.")]


def test_what_is_whole_is_salvaged_also_of_a_list_that_is_lost(library: Library, tmp_path: Path) -> None:
    library.clippings.make("Lost")
    library.clippings.make("Kept")
    library.clippings.collect(1, [A, B])
    library.clippings.collect(2, [C])
    library.close()
    path = tmp_path / "library.sqlite"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE clipping_lists SET name = 'Forged' WHERE id = 1")
        db.execute("UPDATE clippings SET note = 'Forged' WHERE id = 2")
    with Library(path) as damaged:
        assert [line for line in damaged.check(deep=True) if "clipping" in line]
        with pytest.raises(DamagedLibrary):
            damaged.clippings.lists()
    salvage.salvage(path, tmp_path / "salvaged" / "library.sqlite")
    with Library(tmp_path / "salvaged" / "library.sqlite") as again:
        names = [each.name for each in again.clippings.lists()]
        assert names[0] == "Kept"
        assert names[1].startswith("Found again ")
        assert (held(again, 1), held(again, 2)) == ([C], [A])
        assert again.check(deep=True) == ()
