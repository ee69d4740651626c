"""What a passage can be had as besides its page: a format is one row here."""

from __future__ import annotations

from typing import NamedTuple

from flask import abort, request

UNAPI, OEMBED = "/unapi", "/oembed"
HTML = "text/html"
LINKED_DATA = "application/ld+json"
ANNOTATION = f'{LINKED_DATA}; profile="http://www.w3.org/ns/anno.jsonld"'


class Format(NamedTuple):
    """A style of citations that programs read, as a file: its name in unAPI, its media type, its suffix."""

    unapi: str
    media_type: str
    suffix: str


FORMATS = {  # by style; the first is the one that loses nothing
    "zotero-rdf": Format("rdf_zotero", "application/rdf+xml", "rdf"),
    "ris": Format("ris", "application/x-research-info-systems", "ris"),
    "bibtex": Format("bibtex", "application/x-bibtex", "bib"),
    "biblatex": Format("biblatex", "application/x-biblatex", "bib"),
    "csl-json": Format("csl", "application/vnd.citationstyles.csl+json", "json"),
}
_OFFERED = (HTML, *(format.media_type for format in FORMATS.values()), ANNOTATION, LINKED_DATA)


def wanted() -> str:
    """The media type that the request prefers, a page where it says nothing; status 406 where it wants none of these
    (RFC 9110, 12.5.1)."""
    accept = request.accept_mimetypes
    if not accept or accept.quality(HTML) == 1:
        return HTML
    return accept.best_match(_OFFERED) or abort(
        406, f"This passage can be had as {', '.join(_OFFERED)}, and as nothing else that was asked for."
    )


def style_of(media_type: str) -> str | None:
    """The style of citations whose media type it is."""
    return next((style for style, format in FORMATS.items() if format.media_type == media_type), None)
