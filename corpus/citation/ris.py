"""Research Information Systems' tagged format."""

from __future__ import annotations

from corpus.citation.item import Kind, Run, Work
from corpus.citation.notes import on_one_line, quoted, whole_note
from corpus.dates import PartialDate

_TYPES: dict[Kind, str] = {"podcast": "SOUND", "hearing": "HEAR", "report": "RPRT", "web page": "ELEC"}


def ris(work: Work) -> tuple[Run, ...]:
    """A record; its notes are what it has no tag for, and the quotation.

    Guests are in words alone: the names that a recording may have besides its first are read as editors or performers.
    Of a recording T3 is the series for Zotero, T2 for others.
    """
    document = work.document
    lines = [
        ("TY", _TYPES.get(work.kind, "GEN")),
        *(("AU", name.inverted) for name in work.names),
        ("TI", document.title),
        ("T2", document.show),
        ("T3", document.show if work.is_audio else None),
        ("IS", document.episode),
        ("PB", document.publisher),
        ("PY", str(document.date.year) if document.date else None),
        ("DA", _date(document.date) if document.date else None),
        ("LA", document.language),
        ("M3", (work.form or "").capitalize()),
        ("UR", work.url),
        ("Y2", work.seen.strftime("%Y/%m/%d") if work.seen else None),
        ("N1", whole_note(work)),
        ("N1", quoted(work)),
    ]
    return (Run("".join(f"{tag}  - {on_one_line(value)}\n" for tag, value in lines if value) + "ER  - "),)


def _date(date: PartialDate) -> str:
    return "/".join([str(date.year), *(f"{part:02}" if part else "" for part in (date.month, date.day))]) + "/"
