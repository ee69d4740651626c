"""From bytes to text: what the file's mark says, else UTF-8, else what it declares, else a guess that is said."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from corpus.errors import ReadError

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DECLARED = re.compile(rb"<meta[^>]{1,200}?charset=[\"']?\s*([\w-]+)|<\?xml[^>]{1,100}?encoding=[\"']([\w-]+)", re.I)
_NO_CHARSETS = ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "mbcs", "oem", "undefined")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_WESTERN = 0.15  # of the bytes above ASCII: a text with fewer is in a western language


def decoded(data: bytes) -> tuple[str, str | None]:
    """The text, and what to check where its encoding was guessed.

    ReadError for a binary file, and for UTF-8 that is damaged or cut short: read in another encoding, its
    letters would be others.
    """
    if named := next((name for bom, name in _BOMS if data.startswith(bom)), None) or _wide(data):
        try:
            return data.decode(named), None
        except UnicodeDecodeError as error:
            raise _damaged(data, error) from error
    if not data.startswith(b"WEBVTT") and (b"\x00" in data or _control_share(data) > 0.05):
        raise ReadError("is not text but a binary file")
    declared = _declared(data)
    if data.isascii() and declared and not declared.startswith("utf"):
        return _decoded_as(data, declared), None  # such as ISO-2022-JP, which is all ASCII
    try:
        return data.decode(), None
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" or _is_damaged_utf8(data):
            raise _damaged(data, error) from error
    if declared and not declared.startswith("utf"):
        try:
            return _decoded_as(data, declared), None
        except UnicodeDecodeError:
            pass  # it is not what it says
    guess = _guess(data)
    return _decoded_as(data, guess), f"encoding guessed: {guess}"


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark, told by the empty halves of its ASCII characters."""
    head = data[:4096]
    half = max(len(head) // 2, 1)
    if len(data) % 2 == 0 and len(head) >= 8:
        if head[1::2].count(0) > 0.4 * half and not head[::2].count(0):
            return "utf-16-le"
        if head[::2].count(0) > 0.4 * half and not head[1::2].count(0):
            return "utf-16-be"
    return None


def _control_share(data: bytes) -> float:
    head = data[:4096]
    return sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in head) / max(len(head), 1)


def _declared(data: bytes) -> str | None:
    """The encoding that a page says it has, by its name in Python; None for one that is not known."""
    match = _DECLARED.search(data[:4096])
    if not match:
        return None
    try:
        name = codecs.lookup((match[1] or match[2]).decode("ascii")).name
        b"a".decode(name)  # LookupError for what is no text encoding
    except LookupError:
        return None
    except UnicodeError:
        pass  # it takes more than one byte a character
    return None if name in _NO_CHARSETS else name


def _decoded_as(data: bytes, name: str) -> str:
    if name not in ("iso8859-1", "ascii"):
        return data.decode(name)
    try:
        return data.decode("cp1252")  # what pages that say so are in (WHATWG Encoding, 4.2)
    except UnicodeDecodeError:
        return data.decode("iso8859-1")


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether most of the bytes above ASCII are UTF-8 all the same."""
    valid = sum(len(match[0]) for match in _UTF8_SEQUENCE.finditer(data))
    return 2 * valid > len(data.translate(None, bytes(range(128))))


def _guess(data: bytes) -> str:
    above = len(data.translate(None, bytes(range(128))))
    if above < _WESTERN * len(data):
        try:
            data.decode("cp1252")
            return "cp1252"
        except UnicodeDecodeError:
            pass
    best = from_bytes(data).best()
    if best is None:
        raise ReadError("is in an encoding that is not known; save it as UTF-8 and add it again")
    return best.encoding


def _damaged(data: bytes, error: UnicodeDecodeError) -> ReadError:
    cut = error.reason in ("unexpected end of data", "truncated data")
    end = " (it ends in the middle of a character: is it cut short?)" if cut else ""
    return ReadError(
        f"is not whole {error.encoding}: byte 0x{data[error.start]:02x} at offset {error.start}{end}; "
        "save it as UTF-8 and add it again"
    )
