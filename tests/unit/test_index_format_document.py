"""What `docs/index-format.md` says of the arrays, the manifest and the versions is what is on the disk."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from corpus.model import Document, Passage, Section
from corpus.passages import identify
from search import analysis
from search.whoosh_engine import WhooshEngine
from search.whoosh_engine.format import container, postings_writer
from search.whoosh_engine.format.columns import Ids, Numbers, Texts
from search.whoosh_engine.format.container import Arrays
from search.whoosh_engine.format.schema import COLUMNS, FINGERPRINT
from search.whoosh_engine.index import manifest
from tests.marks import at

PAGE = (Path(__file__).parents[2] / "docs" / "index-format.md").read_text()
SMALL = ("counts", "positions", "ordinals")


def table(heading: str) -> list[list[str]]:
    """The rows of the first table under a heading, without its head."""
    _, _, below = PAGE.partition(f"\n## {heading}\n")
    lines = [line for line in below.partition("\n## ")[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of one segment that has every array."""
    monkeypatch.setattr(postings_writer, "DENSE", 1)  # only what is in all passages
    texts = ["drones drone the drones", "the drone", "the end", *["the drone"] * 3]
    section = Section(heading="", kind="body", passages=tuple(Passage(text=text) for text in texts))
    with WhooshEngine(tmp_path / "index").session() as session:
        for id in ("a", "b"):
            session.put(identify(Document(id=id, version=1, type="note", title=id, sections=(section,))))
        session.commit(mark=at(1))
    return tmp_path / "index"


@pytest.fixture
def arrays(folder: Path) -> Arrays:
    (entry,) = manifest.read(folder).segments
    return container.read(folder / entry.name)[0]


def said() -> dict[str, tuple[str, str]]:
    """By name of each array that a segment may have: its file and its type."""
    found = {}
    columns = {
        kind: [name for name, each in COLUMNS.items() if each is of]
        for kind, of in (("ids", Ids), ("numbers", Numbers), ("ordinals", Texts))
    }
    for names, file, types, _ in table("A segment: its arrays"):
        patterns = re.findall(r"`([^`]+)`", names)
        for pattern, type in zip(patterns, types.split(", ") * len(patterns), strict=False):
            kind = "numbers" if ".numbers" in pattern else "ids" if ".ids" in pattern else "ordinals"
            for stem in SMALL if pattern.startswith("SMALL") else columns[kind]:
                found[re.sub("^(SMALL|NAME)", stem, pattern)] = file, type.strip("`")
    return found


def test_the_arrays_are_those_that_the_page_names(arrays: Arrays) -> None:
    may = {name for name in said() if name.endswith(".run_lengths")}
    assert set(arrays) - may == set(said()) - may
    assert may & set(arrays)
    assert set(arrays) <= set(said())


def test_each_array_has_the_type_and_the_file_that_the_page_says(folder: Path, arrays: Arrays) -> None:
    for name, array in arrays.items():
        file, type = said()[name]
        assert bool(file) == bool(list(folder.glob(f"MAIN_*.{name}"))), name
        if type == "narrow":
            assert array.dtype == np.min_scalar_type(int(array.max(initial=0))), name
        else:
            assert array.dtype.str[1:] == type or (array.dtype.kind == "S" and type == "S"), name


def test_the_container_is_as_the_page_says(folder: Path) -> None:
    (path,) = folder.glob("MAIN_*.arrays")
    data = path.read_bytes()
    end = 16 + int.from_bytes(data[8:16], "little")
    head = json.loads(data[16:end])
    assert data[:8].decode() in PAGE
    assert (end + 4) % 64 == 0
    shown = re.search(r"^    \{(.*)\}$", PAGE, re.MULTILINE)
    assert shown
    assert re.findall(r'"(\w+)":', shown[1]) == list(head)
    assert f'"format": {head["format"]},' in shown[0]
    assert head["size"] == 12


def test_the_manifest_has_the_fields_that_the_page_names(folder: Path) -> None:
    found = json.loads((folder / manifest.MANIFEST).read_bytes())["manifest"]
    rows = table("The manifest")
    assert [name for row in rows for name in re.findall(r"`(\w+)`", row[0])] == list(found)
    assert set(re.findall(r"`(\w+)`", rows[-1][1])) == set(found["segments"][0])
    assert rows[0][1].startswith(f"{found['format']};")


def test_the_versions_are_those_that_the_page_names() -> None:
    assert FINGERPRINT.startswith(f"whoosh-6/arrays-{container.FORMAT}/")
    assert FINGERPRINT.endswith(f"/{'+'.join(COLUMNS)}/{analysis.FINGERPRINT}")
    assert analysis.FINGERPRINT.startswith("analysis-2/unicode-")
    for name in ("`FORMAT`", "`whoosh-6`", "`analysis-2`", "`_FORMAT`"):
        assert any(row[0].startswith(name) for row in table("Versions"))
