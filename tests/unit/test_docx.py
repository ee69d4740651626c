"""Word documents: headings, title, and archives that are none or do harm."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest

from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.model import Hints
from corpus.readers.registry import read
from tests.bombs import docx_whose_sizes_lie
from tests.papers import word

REPORT = word(
    ("Title", "A report on masts"),
    ("Heading 1", "Background"),
    ("Normal", "Masts are high."),
    ("Heading 1", "Related Resources"),
    ("List Bullet", "Ann Lee, “On Masts,” The Mast Review, May 2019."),
    title="masts_v3_final.docx",
)


def changed(name: str, data: bytes, of: bytes = REPORT) -> bytes:
    """A document with one of its parts replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(of)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, data if info.filename == name else old.read(info.filename))
        if name not in old.namelist():
            new.writestr(name, data)
    return file.getvalue()


def test_title_sections_and_references_are_understood() -> None:
    reading = read(REPORT, Hints(name="masts.docx"))
    document = reading.document
    assert (document.title, document.type) == ("A report on masts", "report")
    assert [(section.heading, section.kind) for section in document.sections] == [
        ("Background", "background"), ("Related Resources", "resources"),
    ]  # fmt: skip
    assert [reference.title for reference in document.references] == ["On Masts"]


@pytest.mark.parametrize(
    ("lines", "author", "people", "date", "checks"),
    [
        (
            ["Ann Lee and Bo Ek", "14 June 2024"], "Max Roe", ["Ann Lee", "Bo Ek"], "2024-06-14",
            ("date taken from a line of the page", "people taken from the line under the title"),
        ),
        (
            ["Masts are high."], "Max Roe", ["Max Roe"], "2013-12-23",
            ("date taken from when the file was made", "people taken from the file's properties"),
        ),
        (["Masts are high."], "python-docx", [], "2013-12-23", ("date taken from when the file was made",)),
    ],
    ids=["printed", "in its properties", "not a name"],
)  # fmt: skip
def test_date_and_authors_are_those_printed_else_those_of_the_file(
    lines: list[str], author: str, people: list[str], date: str, checks: tuple[str, ...]
) -> None:
    data = word(("Title", "On masts"), *(("Normal", line) for line in lines), author=author)
    reading = read(data, Hints(name="masts.docx"))
    assert [person.name for person in reading.document.people] == people
    assert reading.document.date is not None
    assert reading.document.date.iso == date
    assert reading.checks == checks


def test_the_date_that_is_given_stands() -> None:
    reading = read(REPORT, Hints(name="masts.docx", date=PartialDate(2020)))
    assert (reading.document.date, reading.checks) == (PartialDate(2020), ())


def test_the_type_that_is_given_stands() -> None:
    assert read(REPORT, Hints(name="masts.docx", type="note")).document.type == "note"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (changed("word/media/zeros.bin", b"\x00" * (101 * 2**20)), "would unpack to 101 MB, and the limit is 100 MB"),
        (
            changed("word/document.xml", b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>'),
            "document type in word/document.xml",
        ),
        (
            changed(
                "word/document.xml", '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>'.encode("utf-16")
            ),
            "document type in word/document.xml",
        ),
        (changed("a\x1b\n.xml", b"<!DOCTYPE d>"), "document type in a .xml, which"),
        (changed("word/document.xml", b"<w:document"), "Word document"),
        (REPORT[:2000], "is not a whole Word document"),
        (b"PK\x03\x04 and nothing else", "is not a whole Word document"),
    ],
    ids=["zip bomb", "entities", "entities in UTF-16", "a name that is none", "damaged XML", "cut short", "no archive"],
)
def test_what_is_harmful_or_damaged_is_refused_in_one_line(data: bytes, why: str) -> None:
    with pytest.raises(ReadError, match=why) as raised:
        read(data, Hints(name="x.docx"))
    assert len(str(raised.value).splitlines()) == 1


def test_another_archive_is_not_taken_for_a_document() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "text")
    with pytest.raises(ReadError, match="unpack it, and add the files in it"):
        read(file.getvalue(), Hints(name="x.zip"))


def test_a_part_is_not_unpacked_beyond_the_size_that_it_says_it_has() -> None:
    data = docx_whose_sizes_lie()
    tracemalloc.start()
    with pytest.raises(ReadError, match="not a whole Word document"):
        read(data, Hints(name="x.docx"))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10 * 2**20
