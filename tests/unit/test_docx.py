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
from tests.papers import blank, word

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
    ("paragraphs", "said", "title", "headings"),
    [
        (
            [("Heading 1", "On masts"), ("Normal", "High."), ("Heading 1", "Costs"), ("Normal", "Low.")],
            "",
            "On masts",
            ["", "Costs"],
        ),
        ([("Heading 1", "On masts"), ("Normal", "High.")], "masts_v2.dotx", "On masts", [""]),
        ([("Normal", "May 2024"), ("Heading 1", "On masts"), ("Normal", "High.")], "", "On masts", [""]),
        ([("Heading 1", "Overview"), ("Normal", "High.")], "Word Document", "Draft", ["Overview"]),
        ([("Normal", "x" * 200), ("Heading 1", "Costs"), ("Normal", "Low.")], "", "Draft", ["", "Costs"]),
        ([("Title", "On ships"), ("Heading 1", "On masts"), ("Normal", "High.")], "", "On ships", ["On masts"]),
        ([("Normal", "High."), ("Heading 1", "Costs"), ("Normal", "Low.")], "On masts", "On masts", ["", "Costs"]),
    ],
    ids=["first", "not the template's name", "after a date", "of known kind", "after text", "under a title", "said"],
)
def test_a_first_heading_is_the_title_where_nothing_has_the_style_of_one(
    paragraphs: list[tuple[str, str]], said: str, title: str, headings: list[str]
) -> None:
    reading = read(word(*paragraphs, title=said), Hints(name="draft.docx"))
    assert reading.document.title == title
    assert [section.heading for section in reading.document.sections] == headings
    assert ("title taken from the file's name" in reading.checks) is (title == "Draft")


def test_what_is_left_out_is_said_and_what_was_inserted_is_kept() -> None:
    document = blank()
    document.add_heading("On masts", 1)
    paragraph = document.add_paragraph("Masts are high.")
    document.add_comment(paragraph.runs, "Really?", author="Ben Moe")
    document.add_comment(paragraph.runs, "Yes.", author="Ann Lee")
    document.sections[0].header.paragraphs[0].text = "Mast Institute"
    document.sections[0].footer.paragraphs[0].text = "7"
    file = io.BytesIO()
    document.save(file)
    with zipfile.ZipFile(file) as archive:
        body = archive.read("word/document.xml").decode()
    mark = 'w:id="7" w:author="Ann Lee" w:date="2024-05-03T10:00:00Z"'
    edits = "".join(
        f"<w:del {mark}><w:r><w:delText>{text}</w:delText></w:r></w:del>" for text in ("40", " feet", " up")
    )
    edits += f"<w:ins {mark}><w:r><w:t>They were higher.</w:t></w:r></w:ins>"
    box = "<w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent>"
    space = 'xmlns:x="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    boxes = f"<w:r><w:drawing><x:txbx {space}>{box.format('Not read.')}</x:txbx></w:drawing></w:r>"
    space = 'xmlns:v="urn:schemas-microsoft-com:vml"'
    boxes += f"<w:r><w:pict><v:textbox {space}>{box.format('Read.')}</v:textbox></w:pict></w:r>"
    body = body.replace("<w:sectPr", f"<w:p>{edits}</w:p><w:p>{boxes}</w:p><w:sectPr", 1)
    reading = read(changed("word/document.xml", body.encode(), of=file.getvalue()), Hints(name="masts.docx"))
    assert [passage.text for passage in reading.document.passages()] == [
        "Masts are high.",
        "They were higher.",
        "Read.",
    ]
    assert "2 comments, 1 header, 3 deletions and 1 text box left out" in reading.checks


def test_a_document_of_which_nothing_is_left_out_says_nothing() -> None:
    assert not any("left out" in check for check in read(REPORT, Hints(name="masts.docx")).checks)


def test_a_meeting_that_was_recorded_has_its_speakers_times_title_and_date() -> None:
    said = ["How are the masts?", "They are well.", "And the sails?", "They are torn."]
    turns = [f"{'Ann Lee' if n % 2 else 'Ben Moe'}   1:0{n}\n{text}" for n, text in enumerate(said)]
    lines = ["Sails and masts-20240503_090000UTC-Meeting Recording", "May 3, 2024, 9:00AM", "3m 2s", *turns]
    reading = read(word(*(("Normal", line) for line in lines)), Hints(name="a.docx"))
    document = reading.document
    assert (document.title, document.type, document.date) == ("Sails and masts", "transcript", PartialDate(2024, 5, 3))
    passages = [(p.speaker, p.start_ms, p.text) for p in document.passages()]
    names = ["Ben Moe", "Ann Lee"] * 2
    assert passages[-4:] == [(name, 60_000 + 1000 * n, said[n]) for n, name in enumerate(names)]


def test_the_lines_of_a_paragraph_of_a_report_are_one_paragraph() -> None:
    reading = read(word(("Heading 1", "On masts"), ("Normal", "Masts are high,\nas I said.")), Hints(name="a.docx"))
    assert [passage.text for passage in reading.document.passages()] == ["Masts are high, as I said."]


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


def test_what_words_own_transcription_heads_its_file_with_is_no_title() -> None:
    turns = [("Normal", f"00:00:0{n} Speaker {n % 2 + 1}\nMasts are high.") for n in range(6)]
    made = word(("Heading 1", "Audio file"), ("Normal", "masts.mp3"), ("Heading 1", "Transcript"), *turns)
    reading = read(made, Hints(name="on-masts.docx"))
    assert reading.document.title == "On Masts"
    assert [p.speaker for p in reading.document.passages() if p.speaker] == ["Speaker 1", "Speaker 2"] * 3
