"""A draft from its file, whatever its format."""

from __future__ import annotations

import re
from pathlib import PurePath

from corpus.draft import MOST as MOST, Draft, Format, Paragraph
from corpus.errors import ReadError
from corpus.readers.base.encoding import decoded
from corpus.readers.base.markup import is_page
from corpus.readers.drafts.archive import DAMAGED_ODT, DAMAGED_WORD, opened
from corpus.readers.drafts.docx import paragraphs_of_word
from corpus.readers.drafts.marked import paragraphs_of_markdown
from corpus.readers.drafts.odt import paragraphs_of_open_document
from corpus.readers.drafts.page import paragraphs_of_page
from corpus.readers.drafts.plain import paragraphs_of_text

_ZIP, _OFFICE, _RTF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKDOWN = (".md", ".markdown", ".mdown")
_PAGES = (".html", ".htm", ".xhtml")
_XML = re.compile(r"\s*+<\?xml\b")
_SAVE = "save it as Word Document (.docx), and give that"


def read_draft(data: bytes, name: str) -> Draft:
    """The paragraphs of a draft; ReadError, in one line, where it is empty, too large, damaged or of another format."""
    if len(data) > MOST:
        raise ReadError(f"has {len(data) / 2**20:,.1f} MB, and the limit for a draft is {MOST // 2**20} MB: split it")
    try:
        format, paragraphs = _read(data, PurePath(name).suffix.lower())
    except RecursionError as error:
        raise ReadError("is nested too deeply to be read") from error
    if not paragraphs:
        raise ReadError("has no text")
    return Draft(name=name, format=format, paragraphs=paragraphs)


def _read(data: bytes, suffix: str) -> tuple[Format, tuple[Paragraph, ...]]:
    if data.startswith(_ZIP):
        return _of_archive(data, suffix)
    _check(data)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise ReadError("has no text")
    if suffix in (".docx", ".odt"):
        raise ReadError(DAMAGED_WORD if suffix == ".docx" else DAMAGED_ODT)
    text = decoded(data)[0].replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if is_page(text) or suffix in _PAGES:
        return "html", paragraphs_of_page(text)
    if _XML.match(text):
        raise ReadError(f"is XML, not a text: {_SAVE}")
    if suffix in _MARKDOWN:
        return "markdown", paragraphs_of_markdown(text)
    return "text", paragraphs_of_text(text)


def _of_archive(data: bytes, suffix: str) -> tuple[Format, tuple[Paragraph, ...]]:
    with opened(data, DAMAGED_ODT if suffix == ".odt" else DAMAGED_WORD) as archive:
        if archive.is_word:
            return "docx", tuple(paragraphs_of_word(archive))
        if archive.is_open_document:
            archive.damaged = DAMAGED_ODT
            return "odt", tuple(paragraphs_of_open_document(archive))
        raise ReadError("is an archive, not a Word document or an OpenDocument text: unpack it, and give what is in it")


def _check(data: bytes) -> None:
    """ReadError for what is known, and is not read."""
    if b"%PDF-" in data[:1024]:
        raise ReadError("is a PDF: give the Word file that it was made from, or paste the text")
    if data.startswith(_OFFICE) and _ENCRYPTED in data:
        raise ReadError("is protected by a password: open it in Word, take the password out, and save it again")
    if data.startswith(_OFFICE):
        raise ReadError(f"is an old Word or Office file: {_SAVE}")
    if data.lstrip().startswith(_RTF):
        raise ReadError(f"is RTF: {_SAVE}")
