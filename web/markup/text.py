"""Text as markup: the one place where a value is escaped, and what is made of single values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

from markupsafe import Markup

from corpus.model import Document, Passage
from corpus.origin import origin, timed
from search.results import highlight
from search.results.values import Span

NOTHING = Markup()
e = lru_cache(maxsize=4096)(escape)  # a page has most of its values several times


def trusted(text: str) -> Markup:
    return Markup(text)  # noqa: S704  # of which every value went through `escape`


def marked(text: str, spans: Sequence[Span], within: Span | None = None) -> Markup:
    """The text, or the part of it that is `within`, with its marks."""
    return trusted(text_with_marks(text, spans, within))


def text_with_marks(text: str, spans: Sequence[Span], within: Span | None = None) -> str:
    if not spans:
        return e(text[slice(*within)] if within else text)
    pieces = highlight.pieces(text, spans, within or (0, len(text)))
    return "".join(f"<mark>{e(words)}</mark>" if is_marked else e(words) for words, is_marked in pieces)


def speaker(passage: Passage) -> str:
    """The label as printed, and the person it names, where it does not say so itself."""
    person = passage.person if passage.person != passage.speaker else None
    return e(passage.speaker or "") + (f"<span>{e(person)}</span>" if person else "")


def beside(document: Document, passages: Iterable[Passage]) -> Markup:
    """What is said beside words, in a line of facts: that a machine heard them, or gave them their times."""
    found = [*passages]
    told = (origin(document, found), timed(document, found))
    return trusted("".join(f'<span class="heard">{e(each)}</span>' for each in told if each))


def facts(document: Document) -> Markup:
    """A line of what a document is: of which show, from when, of what type."""
    of = document.show or document.publisher
    stub = ", known from a reference only" if document.stub else ""
    date = f"<span>{e(document.date.written)}</span>\n" if document.date else ""
    return trusted(f"{f'<span>{e(of)}</span>' if of else ''}\n{date}<span>{e(document.type)}{stub}</span>\n")
