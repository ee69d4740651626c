"""What the program and its readers say to each other: JSON, and bytes beside it, each with its length."""

from __future__ import annotations

import dataclasses
import json
import struct
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import IO, Any, NamedTuple

from corpus.dates import PartialDate
from corpus.draft import Draft, Paragraph
from corpus.errors import ReadError
from corpus.model import Feed, Hints, Reading
from corpus.plain import Value, typed

_LENGTHS = struct.Struct(">QQ")  # of the JSON, and of the bytes beside it
_LONGEST_ERROR = 1_000  # characters


class Limits(NamedTuple):
    """What reading one file may take: seconds of the processor, and MiB of memory."""

    seconds: int
    memory_mb: int

    @property
    def answer_bytes(self) -> int:
        """The most that an answer may have: its reader has what was read in memory too, and its JSON twice."""
        return self.memory_mb * 2**20 // 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A source to be read, or a draft, of which the hints are its name alone."""

    data: bytes
    hints: Hints
    seconds: int  # of the processor, that reading it may take
    is_draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a source: one of the first four. And the time that reading it took, of the processor."""

    reading: Reading | None = None
    feed: Feed | None = None
    draft: Draft | None = None
    error: str | None = None
    took_ms: int = 0

    def found(self) -> Reading | Feed | Draft | ReadError:
        """The one that came; ValueError where that is none or several, or a draft with spans beyond its text."""
        error = None if self.error is None else ReadError(" ".join(self.error.split())[:_LONGEST_ERROR])
        (found,) = (each for each in (self.reading, self.feed, self.draft, error) if each is not None)
        if isinstance(found, Draft) and not all(map(_is_whole, found.paragraphs)):
            raise ValueError("a span that is not within its text")
        return found


def _is_whole(paragraph: Paragraph) -> bool:
    """Whether all spans of a paragraph are within its text."""
    spans = (*(link[:2] for link in paragraph.links), *paragraph.quoted)
    return all(0 <= begin < end <= len(paragraph.text) for begin, end in spans)


def packed(message: Request | Answer) -> list[bytes]:
    """A message in pieces: as the JSON that `typed` reads, what has its default left out."""
    beside: list[bytes] = []

    def default(value: Any) -> object:
        if isinstance(value, bytes):
            beside.append(value)
            return len(value)
        if isinstance(value, PartialDate):
            return value.iso
        return {name: each for name, default in _fields(value.__class__) if (each := getattr(value, name)) != default}

    text = json.dumps(message, default=default, ensure_ascii=False, check_circular=False).encode()
    return [_LENGTHS.pack(len(text), sum(map(len, beside))), text, *beside]


@cache
def _fields(kind: type) -> tuple[tuple[str, object], ...]:
    return tuple((field.name, field.default) for field in dataclasses.fields(kind))


def receive(pipe: IO[bytes], kind: type[Value], *, most: int) -> Value:
    """The next message, of at most so many bytes.

    EOFError where it ends before its end, ValueError where it is larger, or is anything but one of this kind.
    """
    lengths = _LENGTHS.unpack(_exactly(pipe, _LENGTHS.size))
    if sum(lengths) > most:
        raise ValueError("a message that is too large")
    text, data = (_exactly(pipe, length) for length in lengths)
    beside = BytesIO(data)
    try:
        value = json.loads(text.decode())
        if b"\\ud" in text or b"\\uD" in text:  # half a character, perhaps, which JSON can write and UTF-8 cannot
            json.dumps(value, ensure_ascii=False).encode()
        message = typed(kind, value, beside)
    except RecursionError as error:
        raise ValueError("a message that is nested too deeply") from error
    if beside.tell() < len(data):
        raise ValueError("bytes that belong to nothing")
    return message


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    data = pipe.read(count)
    if len(data) < count:
        raise EOFError
    return data
