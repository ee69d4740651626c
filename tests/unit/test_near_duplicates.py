"""Texts that are nearly the same are told, however many there are; one may become a version of another."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.library import Library
from corpus.model import Document, Passage, Reading, Section
from corpus.near_duplicates import SIZE, Shingles, is_prepared, prepared, shingles
from tests.commands import citecast, done, refused

NEARLY = "text nearly the same as that of"
THINGS = (
    "weir",
    "ledger",
    "mill",
    "lock",
    "barge",
    "lamp",
    "towpath",
    "sluice",
    "parish",
    "flood",
    "keeper",
    "culvert",
)
VERBS = ("mended", "measured", "forgot", "painted", "counted", "inherited", "drew", "sold", "opened", "guarded")


def talk(seed: int, turns: int = 30) -> list[str]:
    """A talk of its own words, a turn a line."""
    rng = random.Random(seed)  # noqa: S311  # words of a test

    def sentence() -> str:
        words = [
            f"the {rng.choice(THINGS)} {rng.choice(VERBS)} {rng.choice(THINGS)} {rng.randrange(90)}" for _ in "abc"
        ]
        return f"{' and '.join(words).capitalize()}."

    return [f"{'Ada Quill' if turn % 2 else 'Bo Tarn'}: {sentence()} {sentence()}" for turn in range(turns)]


def corrected(lines: list[str], seed: int, *, every: int = 40) -> list[str]:
    """The talk with one word in so many put right, and the first turn left out."""
    rng = random.Random(seed)  # noqa: S311  # words of a test
    return [
        " ".join(
            f"{word}s" if number and rng.randrange(every) == 0 else word for number, word in enumerate(line.split(" "))
        )
        for line in lines[1:]
    ]


def write(folder: Path, name: str, lines: list[str], title: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"---\ntitle: {title}\ndate: 2024-05-03\n---\n\n" + "\n\n".join(lines) + "\n")
    return path


def twins(result: Any) -> list[str]:
    return [check for check in result["checks"] if check.startswith(NEARLY)]


def added(home: Path, *arguments: str | Path) -> list[Any]:
    return list(json.loads(done(home, "add", *arguments, "--json")))


def test_a_corrected_copy_of_another_title_is_told(tmp_path: Path) -> None:
    home, lines = tmp_path / "home", talk(1)
    done(home, "add", write(tmp_path, "first.md", lines, "On the river"))
    (result,) = added(home, write(tmp_path, "other.md", talk(2), "Of other things"))
    assert not twins(result)
    (result,) = added(home, write(tmp_path, "second.md", corrected(lines, 5), "River, corrected"))
    assert (result["status"], twins(result)) == ("added", [f"{NEARLY} on-the-river"])


def test_of_many_copies_each_is_told(tmp_path: Path) -> None:
    home, lines = tmp_path / "home", talk(3)
    folder = tmp_path / "copies"
    for number in range(8):
        write(folder, f"{number}.md", corrected(lines, number, every=90), f"Copy {number}")
    results = added(home, folder)
    assert [bool(twins(result)) for result in results] == [False] + [True] * 7
    assert twins(results[-1]) == [f"{NEARLY} copy-0, copy-1, copy-2 and 4 more"]


@pytest.mark.parametrize("dry_run", [True, False])
def test_copies_in_one_batch_are_told(tmp_path: Path, dry_run: bool) -> None:
    lines = talk(4)
    one = write(tmp_path, "one.md", lines, "One")
    two = write(tmp_path, "two.md", corrected(lines, 7), "Two")
    first, second = added(tmp_path / "home", one, two, *["--dry-run"] * dry_run)
    assert not twins(first)
    assert twins(second) == [f"{NEARLY} {one if dry_run else 'one'}"]


def test_short_turns_and_scripts_without_blanks_are_known_again() -> None:
    short = [f"We {VERBS[number % 10]} {THINGS[number % 12]} {number}." for number in range(40)]
    fixed = [line.replace("We forgot", "They forgot") for line in short]
    assert Shingles().add("a", shingles(short)) == []
    together = Shingles()
    for name, lines in (("a", short), ("b", fixed), ("c", talk(6))):
        found = together.add(name, shingles(lines))
        assert found == (["a"] if name == "b" else [])
    rng = random.Random(9)  # noqa: S311  # words of a test
    chinese = ["".join(chr(0x4E00 + rng.randrange(2000)) for _ in range(14)) + "。" for _ in range(40)]
    together.add("zh", shingles(chinese))
    assert together.add(
        "zh, mended", shingles(["这" + line[1:] if at % 9 == 0 else line for at, line in enumerate(chinese)])
    ) == ["zh"]


def test_what_many_have_in_common_does_not_make_them_alike() -> None:
    common, together = talk(10, turns=20), Shingles()
    told = [together.add(f"E{number}", shingles([*common, *talk(100 + number, turns=14)])) for number in range(12)]
    assert told[5:] == [[]] * 7


def test_it_can_be_added_as_a_new_version(tmp_path: Path) -> None:
    home, lines = tmp_path / "home", talk(11)
    original = write(tmp_path, "river.md", lines, "On the river")
    done(home, "add", original, "--show", "Mill Hour")
    done(home, "edit", "on-the-river", "--language", "en")
    before = json.loads(done(home, "read", "on-the-river", "--json"))
    plain = tmp_path / "river-corrected.txt"
    plain.write_text("\n\n".join(corrected(lines, 12)) + "\n")
    (tried,) = added(home, plain, "--as", "on-the-river", "--dry-run")
    assert (tried["status"], tried["document"]) == ("updated", "on-the-river")
    (result,) = added(home, plain, "--as", "on-the-river")
    assert (result["status"], result["document"], result["version"]) == ("updated", "on-the-river", 3)
    now = json.loads(done(home, "read", "on-the-river", "--json"))
    assert [now[name] for name in ("title", "show", "date", "language")] == [
        *("On the river", "Mill Hour", "2024-05-03", "en"),
    ], "what it does not say stays"
    assert now["sections"] != before["sections"]
    assert ": unchanged on-the-river" in done(home, "add", plain), "the file is known from now on"
    assert ": unchanged on-the-river (version 3, 29 passages); is an earlier version of it" in done(
        home, "add", original
    )
    assert done(home, "check", "--deep") == "All is well.\n"


def test_what_is_a_document_already_is_no_version_of_another_until_that_is_removed(tmp_path: Path) -> None:
    home, lines = tmp_path / "home", talk(13)
    done(home, "add", write(tmp_path, "one.md", lines, "One"))
    two = write(tmp_path, "two.md", corrected(lines, 14), "Two")
    done(home, "add", two)
    line = refused(home, "add", two, "--as", "one")
    assert line.endswith("is the document two already; remove that, then it can be a version of one")
    assert json.loads(done(home, "read", "one", "--json"))["version"] == 1
    done(home, "remove", "two")
    (result,) = added(home, two, "--as", "one")
    assert (result["status"], result["document"], result["version"]) == ("updated", "one", 2)
    assert "did you mean 'one'" in refused(home, "add", two, "--as", "ones")
    done(home, "remove", "one")
    assert "was removed; `citecast undelete one` brings it back" in refused(home, "add", two, "--as", "one")
    assert citecast(home, "add", two, tmp_path / "one.md", "--as", "one").exit_code == 2


def test_a_library_of_before_knows_its_texts_as_they_are_known_now(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    shutil.copy(Path(__file__).parents[1] / "libraries" / "schema-3.sqlite", path)
    with Library(path) as library:
        ids = [id for id in library.live() if library.record(id).given]
        wanted = {(hash, id) for id in ids for hash in shingles(each.text for each in library.document(id).passages())}
    with closing(sqlite3.connect(path)) as db:
        found = set(
            db.execute("SELECT hash, document_id FROM shingles JOIN shingle_sets USING (shingle_set)").fetchall()
        )
    assert {id for _, id in wanted}
    assert wanted <= found


def test_a_prepared_reading_has_pieces_and_shingles_and_nothing_else_passes_for_one() -> None:
    long = " ".join(talk(1, turns=300))
    section = Section(heading="", kind="body", passages=(Passage(text=long), Passage(text="Short.")))
    found = prepared(Reading(document=Document(type="note", title="T", sections=(section,))))
    pieces = [passage.text for passage in found.document.passages()]
    assert len(pieces) > 10
    assert frozenset(found.shingles or ()) == shingles(pieces)
    assert prepared(found) is found
    assert is_prepared(found)
    endless = replace(found.document, sections=(replace(section, passages=(Passage(text="word " * 4096),)),))
    for wrong in (
        replace(found, shingles=None),
        replace(found, shingles=(-1,)),
        replace(found, shingles=(8 << 48,)),
        replace(found, shingles=tuple(range(SIZE + 1))),
        replace(found, document=endless),
    ):
        assert not is_prepared(wrong)
