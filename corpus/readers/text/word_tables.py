"""Tables of a Word document that are transcripts: a row for each turn, with its speaker, its words, often its time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from mammoth import documents

from corpus.readers.talk.openings import alone
from corpus.text import verbatim

_TIME = re.compile(r"[\[(]?(?:\d{1,2}:)?\d{1,3}:\d\d(?:[.,]\d{1,3})?[\])]?")
_NUMBER = re.compile(r"\d{0,6}\.?")
_HEADS = ("speaker", "speakers", "name", "who", "participant", "person", "voice", "speaker name")
_LEAST = 4  # rows
_MOST = 0.8  # of the cells of a column


def _turns(table: Any, text: Callable[[Any], str]) -> list[Any]:
    """The rows of a table as paragraphs, `[0:07] Ann Lee: …`; none where it is not sure that they are turns."""
    rows = [[verbatim(" ".join(map(text, cell.children))) for cell in row.children] for row in table.children]
    columns = list(zip(*rows, strict=True)) if len({len(row) for row in rows}) == 1 else []
    names = next((n for n, column in enumerate(columns) if _is_most(column, _is_label) and _return(column)), None)
    if len(rows) < _LEAST or names is None:
        return []
    times = next((n for n, column in enumerate(columns) if _is_most(column, _TIME.fullmatch)), None)
    headed = rows[0][names].casefold() in _HEADS and (times is None or not _TIME.fullmatch(rows[0][times]))
    body = rows[headed:]
    left = [n for n in range(len(columns)) if n not in (names, times)]
    words = [n for n in left if not all(_NUMBER.fullmatch(row[n]) for row in body)]
    if len(words) != 1 or not any(map(str.islower, "".join(row[words[0]] for row in body))):
        return []
    return [_paragraph(_line(row, names, times, words[0])) for row in body if row[words[0]]]


def _is_most(column: Sequence[str], is_one: Callable[[str], object]) -> bool:
    filled = [cell for cell in column if cell]
    return sum(bool(is_one(cell)) for cell in filled) >= max(_MOST * len(column), 1)


def _is_label(cell: str) -> str | None:
    return alone(cell.rstrip(" :"))


def _return(column: Sequence[str]) -> bool:
    """Whether several labels are there again and again."""
    return sum(count > 1 for count in Counter(column).values()) > 1


def _line(row: Sequence[str], names: int, times: int | None, words: int) -> str:
    time = f"[{row[times].strip('[]()')}] " if times is not None and row[times] else ""
    name = row[names].rstrip(" :")
    return f"{time}{name}: {row[words]}" if name else f"{time}{row[words]}"


def _paragraph(line: str) -> Any:
    return documents.paragraph([documents.run([documents.text(line)])])


def with_turns(children: Sequence[Any], text: Callable[[Any], str]) -> Iterator[Any]:
    """Parts of a document, each table of turns as their paragraphs."""
    for each in children:
        turns = _turns(each, text) if isinstance(each, documents.Table) else []
        yield from turns or [each]
