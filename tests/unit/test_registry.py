"""Which reader reads what, and one line for what none can read."""

from __future__ import annotations

import io
import zipfile

import pytest

from corpus.errors import ReadError
from corpus.model import Hints
from corpus.readers.formats import format_of
from corpus.readers.registry import read


def archive(mimetype: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        made.writestr("mimetype", mimetype)
    return data.getvalue()


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nHi", "talk.txt", "WebVTT"),
        ("1\n00:00:01,000 --> 00:00:02,000\nHi", "talk.md", "SubRip"),
        ("1\n\n00:00:01 --> 00:00:02\nHi", "talk.txt", "SubRip"),
        ("00:01.000 --> 00:02.000\nHi", "talk.txt", "WebVTT"),
        ("0:00:01.000,0:00:02.000\nHi", "talk.txt", "SBV"),
        ("start\tend\ttext\n0\t1000\tHi", "talk.txt", "captions in a table"),
        ("[00:01.00]Hi\n[00:02.00]Ho", "talk.txt", "LRC"),
        ("[00:01] Hi\n[00:02] Ho", "talk.txt", "plain text"),
        ("[00:01.000 --> 00:02.000]  Hi", "talk.txt", "what Whisper prints"),
        ("It prints\n\n[00:01.000 --> 00:02.000]  Hi\n\nand more.", "talk.md", "Markdown"),
        ("[Script Info]\n", "talk.txt", "ASS or SSA"),
        ("<?xml version='1.0'?>\n<tt:tt xmlns:tt='x'/>", "talk.xml", "TTML"),
        ("<SAMI>\n<BODY>", "talk.smi", "captions of another kind"),
        ("<!DOCTYPE html><p>Hi", "page.txt", "HTML"),
        ("\n<!-- saved --><html>", "page", "HTML"),
        ("<?xml version='1.0'?>\n<!DOCTYPE html><html>", "page.xml", "HTML"),
        ("<?xml version='1.0'?>\n<opml/>", "shows.txt", "XML"),
        ("<?xml version='1.0'?>\n<x/>", "page.xhtml", "HTML"),
        ("# A title", "notes.md", "Markdown"),
        ("# A title", "notes.MARKDOWN", "Markdown"),
        ("Hi", "notes.txt", "plain text"),
        ("Hi", "", "plain text"),
        ("WEBVTTX", "x.txt", "plain text"),
        ("Hi <b>there</b>", "page.htm", "HTML"),
    ],
)
def test_the_format_is_decided_by_content_then_by_name(text: str, name: str, expected: str) -> None:
    assert format_of(text, name).name == expected


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "x.txt", "is empty"),
        (b" \r\n\t", "x.md", "is empty"),
        (b"\xef\xbb\xbf", "x.txt", "is empty"),
        (bytes(range(256)), "x.txt", "binary"),
        (b"PK\x05\x06\x00\x01\x02", "x.txt", "binary"),
        (rb"{\rtf1\ansi Words.}", "x.rtf", "is RTF; save it as DOCX or PDF"),
        (rb"{\rtf1\ansi Words.}", "x.txt", "soffice --headless --convert-to docx FILE"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "x.doc", "is an old Word or Office file; save it"),
        (
            b"<?xml version='1.0'?><opml><body/></opml>",
            "x.opml",
            "is XML of a kind that is not read; feeds (RSS, Atom)",
        ),
        (archive("application/epub+zip"), "x.epub", "ebook-convert"),
        (archive("application/vnd.oasis.opendocument.text"), "x.odt", "is an ODT; save it as DOCX or PDF"),
        (archive("application/else"), "x.zip", "is an archive, not a Word document"),
        ("Zürich ü".encode()[:-1], "x.txt", "cut short"),
        (b"---\ntitle: [\n---\ntext", "x.md", "not valid YAML in line"),
        (b"---\ntitle: x\n---\n", "x.md", "no text"),
        (b"WEBVTT\n\n", "x.vtt", ""),
        (b"1\n00:00:01,000 --> later\nHi", "x.srt", ""),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, name: str, said: str) -> None:
    with pytest.raises(ReadError) as raised:
        read(data, Hints(name=name))
    assert said in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1


def test_hints_go_before_what_the_source_says() -> None:
    hints = Hints(name="x.md", title="Given", type="report", show="A Show")
    document = read(b"---\ntitle: Said\ntype: note\n---\nText.", hints).document
    assert (document.title, document.type, document.show) == ("Given", "report", "A Show")


def test_the_date_of_a_name_is_taken_and_said_to_be_checked() -> None:
    reading = read(b"Some text.", Hints(name="2024-05-03-pumps.txt"))
    assert reading.document.date is not None
    assert reading.document.date.iso == "2024-05-03"
    assert "date taken from the file's name" in reading.checks


def test_deep_nesting_is_read() -> None:
    page = b"<html>" + b"<div>" * 3000 + b"deep" + b"</div>" * 3000
    assert [passage.text for passage in read(page, Hints(name="x.html")).document.passages()] == ["deep"]
