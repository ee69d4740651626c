"""A quotation as it is printed: its words, what stands in brackets, where something is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from search.analysis.function_words import function_words
from search.verifying.words import Word, ellipses, words

_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_JOINS = re.compile(r"[\s\-\u2010\u2011]*\]|\[[\s\-\u2010\u2011]*")  # a part of a word in brackets to the rest of it
_SIC = re.compile(r"^\s*(?:sic|sic!|emphasis (?:added|mine|in (?:the )?original)|my emphasis|italics added)\s*$", re.I)


class Printed(NamedTuple):
    """A word of a quotation."""

    word: Word
    is_content: bool
    is_bracketed: bool  # all of it is put in by the draft
    base: str  # what of it is not in brackets: ompound of [c]ompound
    left_out: bool  # whether an ellipsis stands before it
    is_open: bool  # whether an ellipsis or a bracket does
    begins: (
        bool  # whether it may begin with another letter: at the beginning, behind an ellipsis or brackets, at a joint
    )
    is_joint: bool  # whether the draft's own words stand before it, such as “she said”


@dataclass(frozen=True)
class Text:
    """The words of a quotation, whose parts stand end to end with a blank between them; `remarks` only say something of
    it, such as [sic]."""

    text: str
    printed: tuple[Printed, ...]
    remarks: tuple[str, ...]

    @property
    def dots_at_ends(self) -> list[tuple[str, bool]]:
        """The ellipses before the first word and behind the last, and which are behind."""
        first, last = self.printed[0].word.begin, self.printed[-1].word.end
        found = ellipses(self.text)
        return [(self.text[begin:end], begin >= last) for begin, end in found if end <= first or begin >= last]

    @classmethod
    def of(cls, parts: Sequence[str]) -> Text:
        text = " ".join(parts)
        joints, at = set(), 0
        for part in parts[:-1]:
            at += len(part) + 1
            joints.add(at)
        remarks = tuple(match[1].strip() for match in _BRACKETS.finditer(text) if _SIC.match(match[1]))
        text = _BRACKETS.sub(lambda match: " " * len(match[0]) if _SIC.match(match[1]) else match[0], text)
        return cls(text, tuple(_printed(text, joints)), remarks)

    def beside(self, passages: Iterable[str]) -> Text:
        """The same where some passages have such brackets themselves, of which none is the draft's."""
        own = [match for match in _BRACKETS.finditer(self.text) if any(match[0] in passage for passage in passages)]
        if not own:
            return self
        said = [
            number
            for number, each in enumerate(self.printed)
            if any(match.start() < each.word.begin and each.word.end < match.end() for match in own)
        ]
        open_ = {*said, *(number + 1 for number in said)}
        printed = tuple(
            each._replace(
                is_bracketed=each.is_bracketed and number not in said, is_open=each.is_open and number not in open_
            )
            for number, each in enumerate(self.printed)
        )
        return replace(self, printed=printed)

    def between(self, first: int, last: int) -> str:
        """What stands between a word and a later one."""
        return self.text[self.printed[first].word.end : self.printed[last].word.begin]

    def words(self, first: int, last: int) -> str:
        return self.text[self.printed[first].word.begin : self.printed[last].word.end]


def _printed(text: str, joints: set[int]) -> Iterator[Printed]:
    gaps = ellipses(text)
    brackets = [match.span() for match in _BRACKETS.finditer(text) if match.span() not in gaps]
    found = list(_joined(words(text), text, brackets))
    light = function_words([part for word, _ in found for part in word.folded.split("'")])
    before = 0
    for number, (word, base) in enumerate(found):
        is_bracketed = any(begin < word.begin and word.end < end for begin, end in brackets)
        left_out = any(before <= begin < word.begin for begin, _ in gaps)
        touched = any(before <= begin < word.begin or before <= end - 1 < word.begin for begin, end in brackets)
        is_joint = any(before < joint <= word.begin for joint in joints)
        yield Printed(
            word=word,
            is_content=not light.issuperset(word.folded.split("'")),
            is_bracketed=is_bracketed,
            base=base,
            left_out=left_out and number > 0,
            is_open=(left_out or touched) and number > 0,
            begins=number == 0 or left_out or touched or is_joint,
            is_joint=is_joint,
        )
        before = word.end


def _joined(found: Sequence[Word], text: str, brackets: Sequence[tuple[int, int]]) -> Iterator[tuple[Word, str]]:
    """The words, those of which brackets hold a part as one: [c]ompound, work[ed]; with what is outside of these."""
    waiting: Word | None = None
    base = ""
    for word in found:
        if waiting and _JOINS.fullmatch(text[waiting.end : word.begin]):
            inside = any(begin < word.begin and word.end < end for begin, end in brackets)
            begin = waiting.begin - text[: waiting.begin].endswith("[")
            end = word.end + text[word.end :].startswith("]")
            whole = re.sub(r"[^\w'’]", "", text[begin:end])
            (joined,) = words(whole)[:1] or (word,)
            yield Word(joined.folded, whole, begin, end), base if inside else word.folded
            waiting = None
            continue
        if waiting:
            yield waiting, waiting.folded
        waiting, base = word, word.folded
    if waiting:
        yield waiting, waiting.folded
