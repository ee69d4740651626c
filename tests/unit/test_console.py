"""What a person reads in the terminal."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus.library import Library
from corpus.model import Document, Person
from search.cli.documents import text_of
from search.cli.entry import main
from tests.commands import COMMAND

TALK = "**Ann:** \\[00:04\\] The turbine blades.\n\n**Bo:** \\[14:32\\] They were inspected, and the pumps too.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "talks"
    folder.mkdir()
    (folder / "2024-05-03-talk.md").write_text(TALK)
    (folder / "notes.txt").write_text("Notes on valves.\n")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.txt").write_text("hidden")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *arguments])


def test_a_folder_is_added_and_what_was_left_out_is_said(home: Path, folder: Path) -> None:
    result = run(home, "add", str(folder))
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first == (
        f"{folder}/2024-05-03-talk.md: added 2024-05-03-talk (version 1, 2 passages)"
        "; check: title taken from the file's name; check: date taken from the file's name"
    )
    assert second.startswith(f"{folder}/notes.txt: added notes (version 1, 1 passage); check: title taken")
    assert result.stderr == "citecast: files of other kinds left out in these folders: 1 .png\n"


def test_hits_are_shown_with_their_words_marked_and_their_place(home: Path, folder: Path) -> None:
    run(home, "add", str(folder))
    lines = run(home, "search", "turbine OR pump").stdout.splitlines()
    assert lines[0] == "2 passages in 1 document"
    assert "2024 05 03 Talk · 2024-05-03-talk · transcript, version 1 · 3 May 2024 · Transcript ¶ 1" in lines
    assert "  Ann 0:04: The *turbine* blades." in lines
    assert "  Bo 14:32: They were inspected, and the *pumps* too." in lines


def test_a_wider_scope_a_note_and_a_suggestion_are_said(home: Path, folder: Path) -> None:
    run(home, "add", str(folder))
    assert "no passage has all that is asked for" in run(home, "search", "turbine pumps").stdout
    shown = run(home, "search", 'turbnie "pumps').stdout
    assert "Note: A quotation mark has no partner" in shown
    assert "Did you mean: turbine" in shown
    assert "More: --after " in run(home, "search", "turbine OR pump", "--limit", "1").stdout


def test_the_nearest_wording_and_what_scores_are_the_sum_of_are_shown(home: Path, folder: Path) -> None:
    run(home, "add", str(folder))
    shown = run(home, "search", '"turbines blade"').stdout
    assert "0 passages in 0 documents" in shown
    assert "———— The nearest wording to “turbines blade”: these words in other forms ————" in shown
    assert "The *turbine blades*." in shown
    answer = json.loads(run(home, "search", '"turbines blade"', "--json").stdout)
    assert (answer["total"], answer["hits"], len(answer["nearest"][0]["hits"])) == (0, [], 1)
    assert json.loads(run(home, "search", "turbine", "--json").stdout)["nearest"] == []
    explained = run(home, "search", "turbine", "--explain").stdout
    assert "is the sum of" in explained
    assert "“turbine”, 1 time here, in 1 of 3 passages" in explained
    assert "explain" in json.loads(run(home, "search", "turbine", "--explain", "--json").stdout)["hits"][0]
    assert "No speaker has the word “Amn”." in run(home, "search", "speaker:Amn").stdout


def test_documents_are_listed_read_and_counted(home: Path, folder: Path) -> None:
    run(home, "add", str(folder))
    assert "notes  note  no date  Notes; check: title taken" in run(home, "list").stdout
    shown = run(home, "read", "2024-05-03-talk").stdout
    assert "Ann (speaker)" in shown
    assert "## Transcript" in shown
    assert "Bo 14:32: They were inspected" in shown
    counted = run(home, "stats").stdout
    assert "transcript: 1\n" in counted
    assert "passages: 3\n" in counted


def test_a_citation_is_printed_for_a_range(home: Path, folder: Path) -> None:
    run(home, "add", str(folder))
    link = run(home, "search", "turbine").stdout.splitlines()[-1].strip()
    passage = link.removeprefix("/p/").partition("?")[0]
    shown = run(home, "cite", passage, "--style", "markdown", "--from", "4", "--to", "11").stdout
    assert shown.startswith("> turbine\n>\n> — ")
    assert run(home, "cite", passage, "--from", "4", "--to", "400").exit_code == 1


def test_check_says_what_is_wrong_and_what_to_do(home: Path, folder: Path) -> None:
    run(home, "add", str(folder))
    (home / "index" / "manifest.json").unlink()
    result = run(home, "check")
    assert result.exit_code == 1
    assert "citecast rebuild" in result.stdout
    assert result.stderr == "citecast: 1 problem found\n"
    assert run(home, "search", "turbine").exit_code == 1
    assert run(home, "rebuild").exit_code == 0
    assert run(home, "check").exit_code == 0


def test_a_folder_without_anything_to_read_is_said(home: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run(home, "add", str(tmp_path / "empty"))
    assert result.exit_code == 1
    assert "nothing to add" in result.stderr


def on_a_terminal(home: Path, *arguments: str) -> bytes:
    """What a command shows on a terminal beside its output."""
    leader, follower = pty.openpty()
    command = [*COMMAND, "--home", str(home), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=follower) as process:
        os.close(follower)
        shown = b""
        while True:
            try:
                part = os.read(leader, 4096)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            shown += part
        assert process.wait() == 0
    os.close(leader)
    return shown


def test_long_work_shows_a_bar_on_a_terminal(home: Path, folder: Path) -> None:
    added = on_a_terminal(home, "add", str(folder))
    edited = on_a_terminal(home, "edit", "2024-05-03-talk", "notes", "--show", "Pumps")
    for shown, doing in ((added, b"Adding"), (edited, b"Editing")):
        assert doing in shown
        assert b"Indexing" in shown
        assert b"2/2" in shown
        assert re.search(rb"\d/s", shown)


def test_odd_file_names_are_one_line_each(home: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd"
    odd.mkdir()
    for name in (b"new\nline.txt", b"-dash.txt", b"with space.txt", b"bytes\xff.txt", "ünï.txt".encode()):
        Path(os.fsdecode(os.fsencode(odd) + b"/" + name)).write_bytes(b"It has words: " + str(len(name)).encode())
    result = run(home, "add", str(odd))
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert len(lines) == 5
    assert any("bytes\\xff.txt: added" in line for line in lines)
    assert any("new\\nline.txt: added" in line for line in lines)


def test_a_reader_that_closes_early_is_not_an_error(home: Path, folder: Path) -> None:
    run(home, "add", str(folder))
    command = f"{sys.executable} -c 'from search.cli.entry import main; main()' --home {home} list --json | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert done.stderr == ""


def test_a_purge_that_was_cut_off_leaves_no_word_in_the_next_index(home: Path, folder: Path) -> None:
    run(home, "add", str(folder))
    with Library(home / "library.sqlite") as library:
        id = library.live()[0]
        word = next(library.document(id).passages()).text.split()[0].casefold().encode()
        library.remove(id, purge=True)
    assert run(home, "search", "turbine").exit_code == 0
    newest = max((home / "index").glob("*.arrays"), key=lambda path: path.stat().st_mtime)
    assert word not in newest.read_bytes()
    assert run(home, "check").exit_code == 0


def test_no_text_of_a_source_does_anything_to_the_terminal(home: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.md"
    hostile.write_text('---\ntitle: "Red \\x9b31m \\u202e"\n---\n\nSome words \x1b[2J here.\n')
    for arguments in (["add", str(hostile)], ["list"], ["search", "words"], ["add", str(tmp_path / "no\x9bfile")]):
        result = run(home, *arguments)
        assert not set("\x1b\x9b\u202e") & set(result.stdout + result.stderr), arguments


def test_one_title_is_not_given_to_many(home: Path, folder: Path) -> None:
    result = run(home, "add", str(folder), "--title", "T")
    assert result.exit_code == 2
    assert "--title is for one document" in result.stderr


def test_a_person_in_no_role_has_no_brackets() -> None:
    people = (Person(name="Ann Lee", affiliation="Quay Press"), Person(name="Bo Ek", roles=("host",)))
    lines = list(text_of(Document(type="note", title="Weirs", people=people)))
    assert lines[2:] == ["Ann Lee, Quay Press", "Bo Ek (host)"]
