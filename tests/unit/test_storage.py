"""The index's files: on the disk before they are named, two generations kept, never made anew unasked."""

from __future__ import annotations

import gc
import os
import pickle
import threading
import time
from pathlib import Path

import pytest

from corpus.errors import IndexUnusable
from corpus.model import Document, Passage, Person, Section
from corpus.passages import identify
from search.whoosh_engine import WhooshEngine, storage
from search.whoosh_engine.schema import of_document, of_passages
from tests.asking import ask


def put(engine: WhooshEngine, id: str, text: str, revision: int) -> None:
    section = Section(heading="", kind="body", passages=(Passage(text=text),))
    with engine.session() as session:
        session.put(identify(Document(id=id, version=1, type="note", title=id, sections=(section,))))
        session.commit(revision=revision)


def count(engine: WhooshEngine, query: str) -> int:
    with engine.snapshot() as snapshot:
        return ask(snapshot, query, limit=0, seconds=20).total


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def engine(folder: Path) -> WhooshEngine:
    made = WhooshEngine(folder)
    put(made, "a", "one drone", 1)
    return made


def test_every_file_is_synced_before_the_table_of_contents_names_it(
    engine: WhooshEngine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[str] = set()
    named: list[set[str]] = []
    fsync, replace = os.fsync, os.replace

    def syncing(descriptor: int) -> None:
        synced.add(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        fsync(descriptor)

    def replacing(old: Path, new: Path) -> None:
        if str(new).endswith(".toc"):
            written = {path.name for path in folder.iterdir() if path.stat().st_mtime >= started}
            named.append({name for name in written if not name.endswith(("LOCK", ".tmp"))} - synced)
        replace(old, new)

    monkeypatch.setattr(os, "fsync", syncing)
    monkeypatch.setattr(os, "replace", replacing)
    time.sleep(0.01)
    started = time.time()
    put(engine, "b", "two drones", 2)
    assert named == [set()]
    assert "index" in synced  # the folder, after the rename


def test_two_generations_and_all_young_ones_are_kept(engine: WhooshEngine, folder: Path) -> None:
    for revision in range(2, 6):
        put(engine, "a", f"drone {revision}", revision)
    assert len(storage.generations(folder)) == 6
    old = time.time() - storage.KEPT_SECONDS - 1
    for path in folder.iterdir():
        os.utime(path, (old, old))
    put(engine, "a", "the last drone", 6)
    assert len(storage.generations(folder)) == 2
    manifests = [path for path in folder.iterdir() if path.suffix == ".json"]
    assert len(manifests) == 2
    assert count(engine, "drone") == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaves damaged files open
@pytest.mark.parametrize("pattern", ["*.toc", "*.json", "*.arrays", "*.counts", "*.positions", "*.rows32"])
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
    for path in folder.glob(f"_MAIN_0.{pattern.partition('.')[2]}"):
        path.unlink()
    before = sorted(path.name for path in folder.iterdir() if not path.name.endswith("LOCK"))
    with pytest.raises(IndexUnusable, match="citecast rebuild"):
        count(engine, "drone")
    assert sorted(path.name for path in folder.iterdir() if not path.name.endswith("LOCK")) == before
    with engine.reset() as session:
        session.commit(revision=5)
    put(engine, "a", "a drone again", 6)
    assert count(engine, "drone") == 1


def test_an_index_of_another_version_is_not_used(engine: WhooshEngine, folder: Path) -> None:
    path = storage.manifest_path(folder, storage.generations(folder)[-1])
    path.write_text(path.read_text().replace("analysis-", "other-"))
    with pytest.raises(IndexUnusable, match="another version"):
        engine.snapshot()
    with pytest.raises(IndexUnusable, match="another version"):
        engine.session()


def test_readers_are_right_while_a_writer_commits(engine: WhooshEngine) -> None:
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                with engine.snapshot() as snapshot:
                    expected = snapshot.revision
                    page = ask(snapshot, "drone", seconds=20)
                if page.total != expected:
                    wrong.append((page.total, expected))
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
        if path == folder:
            raise OSError("the disk does not answer")

    monkeypatch.setattr(storage, "sync", failing)
    with pytest.raises(OSError, match="does not answer"):
        put(engine, "b", "two drones", 2)
    monkeypatch.undo()
    assert count(WhooshEngine(folder), "drone") == 2


@pytest.mark.parametrize("suffix", [".toc", ".json"])
def test_no_changed_byte_of_a_table_of_contents_or_manifest_is_believed(
    engine: WhooshEngine, folder: Path, suffix: str
) -> None:
    put(engine, "b", "two drones", 2)
    put(engine, "a", "one tank", 3)
    newest = folder / f"_MAIN_{storage.generations(folder)[-1]}{suffix}"
    data = newest.read_bytes()
    for at in range(0, len(data), 7):
        newest.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        with pytest.raises(IndexUnusable, match="citecast rebuild"):
            count(WhooshEngine(folder), "drone")
    newest.write_bytes(data)
    assert count(WhooshEngine(folder), "drone") == 1


def test_a_first_index_that_was_not_finished_is_begun_again(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    (tmp_path / "index" / "_MAIN_0.json").write_text("{")
    (tmp_path / "index" / "_MAIN_0.toc.17").write_bytes(b"")
    put(engine, "a", "one drone", 1)
    assert count(engine, "drone") == 1
    assert not list((tmp_path / "index").glob("*.toc.*"))


def test_files_of_segments_that_are_gone_are_let_go(engine: WhooshEngine, folder: Path) -> None:
    for revision in range(2, 12):
        put(engine, f"d{revision}", "another drone", revision)
        engine.tidy()
    assert count(engine, "drone") == 11
    old = time.time() - storage.KEPT_SECONDS - 1
    for path in folder.glob("_MAIN_*"):
        os.utime(path, (old, old))
    put(engine, "a", "one drone again", 12)
    put(engine, "a", "one drone once more", 13)
    assert count(engine, "drone") == 11
    gc.collect()
    held = [str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    assert not [name for name in held if name.startswith(str(folder)) and name.endswith("(deleted)")]
