"""A quotation beside its source, each in pieces: what of them differs, numbered as the differences are told."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from corpus.citation.item import numbered
from corpus.model import Document, Passage, Place
from corpus.quotation import Turn
from search.links import document_path
from search.verifying.values import FAIR, Difference, Finding

_AROUND = 12  # words at most, on each side of words that are to be looked at again
_SENTENCE = re.compile(r"(?<=[.?!…])[\"”’»)]*\s+")
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015"
_UNFINISHED = f",;: {_DASHES}"  # what stands behind words that are copied, and does not end a sentence
_PUT_OTHERWISE = ("added", "changed", "spelling", "numeral", "capitals", "punctuation", "brackets", "sic")
_NOT_SEEN = ("first letter", "quotation marks", "dashes", "spacing", "punctuation", "line end", "split", "sic")


class Piece(NamedTuple):
    """A part of a text: as it is, struck, underlined, moved or muted; `who` begins to speak, or a `joint`, at which the
    draft's own words stand; and the numbers of the differences that it is of, which may have no words here."""

    kind: Literal["", "del", "ins", "moved", "rest", "who", "joint"]
    text: str
    numbers: tuple[int, ...] = ()


class Mark(NamedTuple):
    """A stretch of a text that is a piece of its own."""

    begin: int
    end: int
    kind: Literal["", "del", "ins", "moved", "rest", "joint"]
    number: int = 0


class Sides:
    """The two texts of a finding; `fair` are the kinds of differences that are fair besides."""

    def __init__(self, finding: Finding, fair: Collection[str] = ()) -> None:
        self._finding = finding
        told = sorted(finding.differences, key=lambda each: each.ours or (len(finding.quoted.text), 0))
        self.numbered = [each for each in told if each.turns or (each.kind not in FAIR and each.kind not in fair)]
        self.unnumbered = [each for each in told if each not in self.numbered]

    # the draft's

    @property
    def draft(self) -> Iterator[Piece]:
        quoted = self._finding.quoted
        joints, at = [], 0
        for part in quoted.parts[:-1]:
            at += len(part) + 1
            joints.append(Mark(at - 1, at, "joint"))
        marks = [mark for number, each in enumerate(self.numbered, 1) if (mark := self._ours(each, number))]
        return _cut(quoted.text, 0, len(quoted.text), [*joints, *marks])

    def _ours(self, each: Difference, number: int) -> Mark | None:
        """Where the draft has a difference."""
        text = self._finding.quoted.text
        place = _placed(text, each)
        if not place:
            return None
        begin, end = place
        begin += len(text[begin:end]) - len(text[begin:end].lstrip())
        end = max(begin, begin + len(text[begin:end].rstrip()))
        kind: Literal["moved", "del", ""] = ""
        if begin < end:
            kind = "moved" if each.kind == "moved" else "del" if each.kind in _PUT_OTHERWISE else ""
        return Mark(begin, end, kind, number)

    # the source's

    @property
    def source(self) -> Iterator[Piece]:
        """Words that are to be looked at again stand in their sentences."""
        finding = self._finding
        if not finding.quotation:
            return
        turns = finding.quotation.turns
        is_found, around = finding.status != "not-found", bool(finding.warnings) or finding.status == "not-found"
        marks = self._theirs()
        speakers = self._two_speakers()
        for number, turn in enumerate(turns):
            passage, own = turn.place.passage, marks.get(turn.place.passage.id, ())
            begin, end = _with_signs(turn)
            first, last = min([begin, *(each.begin for each in own)]), max([end, *(each.end for each in own)])
            if number:
                yield Piece("", " ")
            if finding.quotation.is_of_several and turn.speaks:
                yield Piece("who", turn.speaks, speakers if number else ())
                yield Piece("", " ")
            if around and number == 0:
                yield Piece("rest", _before(passage, first))
            yield from _cut(passage.text, first, begin, own, base="rest")
            yield from _cut(passage.text, begin, end, own, base="" if is_found else "rest")
            yield from _cut(passage.text, end, last, own, base="rest")
            if around and number == len(turns) - 1:
                yield Piece("rest", _behind(passage, last))

    @property
    def copied(self) -> str:
        """The source's words, to be put in the place of the draft's."""
        said, quotation = "", self._finding.quotation
        for turn in quotation.turns if quotation else ():
            said += " " if turn.goes_on else "\n" if said else ""
            who = f"{turn.speaks}: " if turn.speaks and quotation and len(quotation.speakers) > 1 else ""
            said += who + turn.place.passage.text[slice(*_with_signs(turn))]
        return said.rstrip(_UNFINISHED)

    def _theirs(self) -> Mapping[str, Sequence[Mark]]:
        """By passage, where the source has the differences."""
        found: dict[str, list[Mark]] = {}
        for number, each in enumerate((*self.numbered, *self.unnumbered), 1):
            is_numbered = number <= len(self.numbered)
            if each.kind in _NOT_SEEN or (not is_numbered and each.kind in ("spelling", "numeral")):
                continue
            kind: Literal["moved", "ins", "rest"] = "rest"
            if is_numbered:
                kind = "moved" if each.kind == "moved" else "ins"
            for at, (passage, begin, end) in enumerate(each.theirs, 1):
                is_last = is_numbered and at == len(each.theirs)
                found.setdefault(passage, []).append(Mark(begin, end, kind, number if is_last else 0))
        return found

    def _two_speakers(self) -> tuple[int, ...]:
        return tuple(number for number, each in enumerate(self.numbered, 1) if each.kind == "two speakers")


