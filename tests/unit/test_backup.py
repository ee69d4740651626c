"""A backup is whole or is not there, and what is restored from it is what was backed up."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from corpus.citation import STYLES
from corpus.errors import LibraryError
from corpus.library import Library, Source
from corpus.library.backup import Holding, backup, restore
from corpus.library.packing import packed_original
from corpus.model import Document, Passage, Person, Reading, Section
from tests.commands import COMMAND, citecast, done, found, refused
from tests.unit.test_migration import LIBRARIES
from tests.waiting import reading_for_a_second

NOW = dt.datetime(2026, 11, 29, 14, 5, tzinfo=dt.UTC)


def silent(done: int, count: int) -> None: ...


def keep(library: Library, title: str, *texts: str, related: tuple[Document, ...] = (), data: bytes = b"") -> str:
    section = Section(heading="", kind="body", passages=tuple(Passage(text=text) for text in texts))
    document = Document(type="note", title=title, sections=(section,))
    source = Source(source=f"/{title}.md", key=f"path:/{title}.md")
    reading = Reading(document=document, related=related)
    return library.keep(reading, source=source, data=data or repr(document).encode(), reader="r1").document


def back_up(library: Library, file: Path, *, progress: Callable[[int, int], None] = silent) -> Holding:
    return backup(library, file.parent, lambda revision: file.name, files={}, progress=progress)


def bring_back(file: Path, folder: Path) -> Library:
    restore(file, folder / "library.sqlite", wanted="citecast.toml", progress=silent)
    return Library(folder / "library.sqlite")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    (tmp_path / "home").mkdir()
    with Library(tmp_path / "home" / "library.sqlite", now=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "safe").mkdir()
    return tmp_path / "safe" / "backup.sqlite"


# one file, whole


def test_what_is_only_in_the_log_of_writes_is_in_the_backup(library: Library, tmp_path: Path, file: Path) -> None:
    for number in range(11):
        keep(library, f"Note {number}", "Words.")
    shutil.copy(tmp_path / "home" / "library.sqlite", tmp_path / "copied.sqlite")
    assert back_up(library, file) == Holding(
        file=str(file), documents=11, passages=11, revision=11, bytes=file.stat().st_size
    )
    with Library(tmp_path / "copied.sqlite") as copied, bring_back(file, tmp_path / "other") as restored:
        assert len(copied.live()) < 11  # which is why the file alone is no backup
        assert restored.live() == library.live()
        assert restored.check(deep=True) == ()


def test_a_backup_is_one_private_file_that_needs_none_beside_it(library: Library, file: Path) -> None:
    keep(library, "A note", "Words.")
    back_up(library, file)
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert file.read_bytes()[18:20] == b"\x01\x01"  # of SQLite's header: read and written without a log of writes
    assert file.stat().st_mode & 0o077 == 0


def test_a_backup_is_of_one_moment_though_others_write_meanwhile(library: Library, file: Path) -> None:
    for number in range(3):
        keep(library, f"Large {number}", "Words.", data=Random(number).randbytes(4_000_000))  # noqa: S311
    steps: list[int] = []

    def write(done: int, count: int) -> None:
        steps.append(done)
        with Library(library._path) as other:
            keep(other, f"Meanwhile {len(steps)}", "Words.")

    assert back_up(library, file, progress=write).documents == 3
    assert len(steps) > 2
    assert steps == sorted(steps)  # it did not begin anew
    assert len(library.live()) == 3 + len(steps)


def test_no_backup_is_made_of_a_damaged_library_and_the_older_one_stays(
    library: Library, tmp_path: Path, file: Path
) -> None:
    original = b"the original as it came" * 1000
    keep(library, "A note", "Words.", data=original)
    assert library.checkpoint()
    file.write_bytes(b"an older one")
    path = tmp_path / "home" / "library.sqlite"
    data = path.read_bytes()
    kept = packed_original(original)
    path.write_bytes(data.replace(kept, kept[:-1] + bytes([kept[-1] ^ 1])))
    with Library(path) as damaged, pytest.raises(LibraryError, match="damaged"):
        backup(damaged, file.parent, lambda _: file.name, files={}, overwrite=True, progress=silent)
    assert file.read_bytes() == b"an older one"
    assert list(file.parent.iterdir()) == [file]


def test_what_a_killed_backup_left_goes_after_a_day(library: Library, file: Path) -> None:
    old, new = (file.with_name(f".citecast-{name}.part") for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"part")
    os.utime(old, (0, 0))
    back_up(library, file)
    assert set(file.parent.iterdir()) == {file, new}  # the new one may be of a backup that goes on


# purged


def test_what_was_purged_since_is_not_brought_back(library: Library, tmp_path: Path, file: Path) -> None:
    id = keep(library, "A secret", "A very secret sentence.", data=b"A very secret original.")
    keep(library, "Plain", "Words.")
    back_up(library, file)
    library.remove(id, purge=True)
    library.close()
    home = tmp_path / "home"
    for path in home.glob("library*"):
        path.unlink()
    restored = restore(file, home / "library.sqlite", wanted="citecast.toml", progress=silent)
    assert restored.left_out == (id,)
    assert restored.holding.documents == 1
    assert b"ery secret" not in (home / "library.sqlite").read_bytes()
    with Library(home / "library.sqlite") as again:
        assert again.check(deep=True) == ()
        assert again.live() == ("plain",)


def test_a_purge_leaves_out_no_more_than_was_purged(library: Library, tmp_path: Path, file: Path) -> None:
    section = Section(heading="", kind="bios", passages=(Passage(text="Ann Lee is a pilot."),))
    bio = Document(
        type="bio", title="Ann Lee", people=(Person(name="Ann Lee", roles=("subject",)),), sections=(section,)
    )
    first = keep(library, "First", "Words.", related=(bio,))
    back_up(library, file)
    keep(library, "Second", "Words.", related=(bio,))  # so that the bio outlives the purge of the first
    library.remove(first, purge=True)
    assert library.live() == ("ann-lee", "second")
    (tmp_path / "other").mkdir()
    shutil.copy(tmp_path / "home" / "purged.json", tmp_path / "other")
    with bring_back(file, tmp_path / "other") as restored:
        assert restored.live() == ("ann-lee",)


def test_a_document_of_another_library_is_not_taken_for_one_that_was_purged(
    library: Library, tmp_path: Path, file: Path
) -> None:
    library.remove(keep(library, "A note", "Words."), purge=True)
    with Library(tmp_path / "elsewhere.sqlite") as elsewhere:
        document = Document(
            type="note",
            title="A note",
            sections=(Section(heading="", kind="body", passages=(Passage(text="Others."),)),),
        )
        elsewhere.keep(Reading(document=document), source=Source(source="b", key="path:/b.md"), data=b"b", reader="r1")
        back_up(elsewhere, file)
    (tmp_path / "other").mkdir()
    shutil.copy(tmp_path / "home" / "purged.json", tmp_path / "other")
    with bring_back(file, tmp_path / "other") as restored:
        assert restored.live() == ("a-note",)


def test_what_was_purged_must_be_known_before_anything_is_restored(
    library: Library, tmp_path: Path, file: Path
) -> None:
    keep(library, "A note", "Words.")
    back_up(library, file)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "purged.json").write_text("{")
    with pytest.raises(LibraryError, match=r"purged\.json"):
        bring_back(file, tmp_path / "other")
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["purged.json"]


def test_what_was_purged_is_written_anew_and_never_over_what_was_known(library: Library, tmp_path: Path) -> None:
    purged = tmp_path / "home" / "purged.json"
    library.remove(keep(library, "First", "Words."), purge=True)
    before = purged.read_bytes()
    (tmp_path / "before").hardlink_to(purged)
    library.remove(keep(library, "Second", "More words."), purge=True)
    assert (tmp_path / "before").read_bytes() == before, "as a crash in the midst of it would leave it"
    assert json.loads(purged.read_text()).keys() == {"first", "second"}


# the log of writes


def test_a_checkpoint_leaves_the_library_whole_in_its_file(library: Library, tmp_path: Path) -> None:
    keep(library, "A note", "Words.")
    log = tmp_path / "home" / "library.sqlite-wal"
    assert log.stat().st_size
    assert library.checkpoint()
    assert not log.stat().st_size
    shutil.copy(tmp_path / "home" / "library.sqlite", tmp_path / "copied.sqlite")
    with Library(tmp_path / "copied.sqlite") as copied:
        assert copied.live() == ("a-note",)


def test_a_checkpoint_is_quiet_where_others_are_at_work(library: Library, tmp_path: Path) -> None:
    keep(library, "A note", "Words.")
    other = sqlite3.connect(tmp_path / "home" / "library.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    assert not library.checkpoint()
    assert time.monotonic() - begun < 20  # it waits for nobody; a write waits 30 s
    other.close()
    assert library.checkpoint()
    keep(library, "Another", "Words.")  # which still waits for others


def test_a_checkpoint_that_has_patience_waits_for_who_reads(library: Library, tmp_path: Path) -> None:
    keep(library, "A note", "Words.")
    with reading_for_a_second(tmp_path / "home" / "library.sqlite"):
        keep(library, "Another", "Words.")
        assert library.checkpoint(patience=20)
    assert not (tmp_path / "home" / "library.sqlite-wal").stat().st_size


# the commands


def note(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.md"
    path.write_text(f"---\ntitle: {name}\ndate: 2024-05-03\ntype: note\n---\n\n{text}\n")
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with two documents, one of them edited, with settings and a token."""
    home = tmp_path / "house"
    done(
        home,
        "add",
        note(tmp_path, "bombs", "The glide bombs flew far.\n\nThen they fell."),
        note(tmp_path, "pumps", "Pumps pump."),
    )
    done(home, "edit", "pumps", "--title", "On pumps")
    done(home, "token")
    (home / "citecast.toml").write_text('public_url = "https://library.example"\n')
    return home


