"""Footnotes of an HTML page: their marks taken out of the text, the notes set apart under a heading."""

from __future__ import annotations

import re

from bs4 import Tag

from corpus.readers.html.text import HEADINGS, text_of
from corpus.text import verbatim

_NOTES = "[role=doc-endnotes], [role=doc-footnote], .footnotes, .endnotes, section.notes, ol.footnote-list"
_MARK = re.compile(r"[\[(]?(?:\d{1,4}|[*†‡§]{1,3}|[a-z])[\])]?")
_TARGET = re.compile(r"^_?ftnt?\d+$")
_BACK = re.compile(r"[\s\[(]*[↩↑^⏎⤴]+\ufe0e?[\s\])]*|[¶#§🔗]\ufe0f?")  # or to the heading that it stands in


def set_notes_apart(article: Tag) -> None:
    """Take out the marks of notes, which are no part of a text that is quoted (Chicago, 13.7), and head the notes."""
    for anchor in article.find_all("a", href=re.compile("^#")):
        text = verbatim(text_of(anchor))
        if _BACK.fullmatch(text) or "doc-backlink" in str(anchor.get("role")):
            anchor.extract()
        elif _MARK.fullmatch(text) and (_is_raised(anchor) or "doc-noteref" in str(anchor.get("role"))):
            raised = anchor.find_parent("sup")
            (raised if raised and verbatim(text_of(raised)) == text else anchor).extract()
    items = article.find_all("li", id=re.compile(r"^(foot|end)note-|^fn[:\-]?\d", re.IGNORECASE))
    lists = {id(item.parent): item.parent for item in items}
    if first := next(filter(None, [_note(anchor) for anchor in article.find_all("a", id=_TARGET)]), None):
        lists[id(first)] = first
    for notes in [*article.select(_NOTES), *lists.values()]:
        if notes and not notes.find(list(HEADINGS)) and not any(above.get("data-notes") for above in notes.parents):
            heading = Tag(name="h2")
            heading.string = "Notes"
            notes.insert_before(heading)
            notes["data-notes"] = "1"


def _note(anchor: Tag) -> Tag | None:
    """The note that an anchor stands at the beginning of, its mark taken out, as Google Docs and Word export it."""
    block = anchor.find_parent(["p", "div"])
    if not block or not _MARK.fullmatch(verbatim(text_of(anchor))):
        return None
    anchor.extract()
    return block


def _is_raised(anchor: Tag) -> bool:
    return anchor.find_parent("sup") is not None or anchor.find("sup") is not None
