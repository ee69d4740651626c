"""Citations as CSL-JSON (1.0.2), Markdown, and the bare link."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

from corpus.citation import styles
from corpus.citation.item import Item, Name, Run
from corpus.citation.notes import key, note, on_one_line
from corpus.dates import PartialDate

_CSL_TYPES = {
    "episode": "broadcast", "transcript": "broadcast", "report": "report", "bio": "webpage", "note": "document",
}  # fmt: skip
# What every Markdown reads alike: a backslash before its first signs, entities for what is newer or HTML's.
_MARKDOWN = str.maketrans(
    {**{sign: f"\\{sign}" for sign in "\\`*_[]"}, "<": "&lt;", ">": "&gt;", "&": "&amp;", "~": "&#126;"}
)
_MARKDOWN_BLOCK = re.compile(r"^(\d*)([.)])(?=\s)|^([-+#])")  # a list, heading or rule, at the start of a line


def csl_json(item: Item) -> tuple[Run, ...]:
    """An array of one item, as Zotero and pandoc read it; the locator and the quotation are in its note."""
    document = item.document
    names = [_csl_name(name) for name in item.names]
    found: dict[str, Any] = {
        "id": key(item),
        "type": _CSL_TYPES[document.type],
        "title": document.title,
        "host" if item.is_audio else "author": names,
        "guest": [_csl_name(name) for name in item.guests],
        "container-title": document.show,
        "genre": item.genre,
        "publisher": document.publisher,
        "issued": {"date-parts": [_date_parts(document.date)]} if document.date else None,
        "accessed": {"date-parts": [_date_parts(item.accessed)]} if item.url else None,
        "URL": item.url,
        "language": document.language,
        "section": item.quotation.first.place.section.heading,
        "note": f"{note(item)}. “{item.quotation.words}”",
    }
    return (Run(json.dumps([{k: v for k, v in found.items() if v}], ensure_ascii=False, indent=2)),)


def _csl_name(name: Name) -> dict[str, str]:
    family, given, particle, suffix = name.parts
    if not given:
        return {"literal": name.in_order}
    found = {"given": given, "non-dropping-particle": particle, "family": family, "suffix": suffix}
    return {key: value for key, value in found.items() if value}


def _date_parts(date: PartialDate | dt.date) -> list[int]:
    return [part for part in (date.year, date.month, date.day) if part]


def markdown(item: Item) -> tuple[Run, ...]:
    """The quotation as a block quote, and its Chicago note below."""
    written = "".join(f"*{_escaped(run.text)}*" if run.italic else _escaped(run.text) for run in styles.chicago(item))
    if item.url:
        before, _, after = written.rpartition(_escaped(item.url))
        written = f"{before}<{item.url}>{after}"
    quoted = "\n>\n".join(f"> {_escaped(paragraph)}" for paragraph in item.quotation.words.split("\n"))
    return (Run(f"{quoted}\n>\n> — {written}"),)


def _escaped(text: str) -> str:
    return _MARKDOWN_BLOCK.sub(r"\1\\\2\3", on_one_line(text).translate(_MARKDOWN))


def link(item: Item) -> tuple[Run, ...]:
    """The permalink, or the source's own address; the passage's name where neither can be reached."""
    return (Run(item.address),)
