"""The characters of a PDF's page as PDFium has them, its blanks among them, and the lines that they stand in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

import pypdfium2

from corpus.readers.pdf.characters import APART, Character, characters, non_joiners
from corpus.readers.pdf.direction import has_right_to_left, in_logical_order, leans_left

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
    right_to_left: bool = False


def lines_of(text: pypdfium2.PdfTextPage, page: int) -> list[Line]:
    """The page's text as lines from the top; within a line, its characters and blanks are PDFium's, in their order."""
    runs = [(_piece(run, page), run) for run in _runs(text) if any(not each.text.isspace() for each in run)]
    texts = [piece.text for piece, _ in runs]
    is_mixed = any(map(has_right_to_left, texts))
    if is_mixed:
        runs += [(_piece([each], page), [each]) for each in non_joiners(text.page)]
    rows: list[list[tuple[Line, list[Character]]]] = []
    for piece, run in sorted(runs, key=lambda each: -each[0].bottom):
        if rows and abs(rows[-1][0][0].bottom - piece.bottom) < _SAME * max(piece.size, rows[-1][0][0].size):
            rows[-1].append((piece, run))
        else:
            rows.append([(piece, run)])
    if not is_mixed:
        return [line for row in rows for line in _joined([piece for piece, _ in row])]
    backward = sum(map(leans_left, texts)) >= 0
    return [line for row in rows for line in _read(row, page, backward=backward)]


def _read(row: Sequence[tuple[Line, list[Character]]], page: int, *, backward: bool) -> Iterator[Line]:
    """The lines that pieces on one height make; `backward`, where most of the page is read from right to left."""
    run = [each for _, run in row for each in run]
    if any(each.turned for each in run) or not any(has_right_to_left(piece.text) for piece, _ in row):
        yield from _joined([piece for piece, _ in row])
        return
    for read in in_logical_order(run, backward=backward):
        line = _piece(read.characters, page)
        yield replace(line, text=line.text.strip(), right_to_left=read.right_to_left)


def _runs(text: pypdfium2.PdfTextPage) -> Iterator[list[Character]]:
    """Characters that follow each other in one line, without a wide gap.

    PDFium begins a new line also at a raised or lowered number and after it: whether there is one, their places say.
    """
    run: list[Character] = []
    last: Character | None = None
    broken = False
    for each in characters(text):
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


def _is_parted(last: Character, each: Character, broken: bool) -> bool:
    """Whether two characters that PDFium has one after the other are of two lines, or two columns."""
    if last.turned or each.turned:
        return broken or last.turned != each.turned
    size = max(last.size, each.size)
    gap = max(each.left - last.right, last.left - each.right)
    return gap > (_BLANK if broken else APART) * size or abs(each.bottom - last.bottom) >= _SAME * size


def _piece(run: Sequence[Character], page: int) -> Line:
    seen = [each for each in run if not each.text.isspace()]
    counts = Counter((each.size, each.bottom) for each in seen)
    size, bottom = counts.most_common(1)[0][0]
    return Line(
        text=_without_marks(run, size, bottom) if len(counts) > 1 else "".join(each.text for each in run),
        left=min(each.left for each in seen),
        bottom=bottom,
        right=max(each.right for each in seen),
        size=size,
        page=page,
    )


def _without_marks(run: Sequence[Character], size: float, bottom: float) -> str:
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
    line, *following = sorted(row, key=lambda piece: piece.left)
    for piece in following:
        gap = piece.left - line.right
        if gap > APART * max(line.size, piece.size):
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
