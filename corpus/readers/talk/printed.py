"""The turns of a transcript in printed words: speakers and times on a line of their own, or before what is said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.model import Passage, Person
from corpus.names import is_name
from corpus.readers.talk.asides import is_aside
from corpus.readers.talk.label_words import is_phrase, is_unnamed, may_be
from corpus.readers.talk.labels import Labels, Prose, initials_of, is_likely, quoted
from corpus.readers.talk.openings import Line, Opening, alone, opening
from corpus.readers.talk.turns import passages, pieces
from corpus.text import verbatim

_ENOUGH = 4  # openings of a kind that make a transcript
_UNSURE = ("bracket", "bold", "loose", "dot", "words", "address")  # manners of words that may be no labels
_LATEST_START = 4 * 3_600_000  # of a recording: what begins later is told by the clock of a day
_HOST = re.compile(r"\b(?:host|anchor|moderator)\b", re.IGNORECASE)
_FAQ = re.compile(
    r"[qa]|questions?|answers?|pregunta|respuesta|frage|antwort|réponse|domanda|risposta|pros?|cons?|hints?|tips?|tasks?"
    r"|problems?|solutions?|options?|steps?|examples?|topics?|alternatives?",
    re.IGNORECASE,
)


class Talk(NamedTuple):
    """The turns of a transcript, each with the number, from 0, of the line it begins on, and what to check.

    The first opens on the line `begins`. Without turns where the lines do not look like a transcript; `people` are
    those whose role is printed.
    """

    turns: tuple[tuple[int, Passage], ...] = ()
    begins: int = 0
    people: tuple[Person, ...] = ()
    checks: tuple[str, ...] = ()


def spoken(
    lines: Sequence[str | Line], *, known: Iterable[str] = (), sure: bool = True, breaks: Container[int] = ()
) -> Talk:
    """The turns of a transcript.

    It is one where lines that open a turn come again and again: four with a time, four by names that return and
    stand on a third of the lines or paragraphs, or three on half of them; or four by names of persons. `known` are
    names of persons. Where it is not `sure` that there are no lists and tables among the lines, the names must look
    like those of persons. Nobody goes on to speak at the lines whose numbers are `breaks`.
    """
    read = [Line(verbatim(line)) if isinstance(line, str) else line for line in lines]
    openings = _openings(read)
    labels = _labels(openings, read, tuple(known))
    openings = [found and _kept(found, labels) for found in openings]
    if not _is_transcript(read, openings, labels, sure=sure):
        return Talk(checks=_left(openings, labels))
    openings, checks = _timed(openings, labels)
    said = list(pieces(read, openings, labels, breaks))
    turns = tuple(passages(said, [found.start_ms if found else None for found in openings]))
    begun = next((at for at, piece in enumerate(said) if piece.speaker), 0)
    told = labels.checks((passage.speaker for _, passage in turns), (piece.doubt for piece in said[begun:]))
    first = (number for number, found in enumerate(openings) if found and _opens(found, labels))
    return Talk(turns, next(first, 0), _people(openings, labels), (*told, *checks))


def _timed(openings: Sequence[Opening | None], labels: Labels) -> tuple[list[Opening | None], tuple[str, ...]]:
    """The openings with what are times of the recording; a line that ends in a time is said where none is headed."""
    headed = _headed(openings, labels) > 0
    found = [
        each if each and (headed or each.manner != "header" or is_aside(each.label or "")) else None
        for each in openings
    ]
    starts = [each.start_ms for each in found if each and each.start_ms is not None]
    of_day = sum(bool(each and each.is_clock) for each in found)
    if 2 * of_day <= len(starts) and min(starts, default=0) < _LATEST_START:
        return [each._replace(start_ms=None, end_ms=None) if each and each.is_clock else each for each in found], ()
    untimed = [each and each._replace(start_ms=None, end_ms=None, is_clock=each.start_ms is not None) for each in found]
    return untimed, ("times are those of a day, not of the recording, and are left out",)


def _openings(lines: Sequence[Line]) -> list[Opening | None]:
    """How each line opens a turn; a name on a line of its own does above or below a time, or where it returns."""
    found = [opening(line.text, line.marked) if line.text else None for line in lines]
    candidates: list[tuple[int, str]] = []
    filled = [number for number, line in enumerate(lines) if line.text]
    for before, number, after in zip([None, *filled], filled, filled[1:], strict=False):
        label = alone(lines[number].text) if found[number] is None else None
        if not label:
            continue
        stamped = (found[each] for each in (before, after) if each is not None)
        if any(each and each.label is None and each.start_ms is not None for each in stamped) or (
            after == number + 1 and (before is None or before < number - 1) and (is_name(label) or is_unnamed(label))
        ):
            candidates.append((number, label))
    counts = Counter(label for _, label in candidates)
    if sum(count > 1 for count in counts.values()) > 1:
        for number, label in candidates:
            if counts[label] > 1 or is_name(label):
                found[number] = Opening(label, "", lines[number].text, True, "line")
    return found


def _labels(openings: Sequence[Opening | None], lines: Sequence[Line], known: Sequence[str]) -> Labels:
    """The labels of all openings, and whether a time or marks set them apart from what is said."""
    printed = [
        (each, each.label, line.is_item) for each, line in zip(openings, lines, strict=True) if each and each.label
    ]
    are_items = 2 * sum(is_item for _, _, is_item in printed) > len(printed)  # else those of lists are no labels
    found = [
        (each, label)
        for each, label, is_item in printed
        if not is_item or (are_items and (not label[0].islower() or may_be(label)))
    ]
    manners = Counter(each.manner for each, _ in found)
    counts = Counter(label for _, label in found)
    timed = sum(each.is_timed for each, _ in found)
    prose = Prose([line.text for line in lines])
    marks_return = any(each.manner == "mark" and counts[label] > 1 for each, label in found)
    brackets = {
        label for each, label in found if each.manner == "bracket" and counts[label] > 1 and not is_aside(label)
    }

    def is_vouched(each: Opening, label: str) -> bool:
        returns = counts[label] > 1
        match each.manner:
            case "mark":
                likely = marks_return or is_name(label) or (len(label.split()) < _ENOUGH and is_likely(label, 1, prose))
                return manners["mark"] > 1 and likely and not is_aside(label)
            case "time":
                return timed > 2 and not is_aside(label)
            case "header" | "line":
                return returns or (is_name(label) and not any(word in prose for word in label.casefold().split()))
            case "loose" | "dot":
                return manners[each.manner] >= _ENOUGH and (returns or each.manner == "dot")
            case "words":
                called = any(counts[initials] for initials in initials_of(label))
                return called or (counts[label] > 2 and is_likely(label, counts[label], prose))
            case "bracket":
                return label in brackets and len(brackets) > 1
        return False

    vouched = {label for each, label in found if is_vouched(each, label)}
    apart = max(timed, manners["mark"])
    return Labels(
        (label for each, label in found if each.manner not in _UNSURE or label in vouched),
        known,
        vouched=vouched,
        ordinary=prose,
        strict=apart > 2 and 2 * apart >= manners["colon"] + apart,
    )


def _kept(opening: Opening, labels: Labels) -> Opening | None:
    """An opening, but for its label where only other openings could tell that it is one, and none does.

    A time behind what is no label is one within what is said.
    """
    if opening.label is None or labels.returns(opening.label):
        return opening
    if opening.manner == "header" and is_phrase(opening.label):
        return None
    is_word = opening.manner == "words" and (" " not in opening.label or may_be(opening.label))
    if opening.manner not in _UNSURE or is_word:
        return opening if opening.manner != "time" else opening._replace(start_ms=None, end_ms=None)
    time = opening.start_ms if opening.manner in ("bracket", "dot") else None
    if time is None and not opening.changes:
        return None
    return Opening(None, opening.words, opening.words, opening.changes, "", "", time, opening.end_ms, opening.is_clock)


def _is_transcript(lines: Sequence[Line], openings: Sequence[Opening | None], labels: Labels, *, sure: bool) -> bool:
    filled = sum(bool(line.text) for line in lines)
    paragraphs = sum(bool(line.text) and not before.text for before, line in pairwise([Line(""), *lines]))
    found = [each for each in openings if each]
    named = [each.label for each in found if each.label and labels.is_speaker(each.label, fresh=True)]
    counts = Counter(named)
    persons = sum(counts[each] for each in counts if labels.is_person(each) or (len(each) < 3 and each.isupper()))
    returning = sum(
        count for label, count in counts.items() if labels.returns(label) and (count > 1 or labels.is_person(label))
    )
    again = sum(count for label, count in counts.items() if count > 1 and labels.is_vouched(label))
    marks = sum(each.manner == "mark" and labels.is_speaker(each.label or "", fresh=True) for each in found)
    headed = _headed(found, labels)
    timed = sum(each.start_ms is not None and (headed > 1 or each.manner != "header") for each in found)
    if sure and timed >= _ENOUGH and 6 * timed >= filled:
        return True
    if not sure and not (len(set(named)) > 1 and (labels.of_persons or _ask(found, labels, paragraphs))):
        return False
    return (
        (returning >= _ENOUGH and 3 * returning >= min(filled, paragraphs))
        or (returning >= 2 and len(named) >= 3 and 2 * len(named) >= min(filled, paragraphs))
        or (sure and persons >= _ENOUGH and len(counts) > 1)
        or (sure and again >= _ENOUGH and 8 * again >= paragraphs and len(counts) > 1)
        or (sure and marks > 1 and 2 * marks >= paragraphs)
    )


def _ask(found: Sequence[Opening], labels: Labels, paragraphs: int) -> bool:
    """Whether labels that are no names stand on most paragraphs, and what is said behind them asks and answers."""
    said = [each for each in found if each.label and labels.returns(each.label) and not _FAQ.fullmatch(each.label)]
    asked = sum(each.rest.endswith(("?", "？", "؟")) for each in said)
    return 1 < asked < len(said) and 3 * len(said) >= 2 * paragraphs


def _opens(opening: Opening, labels: Labels) -> bool:
    """Whether an opening has a time, or a speaker's label."""
    return opening.start_ms is not None or bool(opening.label and labels.is_speaker(opening.label, fresh=True))


def _headed(openings: Iterable[Opening | None], labels: Labels) -> int:
    """How many lines are a speaker's name and a time."""
    return sum(
        bool(each and each.manner == "header" and each.label and labels.returns(each.label)) for each in openings
    )


def _left(openings: Sequence[Opening | None], labels: Labels) -> tuple[str, ...]:
    """What to check of lines that are no transcript: labels among them that look like those of speakers."""
    left = [each.label for each in openings if each and each.label and labels.returns(each.label)]
    if len(left) < _ENOUGH or len(set(left)) < 2:
        return ()
    return (f"speakers not found, though {len(left)} lines begin with {quoted(left)}",)


def _people(openings: Iterable[Opening | None], labels: Labels) -> tuple[Person, ...]:
    """Those whose label has their role behind it."""
    roles = {each.label: each.role for each in openings if each and each.label and each.role}
    return tuple(
        Person(name=label, roles=("host", "speaker") if _HOST.search(role) else ("speaker",), affiliation=role)
        for label, role in roles.items()
        if labels.is_speaker(label, fresh=True)
    )
