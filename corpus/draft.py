"""Drafts: somebody's text that quotes documents, as paragraphs. Nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MOST = 10 * 2**20  # bytes of a file with a draft
ParagraphKind = Literal["text", "quote", "heading", "note"]  # a block quotation; a footnote or an endnote
Format = Literal["markdown", "text", "html", "docx", "odt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph as it reads, without markup; a line that ends within it ends in a line feed.

    Spans are code points of its text. A footnote stands behind the paragraph that it is of.
    """

    text: str
    kind: ParagraphKind = "text"
    links: tuple[tuple[int, int, str], ...] = ()  # from, to, address
    quoted: tuple[tuple[int, int], ...] = ()  # what markup says is a quotation, such as <q>, without marks of its own
    place: int | None = None  # of a Word file: which of the body's paragraphs it is, from 0, those of tables among them


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft, by what its file is called."""

    name: str
    format: Format
    paragraphs: tuple[Paragraph, ...]
