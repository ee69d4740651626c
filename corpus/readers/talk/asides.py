"""What is printed among the turns and nobody says: directions, breaks, what an exporter writes below."""

from __future__ import annotations

import re
from typing import Literal

from corpus.readers.talk.openings import Line, Opening

_FOOTER = re.compile(
    r"[\[(*_]*(?:(?:transcri(?:bed|ption|pt)|captioned|subtitled|subtitles|captions)(?: \w+)? by\b"
    r"|transcript (?:provided|created|generated|completed|prepared|produced|edited)\b"
    r"|(?:meeting|call|recording|transcription|transcript) (?:has )?(?:ended|stopped)\b"
    r"|this (?:editable )?(?:transcript|transcription) (?:was|has been|is)\b"
    r"|end of (?:the )?(?:\w+ )?(?:transcri|recording|audio|interview)"
    r"|fin de (?:la |l['’])?(?:entrevista|grabaci|transcrip|entretien|enregistrement)"
    r"|fine (?:della |dell['’])?(?:intervist|registr)|конец (?:записи|интервью)"
    r"|ende (?:des|der) (?:interview|gespräch|aufnahme|transkript|aufzeichnung)"
    r"|\[end\b|copyright\b|©)",
    re.IGNORECASE,
)
_ADDRESS = r"(?:\S[^:]{0,60}: ?)?<?(?:https?://|www\.)\S*$|[\w.+-]{1,60}@[\w-]{1,60}\.[\w.]{2,20}$"
_ADVICE = (
    r"subscribe (?:at|to|on|here|via|now)|(?:follow|find) us|visit (?:us\b|our\b|https?:|www\.)|learn more|read more"
    r"|for more (?:info|about|on)|more (?:info|at|about)\b"
    r"|(?:get|save) \d{1,3} ?%|leave (?:us )?a (?:review|comment)"
)
_BELOW = (
    r"about (?:the |our )?(?:guests?|hosts?|authors?|speakers?|show|podcast)|transcri(?:ption|ber)|photos?|show ?notes"
    r"|links?|references|resources|further reading|related|contact|credits|sponsors?|tags"
)
_DONE = r"(?:edited|condensed|produced|recorded|sponsored|supported|hosted|presented|mixed|made|brought|transcribed)"
_BY = (
    r"(?:this|the|today['’]s) (?:episode|show|podcast|interview|conversation|discussion|program(?:me)?)"
    r" (?:was|is|has been)"
    rf" (?:lightly )?{_DONE}\b|(?:{_DONE}|music|audio|theme|editing|production)(?: \w{{1,20}}){{0,3}} by\b"
    r"|recorded (?:on|in|at|live)\b|posted (?:in|on|by)\b|all rights reserved"
)
_AFTER = re.compile(
    rf"[\[(*_]*(?:{_ADDRESS}|{_ADVICE}|{_BY}|(?:{_BELOW})(?: \w{{1,20}}){{0,3}}:?$"
    rf"|(?:{_BELOW}|e-?mail|website|twitter): .{{1,200}}$)",
    re.IGNORECASE,
)  # how lines begin that are printed below what is said
_STARTS = ("ion", "ion.", "ing", "ing.")
_STARTED = re.compile(r".{1,80} (?:started|stopped) (?:the )?(?:transcription|recording)\.?", re.IGNORECASE)
_DIRECTION = re.compile(r"\([^()]{1,80}\)\.?|\[[^\[\]]{1,80}\]\.?|♪.{0,200}")
_NOISE = re.compile(r"\W*(?:laugh|applau|clap|cheer|cough|sigh|paus|silen|cross ?talk|inaudible|unintelligible)", re.I)
_BREAK = r"(?:commercial |ad )?break|jingle|intro|outro|(?:theme )?music"
_NOTE = r"(?:editor['’]?s )?note|correction|disclaimer"
_NOBODY = re.compile(rf"{_BREAK}|{_NOTE}", re.IGNORECASE)
_SOUND = re.compile(_BREAK, re.IGNORECASE)
Aside = Literal["", "break", "footer", "direction", "noise"]


def is_aside(label: str) -> bool:
    """Whether a label, or what brackets hold, is that of a break or a noise, and of no speaker."""
    return bool(_NOBODY.fullmatch(label) or _NOISE.match(label))


def is_after(line: Line) -> bool:
    """Whether a line below the last speaker's label is a link, a credit or an advertisement, which nobody says."""
    return line.is_link or bool(_AFTER.match(line.text))


def aside_of(line: Line, found: Opening | None) -> Aside:
    """What a line is that nobody says; a noise is one during which its speaker may go on. Empty where it is said."""
    text = line.text
    if line.is_italic:
        return "noise"
    if found and found.label:
        is_one = _SOUND if found.manner in ("colon", "words") else _NOBODY  # a note may be said
        return "break" if is_one.fullmatch(found.label) else ""
    if _FOOTER.match(text) or (text.endswith(_STARTS) and _STARTED.fullmatch(text)):
        return "footer"
    if text[0] in "([♪" and not (found and found.start_ms is not None) and _DIRECTION.fullmatch(text):
        return "noise" if _NOISE.match(text) else "direction"
    return ""
