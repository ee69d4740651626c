"""Real input that lies beside the project, never in it; tests that need it skip where it is absent."""

from __future__ import annotations

from pathlib import Path

SHARED = Path(__file__).parents[2] / "shared" / "data"
EPISODE = SHARED / "iran-watch-listen.txt"
ARCHIVE = SHARED / "changelog-transcripts.tar.xz"
PODCASTING20 = ARCHIVE.parent / "podcasting20"
