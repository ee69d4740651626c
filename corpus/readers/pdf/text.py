"""The characters of a PDF's page as PDFium has them, its blanks among them, and the lines that they stand in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from ctypes import c_double
from dataclasses import dataclass, field, replace
from itertools import groupby
from math import hypot
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

_HYPHEN = 0x02  # what PDFium has for a hyphen that ends a line
_NO_TEXT = {0x00, 0x03, *range(0x93, 0x99), 0xFFFE}  # what PDFium leaves out of a page's text
_APART = 1.0  # of the size of type: characters nearer than this are of one line
_SAME = 0.6  # of the size of type: how far the feet of one line's pieces may lie apart
_BLANK = 0.13  # of the size of type: pieces that are drawn out of their order and are farther apart are two words
_SMALL = 0.85  # of the size of type around it: a note's mark, or an index


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: its foot and sides in points from the page's lower left, its size of type, and its place."""

    text: str
    left: float
    bottom: float  # the baseline
    right: float
    size: float
    page: int
    column: tuple[int, int, int] = (0, 0, 0)  # page, band, column
    edges: tuple[float, float] = field(default=(0.0, 0.0))  # left and right of its column


class _Character(NamedTuple):
    text: str
    left: float
    bottom: float  # the baseline
    right: float
    size: float
    turned: bool  # it does not stand upright


def lines_of(text: pypdfium2.PdfTextPage, page: int) -> list[Line]:
    """The page's text as lines from the top; within a line, its characters and blanks are PDFium's, in their order."""
    pieces = [_piece(run, page) for run in _runs(text) if any(not each.text.isspace() for each in run)]
    rows: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.bottom):
        if rows and abs(rows[-1][0].bottom - piece.bottom) < _SAME * max(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [line for row in rows for line in _joined(sorted(row, key=lambda piece: piece.left))]


def _runs(text: pypdfium2.PdfTextPage) -> Iterator[list[_Character]]:
    """Characters that follow each other in one line, without a wide gap.

    PDFium begins a new line also at a raised or lowered number and after it: whether there is one, their places say.
    """
    run: list[_Character] = []
    last: _Character | None = None
    broken = False
    for each in _characters(text):
        if each.text in "\r\n":
            broken = True
        elif each.text.isspace():
            run.append(each)
        else:
            if last and _is_parted(last, each, broken):
                yield run
                run = []
            run.append(each)
            last, broken = each, False
    yield run


def _characters(text: pypdfium2.PdfTextPage) -> Iterator[_Character]:
    page, x, y, box, matrix = text.raw, c_double(), c_double(), raw.FS_RECTF(), raw.FS_MATRIX()
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(page, index)
        if code in _NO_TEXT:
            continue
        raw.FPDFText_GetCharOrigin(page, index, x, y)
        raw.FPDFText_GetLooseCharBox(page, index, box)
        raw.FPDFText_GetMatrix(page, index, matrix)
        size = raw.FPDFText_GetFontSize(page, index) * hypot(matrix.c, matrix.d)
        yield _Character(
            "-" if code == _HYPHEN else chr(code),
            box.left,
            round(y.value, 1),
            box.right,
            round(size if size >= 1 else abs(box.top - box.bottom), 1),
            abs(matrix.b) > abs(matrix.a),
        )


def _is_parted(last: _Character, each: _Character, broken: bool) -> bool:
    """Whether two characters that PDFium has one after the other are of two lines, or two columns."""
    if last.turned or each.turned:
        return broken or last.turned != each.turned
    size = max(last.size, each.size)
    gap = max(each.left - last.right, last.left - each.right)
    return gap > (_BLANK if broken else _APART) * size or abs(each.bottom - last.bottom) >= _SAME * size


def _piece(run: Sequence[_Character], page: int) -> Line:
    seen = [each for each in run if not each.text.isspace()]
    ((size, bottom), _), *_ = Counter((each.size, each.bottom) for each in seen).most_common(1)
    return Line(
        text=_without_marks(run, size, bottom),
        left=min(each.left for each in seen),
        bottom=bottom,
        right=max(each.right for each in seen),
        size=size,
        page=page,
    )


def _without_marks(run: Sequence[_Character], size: float, bottom: float) -> str:
    """The text without the marks of notes, which are no part of it (Chicago, 13.7): small raised numbers at a word."""
    said = ""
    for raised, group in groupby(run, lambda each: each.size < _SMALL * size and each.bottom > bottom + 0.1 * size):
        text = "".join(each.text for each in group)
        if raised and said[-1:].strip() and text.strip().strip("[]()*†‡,").isdigit():
            text = text[len(text.rstrip()) :]
        said += text
    return said


def _joined(row: Sequence[Line]) -> Iterator[Line]:
    """The lines that pieces on one height make; a wide gap parts them."""
    line = row[0]
    for piece in row[1:]:
        gap = piece.left - line.right
        if gap > _APART * max(line.size, piece.size):
            yield replace(line, text=line.text.strip())
            line = piece
            continue
        longer = max(line, piece, key=lambda each: len(each.text))
        blank = " " if gap > _BLANK * longer.size else ""
        line = replace(
            longer,
            text=line.text + blank + piece.text,
            left=line.left,
            right=max(line.right, piece.right),
        )
    yield replace(line, text=line.text.strip())
