"""Document ids: readable slugs of titles."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 60


def slug(title: str) -> str:
    """A title in lower-case ASCII words joined by hyphens, at most 60 characters, never empty."""
    folded = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii").lower()
    words = re.findall(r"[a-z0-9]+", folded.replace("'", ""))
    kept: list[str] = []
    for word in words:
        if kept and len("-".join([*kept, word])) > LONGEST:
            break
        kept.append(word[:LONGEST])
    return "-".join(kept) or "document"
