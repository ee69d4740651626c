"""Links that open a source at the cited words (WICG, URL Fragment Text Directives; RFC 8118 for PDF)."""

from __future__ import annotations

from urllib.parse import quote as percent, urldefrag

from corpus.quotation import Quotation

_WHOLE = 60  # characters: a longer range is named by its first and last words
_ENDS = 4  # how many of them


def at_the_words(url: str, quotation: Quotation) -> str:
    """A page's address with a text directive for some words; its own fragment gives way."""
    first, last = quotation.first.words, quotation.last.words
    if not quotation.is_of_several and len(first) <= _WHOLE:
        directive = _encoded(first.strip())
    else:
        directive = f"{_encoded(' '.join(first.split()[:_ENDS]))},{_encoded(' '.join(last.split()[-_ENDS:]))}"
    return f"{urldefrag(url).url}#:~:text={directive}"


def at_the_page(url: str, page: int) -> str:
    """A PDF's address with the sheet to open, from 1 (RFC 8118, 3); its own fragment gives way."""
    return f"{urldefrag(url).url}#page={page}"


def _encoded(words: str) -> str:
    """Percent-encoded, also what has a meaning in the directive, and the full stop that would end a printed link."""
    return percent(words, safe="").replace("-", "%2D").replace(".", "%2E")
