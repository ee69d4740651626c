"""A vocabulary: lines of wordings that mean the same, as a plain file has them: `Alabuga = Yelabuga  # a comment`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import NamedTuple

from corpus.errors import InvalidValue
from corpus.text import plural, printable, verbatim

FILE_NAME = "vocabulary.txt"
LONGEST = 200  # characters of a wording
MOST_WORDINGS = 12  # of a line, each of which a query may have to seek
MOST_LINES = 5_000
_LONGEST_LINE = 4_000
_COMMENT = re.compile(r"(?:\A|(?<=\s))#.*")
_NOT_PLAIN = re.compile(r'[*?"“”„~()]')  # which mean something else in a query than words
_CUT = 60  # characters of a line in a message


class Line(NamedTuple):
    """A line as it is written, and its wordings; an empty one, or one with but a comment, has none."""

    text: str
    wordings: tuple[str, ...]

    @property
    def comment(self) -> str:
        """What is behind its `#`."""
        match = _COMMENT.search(self.text)
        return match[0].lstrip("# ") if match else ""


class Merged(NamedTuple):
    """A vocabulary with the lines of another, those of them that are new, and how many groups it had already."""

    text: str
    new: tuple[str, ...]
    known: int


def first_list() -> str:
    """The vocabulary that a library begins with."""
    return Path(__file__).with_name(FILE_NAME).read_text(encoding="utf-8")


def decoded(data: bytes) -> str:
    """The text of a file; InvalidValue where it is none in UTF-8."""
    try:
        return plain(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise InvalidValue(
            f"line {number}: this is no text in UTF-8; save the file as that (“Encoding” under “Save as”) and try again"
        ) from error


def plain(text: str) -> str:
    """A text with one kind of line end, which is at its end, too."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text if not text or text.endswith("\n") else text + "\n"


def lines(text: str) -> tuple[Line, ...]:
    """The lines of a vocabulary; InvalidValue for the first that cannot be understood, with its number."""
    rows = text.removesuffix("\n").split("\n") if text else []
    if len(rows) > MOST_LINES:
        raise InvalidValue(f"this has {plural(len(rows), 'line')}: a vocabulary has at most {MOST_LINES:,}")
    found = []
    for number, row in enumerate(rows, 1):
        try:
            found.append(line(row))
        except InvalidValue as error:
            raise InvalidValue(f"line {number}: {error}") from None
    return tuple(found)


def line(text: str) -> Line:
    """A line; InvalidValue where it cannot be understood."""
    if len(text) > _LONGEST_LINE:
        raise InvalidValue(f"this has {len(text):,} characters: write at most {_LONGEST_LINE:,}")
    if sign := next((char for char in text if char != "\t" and unicodedata.category(char) in _CONTROLS), None):
        raise InvalidValue(f"this has the control character U+{ord(sign):04X}: take it out")
    said = _COMMENT.sub("", text)
    if not said.strip():
        return Line(text, ())
    wordings = tuple(map(verbatim, said.split("=")))
    shown = printable(said)
    shown = f"“{shown[:_CUT]}{'…' if len(shown) > _CUT else ''}”"
    if len(wordings) == 1:
        raise InvalidValue(f"{shown} stands alone: write what means the same with = between, as in colour = color")
    if not all(wordings):
        raise InvalidValue(f"beside an = of {shown} stands nothing: write a wording, or take the = out")
    if len(wordings) > MOST_WORDINGS:
        raise InvalidValue(f"{shown} has {len(wordings)} wordings: write at most {MOST_WORDINGS}")
    for wording in wordings:
        if len(wording) > LONGEST:
            raise InvalidValue(f"{shown} has a wording of {len(wording):,} characters: write at most {LONGEST}")
        if not any(map(str.isalnum, wording)):
            raise InvalidValue(f"“{printable(wording)}” has neither a letter nor a digit: write words")
        if match := _NOT_PLAIN.search(wording):
            raise InvalidValue(f"“{match[0]}” in {shown} is no part of a word: write plain words")
    return Line(text, wordings)


_CONTROLS = ("Cc", "Cs", "Zl", "Zp")


def groups(lines: Iterable[Line], key: Callable[[str], Hashable] = str.casefold) -> tuple[tuple[str, ...], ...]:
    """The wordings that mean the same; lines that share one, by its `key`, are one group."""
    of: dict[Hashable, dict[Hashable, str]] = {}
    for each in lines:
        joined: dict[Hashable, str] = {}
        for wording in each.wordings:
            for known, spelled in (of.get(key(wording)) or {key(wording): wording}).items():
                joined.setdefault(known, spelled)
        of |= dict.fromkeys(joined, joined)
    return tuple({id(group): tuple(group.values()) for group in of.values()}.values())


def written(lines: Iterable[Line]) -> list[tuple[str, ...]]:
    """The wordings of each line that has any, as they are written."""
    return [line.wordings for line in lines if line.wordings]


def added(text: str, new: str) -> str:
    """A vocabulary with a line more; InvalidValue for one that it has."""
    merged_with = merged(text, _one(new))
    if not merged_with.new:
        raise InvalidValue(f"“{printable(new)}” is in the vocabulary already")
    return merged_with.text


def changed(text: str, old: str, new: str | None) -> str:
    """A vocabulary with a line changed, or taken out; InvalidValue where it is no longer there."""
    rows = [each.text for each in lines(text)]
    if old not in rows:
        raise InvalidValue(f"“{printable(old)}” is not in the vocabulary any more; look at the list again")
    at = rows.index(old)
    rows[at : at + 1] = [] if new is None else [_one(new).removesuffix("\n")]
    return "".join(f"{row}\n" for row in rows)


def merged(text: str, other: str) -> Merged:
    """A vocabulary with the lines of another, but for groups and comments that it has."""
    held = lines(text)
    known = {key: group for group in _keys(groups(held)) for key in group}
    said = {each.text for each in held}
    new, had = list[str](), 0
    for each in lines(other):
        keys = frozenset(map(str.casefold, each.wordings))
        if keys and keys <= known.get(next(iter(keys)), frozenset()):
            had += 1
        elif each.text.strip() and each.text not in said:
            new.append(each.text)
            said.add(each.text)
    together = text + "".join(f"{row}\n" for row in new)
    lines(together)
    return Merged(together, tuple(new), had)


def _keys(found: Iterable[tuple[str, ...]]) -> list[frozenset[str]]:
    return [frozenset(map(str.casefold, group)) for group in found]


def _one(text: str) -> str:
    """A line that a person wrote, which has wordings."""
    row = plain(text.strip())
    if row.count("\n") > 1:
        raise InvalidValue("write one line, or import a file of several")
    if not line(row.removesuffix("\n")).wordings:
        raise InvalidValue("write what means the same with = between, as in colour = color")
    return row
