"""Which sources are recordings: by how their bytes begin, or, of an address, by its ending."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

SUFFIXES = frozenset(
    (".mp3", ".m4a", ".m4b", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wav", ".mp4", ".m4v", ".mov", ".webm", ".mkv")
)

_TYPES = (
    (b"fLaC", "audio/flac"),
    (b"OggS", "audio/ogg"),
    (b"RIFF", "audio/wav"),
    (b"\x1a\x45\xdf\xa3", "audio/webm"),
)


def is_recording(source: str) -> bool:
    """Whether a source that a user names is a recording, or is named as one."""
    if source.lower().startswith(("http://", "https://")):
        return is_named(urlsplit(source).path)
    path = Path(source)
    return is_named(path.name) or (path.is_file() and has_sound(_head(path)))


def is_named(name: str) -> bool:
    """Whether a file's name is that of a recording."""
    return PurePosixPath(name).suffix.lower() in SUFFIXES


def has_sound(head: bytes) -> bool:
    """Whether bytes begin as those of recordings do."""
    return (
        head.startswith((b"ID3", b"fLaC", b"OggS", b"\x1a\x45\xdf\xa3"))
        or head[4:8] == b"ftyp"
        or (head.startswith(b"RIFF") and head[8:12] == b"WAVE")
        or (len(head) > 3 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 != 0xF0)  # MPEG audio
    )


def media_type(path: Path) -> str:
    """What a browser is told of a recording: its media type, by how its bytes begin."""
    head = _head(path)
    for begins, type in _TYPES:
        if head.startswith(begins):
            return type
    return "audio/mp4" if head[4:8] == b"ftyp" else "audio/mpeg"


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(16)
    except OSError:
        return b""
