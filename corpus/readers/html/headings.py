"""What opens a section of an HTML page: headings, what stands for one, and labels that are not printed."""

from __future__ import annotations

import re
from itertools import islice, takewhile

from bs4 import Tag
from bs4.element import NavigableString

from corpus.model import SectionKind
from corpus.readers.html.text import HEADINGS, holds, names_of, text_of
from corpus.sections import known_kind
from corpus.text import verbatim

_LONGEST_HEADING = 80  # characters of a bold paragraph that is one
_FIELD_LABELS = {"field__label", "field-label", "views-label"}  # of Drupal 8 on, Drupal 7, and its lists
_SUBTITLE_NAME = re.compile(r"(^|[-_])subtitle$")
_BOLD_STYLE = re.compile(r"font-weight:\s*(bold|[6-9]00)")
_PROPERTIES = {"transcript": "Transcript", "abstract": "Abstract"}  # of schema.org, and the heading each stands for
TOP, _BOLD = 1, len(HEADINGS)  # levels: of a heading of known kind, and of a bold line of unknown kind

Run = list[NavigableString | Tag]


def level_of(heading: str) -> int:
    """The level of a heading that no heading element gives: high, where its kind is known."""
    return TOP if known_kind(heading) else _BOLD


def heading_of(element: Tag) -> str | None:
    """The text of an element that opens a section: a heading, a term that heads paragraphs, a control of known kind."""
    if element.name in HEADINGS or element.get("role") == "heading":
        return verbatim(text_of(element)) or None
    if element.name == "dt" and _heads_paragraphs(element):
        return verbatim(text_of(element)) or None
    if is_control(element) and known_kind(text := verbatim(text_of(element))):
        return text
    return None


def is_subtitle(element: Tag) -> bool:
    """Whether a heading says more of the title, rather than opening a section."""
    return any(map(_SUBTITLE_NAME.search, names_of(element))) and known_kind(verbatim(text_of(element))) is None


def take_out_field_label(element: Tag) -> str | None:
    """The label of a content management system's field, taken out of it."""
    first = element.find(True, recursive=False)
    if first is None or _FIELD_LABELS.isdisjoint(names_of(first)):
        return None
    first.extract()
    return verbatim(text_of(first)) or None


def is_control(element: Tag) -> bool:
    """Whether an element opens and shuts a part of the page: its text may be the heading of that part."""
    return element.name == "button" or element.get("role") in ("button", "tab", "heading")


def _heads_paragraphs(term: Tag) -> bool:
    """Whether a term of a list heads paragraphs; a glossary or a list of facts stays text."""
    after = (sibling for sibling in term.next_siblings if isinstance(sibling, Tag))
    described = [*takewhile(lambda element: element.name == "dd", after)]
    known = known_kind(verbatim(text_of(term)))
    return bool(described) and (known is not None or any(holds(dd, ("p", "ul", "ol")) for dd in described))


def take_out_summary(element: Tag) -> str | None:
    """The summary of an element that opens and shuts, taken out of it."""
    summary = element.find("summary", recursive=False) if element.name == "details" else None
    return verbatim(text_of(summary.extract())) or None if summary else None


def label_of(element: Tag, kind: SectionKind) -> str | None:
    """The heading that an element has by its markup, and that is not printed: an ARIA label, or microdata."""
    if element.name == "details":
        return None
    label = verbatim(str(element.get("aria-label") or ""))
    if label and known_kind(label) and _begins_otherwise(element, label):
        return label
    heading = next((_PROPERTIES[prop] for prop in str(element.get("itemprop")).split() if prop in _PROPERTIES), None)
    return heading if heading and kind != known_kind(heading) and _begins_otherwise(element, heading) else None


def _begins_otherwise(element: Tag, label: str) -> bool:
    """Whether an element has no heading of its own that is its label, or of the label's kind."""
    heading = element.find(list(HEADINGS))
    return heading is None or known_kind(verbatim(text_of(heading))) != known_kind(label)


def is_bold_heading(run: Run, *, known: bool = False) -> bool:
    """Whether a line is all bold, short, and no sentence or label; a known heading may end in a colon."""
    filled = [*islice((node for node in run if not (isinstance(node, NavigableString) and not node.strip())), 2)]
    if len(filled) != 1 or not isinstance(filled[0], Tag) or not _is_bold(filled[0]):
        return False
    text = verbatim(text_of(filled[0]))
    if known_kind(text):
        return True
    return not known and 0 < len(text) <= _LONGEST_HEADING and text[-1] not in ".,:;!"


def _is_bold(element: Tag) -> bool:
    """Whether all of an inline element is bold, by itself or by the one element that it is around."""
    while element.name not in ("b", "strong") and not _BOLD_STYLE.search(str(element.get("style"))):
        within = [child for child in element.children if not (isinstance(child, NavigableString) and not child.strip())]
        if element.name not in ("span", "a", "u", "font") or len(within) != 1 or not isinstance(within[0], Tag):
            return False
        element = within[0]
    return True
