"""What Whoosh is told of a commit: its own table of contents, by which `whoosh.index.open_dir` opens the index.

It is written for Whoosh, after our manifest, and never read by us: it is a pickle.
"""

from __future__ import annotations

from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from corpus.disk import place
from search.whoosh_engine.index.manifest import Manifest
from search.whoosh_engine.whoosh_codec.codec import Segment
from search.whoosh_engine.whoosh_codec.fields import WrittenSchema, whoosh_schema

INDEX = "MAIN"  # Whoosh's name of the index in a folder


class Storage(FileStorage):
    """Files of one folder; a rename is a promise that the file's bytes are on the disk."""

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        folder = Path(self.folder)
        place(folder / oldname, folder / newname)


def write(folder: Path, manifest: Manifest) -> None:
    """Write a generation's table of contents."""
    segments = [Segment(entry, INDEX) for entry in manifest.segments]
    TOC(whoosh_schema(WrittenSchema), segments, manifest.generation).write(Storage(str(folder)), INDEX)
