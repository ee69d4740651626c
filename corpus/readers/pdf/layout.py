"""The order in which the lines of a PDF's page are read: two columns one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from corpus.readers.pdf.text import Line

_SAME = 0.5  # of the size of type: how far the feet of what stands on one line may lie apart
_STRAYS = 0.05  # of the narrow lines may stand in the gutter: page numbers
_CROSSING = 0.34  # of a page's lines may cross the gutter between two columns: titles, figures, notes


def columns(lines: Sequence[Line]) -> list[Line]:
    """The lines in reading order, each with its column; what crosses the gutter parts the page into bands."""
    if not lines:
        return []
    gutter = _gutter(lines)
    bands: list[list[Line]] = [[]]
    for line in sorted(lines, key=lambda line: -line.bottom):
        if gutter is not None and line.left < gutter < line.right:
            bands += [[line], []]
        else:
            bands[-1].append(line)
    if gutter is None:
        return _placed(bands[0], (lines[0].page, 0, 0))
    found: list[Line] = []
    backward = 2 * sum(line.right_to_left for line in lines) > len(lines)
    for number, band in enumerate(_merged(bands, gutter)):
        left = [line for line in band if line.right <= gutter]
        right = [line for line in band if line.left >= gutter]
        across = [line for line in band if line.left < gutter < line.right]
        for side, part in enumerate((across, right, left) if backward else (across, left, right)):
            found += _placed(part, (lines[0].page, number, side))
    return found


def _merged(bands: Sequence[list[Line]], gutter: float) -> Iterator[list[Line]]:
    """Bands without the empty ones; lines across the gutter that follow each other are one band."""
    whole: list[Line] = []
    for band in filter(None, bands):
        across = len(band) == 1 and band[0].left < gutter < band[0].right
        if across:
            whole += band
            continue
        if whole:
            yield whole
            whole = []
        yield band
    if whole:
        yield whole


def _placed(lines: Sequence[Line], column: tuple[int, int, int]) -> list[Line]:
    if not lines:
        return []
    edges = min(line.left for line in lines), max(line.right for line in lines)
    return [replace(line, column=column, edges=edges) for line in _rows(lines)]


def _rows(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines with what stands beside them, such as the cells of a table, as one."""
    row: list[Line] = []
    for line in lines:
        if row and abs(row[0].bottom - line.bottom) >= _SAME * max(line.size, row[0].size):
            yield _one(row)
            row = []
        row.append(line)
    if row:
        yield _one(row)


def _one(row: Sequence[Line]) -> Line:
    longest = max(row, key=lambda line: len(line.text))
    ordered = sorted(row, key=lambda line: line.left, reverse=longest.right_to_left)
    return replace(
        ordered[0],
        text=" ".join(line.text for line in ordered),
        left=min(line.left for line in row),
        right=max(line.right for line in row),
        size=longest.size,
        right_to_left=longest.right_to_left,
    )


def _gutter(lines: Sequence[Line]) -> float | None:
    """The middle of the blank strip between two columns; None where there is one column."""
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    size = median(line.size for line in lines)
    narrow = [line for line in lines if line.right - line.left < 0.6 * (right - left)]
    if len(narrow) < 8 or len(narrow) < (1 - _CROSSING) * len(lines):
        return None
    strips = [(0.0, 0.0)]
    for x in range(int(left + 0.3 * (right - left)), int(left + 0.7 * (right - left))):
        if sum(line.left < x < line.right for line in narrow) > max(1, _STRAYS * len(narrow)):
            strips.append((x, x))
        else:
            strips[-1] = (strips[-1][0] or x, x)
    wide = [(start, end) for start, end in strips if end - start > 0.6 * size]
    if len(wide) != 1:
        return None  # a table has more
    at = sum(wide[0]) / 2
    sides = [sum(len(line.text) for line in narrow if (line.left >= at) is side) for side in (True, False)]
    return at if min(sides) > 0.2 * max(sides) else None
