"""The addresses of documents and passages, which are a promise: `/d/` and `/p/`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, partial
from urllib.parse import quote, quote_plus

from corpus.quotation import WHOLE, Range

DOCUMENTS, PASSAGES, RESULTS = "/d", "/p", "/search"
_quoted = lru_cache(maxsize=4096)(quote)  # a page has the same ids and the same query again and again
_quoted_plus = lru_cache(maxsize=4096)(partial(quote_plus, errors="replace"))  # of half a character, as bytes may give


def document_path(id: str, *, version: int | None = None, search: str = "", at: str = "") -> str:
    """The page of a document, of its latest version where none is given; read within a `search`, as `encoded` says it;
    `at` a passage."""
    said = "&".join(filter(None, (f"v={version}" if version else "", search)))
    path = f"{DOCUMENTS}/{_percent(id)}{'?' if said or at else ''}{said}"
    return f"{path}{'&' if said else ''}at={percent_plus(at)}#{at}" if at else path


def encoded(said: Iterable[tuple[str, str]]) -> str:
    """Parameters as the query of an address."""
    return "&".join([f"{name}={percent_plus(value)}" for name, value in said])


def playing(page: str) -> str:
    """The page of a document with its recording at a time, but for the time; what it is open at gives way."""
    address = page.partition("#")[0]
    return f"{address}{'&' if '?' in address else '?'}play="


def seconds(ms: int) -> str:
    """A time as media fragments say it (W3C, Media Fragments URI 1.0, 4.2.1): 872; 872.5."""
    return f"{ms / 1000:.10g}"


def passage_path(id: str) -> str:
    """The page of a passage, of its latest version; its citations are below it."""
    return f"{PASSAGES}/{_percent(id)}"


def permalink(public_url: str, id: str, version: int, quote: Range = WHOLE) -> str:
    """The lasting address of a passage as a version has it, or of words from it on; a path where there is no
    `public_url`."""
    return f"{public_url}{passage_path(id)}?v={version}{range_said(quote)}"


def range_said(quote: Range) -> str:
    """What an address says of the words that it means, behind what else it says; nothing of a whole passage."""
    # `through` stands first, so that what is cut off is told by the end.
    through = f"&through={_percent(quote.through)}" if quote.through else ""
    return through if quote.end is None else f"{through}&from={quote.begin}&to={quote.end}"


def results_link(public_url: str, said: Iterable[tuple[str, str]]) -> str:
    """The address of the results of a search, which the parameters say; a path where there is no `public_url`."""
    return f"{public_url}{RESULTS}?{encoded(said)}"


def percent_plus(text: str) -> str:
    """A text as it stands in the query of an address."""
    return text if _is_plain(text) else _quoted_plus(text)


def _percent(text: str) -> str:
    return text if _is_plain(text) else _quoted(text)


def _is_plain(text: str) -> bool:
    """Whether nothing of it is quoted, as of the ids of passages, of which none comes twice."""
    return text.isascii() and text.isalnum()
