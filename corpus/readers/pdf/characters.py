"""The characters of a PDF's page as PDFium has them, and where each of them stands."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import POINTER, c_char, c_double, c_ubyte, c_ulong, cast
from math import hypot
from typing import NamedTuple
from unicodedata import combining

import pypdfium2
from pypdfium2 import raw

_FIRST_MARK = 0x300
_HYPHEN = 0x02  # what PDFium has for a hyphen that ends a line
_NO_TEXT = {0x00, 0x03, *range(0x93, 0x99), 0xFFFE}  # what PDFium leaves out of a page's text
NON_JOINER = "\u200c"  # between letters that stand apart within a word
_NON_JOINER = b"\xfe\xff\x20\x0c"
APART = 1.0  # of the size of type: characters nearer than this are of one line


class Character(NamedTuple):
    """A character: its sides and foot in points from the page's lower left, and its size of type.

    `origin` is the left of the glyph that it is of, or shares with others.
    """

    text: str
    left: float
    bottom: float  # the baseline
    right: float
    size: float
    turned: bool  # it does not stand upright
    origin: float


def characters(text: pypdfium2.PdfTextPage) -> Iterator[Character]:
    """The page's characters in PDFium's order, its blanks and line ends among them."""
    page, x, y, box, matrix = text.raw, c_double(), c_double(), raw.FS_RECTF(), raw.FS_MATRIX()
    left, right, foot, head = c_double(), c_double(), c_double(), c_double()
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(page, index)
        if code in _NO_TEXT:
            continue
        raw.FPDFText_GetCharOrigin(page, index, x, y)
        raw.FPDFText_GetLooseCharBox(page, index, box)
        raw.FPDFText_GetMatrix(page, index, matrix)
        if code >= _FIRST_MARK and combining(chr(code)):  # it has no width, and may stand aside from its place
            raw.FPDFText_GetCharBox(page, index, left, right, foot, head)
            box.left, box.right = left.value, right.value
        size = raw.FPDFText_GetFontSize(page, index) * hypot(matrix.c, matrix.d)
        yield Character(
            "-" if code == _HYPHEN else chr(code),
            box.left,
            round(y.value, 1),
            box.right,
            round(size if size >= 1 else abs(box.top - box.bottom), 1),
            abs(matrix.b) > abs(matrix.a),
            x.value,
        )


def non_joiners(page: pypdfium2.PdfPage) -> Iterator[Character]:
    """The zero-width non-joiners that a page says other signs stand for (ActualText); PDFium leaves them out."""
    matrix, length, value = raw.FS_MATRIX(), c_ulong(), (c_char * len(_NON_JOINER))()
    pointer = cast(value, POINTER(c_ubyte))
    for index in range(raw.FPDFPage_CountObjects(page)):
        drawn = raw.FPDFPage_GetObject(page, index)
        for number in range(raw.FPDFPageObj_CountMarks(drawn)):
            mark = raw.FPDFPageObj_GetMark(drawn, number)
            if (
                raw.FPDFPageObjMark_GetParamBlobValue(mark, b"ActualText", pointer, len(value), length)
                and value.raw[: length.value] == _NON_JOINER
            ):
                raw.FPDFPageObj_GetMatrix(drawn, matrix)
                yield Character(NON_JOINER, matrix.e, round(matrix.f, 1), matrix.e, 1.0, False, matrix.e)
