"""A permalink says when somebody else came to be meant by the labels of its words, since it may have been cited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.corrections import Meant
from corpus.library import Library
from corpus.model import Document, Passage, Person, Section
from search.results.citer import Citer
from tests.unit.test_library import keep

MAY = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


class Days:
    """A clock that a test sets, in days of May 2026."""

    day = 1

    def __call__(self) -> dt.datetime:
        return MAY + dt.timedelta(days=self.day - 1)


@pytest.fixture
def days() -> Days:
    return Days()


@pytest.fixture
def library(tmp_path: Path, days: Days) -> Iterator[Library]:
    with Library(tmp_path / "library.sqlite", now=days) as opened:
        yield opened


def talk(*turns: tuple[str, str], title: str = "Talk", show: str | None = "Cranes") -> Document:
    people = tuple(Person(name=label, roles=("speaker",)) for label in dict.fromkeys(label for label, _ in turns))
    passages = tuple(Passage(text=text, speaker=label, paragraph=at) for at, (label, text) in enumerate(turns, 1))
    section = Section(heading="", kind="transcript", passages=passages)
    return Document(type="transcript", title=title, show=show, people=people, sections=(section,))


def episode(*people: Person, title: str = "Talk") -> Document:
    section = Section(heading="", kind="body", passages=(Passage(text="They talk of cranes."),))
    return Document(type="episode", title=title, show="Cranes", people=people, sections=(section,))


def told(library: Library, id: str, version: int = 1, passage: int = 0) -> list[tuple[str, str, int]]:
    """Who was meant, who is since, and since which day of May."""
    citer = Citer(library, public_url="", today=lambda: dt.date(2026, 6, 1))
    found = list(library.document(id, version).passages())[passage]
    view = citer.passage(found.id, version)
    return [(each.then, each.now, each.since.day) for each in view.relabelled if each.name == "speaker" and each.here]


TURNS = (("BO", "It stood still."), ("ANN", "Who told you that it did?"))


def test_a_correction_is_told_with_its_day_on_links_to_what_it_is_of(library: Library, days: Days) -> None:
    keep(library, talk(*TURNS), at="/t")
    days.day = 3
    library.names.correct(["BO"], Meant(name="Bo Kay"))
    assert told(library, "talk") == [("BO", "Bo Kay", 3)]
    assert told(library, "talk", passage=1) == []


def test_what_was_said_before_a_version_was_stored_is_no_news(library: Library, days: Days) -> None:
    library.names.correct(["BO"], Meant(name="Bo Kay"))
    days.day = 2
    keep(library, talk(*TURNS), at="/t")
    assert told(library, "talk") == []


def test_each_step_is_told_of_one_that_was_corrected_and_undone(library: Library, days: Days) -> None:
    keep(library, talk(*TURNS), at="/t")
    days.day = 3
    first = library.names.correct(["BO"], Meant(name="Bo Kay")).correction.id
    days.day = 5
    library.names.correct(["Bo Kay"], Meant(nobody=True), scope="document", places=["talk"])
    days.day = 8
    library.names.undo(first)
    assert told(library, "talk") == [("BO", "Bo Kay", 3), ("Bo Kay", "", 5), ("", "BO", 8)]


def test_corrections_of_other_documents_shows_and_names_are_none_of_its(library: Library, days: Days) -> None:
    keep(library, talk(*TURNS), at="/t")
    keep(library, talk(("BO", "Another says this."), title="Elsewhere", show="Ports"), at="/o")
    days.day = 3
    library.names.correct(["BO"], Meant(name="Bob Ray"), scope="show", places=["Ports"])
    library.names.correct(["BO"], Meant(name="Bob Roy"), scope="document", places=["elsewhere"])
    library.names.correct(["ANN"], Meant(name="Ann Lee"))
    library.names.correct(["Bo Kay"], Meant(name="Bo A. Kay"))
    assert told(library, "talk") == []
    assert told(library, "talk", passage=1) == [("ANN", "Ann Lee", 3)]


def test_a_correction_holds_for_earlier_versions_and_is_told_there_since_each_was_stored(
    library: Library, days: Days
) -> None:
    keep(library, talk(*TURNS), at="/t")
    days.day = 3
    library.names.correct(["BO"], Meant(name="Bo Kay"))
    days.day = 5
    keep(library, talk(*TURNS, ("BO", "Nobody did.")), at="/t")
    assert told(library, "talk", 1) == [("BO", "Bo Kay", 3)]
    assert told(library, "talk", 2) == []
    days.day = 8
    library.names.correct(["Bo Kay"], Meant(name="Bo Key"))
    assert told(library, "talk", 1) == [("BO", "Bo Kay", 3), ("Bo Kay", "Bo Key", 8)]
    assert told(library, "talk", 2) == [("Bo Kay", "Bo Key", 8)]


def test_an_episode_that_tells_whom_a_label_names_is_told_from_when_to_when(library: Library, days: Days) -> None:
    keep(library, talk(("LAMSON", "It stood still.")), at="/t")
    days.day = 2
    keep(library, episode(Person(name="Jim Lamson", roles=("guest",))), at="/e")
    days.day = 4
    keep(library, episode(Person(name="Kay Lamson", roles=("guest",))), at="/e")
    steps = [("LAMSON", "Jim Lamson", 2), ("Jim Lamson", "Kay Lamson", 4)]
    assert told(library, "talk") == steps
    days.day = 6
    library.remove("talk-2")
    assert next(library.document("talk").passages()).who == "LAMSON"
    assert told(library, "talk") == [*steps, ("Kay Lamson", "LAMSON", 6)]


def test_the_last_step_is_what_is_shown(library: Library, days: Days) -> None:
    keep(library, talk(*TURNS), at="/t")
    for day, (names, name) in enumerate(
        [(["BO"], "Bo Kay"), (["ANN", "BO"], "Ann Lee"), (["Ann Lee"], "Ann B. Lee"), (["BO"], "Bo Ode")], 2
    ):
        days.day = day
        library.names.correct(names, Meant(name=name))
        for at, passage in enumerate(library.document("talk").passages()):
            steps = told(library, "talk", passage=at)
            assert (steps[-1][1] if steps else TURNS[at][0]) == passage.who
