"""What an address gave."""

from __future__ import annotations

from typing import NamedTuple


class Fetched(NamedTuple):
    """What was fetched: `url` is where it was in the end, `data` is unpacked, `media_type` is "" where unsaid."""

    url: str
    data: bytes
    media_type: str
    etag: str | None
    last_modified: str | None
    not_modified: bool
