"""The commands of clippings: collected, shown, exported, removed and brought in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import done, refused

TALK = (
    "---\ntitle: Cranes\ntype: transcript\n---\n\nAnn Lee: So it broke.\n\nBo Kay: It broke twice.\n\nAnn Lee: Why?\n"
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    talk = tmp_path / "talk.md"
    talk.write_text(TALK)
    done(tmp_path / "home", "add", talk)
    return tmp_path / "home"


def test_words_are_collected_shown_and_removed(home: Path) -> None:
    assert done(home, "clippings").startswith("There are no lists of clippings")
    added = done(
        home, "clippings", "add", "Mine", "cranes", "--quote", "it broke twice", "--note", "Why?", "--tag", "a"
    )
    assert added == "Mine: collected\n"
    assert (
        done(home, "clippings", "add", "mine", "cranes", "--quote", "It broke TWICE")
        == "mine: has these words already\n"
    )
    done(home, "clippings", "add", "Mine", "cranes", "--quote", "broke. It broke")
    shown = done(home, "clippings", "show", "Mine").splitlines()
    assert shown[0] == "1. It broke twice"
    assert shown[1].startswith("   Cranes, ¶ 2 (the same): /p/")
    assert shown[2:5] == ["   note: Why?", "   tags: a", "2. Ann Lee: broke."]
    assert done(home, "clippings") == "Mine: 2 clippings\n"
    assert json.loads(done(home, "clippings", "--json")) == [{"name": "Mine", "clippings": 2, "owner": "local"}]
    assert "has 2 clippings; there is none with the number 3" in refused(home, "clippings", "remove", "Mine", "1", "3")
    done(home, "clippings", "remove", "Mine", "1")
    assert done(home, "clippings") == "Mine: 1 clipping\n"
    assert "no list of clippings 'Other'; there are 1 list: “Mine”" in refused(home, "clippings", "show", "Other")
    done(home, "clippings", "remove", "Mine")
    assert done(home, "clippings").startswith("There are no lists")


def test_a_list_is_exported_with_citations_and_comes_back_whole(home: Path, tmp_path: Path) -> None:
    done(home, "clippings", "add", "Mine", "cranes", "--quote", "it broke twice", "--note", "Why?", "--tag", "a")
    text = done(home, "clippings", "export", "Mine")
    assert text.startswith("> It broke twice\n>\n> — ")
    assert "End of the list: 1 clipping. Made on " in text
    path = tmp_path / "mine.json"
    done(home, "clippings", "export", "Mine", "--format", "citecast", "-o", path)
    assert "exists; --overwrite" in refused(home, "clippings", "export", "Mine", "-o", path)
    before = done(home, "clippings", "show", "Mine", "--json")
    done(home, "clippings", "remove", "Mine")
    assert done(home, "clippings", "import", path) == "Mine: 1 clipping brought in\n"
    assert done(home, "clippings", "show", "Mine", "--json") == before
    path.write_text("{}")
    assert "no list of clippings as Citecast exports it" in refused(home, "clippings", "import", path)
