"""What is printed among the turns and nobody says: directions, breaks, what an exporter writes below."""

from __future__ import annotations

import re
from typing import Literal

from corpus.readers.talk.openings import Opening

_FOOTER = re.compile(
    r"[\[(*_]*(?:(?:transcri(?:bed|ption)|captioned|subtitled|subtitles|captions)(?: \w+)? by\b"
    r"|transcript (?:provided|created|generated|completed|prepared|produced|edited)\b"
    r"|(?:meeting|call|recording|transcription|transcript) (?:has )?(?:ended|stopped)\b"
    r"|this (?:editable )?(?:transcript|transcription) (?:was|has been|is)\b"
    r"|end of (?:the )?(?:\w+ )?(?:transcri|recording|audio|interview)"
    r"|\[end\b|copyright\b|©)",
    re.IGNORECASE,
)
_STARTS = ("ion", "ion.", "ing", "ing.")
_STARTED = re.compile(r".{1,80} (?:started|stopped) (?:the )?(?:transcription|recording)\.?", re.IGNORECASE)
_DIRECTION = re.compile(r"\([^()]{1,80}\)\.?|\[[^\[\]]{1,80}\]\.?|♪.{0,200}")
_NOISE = re.compile(r"\W*(?:laugh|applau|clap|cheer|cough|sigh|paus|silen|cross ?talk|inaudible|unintelligible)", re.I)
_NOBODY = re.compile(
    r"(?:commercial |ad )?break|jingle|intro|outro|(?:theme )?music|(?:editor['’]?s )?note|correction|disclaimer",
    re.IGNORECASE,
)

Aside = Literal["", "break", "footer", "direction", "noise"]


def is_aside(label: str) -> bool:
    """Whether a label, or what brackets hold, is that of a break or a noise, and of no speaker."""
    return bool(_NOBODY.fullmatch(label) or _NOISE.match(label))


def aside_of(text: str, found: Opening | None) -> Aside:
    """What a line is that nobody says; a noise is one during which its speaker may go on. Empty where it is said."""
    if found and found.label:
        return "break" if _NOBODY.fullmatch(found.label) and found.manner == "mark" else ""
    if _FOOTER.match(text) or (text.endswith(_STARTS) and _STARTED.fullmatch(text)):
        return "footer"
    if text[0] in "([♪" and _DIRECTION.fullmatch(text):
        return "noise" if _NOISE.match(text) else "direction"
    return ""
