"""The command line, run as another program would: its lines, its JSON, its exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from search.cli.entry import main
from tests.data import EPISODE

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def invoke(*arguments: str, **options: Any) -> Result:
        return CliRunner().invoke(main, ["--home", str(tmp_path / "home"), *arguments], **options)

    return invoke


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.md"
    path.write_text("---\ntitle: A note\ndate: 2024-05-03\ntype: note\n---\n\nThe glide bombs flew far.\n")
    return path


def found(run: Run, query: str) -> Any:
    result = run("search", query, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_document_is_added_found_cited_and_removed(run: Run, note: Path) -> None:
    added = run("add", str(note))
    assert added.exit_code == 0, added.output
    assert added.stdout.startswith(f"{note}: added a-note (version 1, 1 passage)")
    hit = found(run, '"glide bombs"')["hits"][0]
    assert hit["text"][slice(*hit["spans"][0])] == "glide bombs"
    cited = run("cite", hit["passage"])
    assert cited.exit_code == 0
    assert "A note" in cited.stdout
    assert run("remove", "a-note").stdout == "a-note: removed\n"
    assert run("remove", "a-note").stdout == "a-note: unchanged\n"
    assert found(run, "glide")["total"] == 0
    assert run("undelete", "a-note").stdout == "a-note: restored\n"
    assert run("undelete", "a-note").stdout == "a-note: unchanged\n"
    assert found(run, "glide")["total"] == 1


def test_words_are_cited_by_themselves_and_through_several_passages(run: Run, tmp_path: Path) -> None:
    talk = tmp_path / "talk.md"
    talk.write_text(
        "---\ntitle: Cranes\ntype: transcript\n---\n\nAnn Lee: So it broke.\n\nBo Kay: It broke twice.\n\n"
        "Ann Lee: Why?\n"
    )
    run("add", str(talk))
    words = run("cite", "cranes", "--quote", "it broke. It broke TWICE", "--style", "markdown").stdout
    assert words.startswith("> Ann Lee: it broke.\n>\n> Bo Kay: It broke twice\n>\n> — ")
    ids = [hit["passage"] for hit in found(run, "broke")["hits"]]
    first, last = sorted(ids, key=lambda id: "So it" not in run("cite", id, "--style", "markdown").stdout)
    assert run("cite", first, last, "--style", "markdown").stdout.startswith("> Ann Lee: So it broke.\n>\n> Bo Kay: It")
    assert "> It broke twice" in run("cite", last, "--quote", "it broke twice.", "--style", "markdown").stdout
    several = run("cite", "cranes", "--quote", "it broke")
    assert several.exit_code == 1
    assert f"“it broke” stand 2 times in cranes, at ¶ 1 ({first}), ¶ 2 ({last}): quote some more" in several.stderr
    assert "“it fell” are not in cranes" in run("cite", "cranes", "--quote", "it fell").stderr
    assert f"{first} is no passage behind {last}" in run("cite", last, first).stderr


def test_the_same_is_unchanged_and_an_edit_of_the_file_is_an_update(run: Run, note: Path) -> None:
    run("add", str(note))
    assert ": unchanged a-note" in run("add", str(note)).stdout
    note.write_text(note.read_text().replace("flew", "went"))
    assert ": updated a-note (version 2" in run("add", str(note)).stdout
    assert "flew" in run("read", "a-note", "--version", "1").stdout
    assert "went" in run("read", "a-note").stdout


def test_details_are_edited_and_restored(run: Run, note: Path) -> None:
    run("add", str(note))
    assert run("edit", "a-note", "--title", "Another").exit_code == 0
    assert json.loads(run("list", "--json").stdout)[0]["title"] == "Another"
    assert run("edit", "a-note", "--title", "").exit_code == 0
    assert json.loads(run("list", "--json").stdout)[0]["title"] == "A note"
    assert run("edit", "a-note", "--date", "yesterday").exit_code == 1
    assert run("edit", "a-note", "--publisher", "Coast Press", "--season", "2", "--episode", "14").exit_code == 0
    (edited,) = json.loads(run("list", "--json").stdout)
    assert (edited["publisher"], edited["season"], edited["episode"]) == ("Coast Press", "2", "14")
    nothing = run("edit", "a-note")
    assert nothing.exit_code == 2
    assert "--episode" in nothing.stderr


def test_what_there_is_to_check_is_settled_by_an_edit_or_a_word(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "valves.txt"
    path.write_text("Words on valves.\n")
    assert "check: date missing" in run("add", str(path)).stdout
    assert run("edit", "valves", "--date", "2024", "--title", "On valves").exit_code == 0
    assert run("list", "--needs-check", "--json").stdout == "[]\n"
    assert "check:" not in run("add", str(path)).stdout
    assert run("edit", "valves", "--date", "").exit_code == 0
    assert len(json.loads(run("list", "--needs-check", "--json").stdout)) == 1
    assert run("edit", "valves", "--checked").stdout == "valves: checked\n"
    assert run("list", "--needs-check", "--json").stdout == "[]\n"


BAD = {
    "empty.txt": b"",
    "binary.txt": bytes(range(256)) * 20,
    "latin.txt": "Zürich ist schön, und".encode()[:2] + b"\xff" + "rich ist schön und grün.".encode(),
    "truncated.md": "A sentence that ends in half a letter: ü".encode()[:-1],
    "large.txt": b"word " * (50 * 2**20 // 5),
}


def test_bad_files_are_named_and_the_good_one_is_still_added(run: Run, note: Path, tmp_path: Path) -> None:
    for name, data in BAD.items():
        (tmp_path / name).write_bytes(data)
    names = [str(tmp_path / name) for name in [*BAD, "missing.txt"]]
    result = run("add", *names[:3], str(note), *names[3:])
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert len(lines) == len(names) + 1
    assert [line for line in lines if ": failed: " not in line] == [
        line for line in lines if line.startswith(f"{note}: added")
    ]
    assert len(result.stderr.splitlines()) == 1
    assert len(json.loads(run("list", "--json").stdout)) == 1


def test_add_json_has_the_agreed_keys(run: Run, note: Path) -> None:
    answer = json.loads(run("add", str(note), "--json").stdout)
    assert [set(item) for item in answer] == [
        {"source", "status", "document", "version", "passages", "message", "checks"}
    ]


def test_a_dry_run_stores_nothing(run: Run, note: Path) -> None:
    assert ": added" in run("add", str(note), "--dry-run").stdout
    assert "there is no library" in run("list").stderr


def test_standard_input_is_added_under_its_name(run: Run) -> None:
    result = run("add", "-", "--name", "minutes.md", "--title", "Minutes", input="Some *words* of a meeting.\n")
    assert result.exit_code == 0, result.output
    assert found(run, "meeting")["hits"][0]["title"] == "Minutes"


@pytest.mark.parametrize(
    "arguments", [("read", "a-nota"), ("cite", "pzzzzzzzzzzzzzzzz"), ("remove", "nothing"), ("add", "/nowhere")]
)
def test_what_is_not_there_is_one_line_and_exit_1(run: Run, note: Path, arguments: tuple[str, ...]) -> None:
    run("add", str(note))
    result = run(*arguments)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1


def test_purged_words_are_in_no_file_of_the_newest_index(run: Run, note: Path, tmp_path: Path) -> None:
    run("add", str(note))
    other = note.with_name("other.md")
    other.write_text("A second note that stays.\n")
    run("add", str(other))
    before = set((tmp_path / "home" / "index").iterdir())
    assert run("remove", "a-note", "--purge").stdout == "a-note: purged\n"
    fresh = [path for path in (tmp_path / "home" / "index").iterdir() if path not in before]
    assert any(b"stays" in path.read_bytes() for path in fresh)
    assert not any(b"glide" in path.read_bytes() for path in fresh)
    result = run("read", "a-note")
    assert result.exit_code == 1
    assert "deleted for good" in result.stderr


def test_an_unknown_document_gets_a_suggestion(run: Run, note: Path) -> None:
    run("add", str(note))
    assert "a-note" in run("read", "a-nota").stderr


def test_wrong_usage_exits_2(run: Run) -> None:
    assert run("search").exit_code == 2
    assert run("cite", "p", "--from", "3").exit_code == 2
    assert run("cite", "p", "--from", "3", "--to", "5", "--quote", "words").exit_code == 2


def test_check_stats_rebuild_and_token(run: Run, note: Path) -> None:
    run("add", str(note))
    assert run("check").stdout == "All is well.\n"
    assert json.loads(run("stats", "--json").stdout)["documents"]["note"] == 1
    assert "1 document" in run("rebuild").stdout
    assert found(run, "bomb")["total"] == 1
    token = run("token").stdout
    assert run("token").stdout == token != run("token", "--renew").stdout


@pytest.mark.skipif(not EPISODE.exists(), reason="the real episode page is not beside the project")
class TestTheRealEpisodePage:
    @pytest.fixture(autouse=True)
    def _added(self, run: Run) -> None:
        assert run("add", str(EPISODE)).exit_code == 0

    def test_a_phrase_is_found_in_its_section_with_its_span(self, run: Run) -> None:
        (hit,) = found(run, '"glide bombs"')["hits"]
        assert hit["section"] == "background"
        assert [hit["text"][start:end] for start, end in hit["spans"]] == ["glide bombs"]

    def test_a_designator_is_found_however_it_is_written(self, run: Run) -> None:
        passages = [{hit["passage"] for hit in found(run, query)["hits"]} for query in ("yak130", "Yak 130", "yak-130")]
        assert len(passages[0]) == 1
        assert passages[0] == passages[1] == passages[2]

    def test_similar_spellings_bios_and_negatives(self, run: Run) -> None:
        assert any("Shahed" in hit["text"] for hit in found(run, "shaheed~ drones")["hits"])
        assert {hit["title"] for hit in found(run, "type:bio lamson")["hits"]} == {"Jim Lamson"}
        reports = found(run, "-drones type:report")
        assert reports["total_documents"] == 3
        assert {hit["type"] for hit in reports["hits"]} == {"report"}
