"""Pieces of a transcript as a file has them, phrases or single words, and the sentences that they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from corpus.model import Part
from corpus.passages import tokens
from corpus.readers.base.speech import Said, sentences
from corpus.readers.talk.labels import Labels, ends_sentence
from corpus.readers.talk.openings import cue_opening
from corpus.text import verbatim

_ENDS = (".", "!", "?", "…")
_CHANGE = ">>"  # another begins to speak
_ENDS_UNSPACED = ("。", "！", "？")  # of scripts without blanks
_LONGEST = 40  # words of a sentence: one without an end is cut, so that its parts keep times of their own
_GAP = 20  # characters that may stand between two words
_UNKNOWN = " ?-"  # what stands for a speaker whom nothing tells apart
Items = Sequence[dict[str, Any]]


class Piece(NamedTuple):
    """Words as a file has them, when they were said in milliseconds, and the speaker by whatever name it gives.

    A single word has the blank in it that stands before it; a phrase stands by itself.
    """

    speaker: object
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    is_word: bool = False


def at(value: object, *path: str | int) -> Any:
    """What stands at a path of names and numbers in JSON; None where nothing does."""
    for step in path:
        if isinstance(step, str):
            value = value.get(step) if isinstance(value, dict) else None
        else:
            value = value[step] if isinstance(value, list) and step < len(value) else None
    return value


def dicts(value: object, *path: str | int) -> list[dict[str, Any]]:
    """The objects in the list at a path; none where there is no list."""
    found = at(value, *path)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def text_in(item: object, *names: str) -> str:
    """The first of these fields that is text and says something; else nothing."""
    found = (value for name in names if isinstance(value := at(item, name), str))
    return next((text for text in found if text.strip()), "")


def first_of(item: dict[str, Any], *names: str) -> Any:
    """The first of these fields that says something, whatever it is; None where none does."""
    return next((item[name] for name in names if item.get(name) is not None), None)


def spaced(words: Sequence[str], whole: object) -> list[str]:
    """Words with the blanks and points around them that the whole text has, where it is these words in this order.

    Else each has a blank before it that is no mere punctuation.
    """
    text = whole if isinstance(whole, str) else ""
    low = text.lower() if len(text.lower()) == len(text) else text
    found: list[str] = []
    end = 0
    for word in words:
        start = low.find(word.lower(), end, end + len(word) + _GAP)
        if start < 0 or any(map(str.isalnum, text[end:start])):
            break
        gap = text[end:start]
        points = next((n for n, letter in enumerate(gap) if letter.isspace()), len(gap)) if found else 0
        if points:
            found[-1] += gap[:points]
        end = start + len(word)
        found.append(gap[points:] + text[start:end])
    if found and len(found) == len(words) and not any(map(str.isalnum, text[end:])):
        return [*found[:-1], found[-1] + text[end:]]
    return [f" {word}" if any(map(str.isalnum, word)) else word for word in words]


def said(pieces: Iterable[Piece], names: Mapping[str, str]) -> Iterator[Said]:
    """The sentences of pieces; `names` gives those of speakers whom the file calls otherwise."""
    for run in runs(pieces):
        first = run[0]
        filled = [piece for piece in run if piece.text.strip()]  # a blank may have times too
        starts = [piece.start_ms for piece in filled if piece.start_ms is not None]
        ends = [piece.end_ms for piece in filled if piece.end_ms is not None]
        start = starts[0] if starts else None
        end = max(ends) if ends and starts and max(ends) >= starts[0] else None
        whole = Said(_named(first.speaker, names), verbatim("".join(piece.text for piece in run)), start, end)
        if first.is_word:
            yield whole._replace(parts=_parts_of(run, whole.text))
        else:
            yield from sentences(whole)


def _parts_of(run: Sequence[Piece], text: str) -> tuple[Part, ...]:
    """The times of each of the words that a text is; one without a time goes with the one before it."""
    parts: list[Part] = []
    built: list[str] = []
    offset, blank = 0, False
    for piece in run:
        blank = blank or piece.text[:1].isspace()
        if words := verbatim(piece.text):
            before = " " if blank and built else ""
            offset += len(before)
            if piece.start_ms is not None:
                end = piece.end_ms if piece.end_ms is not None and piece.end_ms >= piece.start_ms else None
                parts.append(Part(offset if parts else 0, piece.start_ms, end))
            built += (before, words)
            offset += len(words)
            blank = piece.text[-1].isspace()
    return tuple(parts) if "".join(built) == text else ()


def runs(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Phrases one by one, words by sentences of one speaker; a sentence that does not end is cut between words."""
    run: list[Piece] = []
    length = 0
    for piece in pieces:
        if run and (not piece.is_word or _parts(run[-1], piece, length)):
            yield run
            run, length = [], 0
        if piece.is_word:
            run.append(piece)
            length += tokens(piece.text)
        else:
            yield [piece]
    if run:
        yield run


def _parts(last: Piece, piece: Piece, length: int) -> bool:
    """Whether a word begins another run than the one before it, which has so many words."""
    if piece.speaker != last.speaker or last.text.endswith(_ENDS_UNSPACED):
        return True
    if piece.text.lstrip().startswith(_CHANGE):
        return True
    blank = piece.text[:1].isspace() or last.text[-1:].isspace()
    return blank and (length >= _LONGEST or last.text.rstrip().endswith(_ENDS))


def interleaved(channels: Iterable[Iterable[Piece]]) -> Iterator[Piece]:
    """The pieces of several channels, by the sentences as they begin; channel by channel where a time is missing."""
    found = [run for channel in channels for run in runs(channel)]
    if all(run[0].start_ms is not None for run in found):
        found.sort(key=lambda run: run[0].start_ms or 0)
    for run in found:
        yield from run


def labelled(said: Sequence[Said]) -> tuple[list[Said], tuple[str, ...]]:
    """Sentences whose speakers are nowhere named, by the labels that they begin with (`>> ANN:`); what to check."""
    openings = [cue_opening(each.text) for each in said]
    labels = Labels.of(openings, [each.text for each in said])
    spoken: list[Said] = []
    doubts: list[str | None] = []
    speaker, fresh = None, True
    for each, found in zip(said, openings, strict=True):
        turn = labels.turn(found, each.text, speaker, fresh=fresh)
        speaker, fresh = turn.speaker, ends_sentence(each.text)
        doubts.append(turn.doubt)
        spoken.append(_cut(each, turn.text)._replace(speaker=speaker, opens=turn.opens and speaker is None))
    return spoken, labels.checks((each.speaker for each in spoken), doubts)


def _cut(words: Said, text: str) -> Said:
    """Words without the label that stands before the text."""
    cut = len(words.text) - len(text)
    moved = [part._replace(offset=max(0, part.offset - cut)) for part in words.parts]
    within = [part for part, after in zip_longest(moved, moved[1:]) if after is None or after.offset]
    return words._replace(text=text, parts=tuple(within) if words.text.endswith(text) else ())


def _named(speaker: object, names: Mapping[str, str]) -> str | None:
    """A speaker as shown: by the name that a file gives, else as it calls them; a number is a Speaker, a mark none."""
    if isinstance(speaker, dict):
        speaker = next((speaker[name] for name in ("name", "display_name", "label", "id") if speaker.get(name)), None)
    if type(speaker) not in (str, int) or not str(speaker).strip(_UNKNOWN):
        return None
    called = verbatim(str(speaker))
    return verbatim(names.get(called, "")) or (f"Speaker {called}" if called.isdecimal() else called) or None
