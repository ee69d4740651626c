"""What was read of a source, as its row shows it before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from corpus.model import Reading
from corpus.origin import origin
from corpus.text import plural
from search.ingest.values import Preview

_OFFERED = 5  # documents that a source may be a new version of
State = Literal["failed", "check", "ready", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was read of a source, as its row shows it before anything is stored."""

    state: State
    message: str = ""
    title: str = ""
    show: str = ""
    contents: str = ""
    people: str = ""
    date: str = ""
    checks: list[str] = field(default_factory=list)
    existing: str | None = None  # the document that it is, or is a new version of
    existing_title: str = ""
    type: str = ""
    near: list[list[str]] = field(default_factory=list)  # ids and titles of documents with nearly the same text
    sketch: list[int] = field(default_factory=list)  # of its text

    @classmethod
    def of(cls, preview: Preview) -> Seen:
        """What is kept of a preview."""
        if preview.status == "failed":
            return cls(state="failed", message=preview.message)
        if preview.reading is None:
            return cls(state="ready", title=preview.source, contents=preview.message)
        document = preview.reading.document
        return cls(
            state="unchanged" if preview.status == "unchanged" else "check" if preview.checks else "ready",
            title=document.title,
            show=document.show or "",
            contents=contents(preview.reading),
            people=", ".join(person.name for person in document.people),
            date=document.date.written if document.date else "",
            checks=list(preview.checks),
            existing=preview.existing.id if preview.existing else None,
            existing_title=preview.existing.title if preview.existing else "",
            type=document.type,
            near=[[each.id, each.title] for each in preview.near[:_OFFERED]],
            sketch=sorted(preview.shingles) if preview.status == "added" else [],
        )


def contents(reading: Reading) -> str:
    """What a reading holds: episode, 7 sections, 19 passages, 2 bios, 3 reports."""
    document = reading.document
    kinds = [entry.type for entry in reading.related]
    parts = [
        document.type,
        *filter(None, [origin(document, document.passages())]),
        plural(len(document.sections), "section"),
        plural(sum(1 for _ in document.passages()), "passage"),
        *(plural(kinds.count(kind), kind) for kind in ("bio", "report") if kind in kinds),
    ]
    return ", ".join(parts)