def cited(home: Path, passage: str) -> list[str]:
    return [done(home, "cite", passage, "--style", style) for style in STYLES]


def test_a_restored_home_finds_links_and_cites_the_same(home: Path, tmp_path: Path, file: Path) -> None:
    said = done(home, "backup", file)
    assert said.startswith(f"{file}: 2 documents, 3 passages, revision 3, ")
    assert said.endswith("; whole\n")
    other = tmp_path / "other"
    done(other, "restore", file)
    before, after = found(home, "bombs OR pumps"), found(other, "bombs OR pumps")
    assert after == before
    assert after["hits"][0]["permalink"].startswith("https://library.example/")
    passage = before["hits"][0]["passage"]
    assert cited(other, passage) == cited(home, passage)
    assert "On pumps" in done(other, "read", "pumps")
    assert done(other, "check", "--deep") == "All is well.\n"
    assert (home / "token").read_bytes().strip() not in file.read_bytes()
    assert not (other / "token").exists()
    assert b"kept_files" not in (other / "library.sqlite").read_bytes()


def test_settings_that_a_home_has_are_not_replaced(home: Path, tmp_path: Path, file: Path) -> None:
    done(home, "backup", file)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "citecast.toml").write_text("port = 8123\n")
    done(tmp_path / "other", "restore", file)
    assert (tmp_path / "other" / "citecast.toml").read_text() == "port = 8123\n"


