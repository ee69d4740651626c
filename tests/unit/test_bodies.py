"""Versions of a document that have the same passages share them; each is told apart, purged and checked as before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import DamagedLibrary, Gone
from corpus.library import Library
from corpus.library.salvage import salvage
from tests.unit.test_library import keep, note, texts
from tests.unit.test_library_damage import by_hand

SPEECH = " ".join(f"The keeper of tower {number} wrote down the fog, the wind and the ships." for number in range(9))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.sqlite"


@pytest.fixture
def library(path: Path) -> Iterator[Library]:
    with Library(path) as opened:
        yield opened


def count(path: Path, what: str) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute(f"SELECT count(*) FROM {what}").fetchone()[0])  # noqa: S608  # the names below


def test_an_edit_writes_no_passage_and_both_versions_have_them_all(library: Library, path: Path) -> None:
    keep(library, note(SPEECH, "two"))
    before = list(library.document("a-note").passages())
    library.edit(["a-note"], {"title": "Better"})
    library.edit(["a-note"], {"show": "Coast Hours"})
    assert count(path, "passages") == 2
    assert [library.document("a-note", version).title for version in (1, 2, 3)] == ["A note", "Better", "Better"]
    for version in (1, 2, 3):
        assert list(library.document("a-note", version).passages()) == before
        assert library.passage(before[0].id, version).state == "current"
    assert library.located([before[0].id])[before[0].id].document.version == 3
    assert library.check(deep=True) == ()


def test_what_is_read_again_with_the_same_text_shares_it_and_another_text_does_not(
    library: Library, path: Path
) -> None:
    keep(library, note(SPEECH, "two"))
    keep(library, note(SPEECH, "two", title="Another"), data=b"other bytes")
    assert (library.document("a-note").title, library.document("a-note").version) == ("Another", 2)
    assert count(path, "passages") == 2
    keep(library, note(SPEECH, "three", title="Another"), data=b"yet others")
    assert count(path, "passages") == 4
    assert [texts(library.document("a-note", version))[1] for version in (1, 2, 3)] == ["two", "two", "three"]
    two = library.document("a-note", 1).passages()
    assert library.passage([*two][1].id).state == "dropped"
    assert library.check(deep=True) == ()


def test_a_passage_of_an_earlier_version_is_not_located_among_those_of_the_latest(library: Library) -> None:
    keep(library, note("one", "two"))
    before = list(library.document("a-note").passages())
    keep(library, note("one", "another"))
    after = list(library.document("a-note").passages())
    asked = [passage.id for passage in (*before, *after)]
    assert library.located(asked).keys() == {passage.id for passage in after}
    assert library.why_not([before[1].id]) == {before[1].id: "missing"}


def test_a_purge_leaves_no_byte_of_a_text_that_versions_share(library: Library, path: Path) -> None:
    keep(library, note(SPEECH), data=SPEECH.encode())
    keep(library, note("Of another.", title="B"), at="/b.md", data=b"b")
    library.edit(["a-note"], {"title": "Better"})
    with closing(sqlite3.connect(path)) as db:
        kept = [row[0] for row in db.execute("SELECT text FROM passages UNION ALL SELECT data FROM originals")]
    traces = [bytes(each)[9:40] for each in kept if isinstance(each, bytes) and len(each) > 60]
    assert library.checkpoint()
    assert len(traces) == 2
    assert all(trace in path.read_bytes() for trace in traces)
    library.remove("a-note", purge=True)
    assert library.checkpoint()
    assert not any(trace in path.read_bytes() for trace in traces)
    with pytest.raises(Gone):
        library.document("a-note")
    assert texts(library.document("b")) == ["Of another."]
    assert library.check(deep=True) == ()


def test_what_is_hit_in_shared_passages_is_said_of_each_version_and_salvaged_of_none(
    library: Library, path: Path, tmp_path: Path
) -> None:
    keep(library, note(SPEECH, "two"))
    keep(library, note("Of another.", title="B"), at="/b.md")
    library.edit(["a-note"], {"title": "Better"})
    by_hand(path, "UPDATE passages SET text = substr(text, 1, 20) WHERE typeof(text) = 'blob'")
    assert any("of a-note, version 1, is not what was stored" in line for line in library.check())
    for version in (1, 2):
        with pytest.raises(DamagedLibrary, match=r"the passage p\w+ is damaged"):
            library.document("a-note", version)
    found = salvage(path, tmp_path / "new" / "library.sqlite")
    assert [line.partition(":")[0] for line in found.gone[:2]] == [
        "version 1 of a-note is gone",
        "version 2 of a-note is gone",
    ]
    assert found.documents == 1


def test_shared_passages_are_salvaged_once_for_both_versions(library: Library, path: Path, tmp_path: Path) -> None:
    keep(library, note(SPEECH, "two"))
    library.edit(["a-note"], {"title": "Better"})
    new = tmp_path / "new" / "library.sqlite"
    assert salvage(path, new).gone == ()
    assert count(new, "passages") == 2
    with Library(new) as salvaged:
        assert [texts(salvaged.document("a-note", version)) for version in (1, 2)] == [[SPEECH, "two"]] * 2
        assert keep(salvaged, note("A new one.", title="New"), at="/n.md").status == "added"
        assert texts(salvaged.document("a-note")) == [SPEECH, "two"]
        assert salvaged.check(deep=True) == ()


def test_passages_of_no_version_are_named_and_none_of_them_is_served(library: Library, path: Path) -> None:
    keep(library, note("one", "two"))
    (one, _) = library.document("a-note").passages()
    by_hand(path, "UPDATE versions SET body = 7")
    assert "library: of no version: 2 passages" in library.check()
    with pytest.raises(DamagedLibrary):
        library.passage(one.id)
    assert library.located([one.id]) == {}
    assert library.why_not([one.id]) == {one.id: "damaged"}


def test_an_edit_of_several_says_how_far_it_is(library: Library) -> None:
    keep(library, note("one"))
    keep(library, note("two", title="B"), at="/b.md")
    said: list[tuple[int, int]] = []
    library.edit(["a-note", "b", "b"], {"show": "Coast Hours"}, lambda done, count: said.append((done, count)))
    assert said == [(1, 2), (2, 2)]
