"""`whoosh.index.open_dir` opens the index: what is committed, deleted and merged is seen, and nothing is written."""

from __future__ import annotations

import errno
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from whoosh import query as q
from whoosh.fields import ID
from whoosh.filedb.filestore import FileStorage, ReadOnlyError
from whoosh.index import TOC, open_dir
from whoosh.writing import IndexWriter

from corpus.model import Document, Passage, Section
from corpus.passages import identify
from search.query.ast import Node
from search.whoosh_engine import WhooshEngine
from search.whoosh_engine.index import manifest
from search.whoosh_engine.whoosh_codec import toc
from search.whoosh_engine.whoosh_codec.fields import WrittenSchema, whoosh_schema
from search.whoosh_engine.write import merge_policy
from tests import whoosh_queries
from tests.asking import ask
from tests.contract.oracle import BruteForceEngine
from tests.marks import at
from tests.property.histories import Commit, commits, fill, queries
from tests.whoosh.asked import whoosh_searcher


def put(engine: WhooshEngine, id: str, text: str, revision: int) -> None:
    section = Section(heading="", kind="body", passages=(Passage(text=text),))
    with engine.session() as session:
        session.put(identify(Document(id=id, version=1, type="note", title=id, sections=(section,))))
        session.commit(mark=at(revision))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def engine(folder: Path) -> WhooshEngine:
    made = WhooshEngine(folder)
    put(made, "a", "one drone", 1)
    return made


def count(engine: WhooshEngine, query: str) -> int:
    with engine.snapshot() as snapshot:
        return ask(snapshot, query, limit=0, seconds=20).total.passages


def counted_by_whoosh(folder: Path, word: str = "drone") -> int:
    with open_dir(folder).searcher() as found:
        return len(found.search(q.Term("stem", word)))


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_deletions_and_merges_are_seen(engine: WhooshEngine, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        put(engine, f"b{number}", "another drone", 2 + number)
    with engine.session() as session:
        session.remove("b1")
        session.commit(mark=at(5))
    with open_dir(folder).reader() as reader:
        assert (counted_by_whoosh(folder), len(list(reader.leaf_readers()))) == (3, 3)
    put(engine, "a", "one tank", 6)
    assert (counted_by_whoosh(folder), counted_by_whoosh(folder, "tank")) == (2, 1)
    monkeypatch.setattr(merge_policy, "MANY", 2)
    engine.merge()
    with open_dir(folder).reader() as reader:
        assert (counted_by_whoosh(folder), len(list(reader.leaf_readers()))) == (2, 1)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=commits, asked=st.lists(queries, min_size=1, max_size=8), merged=st.booleans())
def test_whoosh_finds_what_we_find_and_brute_force_does(
    history: Sequence[Commit], asked: list[Node], merged: bool
) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        engine, oracle = WhooshEngine(Path(name) / "index"), BruteForceEngine()
        fill(engine, history)
        fill(oracle, history)
        if merged:
            patch.setattr(merge_policy, "MANY", 2)
            engine.merge()
        with engine.snapshot() as ours, oracle.snapshot() as brute:
            theirs = whoosh_searcher(Path(name) / "index", whoosh_queries.BM25)
            for query in asked:
                docs = whoosh_queries.search(theirs, query)
                found = {theirs.stored_fields(doc)["passage"] for doc in docs}
                for each in (ours, brute):
                    assert {hit.passage for hit in ask(each, query, seconds=60).hits} == found
            theirs.close()


REFUSED = "an index of Citecast is read by Whoosh, not written"


@pytest.mark.parametrize(
    "change",
    [
        lambda writer: writer.add_document(exact=["new"], stem=["new"]),
        lambda writer: writer.add_document(speaker="Ann", title="New"),
        lambda writer: writer.add_document(ordinal=1),
        lambda writer: writer.update_document(passage="new", title="New"),
        lambda writer: writer.delete_by_term("stem", "drone"),
        lambda writer: writer.delete_document(0),
        lambda writer: writer.add_field("another", ID()),
        lambda writer: writer.commit(optimize=True),
        lambda writer: writer.commit(),
    ],
)
def test_a_writer_of_whoosh_is_refused_in_one_line_and_harms_nothing(
    engine: WhooshEngine, folder: Path, change: Callable[[IndexWriter], None]
) -> None:
    put(engine, "b", "two drones", 2)
    before = files(folder)
    writer = open_dir(folder).writer()
    with pytest.raises(ReadOnlyError, match=f"^{REFUSED}$"):  # noqa: PT012
        change(writer)
        writer.commit()
    if not writer.is_closed:
        writer.cancel()
    after = files(folder)
    assert {name: after.get(name) for name in before} == before
    assert (count(engine, "drone"), counted_by_whoosh(folder)) == (2, 2)
    put(engine, "c", "three drones", 3)
    assert (count(engine, "drone"), counted_by_whoosh(folder)) == (3, 3)
    assert {name.partition(".")[0] for name in files(folder) if name.startswith("MAIN_")} <= {
        "MAIN_WRITELOCK", *(entry.name for entry in manifest.read(folder).segments)
    }  # fmt: skip


def test_what_whoosh_reads_may_be_one_commit_behind(
    engine: WhooshEngine, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert counted_by_whoosh(folder) == 1

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(toc, "write", full)
    put(engine, "b", "two drones", 2)
    assert "one commit behind" in caplog.text
    assert (count(engine, "drone"), counted_by_whoosh(folder)) == (2, 1)
    monkeypatch.undo()
    put(engine, "c", "three drones", 3)
    assert (count(engine, "drone"), counted_by_whoosh(folder)) == (3, 3)


KILLED = """
import os, signal, sys
from pathlib import Path
from search.whoosh_engine.whoosh_codec import toc
from tests.whoosh.test_open_dir import put
from search.whoosh_engine import WhooshEngine
toc.write = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
put(WhooshEngine(Path(sys.argv[1])), "b", "two drones", 2)
"""


def test_after_a_kill_between_the_two_renames_the_older_state_opens_and_the_next_commit_mends_it(
    engine: WhooshEngine, folder: Path
) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, folder], cwd=Path.cwd(), check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (count(engine, "drone"), counted_by_whoosh(folder)) == (2, 1)
    put(engine, "c", "three drones", 3)
    assert (count(engine, "drone"), counted_by_whoosh(folder)) == (3, 3)


class Ran:
    """A pickle that leaves a file behind where it is loaded."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self._path,)


def test_no_pickle_of_an_index_is_read_by_us(engine: WhooshEngine, folder: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    crafted = TOC(whoosh_schema(WrittenSchema), [Ran(ran)], 99)
    crafted.write(FileStorage(str(folder)), "MAIN")
    shutil.copy(folder / "_MAIN_99.toc", folder / "_MAIN_1.toc")
    (folder / "MAIN_0123456789abcdef.pickle").write_bytes(pickle.dumps(Ran(ran)))
    fresh = WhooshEngine(folder)
    assert count(fresh, "drone") == 1
    put(fresh, "b", "two drones", 2)
    fresh.merge()
    with fresh.reset() as session:
        session.commit(mark=at(3))
    put(fresh, "b", "two drones", 4)
    assert count(fresh, "drone") == 1
    assert not ran.exists()
    crafted.write(FileStorage(str(folder)), "MAIN")
    with suppress(Exception):
        open_dir(folder)
    assert ran.exists()  # Whoosh itself would have run it