def test_a_file_that_exists_is_replaced_only_where_asked(home: Path, file: Path) -> None:
    file.write_text("Mine.")
    assert f"{file} exists" in refused(home, "backup", file)
    assert file.read_text() == "Mine."
    done(home, "backup", file, "--overwrite")
    assert file.read_bytes().startswith(b"SQLite format 3")
    assert "the library itself" in refused(home, "backup", home / "library.sqlite", "--overwrite")
    assert "no folder" in refused(home, "backup", file.parent / "missing" / "b.sqlite")


def _flip(data: bytes) -> bytes:
    return data.replace(b"Pumps pump.", b"Pumps dump.")


def _newer(data: bytes) -> bytes:
    return data[:60] + (99).to_bytes(4, "big") + data[64:]


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (_flip, "damaged, and was not restored"),
        (lambda data: data[: len(data) // 2], ""),
        (lambda data: b"", "no library"),
        (lambda data: b"Some text.\n" * 1000, "cannot be read as a library"),
        (_newer, "newer Citecast"),
    ],
)
def test_what_is_damaged_is_refused_in_one_line_and_leaves_nothing(
    home: Path, tmp_path: Path, file: Path, damage: Callable[[bytes], bytes], why: str
) -> None:
    done(home, "backup", file)
    damaged = damage(file.read_bytes())
    file.write_bytes(damaged)
    line = refused(tmp_path / "other", "restore", file)
    assert str(file) in line
    assert why in line
    assert not any((tmp_path / "other").glob("*"))
    assert file.read_bytes() == damaged
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("taken", ["library.sqlite", "library.sqlite-wal"])
def test_a_home_that_is_not_empty_is_refused(home: Path, tmp_path: Path, file: Path, taken: str) -> None:
    done(home, "backup", file)
    path = tmp_path / "other" / taken
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")
    assert "already" in refused(tmp_path / "other", "restore", file)
    assert path.read_bytes() == b""


