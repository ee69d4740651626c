"""A damaged library: every question is answered with the truth, or with one line that names what is hit."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from shutil import copyfile

import pytest

from corpus.corrections import Meant
from corpus.errors import CitecastError, DamagedLibrary, LibraryError, NotFound
from corpus.fetch.fetched import Fetched
from corpus.library import Clip, Library, Wanted
from corpus.library.checksums import COLUMNS, insert
from corpus.model import Document, Passage, Person, Section
from corpus.quotation import Range
from tests.unit.test_library import bio, keep, note


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.sqlite"


@pytest.fixture
def library(path: Path) -> Iterator[Library]:
    with Library(path) as opened:
        yield opened


def by_hand(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute(statement, values)


def test_a_passage_that_is_not_located_has_a_reason(library: Library, path: Path) -> None:
    keep(library, note("one", "two", "three"))
    whole, hit, other = (passage.id for passage in library.document("a-note").passages())
    assert library.why_not([whole, hit, other]) == {}
    by_hand(path, "UPDATE passages SET text = CAST(x'ff' AS TEXT) WHERE id = ?", hit)
    asked = [whole, "pnowhere", hit, other]
    assert list(library.located(asked)) == [whole, other]
    assert library.why_not(asked) == {"pnowhere": "missing", hit: "damaged"}
    with pytest.raises(DamagedLibrary, match="is damaged"):
        library.document("a-note")
    library.remove("a-note")
    assert library.why_not([whole]) == {whole: "missing"}


@pytest.mark.parametrize("where", ["passages_by_id", "tombstones"])
def test_a_passage_whose_way_is_hit_is_not_said_to_be_none(path: Path, where: str) -> None:
    with Library(path) as library:
        keep(library, note("one", "two"))
        keep(library, note("gone", title="B"), at="/b.md")
        wanted, other = (next(iter(library.document(id).passages())).id for id in ("b", "a-note"))
        library.remove("b", purge=where == "tombstones")
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [where]).fetchone()[0]
    data = bytearray(path.read_bytes())
    at = data.index(wanted.encode(), (root - 1) * 4096, root * 4096)
    data[at : at + 17] = b"p" + b"7" * 16
    path.write_bytes(data)
    with Library(path) as library:
        assert library.check(deep=True)
        with pytest.raises(DamagedLibrary):
            library.passage(wanted)
        assert library.passage(other).state == "current"
        with pytest.raises(NotFound, match="check that the whole link was copied"):
            library.passage("pshort")


def test_a_document_whose_way_is_hit_is_not_said_to_be_none(path: Path) -> None:
    with Library(path) as library:
        keep(library, note("one", title="Pumps"))
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name LIKE 'sqlite_autoindex_documents%'").fetchone()
    data = bytearray(path.read_bytes())
    data[data.index(b"pumps", (root[0] - 1) * 4096, root[0] * 4096)] ^= 1
    path.write_bytes(data)
    with Library(path) as library, pytest.raises(DamagedLibrary):
        library.document("pumps")


def test_a_link_or_source_that_is_lost_is_missed(path: Path) -> None:
    filled(path)
    for table, questions in {
        "links": (lambda library: library.related("pumps"), lambda library: library.document("pumps-2")),
        "sources": (lambda library: library.record("pumps"),),
    }.items():
        copyfile(path, hit := path.with_name(f"{table}.sqlite"))
        by_hand(hit, f"DROP TRIGGER {table}_less_by_{'from_id' if table == 'links' else 'document_id'}")
        by_hand(hit, f"DELETE FROM {table}")  # noqa: S608
        with Library(hit) as library:
            assert any(f"of the {table} of pumps there are 0" in line for line in library.check())
            for question in questions:
                with pytest.raises(DamagedLibrary, match=f"of the {table} of "):
                    question(library)


# one value at a time

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
KEYS = {  # by which a row is looked up: one that is hit is missed by that question, and named by `check`
    *("passages.id", "keys.key", "tombstones.passage_id"),
    *("readings.place", "fetched.url"),
}


def filled(path: Path) -> tuple[str, ...]:
    """A library with rows in each table; the ids of its passages."""
    with Library(path, now=lambda: NOW) as library:
        host = Person(name="Ann Lee", roles=("host",))
        episode = note("The valves were open.", title="Pumps", type="episode", show="S", guid="g", people=(host,))
        keep(library, episode, bio("Ann Lee"), at="/e.md")
        said = Passage(text="We open the valves.", speaker="ANN LEE", start_ms=5, end_ms=9, page=3)
        talk = Section(heading="", kind="transcript", passages=(said,))
        speaker = Person(name="ANN LEE", roles=("speaker",))
        keep(
            library, Document(type="transcript", title="Pumps", show="S", people=(speaker,), sections=(talk,)), at="/t"
        )
        keep(library, note("one", "two"))
        keep(library, note("one", "three"))
        library.edit(["a-note"], {"date": "2024"})
        library.comparisons.note("a-note", 3, "words_gone", place="path:/a.md", gone=("paaaaaaaaaaaaaaaa",))
        library.comparisons.note("pumps", 1, "not_reached", place="path:/e.md", why="the disk is not there")
        keep(library, note("gone", title="B", guid="h"), at="/b.md")
        library.remove("b")
        keep(library, note("deleted", title="C"), at="/c.md")
        library.remove("c", purge=True)
        library.names.correct(["ANN LEE"], Meant(name="Ann Lea"))
        library.names.undo(library.names.correct(["Ann Lea"], Meant(nobody=True)).correction.id)
        answer = Fetched("https://example.org/", b"x", "text/html", etag="e", last_modified=None, not_modified=True)
        library.remember("https://example.org/", answer)
        for name in ("Valves", "Pumps"):
            library.saved.save(name, Wanted(query="valve", filters=(("show", "S"),)), seen=2)
        library.saved.remove(1)
        for name in ("Valves", "Pumps"):
            library.clippings.make(name)
        library.clippings.remove_list(2)
        kept, _ = library.clippings.collect(1, [Clip("pa", 1, Range(3, 9, "pb")), Clip("pb", 1)])
        library.clippings.note(kept.id, "A note.")
        library.clippings.tag([kept.id], "tag")
    with closing(sqlite3.connect(path)) as db, db:
        insert(db, "lost", [("b", 2)])  # as after a salvage
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        return tuple(row[0] for row in db.execute("SELECT id FROM passages UNION SELECT passage_id FROM tombstones"))


def asked(path: Path, passages: Iterable[str]) -> dict[str, object]:
    """Every question that a library answers, and its answers."""
    ids = ["ann-lee", "pumps", "pumps-2", "a-note", "b", "c"]
    with Library(path, now=lambda: NOW) as library:
        questions: dict[str, Callable[[], object]] = {
            "live": library.live, "listed": library.listed, "shows": library.shows,
            "removed": lambda: library.listed(state="removed"), "words": lambda: library.listed(words=["pumps"]),
            "to check": lambda: library.listed(needs_check=True), "records": lambda: library.records(ids),
            "headers": lambda: library.headers(ids), "changes": lambda: library.log.changes(0)[1],
            "stats": lambda: replace(library.stats(), bytes=0), "places": lambda: library.places("path:"),
            "corrections": library.names.corrections, "names": library.names.listed,
            "vocabulary": lambda: library.vocabulary.latest,
            "lists": library.clippings.lists, "removed lists": library.clippings.removed_lists,
            "clippings": lambda: library.clippings.listed(1),
            "searches": library.saved.listed, "removed searches": library.saved.removed,
            "fetched": lambda: library.fetched("https://example.org/"), "left out": lambda: library.is_left_out("h"),
        }  # fmt: skip
        for id in ids:
            questions |= {
                f"document {id}": partial(library.document, id), f"first of {id}": partial(library.document, id, 1),
                f"record {id}": partial(library.record, id), f"versions {id}": partial(library.versions, id),
                f"original {id}": partial(library.original, id), f"related {id}": partial(library.related, id),
                f"compared {id}": partial(library.comparisons.of, id),
            }  # fmt: skip
        for id in passages:
            questions[f"located {id}"] = partial(library._located, [id])
            questions[f"passage {id}"] = partial(library.passage, id)
            questions[f"moment {id}"] = partial(library.moments, [id])
        return {name: answered(question) for name, question in questions.items()}


def answered(question: Callable[[], object]) -> object:
    try:
        return question()
    except CitecastError as error:
        return f"{type(error).__name__}: {error}"


def flipped(value: object) -> object:
    match value:
        case str():
            return value[:-1] + chr(ord(value[-1]) ^ 1) if value else "x"
        case bytes():
            return value[:-1] + bytes([value[-1] ^ 1])
        case int():
            return value ^ 1
        case _:
            return 1


@pytest.mark.parametrize("table", [*COLUMNS, "originals"])
def test_a_value_that_is_hit_is_never_shown(tmp_path: Path, table: str) -> None:
    passages = filled(tmp_path / "whole.sqlite")
    truth = asked(tmp_path / "whole.sqlite", passages)
    assert not any(str(answer).startswith("DamagedLibrary") for answer in truth.values())
    with closing(sqlite3.connect(tmp_path / "whole.sqlite")) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        names = ("sha256", "data") if table == "originals" else (*COLUMNS[table], "checksum")
        rows = db.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall()  # noqa: S608
    hits = [(name, row) for row in rows[:2] for name in names]
    assert hits
    for name, row in hits:
        path = tmp_path / "hit.sqlite"
        copyfile(tmp_path / "whole.sqlite", path)
        value = row[names.index(name)]
        where = " AND ".join(f"{each} IS ?" for each in names)
        with suppress(sqlite3.IntegrityError):  # of a key that another row has
            by_hand(path, f"UPDATE {table} SET {name} = ? WHERE {where}", flipped(value), *row)  # noqa: S608
            with Library(path) as library:
                problems = library.check(deep=True)
            assert problems, (name, row)
            assert all(line.startswith("library: ") for line in problems)
            if f"{table}.{name}" not in KEYS:
                for question, answer in asked(path, passages).items():
                    is_true = answer == truth[question] or str(answer).startswith("DamagedLibrary: ")
                    assert is_true, (name, row, question, answer, truth[question])


# bytes of the file


@pytest.mark.parametrize("kind", ["flipped", "zeroed", "random", "cut"])
def test_a_file_that_is_hit_answers_with_the_truth_or_says_so(tmp_path: Path, kind: str) -> None:
    passages = filled(tmp_path / "whole.sqlite")
    truth = asked(tmp_path / "whole.sqlite", passages)
    with closing(sqlite3.connect(tmp_path / "whole.sqlite")) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    whole = (tmp_path / "whole.sqlite").read_bytes()
    draw = Random(kind)  # noqa: S311
    named = 0
    used = [at for at in range(0, len(whole), 16) if whole[at : at + 16].strip(b"\0")]
    for number in range(25):
        data = bytearray(whole)
        at = draw.choice(used) + draw.randrange(16)
        match kind:
            case "flipped":
                data[at] ^= 1 << draw.randrange(8)
            case "zeroed":
                data[at : at + 512] = bytes(len(data[at : at + 512]))
            case "random":
                data[at - at % 4096 : at - at % 4096 + 4096] = draw.randbytes(4096)
            case _:
                del data[at:]
        path = tmp_path / f"{number}.sqlite"
        path.write_bytes(data)
        try:
            with Library(path, create=False) as library:
                problems = library.check(deep=True)
            answers = asked(path, passages)
        except LibraryError as error:
            lines = str(error).splitlines()
            named += len(lines) == 1
            continue
        named += bool(problems)
        for question, answer in answers.items():
            is_true = answer == truth[question] or str(answer).startswith(("DamagedLibrary: ", "LibraryError: "))
            assert is_true or (problems and is_missed(question, answer)), (at, question, answer)
    assert named


def is_missed(question: str, answer: object) -> bool:
    """Whether a row is not found by its key, because the way to it is hit: what it says is left out, not changed."""
    return not answer and question.startswith(("located", "left out", "places", "fetched", "moment"))


def test_a_passage_that_one_version_has_is_not_said_to_be_missing_from_another_where_its_row_is_hit(
    tmp_path: Path,
) -> None:
    path = tmp_path / "library.sqlite"
    with Library(path) as library:
        keep(library, note("one", "two"))
        keep(library, note("one", "three"))
        (passage, _) = library.document("a-note").passages()
        with pytest.raises(NotFound, match="a-note has no version 3"):
            library.passage(passage.id, 3)
        keep(library, note("three"))
        with pytest.raises(NotFound, match="version 3 does not have passage"):
            library.passage(passage.id, 3)
    first = "SELECT number FROM passages JOIN versions ON body = number >> 32 WHERE text = 'one' AND version = 1"
    by_hand(path, f"UPDATE passages SET id = 'x' WHERE number = ({first})")  # noqa: S608
    with Library(path) as library, pytest.raises(DamagedLibrary):
        library.passage(passage.id, 1)


def test_a_table_that_is_not_there_any_more_is_named(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    filled(path)
    by_hand(path, "DROP TABLE comparisons")
    with Library(path) as library:
        assert "library: a part of comparisons cannot be read" in library.check()
