"""COinS: what a page of results says of each document, for reference managers that offer a list of what to keep.

OpenURL 1.0 context objects (ANSI/NISO Z39.88-2004) in Dublin Core, with Zotero's name of the type.
"""

from __future__ import annotations

from corpus.citation.item import Work
from corpus.citation.zotero import item_type
from search.links import percent_plus

_BEGINS = "ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Adc"


def context_object(work: Work) -> str:
    """A document as a context object, which is not escaped yet."""
    document = work.document
    said = [
        ("type", item_type(work)),
        ("title", document.title),
        ("identifier", work.url),
        ("source", document.show),
        ("description", work.origin),
        ("publisher", document.publisher),
        ("date", document.date.iso if document.date else None),
        ("language", document.language),
        *(("creator", name.inverted) for name in work.names),
    ]
    return _BEGINS + "".join([f"&rft.{name}={percent_plus(value)}" for name, value in said if value])
