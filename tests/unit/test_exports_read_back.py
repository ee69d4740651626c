"""What `docs/citing.md` says that each format keeps is there when other programs' readers have read it back."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pybtex.database
import pypandoc
import pytest
import rispy
from rispy.config import LIST_TYPE_TAGS, TAG_KEY_MAPPING

from corpus.citation import cite
from corpus.dates import PartialDate
from corpus.model import Document, DocumentType, Passage, Person, Section
from corpus.passages import identify
from corpus.quotation import quotation
from corpus.sound import Machine
from tests import zotero

TABLE = (Path(__file__).parents[2] / "docs" / "citing.md").read_text("utf-8")
LINK = "https://library.example.org/p/x?v=2&from=3&to=9"
WORDS = "So it <broke> & fell, 100% of it {really}."
EXPECTED = {  # by row: what must be found
    "title": "Masts & Cranes: “Why?”",
    "hosts": "Okoro",
    "guests": "van der Kim",
    "producers": "Ray",
    "narrators, interviewers, authors of an episode": "Lo",
    "authors of a report": "Mo",
    "show": "The Quay_Show",
    "season": "season 7",
    "number of the episode": "143",
    "date": "2024-08-21",
    "language": "en-GB",
    "publisher": "Dock & Sons",
    "institution of a report": "Dock & Sons",
    "address": LINK,
    "day on which the address had this": "2026-11-24",
    "where the words are": "14:32",
    "the words": WORDS,
    "day on which it was stored": "stored 23 November 2026",
    "that a machine heard the words": "machine transcript, not checked",
}
WRITTEN = {  # by field: dates that are written otherwise there
    "year": "2024", "month": "8", "day": "21", "DA": "2024/08/21", "Y2": "2026/11/24",
    "issued": "[2024, 8, 21]", "accessed": "[2026, 11, 24]",
    "M3": "Machine transcript, not checked", "type": "Machine transcript, not checked",
}  # fmt: skip
STORED, ACCESSED = dt.date(2026, 11, 23), dt.date(2026, 11, 24)
STYLES = {
    "Zotero RDF": "zotero-rdf",
    "RIS": "ris",
    "BibTeX": "bibtex",
    "BibLaTeX": "biblatex",
    "CSL-JSON": "csl-json",
}


class Read(NamedTuple):
    """An export as another program has it: the values of each field, and the note."""

    fields: dict[str, list[str]]
    note: str


def document(type: DocumentType) -> Document:
    people = (
        Person(name="Ada Okoro", roles=("host",)),
        Person(name="Jo van der Kim", roles=("guest",)),
        Person(name="Bo Ray", roles=("producer",)),
        Person(name="Cy Lo", roles=("narrator",)),
        Person(name="Di Mo", roles=("author",)),
    )
    passage = Passage(text=WORDS, speaker="Ada Okoro", start_ms=872_000, end_ms=900_000)
    return identify(
        Document(
            type=type,
            id="masts",
            version=2,
            title="Masts & Cranes: “Why?”",
            show="The Quay_Show",
            date=PartialDate(2024, 8, 21),
            language="en-GB",
            publisher="Dock & Sons",
            season="7",
            episode="143",
            people=people,
            sections=(Section(heading="Transcript", kind="transcript", passages=(passage,)),),
        )
    )


def written(type: DocumentType, style: str, machine: Machine | None = None) -> str:
    cited = replace(document(type), machine=machine)
    words = quotation(cited, next(cited.places()))
    return cite(cited, words, style, permalink=LINK, stored=STORED, accessed=ACCESSED).text


def by_zotero(text: str) -> Read:
    item = zotero.of_rdf(text)
    fields = {name: [value] for name, value in item.fields.items()}
    for role, family, _ in item.creators:
        fields.setdefault(role, []).append(family)
    plain = [re.sub("<[^>]+>", "", note) for note in item.notes]
    return Read(fields | {"note": [_unescaped(note) for note in plain]}, item.fields["extra"])


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def by_rispy(text: str) -> Read:
    (entry,) = rispy.loads(text)
    lists = {name: value if isinstance(value, list) else [value] for name, value in entry.items()}
    fields = {tag: lists[name] for tag, name in TAG_KEY_MAPPING.items() if name in lists}
    assert "N1" in LIST_TYPE_TAGS
    return Read(fields, fields["N1"][0])


def by_pybtex(text: str) -> Read:
    (entry,) = pybtex.database.parse_string(text, "bibtex").entries.values()
    fields = {name: [_plain(value)] for name, value in entry.fields.items()}
    people = {role: [_plain(_family(each)) for each in persons] for role, persons in entry.persons.items()}
    return Read(fields | people, fields["note"][0])


def _family(person: pybtex.database.Person) -> str:
    return " ".join(person.prelast_names + person.last_names)


def _plain(text: str) -> str:
    """A value of BibTeX without what TeX would take away."""
    text = re.sub(r"\\textbrace(left|right)\{\}", lambda found: "{" if found[1] == "left" else "}", text)
    text = re.sub(r"\\([&%$#_])", r"\1", text)
    return text[1:-1] if text.startswith("{") and text.endswith("}") else text


def by_json(text: str) -> Read:
    (entry,) = json.loads(text)
    fields = {name: list(_texts(value)) for name, value in entry.items()}
    return Read(fields, entry["note"])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict) and "date-parts" in value:
        yield str(value["date-parts"][0])
    elif isinstance(value, list):
        yield from (each["family"] for each in value)
    else:
        yield value


READERS: dict[str, Callable[[str], Read]] = {
    "Zotero RDF": by_zotero,
    "RIS": by_rispy,
    "BibTeX": by_pybtex,
    "BibLaTeX": by_pybtex,
    "CSL-JSON": by_json,
}


def rows() -> list[list[str]]:
    lines = TABLE[TABLE.index("| detail |") :].split("\n\n")[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


HEADS, _, *ROWS = rows()
CELLS = [(row[0], format, cell) for row in ROWS for format, cell in zip(HEADS[1:], row[1:], strict=True)]


def test_the_table_has_every_detail_and_every_format() -> None:
    assert HEADS[1:] == list(STYLES) == list(READERS)
    assert [row[0] for row in ROWS] == list(EXPECTED)


@pytest.mark.parametrize(("detail", "format", "cell"), CELLS)
def test_a_cell_of_the_table_is_true(detail: str, format: str, cell: str) -> None:
    machine = Machine(model="small", made=PartialDate(2026, 11, 23)) if "machine" in detail else None
    text = written("report" if "report" in detail else "episode", STYLES[format], machine)
    read, expected = READERS[format](text), EXPECTED[detail]
    fields = re.findall("`([^`]+)`", cell)
    for field in fields:
        assert any(WRITTEN.get(field, expected) in value for value in read.fields[field]), (field, read.fields)
    if "note" in re.sub("`[^`]+`", "", cell):
        assert expected in read.note
    elif not fields:
        assert cell == "–"
        assert expected not in text


@pytest.mark.parametrize("style", ["ris", "bibtex", "biblatex", "csl-json"])
def test_pandoc_reads_title_names_date_publisher_and_address(style: str) -> None:
    source = style.replace("-", "")
    (read,) = json.loads(pypandoc.convert_text(written("report", style), "csljson", format=source))
    assert read["title"] == EXPECTED["title"]
    assert read["author"][0]["family"] == "Mo"
    assert read["issued"]["date-parts"][0][0] == 2024
    assert read["publisher"] == EXPECTED["publisher"]
    assert read["URL"] == LINK
    assert read["type"] == "report"
    (of_episode,) = json.loads(pypandoc.convert_text(written("episode", style), "csljson", format=source))
    assert (of_episode["title"], of_episode["URL"]) == (EXPECTED["title"], LINK)
    if style != "csl-json":  # pandoc cites hosts, and writes none of them back
        assert of_episode["author"] == [{"family": "Okoro", "given": "Ada"}]


def test_what_is_about_somebody_was_not_made_by_them() -> None:
    eve = Person(name="Eve Da", roles=("subject",))
    bio = replace(document("bio"), title="Eve Da", people=(eve,))
    words = quotation(bio, next(bio.places()))
    text = cite(bio, words, "zotero-rdf", permalink=LINK, stored=STORED, accessed=ACCESSED).text
    assert (zotero.of_rdf(text).type, zotero.of_rdf(text).creators) == ("webpage", [])
