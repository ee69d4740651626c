"""The formats that are read: what each is known by, and its reader. A format is one row here and one file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath
from typing import Generic, NamedTuple, TypeVar

from corpus.errors import ReadError
from corpus.listening.kinds import has_sound
from corpus.model import Feed, Hints, Reading
from corpus.readers.base.conversion import to_convert
from corpus.readers.base.markup import is_page
from corpus.readers.captions.ass import read_ass
from corpus.readers.captions.subtitles import read_sbv, read_srt, read_vtt
from corpus.readers.captions.timed_lines import (
    is_lyrics,
    is_printed,
    is_table,
    read_lyrics,
    read_printed,
    read_table,
)
from corpus.readers.captions.ttml import read_ttml
from corpus.readers.data.chapters import is_chapters, read_chapters, read_simple_chapters
from corpus.readers.data.heard import is_heard, read_heard
from corpus.readers.data.ohms import is_ohms, read_ohms
from corpus.readers.data.table import read_csv
from corpus.readers.data.tei import read_tei
from corpus.readers.data.transcript_json import is_meeting, is_transcript, read_json, read_meeting
from corpus.readers.data.xml import root_is
from corpus.readers.feed.feed import read_feed
from corpus.readers.feed.xml import is_feed
from corpus.readers.html.page import read_html
from corpus.readers.pdf.pdf import read_pdf
from corpus.readers.text.docx import read_docx
from corpus.readers.text.markdown import read_markdown
from corpus.readers.text.plain import read_plain

Source = TypeVar("Source", bytes, str)


class Format(NamedTuple, Generic[Source]):
    """A format: how a source is known to be of it, by what it holds or else by its name, and what reads it.

    Binary ones are known and read by their bytes, all others by their text, its lines ended by a line feed.
    """

    name: str
    read: Callable[[Source, Hints], Reading | Feed]
    suffixes: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()
    is_one: Callable[[Source], bool] | None = None  # None: known by its name alone


def _refused(why: str) -> Callable[[Source, Hints], Reading]:
    """The reader of what is not read: it says what to do."""

    def read(source: Source, hints: Hints) -> Reading:
        raise ReadError(why)

    return read


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.lstrip().startswith(starts)


def _matches(pattern: str) -> Callable[[str], bool]:
    found = re.compile(pattern, re.IGNORECASE | re.DOTALL)
    return lambda text: found.match(text) is not None


_TIME = r"(?:\d{1,5}:)?\d{1,2}:\d\d(?:[.,:]\d{1,3})?"
_ENDS = rf"\s*+-->\s*+{_TIME}[^\S\n]*+(?:$|\n|[A-Za-z]\w{{0,20}}:)"  # words may not follow, settings may
_VTT = rf"\ufeff?(?:WEBVTT(?=[ \t\n]|$)|\s*+(?:\d{{1,5}}:)?\d{{1,2}}:\d\d\.\d{{1,3}}{_ENDS})"
_CUE = rf"\ufeff?\s*+(?:\d++[^\S\n]*+\n\s*+)?+{_TIME}{_ENDS}"
_SBV = rf"\ufeff?\s*+{_TIME},{_TIME}[^\S\n]*+\n"
_TTML = r"\s*+(?:(?><\?.*?\?>|<!--.*?-->)\s*+)*+<(?:\w{1,40}:)?tt[\s>]"
_OTHER_CAPTIONS = r"\ufeff?\s*+(?:<SAMI\b|\{\d{1,9}\}\{\d{1,9}\}|Scenarist_SCC\b|\[INFORMATION\])"
_CONVERT = "is captions of a kind that is not read; save it as SubRip or WebVTT, as Subtitle Edit does, and add that"
_RECORDING = "is a recording: add it as a file, or by an address that ends as its kind does, such as .mp3"
_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BINARY: tuple[Format[bytes], ...] = (
    Format("feed", read_feed, (".xml", ".rss", ".atom"), is_one=is_feed),
    Format("recording", _refused(_RECORDING), is_one=has_sound),
    Format("RTF", _refused(to_convert("RTF")), (".rtf",), is_one=_begins(b"{\\rtf")),
    Format("Word before 2007", _refused(to_convert("an old Word or Office file")), (".doc",), is_one=_begins(_OFFICE)),
    Format("PDF", read_pdf, (".pdf",), ("application/pdf",), lambda data: b"%PDF-" in data[:1024]),
    Format("DOCX", read_docx, (".docx",), is_one=lambda data: data.startswith(b"PK\x03\x04")),
)
_PLAIN = Format("plain text", read_plain, (".txt",), ("text/plain",))
_TEXT: tuple[Format[str], ...] = (  # the first that a text is one of, else by its name
    Format("machine transcript", read_heard, is_one=is_heard),
    Format("CSV", read_csv, (".csv", ".tsv"), ("text/csv", "text/tab-separated-values")),
    Format("Microsoft Teams in WebVTT", read_meeting, is_one=is_meeting),
    Format("WebVTT", read_vtt, (".vtt",), ("text/vtt",), _matches(_VTT)),
    Format("SubRip", read_srt, (".srt",), ("application/srt", "application/x-subrip", "text/srt"), _matches(_CUE)),
    Format("SBV", read_sbv, (".sbv",), is_one=_matches(_SBV)),
    Format(
        "ASS or SSA", read_ass, (".ass", ".ssa"), ("text/x-ass", "text/x-ssa"), _matches(r"\ufeff?\s*+\[Script Info\]")
    ),
    Format("TTML", read_ttml, (".ttml", ".dfxp"), ("application/ttml+xml",), _matches(_TTML)),
    Format("captions in a table", read_table, is_one=is_table),
    Format("what Whisper prints", read_printed, is_one=is_printed),
    Format("LRC", read_lyrics, (".lrc",), is_one=is_lyrics),
    Format(
        "captions of another kind",
        _refused(_CONVERT),
        (".smi", ".sami", ".scc", ".sub"),
        is_one=_matches(_OTHER_CAPTIONS),
    ),
    Format("HTML", read_html, (".html", ".htm", ".xhtml"), ("text/html",), is_page),
    Format("TEI", read_tei, is_one=root_is("TEI", "TEI.2", "teiCorpus")),
    Format("OHMS", read_ohms, is_one=is_ohms),
    Format("chapters in XML", read_simple_chapters, is_one=root_is("chapters")),
    Format("chapters in JSON", read_chapters, is_one=is_chapters),
    Format("transcript in JSON", read_json, (".json",), ("application/json",), is_transcript),
    Format("Markdown", read_markdown, (".md", ".markdown"), ("text/markdown",)),
    _PLAIN,
)
_OTHER_XML: Format[str] = Format(
    "XML", _refused("is XML of a kind that is not read; feeds (RSS, Atom), TEI, OHMS and XHTML pages are")
)
_XML = re.compile(r"\s*+<\?xml\b")
_ALL: tuple[Format[bytes] | Format[str], ...] = (*BINARY, *_TEXT)
SUFFIXES = frozenset(suffix for each in _ALL for suffix in each.suffixes)
SUFFIX_OF = {media_type: each.suffixes[0] for each in _ALL for media_type in each.media_types}


def format_of(text: str, name: str) -> Format[str]:
    """The format of a text: what it looks like, else what its name says, else plain."""
    for each in _TEXT:
        if each.is_one and each.is_one(text):
            return each
    suffix = PurePath(name).suffix.lower()
    named = [each for each in _TEXT if suffix in each.suffixes] or [_PLAIN]
    return _OTHER_XML if _XML.match(text) and named[0].name != "HTML" else named[0]
