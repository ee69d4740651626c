"""HTML: the article of a real page, its sections by heading, captions with credits, and its metadata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import NavigableString, PreformattedString

from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.model import Document, DocumentType, Hints, Passage, Reading, Section, SectionKind
from corpus.readers.assemble import assemble
from corpus.readers.speech import transcript
from corpus.readers.transcript_html import spoken
from corpus.sections import kind_of
from corpus.text import verbatim

_ARTICLES = ("[itemprop=articleBody]", "article", "main", "[role=main]", "body")
_FURNITURE = (
    "script, style, template, noscript, nav, aside, form, iframe, svg, button, select, dialog, [hidden], "
    "[role=navigation], [role=search], [role=complementary], [role=banner], [role=contentinfo], [aria-hidden=true]"
)
_FURNITURE_NAME = re.compile(
    r"(^|[-_])(share|sharing|social|breadcrumbs?|menu|sidebar|cookies?|comments?|related-(articles|posts|content)"
    r"|newsletter|pagination|skip-link|site-footer|site-header)([-_]|$)"
)
_CAPTION_NAME = re.compile(r"(^|[-_])caption([-_]text)?$")
_WHOLE_PAGE = ("html", "body", "main", "article", "h1")  # what is or holds one of these is no furniture
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_WORK = re.compile("Episode|Article|Posting|Report|WebPage|Thesis|Book|CreativeWork")  # of schema.org
_LONGEST_HEADING = 80  # characters of a bold paragraph that is one
_BLOCKS = {
    "address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main",
    "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_NOTES = "[role=doc-endnotes], [role=doc-footnote], .footnotes, .endnotes, section.notes, ol.footnote-list"
_MARK = re.compile(r"[\[(]?(?:\d{1,4}|[*†‡§]{1,3}|[a-z])[\])]?")
_BACK = re.compile(r"[\s\[(]*[↩↑^⏎⤴]+\ufe0e?[\s\])]*")
_CREDIT = re.compile(r"\(?(?:Photo |Image )?(?:Credit|Photo|Image|Source)s?: ?([^)]+?)\)?\.?$", re.IGNORECASE)


def read_html(text: str, hints: Hints, *, type_: DocumentType = "note") -> Reading:
    """A page's article; the text before its first heading is the summary. `type_`, where nothing tells another."""
    soup = _soup(text)
    said = {name: value for name, value in _metadata(soup).items() if value}
    article = _article(soup)
    _set_notes_apart(article)
    if h1 := article.find("h1"):
        said["title"] = verbatim(_text(h1)) or said.get("title", "")
        h1.extract()  # it is the title, not a section
    if said_in := spoken(article):
        return transcript(said_in, hints, about=Document(type="transcript", **{"title": "", **said}))
    sections, links = sections_of(article)
    if not any(section.passages for section in sections):
        raise ReadError("has no text that could be read; is it a page that needs script to show itself?")
    return assemble(Document(type=type_, **{"title": "", **said, "sections": sections}), hints, links=links)


def sections_in(markup: str) -> tuple[tuple[Section, ...], dict[str, str]]:
    """As `sections_of`, of a piece of HTML that is no page, such as show notes: all of it is the article."""
    soup = _soup(f"<html><body>{markup}</body></html>")
    _clear_furniture(soup)
    _set_notes_apart(soup)
    return sections_of(soup)


def _soup(text: str) -> BeautifulSoup:
    soup = BeautifulSoup(text, "lxml")
    for comment in soup.find_all(string=lambda string: isinstance(string, Comment)):
        comment.extract()
    return soup


@dataclass
class _Walk:
    """The article's sections as they come: blocks of text fall into the section of the last heading."""

    sections: list[Section] = field(default_factory=list)
    heading: str = ""
    kind: SectionKind = "summary"
    passages: list[Passage] = field(default_factory=list)
    captions: list[Section] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    above: list[tuple[int, SectionKind]] = field(default_factory=list)  # the headings that this one is under

    def open(self, heading: str, level: int) -> None:
        """Begin a section; a heading of no known kind belongs to the section that it is under."""
        self.close()
        self.above = [(upper, kind) for upper, kind in self.above if upper < level]
        kind = kind_of(heading)
        if kind == "body" and self.above:
            kind = self.above[-1][1]
        self.heading, self.kind = heading, kind
        self.above.append((level, kind))

    def close(self) -> None:
        if self.passages:
            self.sections.append(Section(heading=self.heading, kind=self.kind, passages=tuple(self.passages)))
        self.sections += self.captions
        self.passages, self.captions = [], []

    def add(self, text: str) -> None:
        if text:
            self.passages.append(Passage(text=text))

    def caption(self, text: str) -> None:
        credit = _CREDIT.search(text)
        section = Section(
            heading="", kind="caption", passages=(Passage(text=text),), credit=credit[1] if credit else None
        )
        self.captions.append(section)


