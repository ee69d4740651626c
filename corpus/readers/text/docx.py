"""DOCX: by way of HTML, with its headings, notes and properties; what would unpack to too much is refused."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from functools import partial
from html import escape

import mammoth
from defusedxml import ElementTree

from corpus.errors import ReadError
from corpus.model import Hints, Reading
from corpus.readers.base.conversion import to_convert
from corpus.readers.base.title_page import signed, title_of
from corpus.readers.html.page import read_html
from corpus.readers.text.word import left_out, prepared
from corpus.text import printable, verbatim

_MAX_UNPACKED = 100 * 2**20
_STYLES = "\n".join(
    (
        "p[style-name='Title'] => h1:fresh",
        *(f"p[style-name='Heading {level}'] => h{level + 1}:fresh" for level in range(1, 6)),
        "p[style-name='Caption'] => figcaption:fresh",
    )
)
_ARCHIVES = {b"application/epub+zip": "an EPUB", b"application/vnd.oasis.opendocument.text": "an ODT"}
_NAMES = {
    "title": "{http://purl.org/dc/elements/1.1/}title",
    "author": "{http://purl.org/dc/elements/1.1/}creator",
    "date": "{http://purl.org/dc/terms/}created",
}


def read_docx(data: bytes, hints: Hints) -> Reading:
    """A report; ReadError where it is no Word document, is damaged, or would unpack to more than 100 MiB."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            said = _checked(archive)
            unread = left_out(archive.namelist(), lambda name: _unpacked(archive, archive.getinfo(name)))
        title = title_of(verbatim(said.get("title", "")))
        page = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            convert_image=lambda image: [],
            transform_document=partial(prepared, is_titled=bool(title)),
        ).value
    except ReadError:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, KeyError, NotImplementedError) as error:
        raise ReadError("is not a whole Word document; open it in Word, save it again, and add that") from error
    except MemoryError:
        raise
    except Exception as error:  # mammoth promises no errors of its own for a document that is not as it should be
        raise ReadError(f"is a Word document that cannot be understood ({type(error).__name__})") from error
    head = f"<title>{escape(title)}</title>"
    reading = read_html(
        f"<html><head>{head}</head><body><article>{page}</article></body></html>", hints, type_="report"
    )
    reading = replace(reading, checks=(*reading.checks, *unread))
    first = [passage.text for passage in reading.document.sections[0].passages]
    return signed(reading, hints, first, created=said.get("date", "")[:10], author=verbatim(said.get("author", "")))


def _checked(archive: zipfile.ZipFile) -> dict[str, str]:
    """The document's own title, author and date; ReadError for what is harmful or not from Word."""
    parts = {info.filename: info for info in archive.infolist()}
    if "word/document.xml" not in parts:
        if "Index/Document.iwa" in parts:
            raise ReadError(to_convert("a Pages document"))
        if "mimetype" in parts and (kind := _ARCHIVES.get(_unpacked(archive, parts["mimetype"]).strip())):
            raise ReadError(to_convert(kind))
        raise ReadError("is an archive, not a Word document: unpack it, and add the files in it")
    unpacked = sum(info.file_size for info in parts.values())
    if unpacked > _MAX_UNPACKED:
        raise ReadError(f"would unpack to {unpacked // 2**20:,} MB, and the limit is {_MAX_UNPACKED // 2**20} MB")
    for name, info in parts.items():
        # Without zeros, UTF-16 reads like ASCII.
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in _unpacked(archive, info).replace(b"\0", b""):
            raise ReadError(f"has an XML document type in {printable(name)[:60]}, which no Word document has")
    if "docProps/core.xml" not in parts:
        return {}
    try:
        core = ElementTree.fromstring(_unpacked(archive, parts["docProps/core.xml"]))
    except ElementTree.ParseError:
        return {}
    return {name: text for name, tag in _NAMES.items() if (text := core.findtext(tag))}


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A part, and not more of it than it says it is; BadZipFile where that is not true."""
    with archive.open(info) as part:
        return part.read(info.file_size)
