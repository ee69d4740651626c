"""The command `export`: a file that is whole or does not have its name, by the options that a search has."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from corpus.errors import SearchTimeout
from search.engine import Page, Search
from search.results.counted import PIECE
from search.whoosh_engine.engine import WhooshSnapshot
from tests.commands import citecast, done, found, refused


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for number in range(1, 4):
        note = tmp_path / f"note-{number}.md"
        note.write_text(f"---\ntitle: Note {number}\ndate: 202{number}\n---\n\nA crane, {number}.\n\nAnother crane.\n")
    done(tmp_path / "home", "add", *sorted(tmp_path.glob("*.md")))
    return tmp_path / "home"


def test_an_export_has_what_a_search_with_the_same_options_finds(home: Path, tmp_path: Path) -> None:
    for options in ([], ["--since", "2022"], ["--without", "year=2022", "--sort", "-date"], ["--match", "any"]):
        expected = json.loads(done(home, "search", "crane", "--json", *options))["hits"]
        *rows, end = map(json.loads, done(home, "export", "crane", "--format", "jsonl", *options).splitlines())
        assert [row["passage"] for row in rows] == [hit["passage"] for hit in expected]
        assert end["passages"] == len(expected) > 0


def test_a_file_gets_its_name_once_it_is_whole_and_is_not_written_over(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "cranes.csv"
    said = done(home, "export", "crane", "-o", path)
    assert re.fullmatch(
        re.escape(f"{path}: End of the export: 6 passages. Asked on ")
        + r"[0-9]{1,2} \w+ [0-9]{4}: “crane”\. Again: /search\?q=crane\n",
        said,
    )
    whole = path.read_bytes()
    assert whole.startswith(b"\xef\xbb\xbf")
    assert f"{path} exists; --overwrite replaces it" in refused(home, "export", "another", "-o", path)
    assert path.read_bytes() == whole
    done(home, "export", "=another", "-o", path, "--overwrite")
    assert len(path.read_text("utf-8-sig").splitlines()) == 1 + 3 + 1
    assert sorted(each.name for each in tmp_path.glob("cranes*")) == ["cranes.csv"]


def test_one_that_is_cut_off_ends_with_1_and_does_not_have_its_name(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = WhooshSnapshot.search

    def late(snapshot: WhooshSnapshot, wanted: Search, *, deadline: float) -> Page:
        if wanted.limit == PIECE:
            raise SearchTimeout("this search takes too long")
        return search(snapshot, wanted, deadline=deadline)

    monkeypatch.setattr(WhooshSnapshot, "search", late)
    ended = citecast(home, "export", "crane", "-o", tmp_path / "cranes.csv")
    assert ended.exit_code == 1
    assert [line.startswith("citecast: ") for line in ended.stderr.splitlines()] == [True, True]
    assert f"{tmp_path / 'cranes.csv.part'} has what came before, and no end" in ended.stderr
    assert not (tmp_path / "cranes.csv").exists()
    assert "End of" not in (tmp_path / "cranes.csv.part").read_text("utf-8-sig")


def test_a_list_of_queries_is_counted_or_exported(home: Path, tmp_path: Path) -> None:
    asked = tmp_path / "queries.csv"
    asked.write_text('name,query\nAll,crane\nThe first,"""a crane"""\n')
    counts = done(home, "export", "--queries", asked, "--counts", "--until", "2022").removeprefix("\ufeff")
    _, *rows, end = csv.reader(counts.splitlines())
    assert [row[:6] for row in rows] == [
        ["All", "crane", "4", "2", "2021", "2022"],
        ["The first", '"a crane"', "2", "2", "2021", "2022"],
    ]
    assert end[0].startswith("End of the counts: 2 queries. Asked on ")
    assert end[0].endswith(": each query of a list, until 2022.")
    *passages, _ = map(json.loads, done(home, "export", "--queries", asked, "--format", "jsonl").splitlines())
    assert [row["query"] for row in passages] == ["All"] * 6 + ["The first"] * 3
    asked.write_text("words\ncrane\n")
    assert "has no column named query; its first row is: words" in refused(home, "export", "--queries", asked)


def test_a_query_or_a_list_is_asked_for(home: Path, tmp_path: Path) -> None:
    assert citecast(home, "export").exit_code == 2
    assert citecast(home, "export", "crane", "--counts").exit_code == 2
    assert found(home, "crane")["total"] == 6
