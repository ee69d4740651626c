"""What an HTML page is known by."""

from __future__ import annotations

import re

_PAGE = re.compile(
    r"\s*+(?:(?><\?.*?\?>|<!--.*?-->)\s*+)*+<(?:!doctype html|html|head|body|article)\b", re.IGNORECASE | re.DOTALL
)


def is_page(text: str) -> bool:
    """Whether a text begins as an HTML page does."""
    return _PAGE.match(text) is not None
