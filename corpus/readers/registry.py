"""What a source says, whatever its format, fit to be stored."""

from __future__ import annotations

import json
from dataclasses import replace

from corpus.addresses import with_web_addresses
from corpus.errors import ReadError
from corpus.model import LONGEST_DETAIL, Feed, Hints, Reading
from corpus.plain import plain
from corpus.readers.base.details import with_sidecar
from corpus.readers.base.encoding import decoded
from corpus.readers.formats import BINARY, format_of
from corpus.text import printable

FINGERPRINT = "readers-11"  # raised whenever any bytes are read otherwise than before, by a reader of their own too
_LONGEST_SHOWN = 60
_REPEATED = ("title", "show", "publisher", "language", "season", "episode")  # by every page that names a document


def read(data: bytes, hints: Hints) -> Reading | Feed:
    """What a source or each item of a feed says; ReadError, in one line, where it is empty, binary or has no text."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise ReadError("is empty")
    try:
        reading = _read(data, hints)
        if isinstance(reading, Feed):
            items = tuple(replace(item, reading=_vetted(item.reading)) for item in reading.items)
            return replace(reading, items=items)
        return _vetted(with_sidecar(reading, hints))
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


def _read(data: bytes, hints: Hints) -> Reading | Feed:
    for binary in BINARY:
        if binary.is_one and binary.is_one(data):
            return binary.read(data, hints)
    text, check = decoded(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    reading = format_of(text, hints.name).read(text, hints)
    if isinstance(reading, Feed):
        return reading
    if not any(True for _ in reading.document.passages()):
        raise ReadError("has no text that could be read")
    return replace(reading, checks=(*reading.checks, check)) if check else reading
