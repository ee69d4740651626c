"""What a page of one document or passage shows beside its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus.model import Document, Passage, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageView:
    """A passage as a permalink opens it: the words as cited first, then what became of them."""

    document: Document  # the version asked for, whole
    place: Place
    permalink: str
    state: Literal["current", "changed", "dropped", "removed"]
    latest: Document | None = None  # the newest version, where the passage is not in it as cited
    successor: Passage | None = None  # what stands in its place in the newest version, where changed
    by_reader: bool = False  # it changed because the same file is read differently now
    now: Place | None = None  # in the newest version, where that tells otherwise who says these words, or where


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Live documents that belong to a document: headers, without passages."""

    episodes: tuple[Document, ...] = ()
    transcripts: tuple[Document, ...] = ()
    bios: tuple[Document, ...] = ()
    reports: tuple[Document, ...] = ()
