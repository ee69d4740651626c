"""Links that open a source at the cited words (WICG, URL Fragment Text Directives; RFC 8118 for PDF)."""

from __future__ import annotations

import re
from urllib.parse import quote as percent, urldefrag

_WHOLE = 60  # characters: a longer range is named by its first and last words
_ENDS = 4  # how many of them


def at_the_words(url: str, text: str, first: int, last: int) -> str:
    """A page's address with a text directive for `text[first:last]`; its own fragment gives way."""
    words = text[first:last]
    if len(words) <= _WHOLE:
        directive = _encoded(words.strip())
    else:
        runs = re.findall(r"\S+", words)
        directive = f"{_encoded(' '.join(runs[:_ENDS]))},{_encoded(' '.join(runs[-_ENDS:]))}"
    return f"{urldefrag(url).url}#:~:text={directive}"


def at_the_page(url: str, page: int) -> str:
    """A PDF's address with the sheet to open, from 1 (RFC 8118, 3); its own fragment gives way."""
    return f"{urldefrag(url).url}#page={page}"


def _encoded(words: str) -> str:
    """Percent-encoded, also what has a meaning in the directive, and the full stop that would end a printed link."""
    return percent(words, safe="").replace("-", "%2D").replace(".", "%2E")
