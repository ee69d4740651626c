"""Exports for a desk: Excel (XLSX) and Word (DOCX), by the packages of the extra `office`."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from itertools import chain
from typing import IO, TYPE_CHECKING

from corpus.errors import InvalidValue
from corpus.text import plural

if TYPE_CHECKING:
    from search.export.passages import Exported

_CELL = 32_767  # characters of one in Excel, as UTF-16 counts them
_WIDTHS = {"query": 24, "title": 40, "text": 80}
_WIDTH = 14
_BLOCK = 64 * 1024  # bytes
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # in XML (1.0, 2.2)
_REPLACED = "\ufffd"


def as_xlsx(exported: Exported) -> Iterator[bytes]:
    """A sheet with a row for each passage, each cell a text and none a formula; the last row, of one cell, is the end.

    InvalidValue for a text that is longer than a cell can be.
    """
    from xlsxwriter import Workbook

    def write(file: IO[bytes]) -> None:
        with Workbook(file, {"constant_memory": True}) as workbook:  # rows go to the disk as they come
            sheet = workbook.add_worksheet("Passages")
            head = workbook.add_format({"bold": True})
            for at, name in enumerate(exported.columns):
                sheet.set_column(at, at, _WIDTHS.get(name, _WIDTH))
                sheet.write_string(0, at, name, head)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(chain.from_iterable(exported.rows()), 1):
                for at, cell in enumerate(row):
                    if isinstance(cell, int):
                        sheet.write_number(number, at, cell)
                    elif cell:
                        sheet.write_string(number, at, _fitting(cell))
            sheet.write_string(exported.count + 1, 0, exported.end)

    return _whole(write)


def _fitting(text: str) -> str:
    if len(text.encode("utf-16-le")) > 2 * _CELL:
        raise InvalidValue(
            f"a text of {len(text):,} characters is longer than a cell of Excel can be ({_CELL:,}): take CSV"
        )
    return text


def as_docx(exported: Exported, style: str) -> Iterator[bytes]:
    """Each passage as a quotation with a footnote, its citation in a style; a last paragraph is the end."""
    from docx import Document

    from search.export.footnotes import Footnotes

    def write(file: IO[bytes]) -> None:
        document, damaged = Document(), 0
        footnotes = Footnotes(document)
        for piece in exported.cited(style):
            for citation in piece:
                damaged += bool(_UNWRITABLE.search(citation.quote))
                *_, last = [document.add_paragraph(_written(words), "Quote") for words in citation.quote.split("\n")]
                footnotes.add(last, [(_written(text), italic) for text, italic in citation.runs])
        if damaged:
            had = f"{plural(damaged, 'passage')} {'has' if damaged == 1 else 'have'}"
            exported.notes.append(f"{had} characters that Word cannot hold, which stand as {_REPLACED}.")
        document.add_paragraph(exported.end)
        document.save(file)

    return _whole(write)


def _written(text: str) -> str:
    return _UNWRITABLE.sub(_REPLACED, text)


def _whole(write: Callable[[IO[bytes]], None]) -> Iterator[bytes]:
    """The bytes of a file that can only be written whole."""
    with tempfile.TemporaryFile(prefix="citecast-") as file:
        write(file)
        file.seek(0)
        while block := file.read(_BLOCK):
            yield block
