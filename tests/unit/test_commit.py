"""The index's files: on the disk before they are named, two generations kept, never made anew unasked."""

from __future__ import annotations

import errno
import gc
import os
import pickle
import shutil
import threading
import time
from pathlib import Path

import pytest

from corpus import disk
from corpus.errors import EngineError, IndexStale, IndexUnusable
from corpus.model import Document, Passage, Person, Section
from corpus.passages import identify
from search.whoosh_engine import WhooshEngine
from search.whoosh_engine.format.schema import of_document, of_passages
from search.whoosh_engine.index import manifest
from search.whoosh_engine.write import commit
from tests.asking import ask
from tests.marks import at


def put(engine: WhooshEngine, id: str, text: str, revision: int) -> None:
    section = Section(heading="", kind="body", passages=(Passage(text=text),))
    with engine.session() as session:
        session.put(identify(Document(id=id, version=1, type="note", title=id, sections=(section,))))
        session.commit(mark=at(revision))


def count(engine: WhooshEngine, query: str) -> int:
    with engine.snapshot() as snapshot:
        return ask(snapshot, query, limit=0, seconds=20).total.passages


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def engine(folder: Path) -> WhooshEngine:
    made = WhooshEngine(folder)
    put(made, "a", "one drone", 1)
    return made


def test_every_file_is_synced_before_the_manifest_names_it(
    engine: WhooshEngine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[str] = set()
    named: list[set[str]] = []
    fsync, replace = os.fsync, os.replace

    def syncing(descriptor: int) -> None:
        synced.add(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        fsync(descriptor)

    def replacing(old: Path, new: Path) -> None:
        if str(new).endswith("manifest.json"):
            written = {path.name for path in folder.iterdir() if path.stat().st_mtime >= started}
            named.append({name for name in written if not name.endswith(("LOCK", ".new"))} - synced)
            assert "index" in synced  # the folder: the new files have their names
            synced.clear()
        replace(old, new)

    monkeypatch.setattr(os, "fsync", syncing)
    monkeypatch.setattr(os, "replace", replacing)
    time.sleep(0.01)
    started = time.time()
    put(engine, "b", "two drones", 2)
    assert named == [set()]
    assert "index" in synced  # the folder again, after the rename


def test_two_generations_and_all_young_ones_are_kept(engine: WhooshEngine, folder: Path) -> None:
    for revision in range(2, 6):
        put(engine, "a", f"drone {revision}", revision)
    assert len(manifest.generations(folder)) == 5
    old = time.time() - commit.KEPT_SECONDS - 1
    for path in folder.iterdir():
        os.utime(path, (old, old))
    put(engine, "a", "the last drone", 6)
    assert manifest.generations(folder) == [5, 6]
    assert sorted(path.name for path in folder.glob("*.toc")) == ["_MAIN_5.toc", "_MAIN_6.toc"]
    assert count(engine, "drone") == 1


@pytest.mark.parametrize("pattern", ["manifest.json", "*.arrays", "*.counts", "*.positions", "*.docs"])
@pytest.mark.parametrize("damage", ["delete", "truncate", "scramble"])
def test_damage_is_an_error_that_says_what_to_do_and_nothing_is_made_anew(
    engine: WhooshEngine, folder: Path, pattern: str, damage: str
) -> None:
    newest = max(folder.glob(pattern), key=lambda path: path.stat().st_mtime_ns)
    data = newest.read_bytes()
    if damage == "delete":
        newest.unlink()
    elif damage == "truncate":
        newest.write_bytes(b"")
    else:
        newest.write_bytes(bytes(255 - byte for byte in data))
    before = sorted(path.name for path in folder.iterdir() if not path.name.endswith("LOCK"))
    with pytest.raises(IndexUnusable, match="citecast rebuild"):
        count(engine, "drone")
    assert sorted(path.name for path in folder.iterdir() if not path.name.endswith("LOCK")) == before
    with engine.reset() as session:
        session.commit(mark=at(5))
    put(engine, "a", "a drone again", 6)
    assert count(engine, "drone") == 1


def test_an_index_of_another_version_is_not_used(
    engine: WhooshEngine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "FINGERPRINT", "of another version")
    with pytest.raises(IndexStale, match="another version"):
        WhooshEngine(folder).snapshot()
    with pytest.raises(IndexStale, match="another version"):
        engine.session()


def test_an_index_of_before_the_manifest_is_of_another_version(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    (tmp_path / "index").mkdir()
    for name in ("_MAIN_3.toc", "_MAIN_3.json", "MAIN_0123456789abcdef.arrays"):
        (tmp_path / "index" / name).write_bytes(b"something")
    with pytest.raises(IndexStale, match="another version"):
        engine.session()
    with engine.reset() as session:
        session.commit(mark=at(1))
    assert not list((tmp_path / "index").glob("*3*"))
    assert count(engine, "drone") == 0


def test_a_segment_put_in_the_place_of_another_is_noticed(engine: WhooshEngine, folder: Path, tmp_path: Path) -> None:
    other = WhooshEngine(tmp_path / "other")
    put(other, "b", "one tank", 1)
    (held,) = manifest.read(folder).segments
    (swapped,) = manifest.read(tmp_path / "other").segments
    for path in folder.glob(f"{held.name}.*"):
        path.unlink()
    for path in (tmp_path / "other").glob(f"{swapped.name}.*"):
        shutil.copy(path, folder / f"{held.name}{path.suffix}")
    with pytest.raises(IndexUnusable, match="another segment"):
        count(WhooshEngine(folder), "tank")


def test_a_file_system_without_links_has_copies(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(self: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refusing)
    engine = WhooshEngine(folder)
    for revision in range(1, 4):
        put(engine, f"d{revision}", "a drone", revision)
        assert count(engine, "drone") == revision


def test_an_index_made_anew_leaves_nothing_of_the_old_one(engine: WhooshEngine, folder: Path) -> None:
    put(engine, "b", "a secretword", 2)
    with engine.reset() as session:
        session.commit(mark=at(3))
    assert not [path for path in folder.iterdir() if b"secretword" in path.read_bytes()]
    assert manifest.generations(folder) == [3]


def test_readers_are_right_while_a_writer_commits(engine: WhooshEngine) -> None:
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                with engine.snapshot() as snapshot:
                    expected = snapshot.mark.revision
                    page = ask(snapshot, "drone", seconds=20)
                if page.total.passages != expected:
                    wrong.append((page.total.passages, expected))
            except Exception as error:
                wrong.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for revision in range(2, 40):
        put(engine, f"d{revision}", "another drone", revision)
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_the_folder_is_private(engine: WhooshEngine, folder: Path) -> None:
    assert folder.stat().st_mode & 0o077 == 0


def test_what_a_hostile_file_makes_huge_does_not_fill_the_index() -> None:
    people = tuple(Person(name=f"{'A' * 9_000} {number}", roles=("speaker",)) for number in range(1_000))
    section = Section(heading="", kind="body", passages=(Passage(text="Words.", speaker="S" * 9_000),))
    huge = Document(id="x", type="note", title="T" * 9_000, show="S" * 9_000, people=people, sections=(section,))
    assert len(pickle.dumps([of_document(huge), *of_passages(huge)])) < 300 * 600


def test_a_commit_that_fails_after_it_was_named_is_kept_whole(
    engine: WhooshEngine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(path: Path) -> None:
        if path == folder and manifest.read(folder).generation == 2:
            raise OSError("the disk does not answer")

    monkeypatch.setattr(disk, "sync", failing)
    with pytest.raises(EngineError, match="does not answer"):
        put(engine, "b", "two drones", 2)
    monkeypatch.undo()
    assert count(WhooshEngine(folder), "drone") == 2


def test_no_changed_byte_of_a_manifest_is_believed(engine: WhooshEngine, folder: Path) -> None:
    put(engine, "b", "two drones", 2)
    put(engine, "a", "one tank", 3)
    newest = folder / manifest.MANIFEST
    data = newest.read_bytes()
    for place in range(0, len(data), 3):
        newest.write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :])
        with pytest.raises(IndexUnusable, match="citecast rebuild"):
            count(WhooshEngine(folder), "drone")
    newest.write_bytes(data)
    assert count(WhooshEngine(folder), "drone") == 1


def test_a_first_index_that_was_not_finished_is_begun_again(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "manifest-1.json").write_text("{")
    (tmp_path / "index" / "manifest.new").write_text("{")
    put(engine, "a", "one drone", 1)
    assert count(engine, "drone") == 1
    assert not list((tmp_path / "index").glob("*.new"))


def test_files_of_segments_that_are_gone_are_let_go(engine: WhooshEngine, folder: Path) -> None:
    for revision in range(2, 12):
        put(engine, f"d{revision}", "another drone", revision)
        engine.merge()
    assert count(engine, "drone") == 11
    old = time.time() - commit.KEPT_SECONDS - 1
    for path in folder.glob("*"):
        os.utime(path, (old, old))
    put(engine, "a", "one drone again", 12)
    put(engine, "a", "one drone once more", 13)
    assert count(engine, "drone") == 11
    gc.collect()
    held = [str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    assert not [name for name in held if name.startswith(str(folder)) and name.endswith("(deleted)")]


def test_a_document_whose_id_holds_another_s_is_left_alone(engine: WhooshEngine) -> None:
    put(engine, "x\nb", "two drones", 2)
    put(engine, "b", "three drones", 3)
    put(engine, "b", "a tank", 4)
    assert (count(engine, "drone"), count(engine, "tank")) == (2, 1)
