"""CSL-JSON (1.0.2): what reference managers and pandoc write in any style."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from corpus.citation.item import Item, Kind, Name, Run
from corpus.citation.notes import key, note, quoted
from corpus.dates import PartialDate
from corpus.model import Role

_TYPES: dict[Kind, str] = {
    "podcast": "broadcast", "interview": "interview", "hearing": "hearing", "transcript": "document",
    "report": "report", "web page": "webpage", "note": "document",
}  # fmt: skip
_ROLES: tuple[Role, ...] = ("host", "guest", "interviewer", "narrator", "producer", "author")  # CSL has no others
_MEDIA = {"podcast": "audio podcast episode", "podcast transcript": "audio podcast transcript"}


def csl_json(item: Item) -> tuple[Run, ...]:
    """One item of CSL-JSON, in a list; the note says where the words are, who says them, and what they are.

    A podcast is a broadcast with its medium, since as a genre many styles put it before the number of the episode.
    Those who are interviewed are the authors of an interview, as CSL has it.
    """
    document, kind = item.document, item.kind
    people: dict[str, Any] = {role: _names(item.named(role)) for role in _ROLES}
    if kind == "interview":
        people = {"author": _names(item.names), "interviewer": _names(item.interviewers)}
    found: dict[str, Any] = {
        "id": key(item),
        "type": _TYPES[kind],
        "title": document.title,
        **people,
        "collection-title" if kind == "report" else "container-title": item.show,
        "number": item.numbering if document.season else document.episode,
        "genre": None if kind == "podcast" else item.form,
        "medium": (item.origin or _MEDIA.get(item.genre or "")) if kind == "podcast" else None,
        "publisher": document.publisher if document.publisher != item.show else None,
        "issued": {"date-parts": [_date_parts(document.date)]} if document.date else None,
        "accessed": {"date-parts": [_date_parts(item.read)]} if item.url else None,
        "URL": item.url,
        "language": document.language,
        "section": item.quotation.first.place.section.heading,
        "note": f"{note(item)}. {quoted(item)}",
    }
    return (Run(json.dumps([{k: v for k, v in found.items() if v}], ensure_ascii=False, indent=2)),)


def _names(names: Iterable[Name]) -> list[dict[str, str]]:
    return [_name(name) for name in names]


def _name(name: Name) -> dict[str, str]:
    family, given, particle, suffix = name.parts
    if not given:
        return {"literal": name.in_order}
    found = {"given": given, "non-dropping-particle": particle, "family": family, "suffix": suffix}
    return {key: value for key, value in found.items() if value}


def _date_parts(date: PartialDate) -> list[int]:
    return [part for part in (date.year, date.month, date.day) if part]
