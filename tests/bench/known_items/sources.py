"""The transcript archive as a library: added as any folder of files is, each folder a show."""

from __future__ import annotations

import argparse
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

from corpus.model import Hints
from search.ingest.values import RawSource, SourceSpec
from search.service import Service
from search.settings import Settings


def arguments(name: str, about: str | None, *, count: int, of: str, seed: str) -> argparse.Namespace:
    """What the bench of this name is given: the archive, how many are drawn and how, and what is kept."""
    parser = argparse.ArgumentParser(
        prog=f"python -m tests.bench.{name}", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("archive", type=Path, metavar="ARCHIVE")
    parser.add_argument("--count", type=int, default=count, metavar="N", help=of)
    parser.add_argument("--seed", default=seed)
    parser.add_argument("--home", type=Path, metavar="FOLDER", help="keep the archive's library here, and use it again")
    parser.add_argument("--failures", type=Path, metavar="FILE", help="write what is not found here")
    return parser.parse_args()


@contextmanager
def filled(home: Path, archive: Path) -> Iterator[Service]:
    """A library with all files of an archive, which are added where it has none; with default settings."""
    with Service.open(home, Settings()) as service:
        if not service.library.live():
            failed = [each for each in service.adder.add(_sources(archive)) if each.status == "failed"]
            if failed:
                raise SystemExit(f"{failed[0].source}: {failed[0].message}")
        service.indexer.catch_up()
        yield service


def _sources(archive: Path) -> Iterator[SourceSpec]:
    for path, data in _files(archive):
        raw = RawSource(source=str(path), name=path.name, data=data)
        yield SourceSpec.at_hand(raw, Hints(type="transcript", show=path.parent.name))


def _files(archive: Path) -> Iterator[tuple[PurePath, bytes]]:
    """The transcripts of an archive, a folder or a tar file, by their paths in it."""
    if archive.is_dir():
        for path in sorted(archive.glob("*/*.md")):
            yield path.relative_to(archive), path.read_bytes()
        return
    with tarfile.open(archive) as members:
        for member in members:
            if member.name.endswith(".md") and (file := members.extractfile(member)):
                yield PurePath(member.name), file.read()
