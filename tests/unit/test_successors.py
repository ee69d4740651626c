"""What stands in the place of a passage that was changed: found when the next version is stored."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from corpus.library import Library
from corpus.library.successors import Text, successors
from tests.unit.test_library import keep, note

WORDS = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in ("a", "ei", "o", "u") for c in ("l", "n", "r", "st", "m")]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.sqlite") as opened:
        yield opened


def found(then: list[str], now: list[str]) -> dict[str, str | None]:
    """The successors among texts, each of which is its own id."""
    return dict(successors([Text(each, each) for each in then], [Text(each, each) for each in now]))


def test_between_the_same_neighbours_the_most_like_is_the_successor() -> None:
    then = ["first", "the mast is forty metres high", "last"]
    assert found(then, ["first", "the mast is fifty metres high", "a word", "last"]) == {
        "the mast is forty metres high": "the mast is fifty metres high"
    }
    assert found(then, ["first", "nothing of the kind", "last"]) == {"the mast is forty metres high": None}
    assert found(then, ["first", "last", "the mast is fifty metres high"]) == {"the mast is forty metres high": None}
    assert found(then, ["last", "the mast is forty metres high", "first"]) == {}
    assert found(then, then) == {}
    assert found([], then) == {}
    assert found(["a", "b"], []) == {"a": None, "b": None}


def test_a_permalink_follows_a_passage_through_all_versions(library: Library) -> None:
    said = ["The mast is forty metres high.", "The mast is fifty metres high.", "The mast was fifty metres high."]
    ids = []
    for text in said:
        keep(library, note("First.", text, "Last."))
        ids.append([passage.id for passage in library.document("a-note").passages()][1])
    library.edit(["a-note"], {"title": "Masts"})
    for number, id in enumerate(ids[:2], 1):
        state = library.passage(id)
        assert (state.state, state.version, state.successor) == ("changed", number, ids[2])
    keep(library, note("First.", "Last."))
    assert [library.passage(id).state for id in ids] == ["dropped"] * 3
    keep(library, note("First.", said[0], "Last."))
    assert library.passage(ids[0]).state == "current"
    assert library.passage(ids[1]).state == "dropped"
    assert library.check(deep=True) == ()
    library.remove("a-note", purge=True)
    assert library.check(deep=True) == ()


def test_long_passages_and_many_take_moments(library: Library) -> None:
    draw = Random(7)  # noqa: S311
    long = draw.choices(WORDS, k=3000)
    changed = [word if number % 20 else "changed" for number, word in enumerate(long)]
    many = [" ".join(draw.choices(WORDS, k=60)) for _ in range(2000)]
    started = time.monotonic()
    keep(library, note(" ".join(long), *many))
    (first, second, *_) = library.document("a-note").passages()
    keep(library, note(" ".join(changed), *(f"{text} more" for text in many)))
    now = [passage.id for passage in library.document("a-note").passages()]
    assert library.passage(first.id).successor == now[0]
    assert library.passage(second.id).successor == now[1]
    assert time.monotonic() - started < 60
