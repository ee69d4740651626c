"""From bytes to text: what the file's mark says, else UTF-8, else what it declares, else a guess that is said."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from itertools import islice

from charset_normalizer import from_bytes

from corpus.errors import ReadError

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROLS = bytes({*range(32)} - set(b"\t\n\f\r\x1b"))
_DECLARED = re.compile(rb"<meta[^>]{1,200}?charset=[\"']?\s*([\w-]+)|<\?xml[^>]{1,100}?encoding=[\"']([\w-]+)", re.I)
_NO_CHARSETS = ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "mbcs", "oem", "undefined")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_WESTERN = (  # the letters beyond ASCII of languages that are written in Windows-1252
    "àâæçèéêëîïôœùûüÿ", "äöüßéà", "áéíñóúüªº", "àáâãçéêíóôõúüªº", "àèéìíîòóùúªº", "áèéêëíïóöúü", "åæøéèêóòôäö",
    "åäöéàüšž", "áðéíóúýþæö", "àçèéíïòóúü",
)  # fmt: skip
_FEW, _MOSTLY = 0.02, 0.9  # of a text, such letters: those of names in it; of such letters, those of one language
_WINDOWS = ("cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256")
_WORD = re.compile(r"(?<!\w)[a-zA-Z0-9_]{0,40}+[^\W\x00-\x7f]\w{0,40}")
_ENOUGH = 10_000  # words
_OTHER = re.compile(r"[^\x00-\x7f]\w{0,40}")


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
    text = _decoded_as(data, guess)
    return text, f"letters not sure: read as {guess}; see whether “{_telling(text, guess)}” is right"


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
    return (len(head) - len(head.translate(None, _CONTROLS))) / max(len(head), 1)


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
    """Windows-1252 for a western language; else the likeliest, of Windows' own where others say the same."""
    if _is_western(data):
        return "cp1252"
    matches = from_bytes(data)
    best = matches.best()
    if best is None:
        raise ReadError(
            "has letters that cannot be read: save it as UTF-8 (“Encoding” under “Save as”), and add it again"
        )
    alike = (m for m in matches if m.encoding in _WINDOWS and m.language == best.language and m.chaos <= best.chaos)
    return next(alike, best).encoding


def _is_western(data: bytes) -> bool:
    """Whether the letters beyond ASCII are those of one western language, read as Windows-1252, or few."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    letters = Counter(
        {letter: count for letter, count in Counter(text).items() if letter > "\x7f" and letter.isalnum()}
    )
    known = max(sum(n for letter, n in letters.items() if letter.lower() in alphabet) for alphabet in _WESTERN)
    return letters.total() <= _FEW * len(text) or known >= _MOSTLY * letters.total()


def _telling(text: str, guess: str) -> str:
    """A word that would be another in another encoding, the first if there is one."""
    rival = "cp1250" if guess == "cp1252" else "cp1252"
    words = [match[0] for match in islice(_WORD.finditer(text), _ENOUGH)] or _OTHER.findall(text)[:1] or [text]
    return next((word for word in words if word.encode(guess).decode(rival, "replace") != word), words[0])


def _damaged(data: bytes, error: UnicodeDecodeError) -> ReadError:
    cut = error.reason in ("unexpected end of data", "truncated data")
    end = " (it ends in the middle of a character: is it cut short?)" if cut else ""
    return ReadError(
        f"is not whole text: from byte {error.start + 1:,} on it cannot be read as {error.encoding}{end}; "
        "save it as UTF-8 (“Encoding” under “Save as”), and add it again"
    )
