"""A library of each schema that was released opens, with all that it held, and a copy of it as it was is kept."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest

from corpus import equivalents
from corpus.corrections import Meant
from corpus.dates import PartialDate
from corpus.errors import DamagedLibrary, Gone, LibraryError
from corpus.library import Library, Wanted, smaller
from corpus.library.checksums import checksum, digest
from corpus.library.migrations import SCHEMA_VERSION
from tests.unit.test_library import keep, note, texts

LIBRARIES = sorted((Path(__file__).parents[1] / "libraries").glob("schema-*.sqlite"))


@pytest.fixture(params=LIBRARIES, ids=lambda path: path.stem)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a library of an earlier schema, in a home of its own."""
    copyfile(request.param, tmp_path / "library.sqlite")
    return tmp_path / "library.sqlite"


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_an_older_library_opens_with_all_that_it_held(older: Path) -> None:
    with Library(older) as library:
        assert library.check(deep=True) == ()
        assert texts(library.document("how-lighthouses-are-counted-2")) == [
            "So how many are left?",
            "Fewer than forty, and I have slept in nine of them.",
            "Nine — “and not one of them warm,” I suppose?",
        ]
        first, second, _ = library.document("how-lighthouses-are-counted-2").passages()
        assert (first.id, first.who, first.start_ms) == ("pghfkvars4cneo2re", "Mara Quist", 0)
        assert second.who == "Ilan Ferro"
        assert library.related("how-lighthouses-are-counted").transcripts == ("how-lighthouses-are-counted-2",)
        assert library.related("how-lighthouses-are-counted").bios == ("ilan-ferro",)
        assert library.passage("ppsqpi2dc26knhx2b").state == "current"
        changed = library.passage("piwemaug7f3aumbbj")
        assert (changed.state, changed.version, changed.successor) == ("changed", 1, "pzs424ks5bkmaktbg")
        assert library.located(["psnuftqekj25bu35q"])["psnuftqekj25bu35q"].passage.page == 2
        tables = library.document("tide-tables")
        assert (tables.title, tables.date) == ("Tide Tables by Hand", PartialDate(1931, 5))
        assert library.record("on-fog-signals").checks == ("date missing",)
        assert library.record("tide-tables").checks == ()
        assert library.listed(state="removed") == ("a-withdrawn-page",)
        with pytest.raises(Gone):
            library.document("a-deleted-page")
        assert library.original("tide-tables").startswith(b"The file of Tide Tables")
        assert keep(library, note("A new one.", title="New")).status == "added"
        assert library.undelete("a-withdrawn-page") == ("a-withdrawn-page",)
        assert library.vocabulary.latest.text == equivalents.first_list()
        assert library.vocabulary.change(lambda text: f"{text}a = b\n").text.endswith("\na = b\n")
        library.saved.save("Lights", Wanted(query="lighthouse"), seen=library.log.revision)
        assert library.check(deep=True) == ()
    assert version_of(older) == SCHEMA_VERSION


def test_names_of_an_older_library_are_corrected(older: Path) -> None:
    id = "how-lighthouses-are-counted-2"
    with Library(older) as library:
        assert library.names.correct(["Ilan Ferro"], Meant(name="Ilan Ferro-Kay")).turns.get(id)
        assert list(library.document(id).passages())[1].who == "Ilan Ferro-Kay"
        assert library.check(deep=True) == ()


def test_a_detail_that_an_older_library_could_not_edit_goes_back_to_what_its_source_says(older: Path) -> None:
    with Library(older) as library:
        library.edit(["tide-tables"], {"publisher": "Coast Press", "season": "3"})
        assert (library.document("tide-tables").publisher, library.document("tide-tables").season) == (
            "Coast Press",
            "3",
        )
        library.edit(["tide-tables"], {"publisher": "", "season": ""})
        assert (library.document("tide-tables").publisher, library.document("tide-tables").season) == (None, None)
        assert library.document("tide-tables").date == PartialDate(1931, 5)


def test_a_library_is_kept_as_it_was_before_it_is_brought_up_to_date(
    older: Path, caplog: pytest.LogCaptureFixture
) -> None:
    was = version_of(older)
    kept = older.with_name(f"library.sqlite.schema-{was}")
    Library(older).close()
    assert str(kept) in caplog.text
    assert kept.stat().st_mode & 0o077 == 0
    assert version_of(kept) == was
    with closing(sqlite3.connect(kept)) as db:
        assert db.execute("SELECT count(*) FROM passages").fetchone()[0] == (15 if was < 5 else 14)
    before = kept.read_bytes()
    caplog.clear()
    Library(older).close()
    assert not caplog.text
    copyfile(kept, older)
    Library(older).close()
    assert kept.read_bytes() == before
    assert sorted(path.name for path in older.parent.iterdir()) == ["library.sqlite", kept.name]


