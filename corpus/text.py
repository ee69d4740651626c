"""Verbatim text: Unicode NFC, white space folded, nothing else touched."""

from __future__ import annotations

import unicodedata


def verbatim(text: str) -> str:
    """The text in NFC, every run of white space one blank, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())
