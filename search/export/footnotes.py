"""Footnotes of a Word file, which python-docx does not write: a part of their own (ECMA-376, part 1, 17.11)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.text.run import Run

_EMPTY = f"""<w:footnotes {nsdecls("w")}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>
</w:footnotes>"""


class Footnotes:
    """The footnotes of a document that has none yet."""

    def __init__(self, document: Document) -> None:
        self._text = document.styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        self._text.font.size = Pt(10)
        self._number = document.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER, builtin=True)
        self._number.font.superscript = True
        self._all = parse_xml(_EMPTY)
        self._count = 0
        package = document.part.package
        part = XmlPart(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, self._all, package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    def add(self, paragraph: Paragraph, runs: Iterable[tuple[str, bool]]) -> None:
        """A footnote at the end of a paragraph: runs of text, each with whether it is italic."""
        self._count += 1
        self._numbered(paragraph, "w:footnoteReference").set(qn("w:id"), str(self._count))
        footnote = OxmlElement("w:footnote", {qn("w:id"): str(self._count)})
        self._all.append(footnote)
        footnote.append(element := OxmlElement("w:p"))
        noted = Paragraph(element, paragraph._parent)
        noted.style = self._text
        self._numbered(noted, "w:footnoteRef")
        for text, italic in ((" ", False), *runs):
            noted.add_run(text).italic = italic or None

    def _numbered(self, paragraph: Paragraph, mark: str) -> BaseOxmlElement:
        run: Run = paragraph.add_run()
        run.style = self._number
        run._r.append(element := OxmlElement(mark))
        return element
