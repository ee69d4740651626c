"""What to do with a file of a kind that is not read but can be converted."""

from __future__ import annotations

_OFFICE = "LibreOffice does that (soffice --headless --convert-to docx FILE), as do Word and Google Docs"
_BY = {
    "an EPUB": "Calibre does that (ebook-convert FILE.epub FILE.docx)",
    "a Pages document": "Pages does that (File, Export To, Word)",
}


def to_convert(kind: str) -> str:
    """Why a file of a kind, such as "an ODT", is refused, and what converts it; on one line."""
    return f"is {kind}; save it as DOCX or PDF, and add that: {_BY.get(kind, _OFFICE)}"
