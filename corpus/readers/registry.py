"""Which reader reads what: bytes to text, the format by content first, then by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath

from corpus.errors import ReadError
from corpus.model import Hints, Reading
from corpus.readers.html import read_html
from corpus.readers.markdown import read_markdown
from corpus.readers.plain import read_plain
from corpus.readers.subtitles import read_srt, read_vtt
from corpus.readers.transcript_json import is_transcript, read_json

Reader = Callable[[str, Hints], Reading]

FINGERPRINT = "readers-4"  # changes whenever the same bytes are read differently
_READERS: dict[str, Reader] = {
    "html": read_html,
    "json": read_json,
    "markdown": read_markdown,
    "plain": read_plain,
    "vtt": read_vtt,
    "srt": read_srt,
}
_SUFFIXES = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".md": "markdown", ".markdown": "markdown",
    ".json": "json", ".txt": "plain", ".vtt": "vtt", ".srt": "srt",
}  # fmt: skip
_HTML = re.compile(r"\s*(<!--.*?-->\s*)*<(!doctype html|html|head|body|article)\b", re.IGNORECASE | re.DOTALL)
_SRT = re.compile(r"\s*\d+\s*\n\s*\d\d?:\d\d:\d\d[,.]\d{1,3}\s*-->")
_CHARSET = re.compile(rb"<meta[^>]{1,200}?charset=[\"']?\s*([\w-]+)", re.IGNORECASE)
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read(data: bytes, hints: Hints) -> Reading:
    """What a source says; ReadError, in one line, where it is empty, binary, mis-encoded or has no text."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise ReadError("is empty")
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    try:
        reading = _READERS[format_of(text, hints.name)](text, hints)
    except RecursionError as error:
        raise ReadError("is nested too deeply to be read") from error
    if not any(True for _ in reading.document.passages()):
        raise ReadError("has no text that could be read")
    return reading


def format_of(text: str, name: str) -> str:
    """The format of a text: what it looks like, else what its name says, else plain."""
    if re.match(r"WEBVTT(?=[ \t\n]|$)", text):
        return "vtt"
    if _SRT.match(text):
        return "srt"
    if _HTML.match(text):
        return "html"
    if is_transcript(text):
        return "json"
    return _SUFFIXES.get(PurePath(name).suffix.lower(), "plain")


def _decoded(data: bytes) -> str:
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    if encoding is None and not data.startswith(b"WEBVTT") and (b"\x00" in data or _control_share(data) > 0.05):
        raise ReadError("is not text but a binary file")
    declared = _CHARSET.search(data[:4096])
    encoding = encoding or (declared[1].decode("ascii") if declared else "utf-8")
    try:
        return data.decode(encoding)
    except LookupError as error:
        raise ReadError(f"says that it is encoded as {encoding}, which is no known encoding") from error
    except UnicodeDecodeError as error:
        end = " (it ends in the middle of a character: is it cut short?)" if error.end == len(data) else ""
        raise ReadError(
            f"is not {error.encoding}: byte 0x{data[error.start]:02x} at offset {error.start}{end}; "
            "save it as UTF-8 and add it again"
        ) from error


def _control_share(data: bytes) -> float:
    head = data[:4096]
    return sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in head) / len(head)