def sections_of(root: Tag) -> tuple[tuple[Section, ...], dict[str, str]]:
    """The sections below an element, and the first link of each block of text by that text."""
    walk = _Walk()
    _into(root, walk)
    walk.close()
    return tuple(walk.sections), walk.links


def _into(parent: Tag, walk: _Walk) -> None:
    """Take an element's blocks in order; a run of text and inline elements between blocks is one."""
    run: list[NavigableString | Tag] = []
    for child in [*parent.children]:
        if isinstance(child, NavigableString) or (isinstance(child, Tag) and _is_inline(child)):
            run.append(child)
            continue
        _flush(run, walk, parent)
        run = []
        if isinstance(child, Tag):
            _block(child, walk)
    _flush(run, walk, parent)


def _is_inline(element: Tag) -> bool:
    """Whether an element stands within a line: it holds no block, and is not one of two breaks in a row."""
    if element.name == "br":
        return not _double_break(element)
    return element.name not in _BLOCKS and not element.find(list(_BLOCKS))


def _double_break(element: Tag) -> bool:
    other = element.next_sibling
    while isinstance(other, NavigableString) and not other.strip():
        other = other.next_sibling
    before = element.previous_sibling
    while isinstance(before, NavigableString) and not before.strip():
        before = before.previous_sibling
    return any(isinstance(each, Tag) and each.name == "br" for each in (other, before))


def _flush(run: list[NavigableString | Tag], walk: _Walk, parent: Tag) -> None:
    text = verbatim("".join(_text(node) for node in run))
    if not text:
        return
    if parent.name in ("p", "div") and _is_bold_heading(run, text):
        walk.open(text, level=len(_HEADINGS) if kind_of(text) == "body" else _HEADINGS.index("h2"))
        return
    walk.add(text)
    anchors = (a for node in run if isinstance(node, Tag) for a in (node, *node.find_all("a")) if a.name == "a")
    if address := next((href for a in anchors if _is_web(href := a.get("href"))), None):
        walk.links.setdefault(text, str(address))


def _block(element: Tag, walk: _Walk) -> None:
    if element.name == "br":
        return
    if element.name in _HEADINGS:
        if text := verbatim(_text(element)):
            walk.open(text, level=_HEADINGS.index(element.name))
    elif element.name == "figcaption" or any(map(_CAPTION_NAME.search, _classes(element))):
        if text := verbatim(_text(element)):
            walk.caption(text)
    elif element.name == "tr":
        walk.add(verbatim(" ".join(_text(cell) for cell in element.find_all(["td", "th"], recursive=False))))
    elif element.name == "pre":
        walk.add(verbatim(_text(element)))
    else:
        _into(element, walk)


def _text(node: NavigableString | Tag) -> str:
    if isinstance(node, NavigableString):
        return "" if isinstance(node, PreformattedString) else str(node)
    return "".join(" " if isinstance(n, Tag) and n.name == "br" else _own(n) for n in [node, *node.descendants])


def _own(node: object) -> str:
    return str(node) if isinstance(node, NavigableString) and not isinstance(node, PreformattedString) else ""


def _is_bold_heading(run: list[NavigableString | Tag], text: str) -> bool:
    """Whether a paragraph is all bold, short, and no sentence or label; a known heading may end in a colon."""
    filled = [node for node in run if not (isinstance(node, NavigableString) and not node.strip())]
    bold = len(filled) == 1 and isinstance(filled[0], Tag) and filled[0].name in ("b", "strong")
    return bold and (kind_of(text) != "body" or (len(text) <= _LONGEST_HEADING and text[-1] not in ".,:;!"))


def _classes(element: Tag) -> list[str]:
    return [str(name).lower() for name in (*(element.get("class") or ()), element.get("id") or "")]


def _is_furniture(element: Tag) -> bool:
    return any(map(_FURNITURE_NAME.search, _classes(element)))


