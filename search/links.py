"""The addresses of documents and passages, which are a promise: `/d/` and `/p/`."""

from __future__ import annotations

from urllib.parse import quote as percent, urlencode

DOCUMENTS, PASSAGES = "/d", "/p"


def document_path(id: str, *, query: str = "", at: str = "") -> str:
    """The page of a document; with the words of a `query` marked, `at` a passage."""
    asked = f"?{urlencode({'q': query, 'at': at})}" if query or at else ""
    return f"{DOCUMENTS}/{percent(id)}{asked}{'#' if at else ''}{at}"


def permalink(public_url: str, id: str, version: int, quote: tuple[int, int] | None = None) -> str:
    """The lasting address of a passage as a version has it, or of a range of its characters; a path where there is no
    `public_url`."""
    words = f"&from={quote[0]}&to={quote[1]}" if quote else ""
    return f"{public_url}{PASSAGES}/{percent(id)}?v={version}{words}"
