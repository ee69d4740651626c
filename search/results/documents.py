"""A document as the JSON of the command line and of `/api/`; made without what searches and cites."""

from __future__ import annotations

from typing import Any

from corpus.model import Document
from corpus.origin import BY_ALIGNMENT, origin
from corpus.plain import plain


def document_json(document: Document) -> dict[str, Any]:
    """A document, whole or without its passages, and that a machine heard its words or gave them their times."""
    said = {"origin": origin(document, document.passages()), "timed_by": BY_ALIGNMENT if document.alignment else None}
    return {**plain(document, by_name=True), **said}
