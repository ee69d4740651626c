"""Addresses as text: of http or https, and with nothing in them that RFC 3986 does not allow."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote, urlsplit

from corpus.model import Document

_NOT_ALLOWED = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]")  # RFC 3986, 2


def percent_encoded(url: str) -> str:
    """The address with all that RFC 3986 does not allow percent-encoded, as UTF-8; a legal one stays as it is."""
    return _NOT_ALLOWED.sub(lambda found: quote(found[0], safe=""), url)


def web_address(text: str | None) -> str | None:
    """The http or https address that a text is, percent-encoded; None where it is none, or names no host."""
    try:
        url = percent_encoded((text or "").strip())
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:  # also of half a character
        return None


def with_web_addresses(document: Document) -> Document:
    """The document, each of its addresses as `web_address` gives it."""
    return replace(
        document,
        url=web_address(document.url),
        audio_url=web_address(document.audio_url),
        people=tuple(replace(person, url=web_address(person.url)) for person in document.people),
        references=tuple(replace(entry, url=web_address(entry.url)) for entry in document.references),
    )
