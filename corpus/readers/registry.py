"""Which reader reads what: bytes to text, the format by content first, then by name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath

from corpus.addresses import with_web_addresses
from corpus.errors import ReadError
from corpus.model import LONGEST_DETAIL, Feed, Hints, Reading
from corpus.plain import plain
from corpus.readers.chapters_json import is_chapters, read_chapters
from corpus.readers.details import with_sidecar
from corpus.readers.docx import read_docx
from corpus.readers.encoding import decoded
from corpus.readers.feed import read_feed
from corpus.readers.feed_xml import is_feed
from corpus.readers.html import read_html
from corpus.readers.markdown import read_markdown
from corpus.readers.pdf import read_pdf
from corpus.readers.plain import read_plain
from corpus.readers.subtitles import read_srt, read_vtt
from corpus.readers.transcript_json import is_transcript, read_json
from corpus.text import printable

Reader = Callable[[str, Hints], Reading]


def _no_reader(text: str, hints: Hints) -> Reading:
    raise ReadError("is XML of a kind that is not read; feeds (RSS, Atom) and XHTML pages are")


FINGERPRINT = "readers-9"  # changes whenever the same bytes are read differently
_READERS: dict[str, Reader] = {
    "chapters": read_chapters,
    "html": read_html,
    "json": read_json,
    "markdown": read_markdown,
    "plain": read_plain,
    "vtt": read_vtt,
    "srt": read_srt,
    "xml": _no_reader,
}
_BINARY: dict[str, Callable[[bytes, Hints], Reading]] = {"pdf": read_pdf, "docx": read_docx}
_SUFFIXES = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".md": "markdown", ".markdown": "markdown",
    ".json": "json", ".txt": "plain", ".vtt": "vtt", ".srt": "srt",
}  # fmt: skip
_HTML = re.compile(
    r"\s*+(?:(?><\?.*?\?>|<!--.*?-->)\s*+)*+<(?:!doctype html|html|head|body|article)\b", re.IGNORECASE | re.DOTALL
)
_XML = re.compile(r"\s*+<\?xml\b")
_OTHERS = {  # by how a file begins: what is not read, and what to do
    b"{\\rtf": "is RTF; save it as DOCX or PDF, and add that",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "is an old Word or Office file; save it as DOCX or PDF, and add that",
}
_LONGEST_SHOWN = 60
_REPEATED = ("title", "show", "publisher", "language")  # by every page that names a document
_SRT = re.compile(r"\s*+\d++[^\S\n]*+\n\s*+\d\d?:\d\d:\d\d[,.]\d{1,3}\s*+-->")


def read(data: bytes, hints: Hints) -> Reading | Feed:
    """What a source or each item of a feed says; ReadError, in one line, where it is empty, binary or has no text."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise ReadError("is empty")
    try:
        reading = read_feed(data, hints) if is_feed(data) else _read(data, hints)
        if isinstance(reading, Feed):
            items = tuple(replace(item, reading=_vetted(item.reading)) for item in reading.items)
            return replace(reading, items=items)
        return _vetted(with_sidecar(reading, hints) if hints.sidecar.strip() else reading)
    except RecursionError as error:
        raise ReadError("is nested too deeply to be read") from error
    except UnicodeEncodeError as error:
        raise ReadError("says something with half a character in it, which is no text: mend it") from error


def _vetted(reading: Reading) -> Reading:
    """The reading, if it can be stored, with addresses of the web alone; UnicodeEncodeError for half a character."""
    document, related = with_web_addresses(reading.document), tuple(map(with_web_addresses, reading.related))
    json.dumps(plain(replace(document, sections=())), ensure_ascii=False).encode()
    long = {name: value for name in _REPEATED if len(value := getattr(document, name) or "") > LONGEST_DETAIL}
    cut = {name: f"{value[:LONGEST_DETAIL]}…" for name, value in long.items()}
    document = replace(document, **cut)  # type: ignore[arg-type]  # all of them are text
    said = {name: getattr(reading.document, name) for name in ("url", "audio_url")}
    checks = [
        f"{name} left out, for it is no address of the web: {printable(value)[:_LONGEST_SHOWN]}"
        for name, value in said.items()
        if value and not getattr(document, name)
    ]
    checks += [f"{name} cut short; it has {len(value):,} characters" for name, value in long.items()]
    return replace(reading, document=document, related=related, checks=(*reading.checks, *checks))


def _read(data: bytes, hints: Hints) -> Reading:
    if why := next((why for start, why in _OTHERS.items() if data.lstrip().startswith(start)), None):
        raise ReadError(why)
    if kind := _binary(data):
        return _BINARY[kind](data, hints)
    text, check = decoded(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    reading = _READERS[format_of(text, hints.name)](text, hints)
    if not any(True for _ in reading.document.passages()):
        raise ReadError("has no text that could be read")
    return replace(reading, checks=(*reading.checks, check)) if check else reading


def _binary(data: bytes) -> str | None:
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return "docx" if data.startswith(b"PK\x03\x04") else None


def format_of(text: str, name: str) -> str:
    """The format of a text: what it looks like, else what its name says, else plain."""
    if re.match(r"WEBVTT(?=[ \t\n]|$)", text):
        return "vtt"
    if _SRT.match(text):
        return "srt"
    if _HTML.match(text):
        return "html"
    if is_chapters(text):
        return "chapters"
    if is_transcript(text):
        return "json"
    named = _SUFFIXES.get(PurePath(name).suffix.lower(), "plain")
    return "xml" if _XML.match(text) and named != "html" else named
