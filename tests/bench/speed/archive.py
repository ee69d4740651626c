"""The transcript archive as files, each with a drawn day; and as a folder of them that is added like any other."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import NamedTuple

from corpus.dates import PartialDate
from tests.bench.speed import zipf
from tests.bench.speed.seed import seeded
from tests.data import ARCHIVE


class File(NamedTuple):
    """A transcript: its folder is its show."""

    path: PurePath
    data: bytes
    date: PartialDate


def files() -> Iterator[File]:
    """All transcripts, in the order of the archive."""
    draw = seeded("archive")
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            if member.name.endswith(".md") and (file := archive.extractfile(member)):
                yield File(PurePath(member.name), file.read(), zipf.day(draw))


def unpack(folder: Path) -> list[Path]:
    """Write the archive's files, each with its show and its day before its text, where they are not there yet."""
    written = []
    for path, data, date in files():
        file = folder / path
        written.append(file)
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            details = f"---\ntype: transcript\nshow: {path.parts[0]}\ndate: {date.first_day.isoformat()}\n---\n"
            file.write_bytes(details.encode() + data)
    return sorted(written)