def _clear_furniture(soup: BeautifulSoup) -> None:
    for element in [*soup.select(_FURNITURE), *soup.find_all(_is_furniture)]:
        if element.name not in _WHOLE_PAGE and not element.find(_WHOLE_PAGE):
            element.extract()


def _article(soup: BeautifulSoup) -> Tag:
    _clear_furniture(soup)
    article = next((found for selector in _ARTICLES if (found := soup.select_one(selector))), soup)
    if article.name == "body":
        for element in article.find_all(["header", "footer"], recursive=False):
            element.extract()
    return article


def _set_notes_apart(article: Tag) -> None:
    """Take out the marks of notes, which are no part of a text that is quoted (Chicago, 13.7), and head the notes."""
    for anchor in article.find_all("a", href=re.compile("^#")):
        text = verbatim(_text(anchor))
        if _BACK.fullmatch(text) or "doc-backlink" in str(anchor.get("role")):
            anchor.extract()
        elif _MARK.fullmatch(text) and (_is_raised(anchor) or "doc-noteref" in str(anchor.get("role"))):
            raised = anchor.find_parent("sup")
            (raised if raised and verbatim(_text(raised)) == text else anchor).extract()
    items = article.find_all("li", id=re.compile(r"^(foot|end)note-|^fn[:\-]?\d", re.IGNORECASE))
    lists = {id(item.parent): item.parent for item in items}
    for notes in [*article.select(_NOTES), *lists.values()]:
        if notes and not notes.find(list(_HEADINGS)) and not any(above.get("data-notes") for above in notes.parents):
            heading = Tag(name="h2")
            heading.string = "Notes"
            notes.insert_before(heading)
            notes["data-notes"] = "1"


def _is_raised(anchor: Tag) -> bool:
    return anchor.find_parent("sup") is not None or anchor.find("sup") is not None


def _metadata(soup: BeautifulSoup) -> dict[str, Any]:
    """What the page says of itself: JSON-LD first, then Open Graph, then its own elements."""
    graph = next(iter(sorted(filter(_is_work, _json_ld(soup)), key=_is_part_of_site)), {})
    series, media = (
        found if isinstance(found := graph.get(key), dict) else {} for key in ("partOfSeries", "associatedMedia")
    )
    canonical, time, title = soup.find("link", rel="canonical"), soup.find("time", datetime=True), soup.find("title")
    page_title = verbatim(_text(title)) if title else ""
    dates = (graph.get("datePublished"), _meta(soup, "article:published_time"), time and time.get("datetime"))
    addresses = (canonical and canonical.get("href"), _meta(soup, "og:url"), graph.get("url"))
    return {
        "title": _string(graph.get("headline"))
        or _string(graph.get("name"))
        or _meta(soup, "og:title")
        or re.split(r"\s[|·–—]\s", page_title)[0],
        "date": next((found for date in dates if isinstance(date, str) and (found := PartialDate.parse(date))), None),
        "url": next(filter(_is_web, addresses), None),
        "show": _string(series.get("name")),
        "publisher": _meta(soup, "og:site_name"),
        "language": _string(soup.html.get("lang")) if soup.html else None,
        "audio_url": _meta(soup, "og:audio") or _string(media.get("contentUrl")),
    }


def _string(value: object) -> str | None:
    """A value that is text, and not empty."""
    return verbatim(value) or None if isinstance(value, str) else None


def _is_work(item: dict[str, Any]) -> bool:
    """Whether an item describes what the page is about, rather than the site, its owner or its menus."""
    return bool(_WORK.search(str(item.get("@type")))) and bool(item.get("headline") or item.get("name"))


def _is_part_of_site(item: dict[str, Any]) -> bool:
    return "WebPage" in str(item.get("@type"))


def _is_web(url: object) -> bool:
    """Whether a page's word for its address is one that a reader could safely follow."""
    return isinstance(url, str) and url.startswith(("http://", "https://"))


def _meta(soup: BeautifulSoup, name: str) -> str | None:
    found = soup.find("meta", attrs={"property": name}) or soup.find("meta", attrs={"name": name})
    return _string(found.get("content")) if found else None


def _json_ld(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    for script in soup.find_all("script", type="application/ld+json"):
        try:
            found = json.loads(script.string or "")
        except ValueError:
            continue  # the page's own mistake; its elements say the same
        items = found.get("@graph", [found]) if isinstance(found, dict) else found
        yield from (item for item in items if isinstance(item, dict)) if isinstance(items, list) else ()
