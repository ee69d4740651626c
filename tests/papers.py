"""Papers made for the tests: PDF by ReportLab, DOCX by python-docx."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from functools import cache

from docx import Document as Word
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

LEADING = 14


class Paper:
    """A PDF being written, page by page; `y` goes down with each line."""

    def __init__(self, title: str = "", *, author: str = "", running: bool = True) -> None:
        self._file = io.BytesIO()
        self._canvas = Canvas(self._file, pagesize=A4, invariant=1)
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._running = running
        self._count = 0
        self.y = 0.0
        self.page()

    def label(self, style: str | None, start: int = 1, prefix: str = "") -> None:
        """Label the pages from this one on; `style` is a name of ReportLab's, such as ROMAN_LOWER."""
        self._canvas.addPageLabel(self._count - 1, style, start, prefix)

    def page(self, head: str = "Occasional Paper 12") -> None:
        """Begin a page, with a running head and a page number where the paper has them."""
        if self._count:
            self._canvas.showPage()
        self._count += 1
        if self._running:
            self.at(72, 810, head, size=8)
            self.at(296, 30, str(self._count), size=8)
        self.y = 770

    def at(self, x: float, y: float, text: str, *, size: float = 11, bold: bool = False) -> None:
        self._canvas.setFont("Times-Bold" if bold else "Times-Roman", size)
        self._canvas.drawString(x, y, text)

    def heading(self, text: str, size: float = 15) -> None:
        self.y -= 2 * LEADING
        self.at(72, self.y, text, size=size, bold=True)
        self.y -= 2 * LEADING

    def lines(self, lines: Iterable[str], *, x: float = 72, indent: float = 0) -> None:
        """A paragraph, its lines as given; the next begins after a blank line."""
        for number, line in enumerate(lines):
            self.at(x + (indent if number == 0 else 0), self.y, line)
            self.y -= LEADING
        self.y -= LEADING

    def width(self, text: str, size: float = 11) -> float:
        return float(self._canvas.stringWidth(text, "Times-Roman", size))

    def bytes(self) -> bytes:
        self._canvas.save()
        return self._file.getvalue()


def typeset(*paragraphs: str, font: str, justified: bool = False) -> bytes:
    """A PDF of paragraphs of ReportLab's markup (`<b>`, `<i>`, `<font size=…>`), broken into lines as they fall."""
    style = ParagraphStyle("", fontName=font, fontSize=11, leading=14, spaceAfter=8, alignment=4 if justified else 0)
    file = io.BytesIO()
    SimpleDocTemplate(file, pagesize=A4, invariant=1).build([Paragraph(text, style) for text in paragraphs])
    return file.getvalue()


def pdf_of_pictures() -> bytes:
    """A PDF whose one page has no text."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.save()
    return file.getvalue()


def pdf_that_says_it_has(pages: int) -> bytes:
    """A small PDF whose page tree names one page many times."""
    kids = b" ".join([b"3 0 R"] * pages)
    return pdf_of_objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%b]>>" % (pages, kids),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    )


def pdf_of_objects(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1, of which the first is its root."""
    numbered = (b"%d 0 obj" % number + content + b"endobj\n" for number, content in enumerate(objects, 1))
    return b"%PDF-1.4\n" + b"".join(numbered) + b"trailer<</Root 1 0 R>>\n"


def pdf_as_it_looks(*lines: str, letters: Mapping[str, str] | None = None) -> bytes:
    """A PDF of lines that end at the right edge, their signs drawn from left to right as they stand here.

    A sign of `letters` is one glyph for several letters; a zero-width non-joiner is a blank that stands for one.
    """
    codes = {sign: code for code, sign in enumerate(dict.fromkeys("".join([" ", *lines])), 1)}
    joined = b"Tj /Span<</ActualText<FEFF200C>>>BDC <%02x> Tj EMC " % codes[" "]
    drawn = b"".join(
        b"BT /F 12 Tf %d %d Td %b Tj ET\n"
        % (
            500 - 6 * len(line),
            780 - 15 * number,
            joined.join(b"<%b>" % bytes(codes[sign] for sign in part).hex().encode() for part in line.split("\u200c")),
        )
        for number, line in enumerate(lines)
    )
    said = {code: (letters or {}).get(sign, sign).encode("utf-16-be").hex() for sign, code in codes.items()}
    named = "".join(f"<{code:02x}> <{text}>\n" for code, text in said.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def 1 begincodespacerange <00> <ff> "
        f"endcodespacerange {len(said)} beginbfchar\n{named}endbfchar endcmap end end"
    ).encode()
    return pdf_of_objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 5 0 R/Resources<</Font<</F 4 0 R>>>>>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Courier/FirstChar 0/LastChar 255/Widths[%b]/ToUnicode 6 0 R>>"
        % b" ".join([b"500"] * 256),
        b"<</Length %d>>stream\n%b\nendstream " % (len(drawn), drawn),
        b"<</Length %d>>stream\n%b\nendstream " % (len(cmap), cmap),
    )


@cache
def _plain() -> bytes:
    """What python-docx begins with, less its styles of tables, which take longest to read."""
    document = Word()
    for style in list(document.styles):
        if style.type == WD_STYLE_TYPE.TABLE:
            style.delete()
    return _saved(document)


def _saved(document: WordDocument) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def blank() -> WordDocument:
    """A DOCX to be written."""
    return Word(io.BytesIO(_plain()))


def word(*paragraphs: tuple[str, str], title: str = "", author: str = "") -> bytes:
    """A DOCX of paragraphs, each with the name of its style."""
    document = blank()
    document.core_properties.title, document.core_properties.author = title, author
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    return _saved(document)
