"""What a source says, as something other than its reader makes it out: the measure of verbatim text."""

from __future__ import annotations

import io
import re
import unicodedata
from html import unescape
from html.parser import HTMLParser

import markdown
import pypdfium2
from docx import Document as Word
from docx.oxml.ns import qn

_BLOCKS = (
    "article", "blockquote", "body", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4",
    "h5", "h6", "hr", "html", "li", "ol", "p", "pre", "section", "table", "tbody", "td", "th", "thead", "tr", "ul",
)  # fmt: skip


def folded(text: str) -> str:
    """The text in NFC, each run of white space as one blank."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def solid(text: str) -> str:
    """The text in NFC without white space: for what is joined over cues, lines and segments."""
    return "".join(unicodedata.normalize("NFC", text).split())


def in_order(words: list[str], source: list[str]) -> bool:
    """Whether the words occur in the source in this order, others between them or not."""
    rest = iter(source)
    return all(word in rest for word in words)


def html(source: str) -> str:
    """All text nodes; where a block begins or ends is a blank, and words join over the tags within a line."""
    found = _Text()
    found.feed(source)
    found.close()
    return "".join(found.parts)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _BLOCKS:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.handle_starttag(tag, None)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def markdown_text(source: str) -> str:
    """The text of the HTML that Markdown makes of it."""
    return html(markdown.markdown(source, extensions=["tables", "footnotes", "def_list"]))


def vtt(source: str) -> str:
    """All lines without tags, entities decoded (W3C WebVTT, 6.4)."""
    return unescape(re.sub(r"<[^>]*>?", "", _untimed(source)))


def srt(source: str) -> str:
    """All lines without tags."""
    return re.sub(r"</?[A-Za-z][^<>]*>|\{\\[^{}]*\}", "", _untimed(source))


def _untimed(source: str) -> str:
    return "\n".join(line for line in source.split("\n") if "-->" not in line)


def pdf(data: bytes) -> str:
    """The pages' text as PDFium gives it whole; where a line ends with a hyphen, the next is joined to it."""
    with pypdfium2.PdfDocument(data) as document:
        return dashless("\n".join(page.get_textpage().get_text_bounded() for page in document))


def dashless(text: str) -> str:
    """Without hyphens and the breaks of lines after them: whether a hyphen stays is for the reader to decide."""
    return re.sub("(?<=\\w)[-\u2010\u00ad\x02\ufffe][ \t]*\r?\n|[-\u2010\u00ad\x02\ufffe]", "", text)


def docx(data: bytes) -> str:
    """All paragraphs of the body, also those of its tables."""
    body = Word(io.BytesIO(data)).element.body
    return "\n".join(
        "".join(node.text or "" for node in paragraph.iter(qn("w:t"))) for paragraph in body.iter(qn("w:p"))
    )
