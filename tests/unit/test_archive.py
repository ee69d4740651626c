"""The real transcript archive: all of it is read and stored, with the speakers that it prints; a spread is searched.

With CITECAST_WHOLE_ARCHIVE set, the whole of its `podcast` folder is searched.
"""

from __future__ import annotations

import json
import os
import random
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from corpus.model import Hints
from corpus.readers import registry
from search.cli.entry import main
from search.ingest.adding import Adder
from search.service import Service
from search.settings import Settings
from tests.data import ARCHIVE

WHOLE = "CITECAST_WHOLE_ARCHIVE" in os.environ
EVERY = 1 if WHOLE else 12

pytestmark = [
    pytest.mark.archive,
    pytest.mark.slow,
    pytest.mark.skipif(not ARCHIVE.exists(), reason="the transcript archive is not beside the project"),
]


# From a list of the labels that stand before the files' paragraphs (grep, not the reader), breaks and jingles apart.
SPEAKERS = {
    "afk/away-from-keyboard-1": "Jason Snell; Tim Smith",
    "brainscience/brain-science-29": "Adam Stacoviak; Mireille Reece, PsyD",
    "founderstalk/founders-talk-40": "Adam Stacoviak; Sam Soffes",
    "friends/changelog--friends-14": "Adam Stacoviak; Jerod Santo; Nick Nisi",
    "friends/changelog--friends-96": "Adam Stacoviak; Jerod Santo; Steve Yegge",
    "friends/changelog--friends-plusplus-ato-2024": "Adam Stacoviak; Jerod Santo",
    "gotime/go-time-1": "Brian Ketelsen; Carlisia Thompson; Erik St. Martin",
    "gotime/go-time-93": "Jamal Yusuf; Johnny Boursiquot; Jon Calhoun; Mark Bates",
    "gotime/go-time-229": "Ian Lopshire; Johnny Boursiquot; Kris Brandow; sam boyer",
    "gotime/go-time-250": "Ale Kennedy; Bill Kennedy; Christian Haas; Egon Elbre; Mat Ryer; Ole Bulbuk; Ron Evans; "
    "conejoninja",
    "gotime/go-time-338": "Adam Stacoviak; Adrian Hesketh; Andy Walker; Angelica Hill; Ben Johnson; Chris James; "
    "David Wickes; Filippo Valsorda; Ian Lopshire; Jerod Santo; Joe Davidson; Johnny Boursiquot; Jon Calhoun; "
    "Juan Andrés Guerrero-Saade; Kaylyn Gibilterra; Kris Brandow; Lea Anthony; Mat Ryer; Matthew Boyle; "
    "Natalie Pistunovich; Nicola Murino; Ole Bulbuk; Roland Shoemaker; chg",
    "podcast/the-changelog-103": "Adam Stacoviak; Andrew Thorp; Sid Sijbrandij",
    "podcast/the-changelog-207": "Adam Stacoviak; Dustin Kirkland; Jerod Santo",
    "podcast/the-changelog-327": "Andrew Nesbitt; Benjamin Nickolls; Jerod Santo",
    "podcast/the-changelog-429": "Adam Jacob; Adam Stacoviak; Heather Meeker; Jerod Santo; Manish R Jain; "
    "Markus Stenqvist; Paul Dix; VM (Vicky) Brasseur",
    "podcast/the-changelog-466": "$STDOUT; Jerod Santo",
    "podcast/the-changelog-520": "Adam Stacoviak; Annie Sexton; Arun Gupta; Brett Cannon; Eli; Forrest Brazeal; "
    "Frank Krueger; Gerhard Lazu; Jarvis; Jerod Santo; Jessica Kerr; Jordi; Josh Collinsworth; Kelsey Hightower; "
    "Mat Ryer; Nick Nisi; Paul Orlando; Puneet; Rory; Rusty; Sean; Tillman",
    "podcast/the-changelog-673": "Adam Stacoviak; Damien Tanner",
    "rfc/request-for-commits-1": "Karl Fogel; Mikeal Rogers; Nadia Eghbal",
    "shipit/ship-it-73": "Gerhard Lazu; Matias Pan",
    "shipit/ship-it-100": "Autumn Nash; Justin Garrison; Paul Frazee✌",
    "spotlight/spotlight-11": "Adam Stacoviak; Rachel White",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.fixture(scope="module")
def podcast(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spread") / "podcast"
    folder.mkdir()
    files = sorted((archive / "podcast").iterdir())
    assert len(files) == 481
    for file in files[::EVERY]:
        (folder / file.name).hardlink_to(file)
    return folder


class Stored(NamedTuple):
    """What came of a file: its status, and of each passage in the library its speaker and its paragraph's number."""

    status: str
    speakers: list[str | None]
    paragraphs: list[int]


@pytest.fixture(scope="module")
def stored(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Stored]:
    """All of the archive, read and stored, and not indexed."""
    files = sorted(archive.glob("*/*.md"))
    with Service.open(tmp_path_factory.mktemp("stored"), Settings()) as service:
        adder = Adder(service.library, service.settings, service.pool, begin=lambda: None)
        results = list(adder.add(service.adder.spec(str(file), Hints()) for file in files))
        found = {}
        for file, result in zip(files, results, strict=True):
            passages = list(service.library.document(result.document or "").passages())
            speakers = [passage.speaker for passage in passages]
            found[file] = Stored(result.status, speakers, [passage.paragraph for passage in passages])
    return found


def test_every_transcript_is_read_and_stored_with_its_speakers(stored: dict[Path, Stored]) -> None:
    assert len(stored) == 1215
    assert {each.status for each in stored.values()} == {"added"}
    assert [file.name for file, each in stored.items() if not any(each.speakers)] == []


@pytest.mark.parametrize("name", SPEAKERS)
def test_the_speakers_are_those_that_the_file_prints(archive: Path, name: str) -> None:
    file = archive / f"{name}.md"
    document = registry.read(file.read_bytes(), Hints(name=file.name)).document
    speakers = {passage.speaker for passage in document.passages() if passage.speaker}
    assert speakers == set(SPEAKERS[name].split("; "))
    assert {person.name for person in document.people if "speaker" in person.roles} == speakers


BOLD = re.compile(r"(?:#+ )?\*{1,3}([^*\n:]{1,80}?) *(?::[^*\n]{0,30}\*\*|\*\*(?::|(?= )))")
PLAIN = re.compile(r"([A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2})::? ")
SOUNDS = {"Break", "Jingle", "Outro", "Sample"}


def printed_labels(text: str) -> Iterator[tuple[int, str | None]]:
    """The labels of a file and where each stands: bold ones, and plain ones of persons; None is a block before them.

    Written without the readers: a block is what stands between blank lines, a label begins a line, or a bold one that
    begins others stands in the middle of it.
    """
    bold = {found[1] for line in text.split("\n") if (found := BOLD.match(line.strip()))}
    words = {word for name in bold for word in (name, name.split()[0])} | SOUNDS
    begun, at, blank = False, 0, True
    for line in text.split("\n"):
        label = BOLD.match(line.lstrip())
        plain = PLAIN.match(line)
        if plain and (plain[1] in words or " " in plain[1]):
            label = label or plain
        if label:
            begun = True
            yield at, label[1]
            later = [
                each for each in BOLD.finditer(line, label.end()) if line[each.start() - 1] == " " and each[1] in bold
            ]
            yield from ((at + each.start(), each[1]) for each in later)
        elif not begun and blank and line.strip():
            yield at, None
        blank = not line.strip()
        at += len(line) + 1


def test_paragraphs_are_counted_as_the_files_have_them(stored: dict[Path, Stored]) -> None:
    differing = {}
    for file, each in stored.items():
        labels = list(printed_labels(file.read_text(encoding="utf-8")))
        turns = [
            number for before, number in zip([0, *each.paragraphs], each.paragraphs, strict=False) if number != before
        ]
        if turns != [*range(1, len(labels) + 1)]:
            differing[file.name] = (len(turns), len(labels))
    assert differing == {}


def test_every_label_that_is_printed_is_a_speaker_or_told(archive: Path) -> None:
    files = random.Random(21).sample(sorted(archive.glob("*/*.md")), 60)  # noqa: S311
    for file in files:
        reading = registry.read(file.read_bytes(), Hints(name=file.name))
        speakers = {passage.speaker for passage in reading.document.passages()}
        told = " ".join(reading.checks)
        text = file.read_text(encoding="utf-8")
        said = {label for _, label in printed_labels(text) if label and label not in SOUNDS}
        assert [label for label in said - speakers if label not in told] == [], file.name


def test_transcripts_are_added_in_one_call_and_answer_with_speaker_and_file(podcast: Path, tmp_path: Path) -> None:
    home = ["--home", str(tmp_path / "home")]
    added = CliRunner().invoke(main, [*home, "add", str(podcast), "--json"])
    assert added.exit_code == 0, added.output
    results = json.loads(added.stdout)
    assert len(results) == len(list(podcast.iterdir()))
    assert {result["status"] for result in results} == {"added"}
    listed = json.loads(CliRunner().invoke(main, [*home, "list", "--json"]).stdout)
    assert {document["type"] for document in listed} == {"transcript"}
    query = 'speaker:"Jerod Santo" "open source" sustain*'
    answer = json.loads(CliRunner().invoke(main, [*home, "search", query, "--json"]).stdout)
    assert answer["total"] > 0
    for hit in answer["hits"]:
        assert hit["speaker"] == "Jerod Santo"
        assert hit["document"] in {result["document"] for result in results}
        marked = [hit["text"][start:end].casefold() for start, end in hit["spans"]]
        phrase, inflected = "open source" in marked or "open-source" in marked, any(w[:7] == "sustain" for w in marked)
        assert phrase and inflected if hit["tier"] == "all" else phrase != inflected