def test_a_migration_that_fails_or_is_killed_leaves_the_library_as_it_was(older: Path) -> None:
    was = version_of(older)
    if was < 8:  # to bring schema 8 up to date makes nothing
        with closing(sqlite3.connect(older)) as db:
            db.execute("CREATE TABLE comparisons (at)")  # which the migration makes
        with pytest.raises(LibraryError):
            Library(older)
        assert version_of(older) == was
        with closing(sqlite3.connect(older)) as db:
            db.execute("DROP TABLE comparisons")
    killed = (
        "import os, signal, sys; from pathlib import Path; from corpus.library import Library, schema\n"
        "migrate = schema.migrate\n"
        "schema.migrate = lambda *given: (migrate(*given), os.kill(os.getpid(), signal.SIGKILL))\n"
        "Library(Path(sys.argv[1]))"
    )
    done = subprocess.run([sys.executable, "-c", killed, str(older)], check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == -signal.SIGKILL
    assert version_of(older) == was
    with Library(older) as library:
        assert library.check(deep=True) == ()
        assert len(library.live()) == 5


@pytest.mark.parametrize("older", [path for path in LIBRARIES if path.stem == "schema-4"], indirect=True)
def test_long_texts_of_an_older_library_are_the_same_in_less_room(older: Path) -> None:
    text = " ".join(f"The {number}th lamp was lit by hand, and it was seen from the sea." for number in range(200))
    at = "document_id = 'tide-tables' AND version = 2"
    with closing(sqlite3.connect(older)) as db, db:
        (row,) = db.execute(f"SELECT {', '.join(smaller._PASSAGE)} FROM passages WHERE {at}")  # noqa: S608
        sum = checksum((*row[:-1], text))
        db.execute(f"UPDATE passages SET text = ?, checksum = ? WHERE {at}", [text, sum])  # noqa: S608
        (version,) = db.execute(f"SELECT {', '.join(smaller._VERSION)} FROM versions WHERE {at}")  # noqa: S608
        held = digest(ascii((sum,)).encode())
        db.execute(
            f"UPDATE versions SET passages_checksum = ?, checksum = ? WHERE {at}",  # noqa: S608
            [held, checksum((*version[:-2], held, version[-1]))],
        )
    with Library(older) as library:
        assert library.check(deep=True) == ()
        assert texts(library.document("tide-tables")) == [text]
        assert texts(library.document("tide-tables", 1)) == ["The tables were set by hand until the press burned down."]
    with closing(sqlite3.connect(older)) as db:
        assert db.execute("SELECT max(length(text)) FROM passages").fetchone()[0] < len(text) / 4
        assert db.execute("SELECT count(*) FROM passages").fetchone()[0] == 15


def test_passages_that_versions_of_an_older_library_have_in_common_are_stored_once(older: Path) -> None:
    Library(older).close()
    with closing(sqlite3.connect(older)) as db:
        assert db.execute("SELECT count(*), count(DISTINCT body) FROM versions").fetchone() == (8, 7)
        assert db.execute("SELECT count(*) FROM passages").fetchone()[0] == 14


@pytest.mark.parametrize("older", LIBRARIES[1:], indirect=True)  # those with checksums
def test_damage_of_bytes_that_are_no_text_is_brought_over_as_damage(older: Path) -> None:
    with closing(sqlite3.connect(older)) as db, db:
        db.execute("UPDATE passages SET text = CAST(x'41ff42' AS TEXT) WHERE text LIKE 'Fewer than forty%'")
        db.execute("UPDATE versions SET source = CAST(x'ff' AS TEXT) WHERE document_id = 'tide-tables' AND version = 1")
    with Library(older) as library:
        assert any("how-lighthouses-are-counted-2" in line for line in library.check())
        for id, version in (("how-lighthouses-are-counted-2", None), ("tide-tables", 1)):
            with pytest.raises(DamagedLibrary):
                library.document(id, version)
        assert library.document("tide-tables").version == 2
        assert len(texts(library.document("on-fog-signals"))) == 3


@pytest.mark.parametrize("older", LIBRARIES[1:], indirect=True)  # those with checksums
def test_damage_that_an_older_library_had_is_not_taken_for_whole(older: Path) -> None:
    with closing(sqlite3.connect(older)) as db:
        db.execute("UPDATE passages SET text = replace(text, 'Fewer', 'More') WHERE text LIKE 'Fewer than forty%'")
        db.commit()
    with Library(older) as library:
        assert any("how-lighthouses-are-counted-2" in line for line in library.check())
        with pytest.raises(DamagedLibrary):
            library.document("how-lighthouses-are-counted-2")
        assert len(texts(library.document("on-fog-signals"))) == 3
