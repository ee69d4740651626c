"""Verbatim text: Unicode NFC, white space folded, nothing else touched."""

from __future__ import annotations

import re
import unicodedata

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2


def verbatim(text: str) -> str:
    """The text in NFC, every run of white space one blank, none at the ends; half a surrogate pair is U+FFFD."""
    if text.isascii():  # as most lines are
        return " ".join(text.split())
    try:
        text.encode()
    except UnicodeEncodeError:  # JSON may hold such halves, and no library could keep them
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(unicodedata.normalize("NFC", text).split())


def printable(text: str) -> str:
    """The text on one line and without control characters, as a message may quote it."""
    return "".join(filter(str.isprintable, verbatim(text)))


def for_xml(text: str) -> str:
    """The text without the few characters that no XML may have, which are U+FFFD instead."""
    return NOT_XML.sub("\ufffd", text)


def clock(ms: int) -> str:
    """A time in the audio: 14:32, or 1:04:32."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def plural(count: int, one: str, many: str = "") -> str:
    """1 passage, 2 passages, 1,204 documents."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def milliseconds(hours: str | None, minutes: str, seconds: str, fraction: str | None = None) -> int:
    """A clock's digits as milliseconds; a fraction may be written short: .5 is 500 ms."""
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "")[:3].ljust(3, "0"))
