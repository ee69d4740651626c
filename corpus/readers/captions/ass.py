"""Captions of SubStation Alpha: ASS and SSA."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import itemgetter

from corpus.model import Hints, Reading
from corpus.readers.base.speech import head
from corpus.readers.captions.cue_text import Words
from corpus.readers.captions.cues import cue, moment, transcript_of
from corpus.text import printable, verbatim

_FIELDS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
_OVERRIDE = re.compile(r"\{([^{}]*)\}")
_DRAWING = re.compile(r"\\p(\d)")
_ESCAPE = re.compile(r"\\([Nnh])")
_NO_TITLES = ("default aegisub file", "untitled", "<untitled>")
_NOBODY = "NTP"  # what SSA writes where there is no name
_SHOWN = 60  # characters of a line


def read_ass(text: str, hints: Hints) -> Reading:
    """The transcript in ASS or SSA; the name of a line's actor is its speaker's.

    Override tags, comments and drawings are no words; what several layers show at once is said once.
    """
    fields: Sequence[str] = _FIELDS
    problems: list[str] = []
    title = ""
    said: dict[tuple[int, int | None, str | None, str], None] = {}
    in_events = False
    for number, line in enumerate(text.lstrip("\ufeff").split("\n"), 1):
        key, _, value = line.strip().partition(":")
        if key.startswith("["):
            in_events = key.lower() == "[events]"
        elif key == "Title" and verbatim(value).lower() not in _NO_TITLES:
            title = value
        elif key == "Format" and in_events:
            fields = ["name" if (name := each.strip().lower()) == "actor" else name for each in value.split(",")]
        elif key == "Dialogue":
            row = dict(zip(fields, value.split(",", len(fields) - 1), strict=False))
            start, end = (moment(row.get(name, "").strip()) for name in ("start", "end"))
            if start is None or "text" not in row:
                problems.append(f"line {number} left out, its times cannot be read: {printable(line)[:_SHOWN]}")
            else:
                name = verbatim(row.get("name", ""))
                said[start, end, None if name == _NOBODY else name or None, _plain(row["text"])] = None
    cues = [cue(start, end, [Words(name, words)]) for start, end, name, words in sorted(said, key=itemgetter(0))]
    return transcript_of(cues, hints, about=head({"title": title}), problems=problems)


def _plain(text: str) -> str:
    """The words of a line of dialogue."""
    pieces: Sequence[str] = _OVERRIDE.split(text)
    words, is_drawing = [pieces[0]], False
    for override, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if modes := _DRAWING.findall(override):
            is_drawing = modes[-1] != "0"
        if not is_drawing:
            words.append(piece)
    return _ESCAPE.sub(lambda match: "\n" if match[1] == "N" else " ", "".join(words))