def _placed(text: str, each: Difference) -> tuple[int, int] | None:
    """Where a text has what a difference says of it: there, or nearby, where a hyphen at a line's end was taken out of
    the text that was compared."""
    draft = each.draft.strip()
    if each.kind == "brackets":
        draft = draft.removeprefix("[").removesuffix("]")
    begin, end = each.ours or (0, 0)
    if each.ours and (not draft or " ".join(text[begin:end].split()) == " ".join(draft.split())):
        while begin == end < len(text) and begin and text[begin - 1].isalnum() and text[begin].isalnum():
            begin = end = begin + 1
        return begin, end
    places = [match.start() for match in re.finditer(re.escape(draft), text)] if draft else []
    if not places:
        return None
    nearest = min(places, key=lambda at: abs(at - begin))
    return nearest, nearest + len(draft)


def _with_signs(turn: Turn) -> tuple[int, int]:
    """From where to where the words of a turn are, with the signs that touch them."""
    text, begin, end = turn.place.passage.text, turn.begin, turn.end
    while begin and _is_sign(text[begin - 1]):
        begin -= 1
    while end < len(text) and _is_sign(text[end]):
        end += 1
    return begin, end


def _is_sign(char: str) -> bool:
    return not (char.isalnum() or char.isspace() or char in _DASHES)


def _before(passage: Passage, at: int) -> str:
    """The beginning of the sentence that goes on at a place."""
    said = _SENTENCE.split(passage.text[:at])[-1]
    words = said.split()
    return said if len(words) <= _AROUND else f"… {' '.join(words[-_AROUND:])} "


def _behind(passage: Passage, at: int) -> str:
    """The end of the sentence that comes to a place."""
    if passage.text[:at].rstrip('"”’»)')[-1:] in (".", "?", "!"):
        return ""
    said = _SENTENCE.split(passage.text[at:], maxsplit=1)[0]
    words = said.split()
    return said if len(words) <= _AROUND else f" {' '.join(words[:_AROUND])} …"


def _cut(text: str, begin: int, end: int, marks: Sequence[Mark], *, base: Literal["", "rest"] = "") -> Iterator[Piece]:
    """A stretch of a text in pieces."""
    at = begin
    for mark in sorted(marks):
        if not (begin <= mark.begin < end or (mark.begin == mark.end == end)):
            continue
        first, last = max(mark.begin, at), min(max(mark.end, at), end)
        yield Piece(base, text[at:first])
        yield Piece(mark.kind, text[first:last], (mark.number,) if mark.number else ())
        at = last
    yield Piece(base, text[at:end])


def of_what(document: Document) -> str:
    """Of what words are: “The Long Lease”, Harbour Lines, episode 55, 14 March 2024."""
    date = document.date.written if document.date else ""
    return ", ".join(filter(None, (f"“{document.title}”", document.show, numbered(document), date)))


def next_to(finding: Finding) -> Iterator[tuple[str, Place]]:
    """The turns next to the words of a finding."""
    if not finding.document or not finding.quotation:
        return
    first, last = (turn.place.passage.ordinal for turn in (finding.quotation.first, finding.quotation.last))
    near = {each.passage.ordinal: each for each in finding.document.places()}
    for which, ordinal in (("next turn", last + 1), ("turn before", first - 1)):
        if ordinal in near:
            yield which, near[ordinal]


def in_context(finding: Finding) -> str:
    """The page of the document at the words; of those that left, of the last version that had them."""
    document, place = finding.document, finding.place
    if not document or not place:
        raise AssertionError("what is nowhere has no context")
    return f"{document_path(document.id, version=document.version if finding.seen else None)}#{place.passage.id}"