def test_a_home_that_lost_its_library_is_restored_beside_its_index(home: Path, file: Path) -> None:
    done(home, "backup", file)
    before = found(home, "bombs OR pumps")
    for path in home.glob("library.sqlite*"):
        path.unlink()
    done(home, "restore", file)
    assert found(home, "bombs OR pumps") == before
    assert done(home, "check", "--deep") == "All is well.\n"
    assert "is whole if it is of a restore that was cut off" in refused(home, "restore", file)


def test_an_index_that_cannot_answer_is_named_once(home: Path) -> None:
    done(home, "rebuild")
    (home / "index" / "manifest.json").unlink()
    assert "has lost its manifest.json; run `citecast rebuild`" in refused(home, "search", "pumps")


def test_a_backup_that_is_killed_leaves_no_file_of_its_name(home: Path, file: Path) -> None:
    with Library(home / "library.sqlite") as library:
        for number in range(8):
            keep(library, f"Large {number}", "Words.", data=Random(number).randbytes(4_000_000))  # noqa: S311
    done(home, "rebuild")
    command = [*COMMAND, "--home", str(home), "backup", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while not list(file.parent.glob(".citecast-*.part")):
            assert process.poll() is None
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    assert not file.exists()
    assert done(home, "check", "--deep").startswith("All is well.\n")
    assert "10 documents" in done(home, "backup", file)


def test_a_purge_names_the_backups_that_have_the_words_and_makes_them_anew(home: Path) -> None:
    done(home, "backup")
    (old,) = (home / "backups").iterdir()
    said = done(home, "remove", "bombs", "--purge")
    assert said == f"bombs: purged\n{old}: this backup still has what was deleted for good\n"
    assert old.exists()
    assert f"{old}: deleted" in done(home, "remove", "bombs", "--purge", "--renew-backups")
    (new,) = (home / "backups").iterdir()
    assert b"glide" not in new.read_bytes()
    assert done(home, "remove", "bombs", "--purge", "--renew-backups") == ""
    assert [new] == list((home / "backups").iterdir())


def test_an_old_backup_restored_in_its_home_has_no_purged_words(home: Path, file: Path) -> None:
    done(home, "backup", file)
    done(home, "remove", "bombs", "--purge")
    shutil.rmtree(home / "index")
    (home / "library.sqlite").unlink()
    assert "1 document left out, deleted for good since the backup: bombs" in done(home, "restore", file)
    assert found(home, "glide")["total"] == 0
    assert found(home, "pumps")["total"] == 1
    for path in (home / "library.sqlite", *(home / "index").iterdir()):
        assert b"glide" not in path.read_bytes(), path
    assert "deleted for good" in refused(home, "read", "bombs")


@pytest.mark.parametrize("older", LIBRARIES, ids=lambda path: path.stem)
def test_an_older_library_is_restored_and_nothing_is_said_to_be_kept(tmp_path: Path, older: Path) -> None:
    home = tmp_path / "home"
    restored = citecast(home, "restore", older)
    assert restored.exit_code == 0, restored.output
    assert not restored.stderr
    assert {file.name for file in home.iterdir()} == {"library.sqlite", "index", "index-was"}
    assert done(home, "check", "--deep").startswith("All is well.\n")
