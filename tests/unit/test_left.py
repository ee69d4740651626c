"""Texts that left: what an earlier version had and the latest has not, and between which readings it was there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.corrections import Meant
from corpus.errors import DamagedLibrary
from corpus.library import Library
from corpus.model import Reading
from tests.unit.test_corrections import keep as keep_talk, talk
from tests.unit.test_library import keep, note, texts
from tests.unit.test_library_damage import by_hand

MAY = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


class Clock:
    """A clock that is a day further on with each look."""

    def __init__(self) -> None:
        self.now = MAY

    def __call__(self) -> dt.datetime:
        now, self.now = self.now, self.now + dt.timedelta(days=1)
        return now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.sqlite"


@pytest.fixture
def library(path: Path) -> Iterator[Library]:
    with Library(path, now=Clock()) as opened:
        yield opened


def left(library: Library, id: str = "a-note") -> list[tuple[int, str, list[str]]]:
    """The versions that were the last to have passages, with their titles and these."""
    return [(each.version, each.title, texts(each)) for each, *_ in library.left.outlines(id)]


def id_of(library: Library, text: str, version: int | None = None, id: str = "a-note") -> str:
    return next(each.id for each in library.document(id, version).passages() if each.text == text)


def days(library: Library, id: str) -> tuple[int | None, ...]:
    """The days of May before and on which a passage appeared, was last seen, and was gone."""
    seen = library.left.seen(id)
    assert seen
    return tuple(each.added_at.day if each else None for each in seen)


def test_what_left_is_as_the_last_version_that_had_it(library: Library) -> None:
    keep(library, note("one", "two", "three", show="First"))
    assert left(library) == []
    keep(library, note("one", "two", "four", show="Second"))
    keep(library, note("one", "five", show="Third"))
    assert [(version, said) for version, _, said in left(library)] == [(1, ["three"]), (2, ["two", "four"])]
    assert [each.show for each, *_ in library.left.outlines("a-note")] == ["First", "Second"]
    assert library.left.passage_count() == 3
    located = library.left.located([id_of(library, "two", 1), id_of(library, "one"), "pnone"])
    assert [(each.document.version, each.document.show, each.passage.text) for each in located.values()] == [
        (2, "Second", "two")
    ]


def test_what_came_back_did_not_leave(library: Library) -> None:
    keep(library, note("one", "two"))
    two = id_of(library, "two")
    keep(library, note("one"))
    assert days(library, two) == (None, 1, 1, 2)
    keep(library, note("one", "two"), data=b"again")
    assert left(library) == []
    assert library.left.passage_count() == 0
    assert library.left.located([two]) == {}
    assert library.left.why_not([two]) == {two: "missing"}
    assert days(library, two) == (None, 1, 3, None)
    keep(library, note("one"), data=b"and gone again")
    assert left(library) == [(3, "A note", ["two"])]
    assert days(library, two) == (None, 1, 3, 4)


def test_an_edit_is_no_reading(library: Library) -> None:
    keep(library, note("one"))  # on 1 May
    library.edit(["a-note"], {"title": "Before"})
    keep(library, note("one", "two"))
    library.edit(["a-note"], {"show": "Coast Hours"})
    keep(library, note("one"), data=b"gone")
    assert left(library) == [(4, "Before", ["two"])]
    assert days(library, id_of(library, "two", 3)) == (1, 3, 3, 5)


def test_what_is_only_read_otherwise_is_told_from_what_its_source_lost(library: Library) -> None:
    keep(library, note("one", "two"))
    two = id_of(library, "two")
    library.reread(library.stored("a-note"), Reading(document=note("one")), reader="r2")
    seen = library.left.seen(two)
    assert seen
    assert seen.gone
    assert seen.gone.because == "reader"
    keep(library, note("one", "two", "three"), data=b"another")
    assert days(library, two) == (None, 1, 3, None)


def test_who_is_meant_now_is_meant_in_what_left(library: Library) -> None:
    id = keep_talk(library, talk(("HOST", "Good morning."), ("HOST", "And good night."))).document
    keep_talk(library, talk(("HOST", "Good morning.")))
    library.names.correct(["HOST"], Meant(name="Odile Brandt"))
    ((document, *_),) = library.left.outlines(id)
    assert [(each.text, each.speaker, each.person) for each in document.passages()] == [
        ("And good night.", "HOST", "Odile Brandt")
    ]


def test_of_removed_and_purged_documents_nothing_is_found(library: Library) -> None:
    keep(library, note("one", "two"))
    keep(library, note("one"))
    two = id_of(library, "two", 1)
    library.remove("a-note")
    assert library.left.located([two]) == {}
    assert library.left.passage_count() == 0
    assert days(library, two) == (None, 1, 1, 2)
    library.undelete("a-note")
    assert library.left.located([two]).keys() == {two}
    library.remove("a-note", purge=True)
    assert library.left.located([two]) == {}
    assert library.left.seen(two) is None
    assert list(library.left.versions("a-note")) == []
    assert library.left.outlines("a-note") == ()


def test_damage_is_told_and_the_others_are_there(library: Library, path: Path) -> None:
    keep(library, note("one", "two", "three"))
    keep(library, note("one"))
    two, three = (id_of(library, text, 1) for text in ("two", "three"))
    by_hand(path, "UPDATE passages SET text = 'A lie.' WHERE text = 'two'")
    assert library.left.located([two, three]).keys() == {three}
    assert library.left.why_not([two, three]) == {two: "damaged"}
    with pytest.raises(DamagedLibrary):
        library.left.outlines("a-note")
    with pytest.raises(DamagedLibrary):
        library.left.seen(two)
