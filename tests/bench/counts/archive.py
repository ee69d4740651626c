"""The transcript archive with drawn details: types, shows and dates, some of which are missing or less precise."""

from __future__ import annotations

import random
import tarfile
from collections.abc import Iterator
from pathlib import Path

from corpus.dates import PartialDate
from corpus.model import DocumentType, Hints
from search.ingest.values import RawSource, SourceSpec

_TYPES: tuple[DocumentType, ...] = ("transcript", "transcript", "transcript", "transcript", "note", "report")
YEARS = range(2010, 2025)


def sources(archive: Path, seed: str) -> Iterator[SourceSpec]:
    """All files of the archive, always with the same details of one seed."""
    draw = random.Random(seed)  # noqa: S311  # nothing here is a secret
    with tarfile.open(archive) as members:
        for member in members:
            if member.name.endswith(".md") and (file := members.extractfile(member)):
                path = Path(member.name)
                raw = RawSource(source=member.name, name=path.name, data=file.read())
                show = None if draw.random() < 0.15 else path.parent.name
                yield SourceSpec.at_hand(raw, Hints(type=draw.choice(_TYPES), show=show, date=_date(draw)))


def _date(draw: random.Random) -> PartialDate | None:
    """A day, a month, a year alone, or none."""
    date = (draw.choice(YEARS), draw.randint(1, 12), draw.randint(1, 28))
    return draw.choice((None, PartialDate(*date[:1]), PartialDate(*date[:2]), PartialDate(*date), PartialDate(*date)))
