"""Exports that are streams of text: CSV, JSON Lines, Markdown, HTML, bibliographies, CSL-JSON, RIS and BibTeX."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from corpus.citation.bibliography import bibliography
from corpus.text import plural

if TYPE_CHECKING:
    from corpus.citation import Citation
    from corpus.citation.item import Run, Work
    from search.export.passages import Cell, Exported

_BOM = "\ufeff"  # by which a spreadsheet knows UTF-8
_HEAD = '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{}</title>\n'
_ENTRY = '<p style="margin-left: 2em; text-indent: -2em">{}</p>\n'
_NO_ENTRY = str.maketrans("@{}", "   ")
_FORMULA = ("=", "+", "-", "@")  # what a spreadsheet may take for one, in quotation marks or not (OWASP, CSV Injection)


def table(columns: Sequence[str], pieces: Iterable[Iterable[Sequence[Cell]]]) -> Iterator[bytes]:
    """A CSV (RFC 4180) of some rows, a piece at a time: each cell in quotation marks, none of them changed."""
    yield (_BOM + _lines([columns])).encode()
    for rows in pieces:
        yield _lines(rows).encode()


def as_csv(exported: Exported) -> Iterator[bytes]:
    """A row for each passage; the last row, of one cell, is the end.

    Words are verbatim, so a cell that begins as a formula does is not changed; how many there are is said at the end.
    """
    columns, formulas = exported.columns, 0

    def pieces() -> Iterator[Sequence[Sequence[Cell]]]:
        nonlocal formulas
        for rows in exported.rows():
            formulas += sum(isinstance(cell, str) and cell.startswith(_FORMULA) for row in rows for cell in row)
            yield rows
        if formulas:
            exported.notes.append(formula_note(formulas))
        yield [(exported.end, *[None] * (len(columns) - 1))]

    return table(columns, pieces())


def formula_note(cells: int) -> str:
    """What is said of cells of a CSV that begin as formulas do."""
    begins = "1 cell begins" if cells == 1 else f"{cells:,} cells begin"
    return (
        f"{begins} with =, +, - or @, which a spreadsheet may run as a formula: take Excel, which holds text as text."
    )


def as_json_lines(exported: Exported) -> Iterator[bytes]:
    """An object for each passage; the last one has `end`, and what was found and is not among them."""
    columns = exported.columns
    for rows in exported.rows():
        yield "".join(_object(dict(zip(columns, row, strict=True))) for row in rows).encode()
    end = {
        "end": True,
        "passages": exported.count,
        "unshown": list(exported.left_out),
        "notes": exported.notes,
        "asked": exported.asked,
    }
    yield _object(end).encode()


def as_markdown(exported: Exported) -> Iterator[bytes]:
    """Each passage as a block quote with its citation; a last paragraph is the end."""
    for piece in exported.cited("markdown"):
        yield "".join(f"{citation.text}\n\n" for citation in piece).encode()
    yield f"{exported.end}\n".encode()


def as_html(exported: Exported, style: str) -> Iterator[bytes]:
    """A page with each quotation, its citation in a style below; a last paragraph is the end."""
    yield _HEAD.format("Quotations").encode()
    for piece in exported.cited(style):
        yield "".join(map(_quoted, piece)).encode()
    yield _foot(exported).encode()


def as_bibliography(exported: Exported, style: str) -> Iterator[bytes]:
    """A page with an entry in a style for each document, in the order of the style; a last paragraph is the end."""
    works: dict[tuple[str, int], Work] = {}
    for piece in exported.works():
        works.update({(work.document.id, work.document.version): work for work in piece})
    entries = bibliography(works.values(), style)
    exported.notes.append(f"An entry for each of {plural(len(works), 'document')}.")
    yield _HEAD.format("Bibliography").encode()
    yield "".join(_ENTRY.format(in_html(entry)) for entry in entries).encode()
    yield _foot(exported).encode()


def as_csl_json(exported: Exported) -> Iterator[bytes]:
    """An array with an item for each passage; the end is an item of its own, of type document."""
    yield b"["
    for piece in exported.cited("csl-json"):
        yield "".join(f"{citation.text[1:-1].strip()},\n" for citation in piece).encode()
    end = {"id": "end-of-the-export", "type": "document", "title": exported.end}
    yield f"{json.dumps(end, ensure_ascii=False)}]\n".encode()


def as_ris(exported: Exported) -> Iterator[bytes]:
    """A record for each passage; the end is a line behind the last, where readers look for the next and go by."""
    for piece in exported.cited("ris"):
        yield "".join(f"{citation.text}\n\n" for citation in piece).encode()
    yield f"{exported.end}\n".encode()


def as_bibtex(exported: Exported) -> Iterator[bytes]:
    """An entry for each passage; the end is a comment, without what would end that or begin an entry."""
    for piece in exported.cited("bibtex"):
        yield "".join(f"{citation.text}\n\n" for citation in piece).encode()
    yield f"@comment{{{exported.end.translate(_NO_ENTRY)}}}\n".encode()


def in_html(runs: Iterable[Run]) -> str:
    """A citation as markup, its italics among it."""
    written = "".join(f"<i>{escape(text)}</i>" if italic else escape(text) for text, italic in runs)
    return written.replace("\n", "<br>")


def _quoted(citation: Citation) -> str:
    words = "".join(f"<p>{escape(each)}</p>" for each in citation.quote.split("\n"))
    return f"<blockquote>{words}</blockquote>\n<p>{in_html(citation.runs)}</p>\n"


def _foot(exported: Exported) -> str:
    return f"<footer><p>{escape(exported.end)}</p></footer>\n</html>\n"


def _lines(rows: Iterable[Sequence[Cell]]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(rows)
    return written.getvalue()


def _object(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
