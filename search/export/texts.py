"""Exports that are streams of text: CSV, JSON Lines, Markdown, RIS and BibTeX."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.export.passages import Cell, Passages

_BOM = "\ufeff"  # by which a spreadsheet knows UTF-8
_NO_ENTRY = str.maketrans("@{}", "   ")
_FORMULA = ("=", "+", "-", "@")  # what a spreadsheet may take for one, in quotation marks or not (OWASP, CSV Injection)


def table(columns: Sequence[str], pieces: Iterable[Iterable[Sequence[Cell]]]) -> Iterator[bytes]:
    """A CSV (RFC 4180) of some rows, a piece at a time: each cell in quotation marks, none of them changed."""
    yield (_BOM + _lines([columns])).encode()
    for rows in pieces:
        yield _lines(rows).encode()


def as_csv(passages: Passages) -> Iterator[bytes]:
    """A row for each passage; the last row, of one cell, is the end.

    Words are verbatim, so a cell that begins as a formula does is not changed; how many there are is said at the end.
    """
    columns, formulas = passages.columns, 0

    def pieces() -> Iterator[Sequence[Sequence[Cell]]]:
        nonlocal formulas
        for rows in passages.rows():
            formulas += sum(isinstance(cell, str) and cell.startswith(_FORMULA) for row in rows for cell in row)
            yield rows
        if formulas:
            passages.notes.append(formula_note(formulas))
        yield [(passages.end, *[None] * (len(columns) - 1))]

    return table(columns, pieces())


def formula_note(cells: int) -> str:
    """What is said of cells of a CSV that begin as formulas do."""
    begins = "1 cell begins" if cells == 1 else f"{cells:,} cells begin"
    return (
        f"{begins} with =, +, - or @, which a spreadsheet may run as a formula: take Excel, which holds text as text."
    )


def as_json_lines(passages: Passages) -> Iterator[bytes]:
    """An object for each passage; the last one has `end`, and what was found and is not among them."""
    columns = passages.columns
    for rows in passages.rows():
        yield "".join(_object(dict(zip(columns, row, strict=True))) for row in rows).encode()
    unshown = [each._asdict() for each in passages.unshown]
    end = {
        "end": True,
        "passages": passages.count,
        "unshown": unshown,
        "notes": passages.notes,
        "asked": passages.asked,
    }
    yield _object(end).encode()


def as_markdown(passages: Passages) -> Iterator[bytes]:
    """Each passage as a block quote with its citation; a last paragraph is the end."""
    for piece in passages.cited("markdown"):
        yield "".join(f"{citation.text}\n\n" for _, citation in piece).encode()
    yield f"{passages.end}\n".encode()


def as_ris(passages: Passages) -> Iterator[bytes]:
    """A record for each passage; the end is a line behind the last, where readers look for the next and go by."""
    for piece in passages.cited("ris"):
        yield "".join(f"{citation.text}\n\n" for _, citation in piece).encode()
    yield f"{passages.end}\n".encode()


def as_bibtex(passages: Passages) -> Iterator[bytes]:
    """An entry for each passage; the end is a comment, without what would end that or begin an entry."""
    for piece in passages.cited("bibtex"):
        yield "".join(f"{citation.text}\n\n" for _, citation in piece).encode()
    yield f"@comment{{{passages.end.translate(_NO_ENTRY)}}}\n".encode()


def _lines(rows: Iterable[Sequence[Cell]]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(rows)
    return written.getvalue()


def _object(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
