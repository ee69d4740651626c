"""A document's words as captions (W3C, WebVTT): as they are printed or were heard, at the times that are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from corpus.errors import InvalidValue
from corpus.locators import parts_of
from corpus.model import Document, Passage
from corpus.origin import BY_ALIGNMENT, origin
from corpus.text import plural

MEDIA_TYPE = "text/vtt; charset=utf-8"
_LONGEST = 84  # characters of a cue: two lines (Netflix, Timed Text Style Guide, I.5)
_LONGEST_MS = 7_000
_PAUSE_MS = 1_000  # behind which a cue of its own begins


class Cue(NamedTuple):
    """Words of one passage, and when they are said, in milliseconds."""

    start_ms: int
    end_ms: int
    text: str
    who: str | None
    opens: bool  # its passage


class _Timed(NamedTuple):
    """Some of a passage's text with its own time; None for its end where the source does not say it."""

    start_ms: int
    end_ms: int | None
    text: str
    who: str | None
    opens: bool


def as_vtt(document: Document) -> str:
    """The captions of a document; words that have no time are left out, which is said. InvalidValue where none has."""
    spoken = [each for section in document.spoken for each in section.passages]
    pieces = [list(_pieces(passage, are_all_said=document.machine is not None)) for passage in spoken]
    timed = list(chain.from_iterable(pieces))
    if not timed:
        raise InvalidValue(f"{document.id} says no times, so that there are no captions of it")
    said = sum(len(each.text.split()) for each in spoken)
    left_out = said - sum(len(each.text.split()) for each in timed)
    blocks = ["WEBVTT", *_notes(document, spoken, left_out), *map(_block, _joined(list(_ended(timed))))]
    return "\n\n".join(blocks) + "\n"


def _notes(document: Document, spoken: Sequence[Passage], left_out: int) -> Iterator[str]:
    yield f"NOTE {_escaped(document.title)}"
    if heard := origin(document, spoken):
        yield f"NOTE {_escaped(heard)}"
    if document.alignment:
        yield f"NOTE {BY_ALIGNMENT}, by the model {_escaped(document.alignment.model)}"
    if left_out:
        yield f"NOTE {plural(left_out, 'word')} without a time left out"


def _pieces(passage: Passage, *, are_all_said: bool) -> Iterator[_Timed]:
    """The parts of a passage that have a time. Others stand with the one before, or the first one, where all are said:
    words that a person heard, and the machine did not."""
    parts = parts_of(passage)
    ends = [*(part.offset for part in parts[1:]), len(passage.text)]
    timed: list[_Timed] = []
    before = ""
    for part, end in zip(parts, ends, strict=True):
        text = f"{before} {passage.text[part.offset : end].strip()}".strip()
        before = ""
        if part.start_ms is not None and text:
            until = passage.end_ms if part.end_ms is None and end == len(passage.text) else part.end_ms
            timed.append(_Timed(part.start_ms, until, text, passage.who, not timed))
        elif are_all_said and timed:
            timed[-1] = timed[-1]._replace(text=f"{timed[-1].text} {text}")
        elif are_all_said:
            before = text
    return iter(timed)


def _ended(pieces: Sequence[_Timed]) -> Iterator[Cue]:
    """Pieces with their ends: those of their own, else where the next one begins; the last may have none, and a second
    then."""
    for piece, following in pairwise((*pieces, None)):
        assert piece  # noqa: S101  # for the last of a pair alone is None
        start, end = piece.start_ms, piece.end_ms
        if end is None:
            end = following.start_ms if following and following.start_ms > start else start + 1000
        yield Cue(start, max(end, start + 1), piece.text, piece.who, piece.opens)


def _joined(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Cues of single words joined into such as can be read."""
    cue: Cue | None = None
    for each in cues:
        text = f"{cue.text} {each.text}" if cue else each.text
        if cue and _fits(cue, each, text):
            cue = cue._replace(end_ms=max(cue.end_ms, each.end_ms), text=text)
            continue
        if cue:
            yield cue
        cue = each
    if cue:
        yield cue


def _fits(cue: Cue, following: Cue, text: str) -> bool:
    return (
        not following.opens
        and len(text) <= _LONGEST
        and 0 <= following.start_ms - cue.end_ms < _PAUSE_MS
        and following.end_ms - cue.start_ms <= _LONGEST_MS
    )


def _block(cue: Cue) -> str:
    voice = f"<v {_escaped(cue.who)}>" if cue.who else ""
    return f"{_clock(cue.start_ms)} --> {_clock(cue.end_ms)}\n{voice}{_escaped(cue.text)}"


def _clock(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
