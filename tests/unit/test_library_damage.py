"""A damaged library: every question is answered with the truth, or with one line that names what is hit."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import DamagedLibrary
from corpus.library import Library
from tests.unit.test_library import keep, note


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.sqlite"


@pytest.fixture
def library(path: Path) -> Iterator[Library]:
    with Library(path) as opened:
        yield opened


def by_hand(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute(statement, values)


def test_a_passage_that_is_not_located_has_a_reason(library: Library, path: Path) -> None:
    keep(library, note("one", "two", "three"))
    whole, hit, other = (passage.id for passage in library.document("a-note").passages())
    assert library.why_not([whole, hit, other]) == {}
    by_hand(path, "UPDATE passages SET text = CAST(x'ff' AS TEXT) WHERE id = ?", hit)
    asked = [whole, "pnowhere", hit, other]
    assert list(library.located(asked)) == [whole, other]
    assert library.why_not(asked) == {"pnowhere": "missing", hit: "damaged"}
    with pytest.raises(DamagedLibrary, match="is damaged"):
        library.document("a-note")
    library.remove("a-note")
    assert library.why_not([whole]) == {whole: "missing"}
