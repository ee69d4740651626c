"""What is salvaged of a damaged library: all that is whole, nothing that is not, and a list of what is gone."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from random import Random
from shutil import copyfile

import pytest

from corpus.errors import Gone, LibraryError, NotFound
from corpus.library import Library
from corpus.library.salvage import Salvaged, salvage
from tests.commands import COMMAND
from tests.unit.test_library import keep, note, texts
from tests.unit.test_library_damage import asked, by_hand, filled


def salvaged(path: Path, home: str = "new") -> tuple[Salvaged, Path]:
    new = path.parent / home / "library.sqlite"
    return salvage(path, new), new


def as_told(answers: dict[str, object]) -> dict[str, object]:
    return {question: answer for question, answer in answers.items() if question != "changes"}


def test_of_a_whole_library_all_is_brought_over(tmp_path: Path) -> None:
    passages = filled(tmp_path / "library.sqlite")
    by_hand(tmp_path / "library.sqlite", "DELETE FROM saved_searches")  # whose new passages a salvage cannot tell
    before = asked(tmp_path / "library.sqlite", passages)
    found, new = salvaged(tmp_path / "library.sqlite")
    assert found == Salvaged(documents=6, versions=7, originals=6, gone=())
    assert as_told(asked(new, passages)) == as_told(before)
    with Library(new) as library, Library(tmp_path / "library.sqlite") as old:
        assert library.check(deep=True) == ()
        assert {id for id, _ in library.log.changes(0)[1]} == {"ann-lee", "pumps", "pumps-2", "a-note", "b", "c"}
        assert not library.log.had(old.log.mark)
    with pytest.raises(LibraryError, match=r"a library in .* already"):
        salvaged(tmp_path / "library.sqlite")


def test_a_version_that_is_not_whole_is_gone_and_its_original_lies_beside(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with Library(path) as library:
        keep(library, note("one", "two"), data=b"the first file")
        keep(library, note("one", "three"), data=b"the second file")
        (changed,) = (p.id for p in library.document("a-note").passages() if p.text == "three")
        keep(library, note("other", title="B"), at="/b.md")
    by_hand(path, "UPDATE passages SET text = 'theee' WHERE id = ?", changed)
    found, new = salvaged(path)
    assert (found.documents, found.versions) == (2, 2)
    (file,) = (new.parent / "originals").iterdir()
    assert file.read_bytes() == b"the second file"
    assert found.gone == (
        "version 2 of a-note is gone: 1 of its 2 passages are whole",
        f"what was read from a.md is gone, but can be added again: its original is {file}",
    )
    with Library(new) as library:
        assert texts(library.document("a-note")) == ["one", "two"]
        with pytest.raises(Gone, match="version 2 of a-note was lost"):
            library.document("a-note", 2)
        assert [each.version for each in library.versions("a-note")] == [1]
        assert library.check(deep=True) == ()
        assert keep(library, note("one", "three"), data=b"the second file").version == 3
        assert library.passage(changed).state == "current"
        assert [each.version for each in library.versions("a-note")] == [1, 3]
        assert library.check(deep=True) == ()


def test_a_document_whose_state_is_gone_is_not_brought_back_into_search(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with Library(path) as library:
        keep(library, note("one"))
        library.edit(["a-note"], {"title": "Better"})
    by_hand(path, "UPDATE documents SET state = 'removed'")
    found, new = salvaged(path)
    assert any("`citecast undelete a-note` brings it back" in line for line in found.gone)
    with Library(new) as library:
        assert library.live() == ()
        assert library.undelete("a-note") == ("a-note",)
        assert library.document("a-note").title == "Better"
        keep(library, note("two"))
        assert library.document("a-note").title == "Better"
        assert library.check(deep=True) == ()


def test_a_document_of_an_older_library_is_salvaged_with_what_was_edited(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    copyfile(Path(__file__).parents[1] / "libraries" / "schema-3.sqlite", path)
    Library(path).close()
    by_hand(path, "UPDATE documents SET state = 'removed' WHERE id = 'tide-tables'")
    _, new = salvaged(path)
    with Library(new) as library:
        assert library.undelete("tide-tables") == ("tide-tables",)
        assert library.document("tide-tables").title == "Tide Tables by Hand"


def test_a_text_outlives_its_original(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with Library(path) as library:
        keep(library, note("one"))
    by_hand(path, "UPDATE originals SET data = x'00'")
    found, new = salvaged(path)
    assert found.gone == ("the original of version 1 of a-note is gone; its text is whole",)
    with Library(new) as library:
        assert texts(library.document("a-note")) == ["one"]
        with pytest.raises(NotFound, match="original was lost"):
            library.original("a-note")
        assert library.check(deep=True) == ()


@pytest.mark.parametrize("seed", range(12))
def test_around_pages_that_are_hit_all_that_is_whole_is_found(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "library.sqlite"
    draw = Random(seed)  # noqa: S311
    with Library(path) as library:
        with library.batch():
            for number in range(40):
                keep(
                    library,
                    note(*(f"{number} {n} {'words ' * 40}" for n in range(8)), title=f"N {number}"),
                    at=f"/{number}",
                )
        truth = {id: texts(library.document(id)) for id in library.live()}
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        root = {row[0] for row in db.execute("SELECT rootpage FROM sqlite_master")}
        size = db.execute("PRAGMA page_size").fetchone()[0]
    data = bytearray(path.read_bytes())
    pages = [
        page
        for page in range(2, len(data) // size + 1)
        if page not in root and b"CREATE " not in data[(page - 1) * size : page * size]  # of the list of tables
    ]
    hit = draw.sample(pages, 3)
    are_leaves = all(
        data[(page - 1) * size] in (10, 13) for page in hit
    )  # others lead to many; SQLite's file format, 1.6
    for page in hit:
        data[(page - 1) * size : page * size] = draw.randbytes(size)
    path.write_bytes(data)
    found, new = salvaged(path)
    assert found.documents >= 10 or not are_leaves
    with Library(new) as library:
        kept = {*library.live(), *library.listed(state="removed")}
        assert {id: texts(library.document(id)) for id in kept} == {id: truth[id] for id in kept}
        assert library.check(deep=True) == ()
        said = " ".join(found.gone)
        assert all(re.search(rf"\b{id}\b", said) for id in truth.keys() - kept) or "part of" in said


def test_where_the_list_of_tables_is_hit_nothing_is_made(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    filled(path)
    data = bytearray(path.read_bytes())
    data[100:4096] = bytes(3996)
    path.write_bytes(data)
    with pytest.raises(LibraryError, match=r"nothing of .* can be read: .*restore a backup"):
        salvaged(path)
    assert not (tmp_path / "new").exists()


def test_the_command_lists_what_is_gone_and_fails_where_something_is(tmp_path: Path) -> None:
    def run(home: str, to: str) -> subprocess.CompletedProcess[str]:
        command = [*COMMAND, "--home", str(tmp_path / home), "salvage", str(tmp_path / to)]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])

    filled(tmp_path / "old" / "library.sqlite")
    by_hand(tmp_path / "old" / "library.sqlite", "DELETE FROM saved_searches")
    done = run("old", "one")
    assert (done.returncode, done.stderr) == (0, "")
    assert "6 documents, 7 versions and 6 originals are in" in done.stdout
    checked = [*COMMAND, "--home", str(tmp_path / "one"), "check", "--deep"]
    assert subprocess.run(checked, capture_output=True, text=True, check=False).stdout.startswith("All is well.\n")
    of_pumps = "SELECT body FROM versions WHERE document_id = 'pumps'"
    by_hand(tmp_path / "old" / "library.sqlite", f"UPDATE passages SET text = 'x' WHERE number >> 32 IN ({of_pumps})")  # noqa: S608
    done = run("old", "two")
    assert done.returncode == 1
    assert "pumps is gone: no version of it is whole" in done.stdout
    assert done.stderr.startswith("citecast: not all could be brought over")
    for home, to in (("old", "two"), ("nowhere", "three")):
        done = run(home, to)
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


@pytest.mark.slow
def test_check_lists_all_that_is_hit_and_commands_say_it_in_one_line(tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [*COMMAND, "--home", str(tmp_path), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])

    path = tmp_path / "library.sqlite"
    passages = filled(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        root, size = db.execute("SELECT rootpage, 4096 FROM sqlite_master WHERE name = 'sources'").fetchone()
    data = bytearray(path.read_bytes())
    data[(root - 1) * size : root * size] = Random(1).randbytes(size)  # noqa: S311
    path.write_bytes(data)
    by_hand(path, "UPDATE passages SET page = 4 WHERE page = 3")
    by_hand(path, "UPDATE documents SET checks = '[' WHERE id = 'a-note'")
    for depth in ([], ["--deep"]):
        done = run("check", *depth)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        for said in (
            "a part of sources cannot be read",
            "of pumps-2, version 1, is not",
            "what is known of a-note is not",
        ):
            assert said in done.stdout, done.stdout
    for command in (["list"], ["read", "pumps-2"], ["read", "a-note"], *(["cite", id] for id in passages), ["stats"]):
        done = run(*command)
        assert (done.returncode, len(done.stderr.splitlines())) in ((0, 0), (1, 1)), done.stderr
    assert run("read", "pumps-2").stderr.startswith("citecast: the passage")


@pytest.mark.parametrize(
    ("version", "said"), [(0, "was emptied"), (2, "an older Citecast .*no checksums"), (99, "newer Citecast; update")]
)
def test_what_is_not_of_our_schema_is_said_to_be_so(tmp_path: Path, version: int, said: str) -> None:
    path = tmp_path / "library.sqlite"
    filled(path)
    by_hand(path, f"PRAGMA user_version = {version}")
    with pytest.raises(LibraryError, match=said):
        salvaged(path)
    assert not (tmp_path / "new").exists()
