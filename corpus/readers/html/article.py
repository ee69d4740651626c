"""Which part of an HTML page is the article, and what around and in it is furniture."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice, takewhile
from typing import NamedTuple

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import NavigableString, PageElement

from corpus.readers.html.furniture import take_out_furniture
from corpus.readers.html.prose import Prose
from corpus.readers.html.text import HEADINGS, holds, text_of
from corpus.sections import known_kind
from corpus.text import verbatim

_MARKS = ("main, [role=main]", "article", "[itemprop~=articleBody]")  # what an article stands in, or is
_MOST = 0.5  # of the running text of what it stands in
_SOME, _LONGEST_TEASER = 50, 80  # words
_LABELS = ("a", "b", "button", "div", "i", "p", "span", "strong", "summary")  # besides headings
_WHOLE_PAGE = ("html", "body", "main", "article", "h1")  # what is or holds one of these is no furniture
_TEASER = re.compile(
    r"\W*(you (may|might)( also)? (like|enjoy|be interested in)|you['’]ll also like|keep (reading|listening)"
    r"|(more|recent|latest|other|previous|past|popular|related|similar|recommended|featured|trending) "
    r"(articles?|posts?|episodes?|stories|news|podcasts?|content)|more like this|read next|up next|related"
    r"|more from (the|this|our) (show|series|podcast|author|blog|site)|what to read next|listen( on| now)?"
    r"|leave a (reply|comment)|(\d+ )?comments?|discussion about this.*|tags|categories|filed under|previous|next)\W*",
    re.IGNORECASE,
)
_INVITATION = re.compile(
    r"\W*(subscribe( to| now| today)?\b.*|(sign up|join)\b.*|.*\bnewsletter|follow us( on)?\b.*|share"
    r"|(share|spread) (this|the)\b.*)\W*",
    re.IGNORECASE,
)
_LONGEST_INVITATION = 300  # characters
_ELSEWHERE = re.compile(
    r"https?://([\w-]+\.)*(apple\.com|spotify\.com|podcasts\.google\.com|music\.amazon\.\w+|stitcher\.com|overcast\.fm"
    r"|pocketcasts\.com|pca\.st|castbox\.fm|iheart\.com|tunein\.com|podchaser\.com|deezer\.com|podbean\.com|castro\.fm"
    r"|player\.fm|goodpods\.com|facebook\.com|twitter\.com|x\.com|linkedin\.com|reddit\.com|whatsapp\.com|pinterest\.com"
    r"|tumblr\.com|bsky\.app|threads\.net|t\.me|instagram\.com|feeds\.[\w.-]+)([/?#:]|$)",
    re.IGNORECASE,
)
_BAR = re.compile(
    r"\b(apple|itunes|spotify|google|amazon|music|stitcher|overcast|pocket|casts?|pocketcasts|castbox|rss|feed|iheart|radio"
    r"|iheartradio|tunein|podbean|deezer|player|fm|youtube|download|facebook|twitter|x|linkedin|reddit|whatsapp|telegram"
    r"|bluesky|threads|instagram|email|e-mail|print|copy|link|share|tweet|subscribe|listen|follow|podcasts?|on|via|or|and"
    r"|to|the|this|episode|us|now|in)\b",
    re.IGNORECASE,
)
_VERB = re.compile(r"\b(subscribe|listen|share|follow|tweet)\b", re.IGNORECASE)
_CLOSELY = 4  # elements around a link that may be a row or a menu
_MUCH, _MOSTLY, _ALMOST_ALL = 0.15, 0.4, 0.9  # of a text that is links


class Article(NamedTuple):
    """The part of a page that is its article, and how many words of running text of the page it is without, of all."""

    root: Tag
    left_out: int
    words: int


def article_of(soup: BeautifulSoup) -> Article:
    """The article of a page, its furniture taken out of the page; when in doubt, what is there is kept."""
    for comment in soup.find_all(string=lambda string: isinstance(string, Comment)):
        comment.extract()
    _label_by_reference(soup)
    prose = Prose(soup)
    left_out = take_out_furniture(soup, prose)
    for button in soup.find_all("button"):
        if not (button.find_parent([*HEADINGS, "summary"]) or known_kind(verbatim(text_of(button)))):
            button.extract()
    rest = Prose(soup)
    article = _marked(soup, rest)
    left_out += rest.words(soup) - rest.words(article)
    if article.name == "body":
        for element in article.find_all(["header", "footer"], recursive=False):
            element.extract()
    if not _is_known(article):
        for menu in _around_links(article, ("div", "ul", "ol", "p", "td", "center")):
            if menu.parent and _is_menu(menu):
                menu.extract()
    for heading in article.find_all(list(HEADINGS)):
        if heading.parent:
            _take_out_teaser(heading)
    for bar in _around_links(article, ("p", "div", "ul", "ol")):
        if bar.parent and _is_bar(bar):
            bar.extract()
    return Article(article, left_out, left_out + rest.words(article))


def _marked(soup: BeautifulSoup, prose: Prose) -> Tag:
    """The smallest part of a page that its markup says is the article.

    It has most of the running text of what it stands in, or the page's title and some text. Several parts are one
    article, but for teasers, and for those that have a title each.
    """
    found: Tag = soup.body or soup
    for selector in _MARKS:
        parts = [part for part in found.select(selector) if prose.words(part)]
        stories = [part for part in parts if not _is_teaser(part, prose)] or parts
        titled = [part for part in stories if part.find("h1") and prose.words(part) >= _SOME]
        part = titled[0] if len(titled) > 1 else _around(stories)
        if part and (titled or prose.words(part) >= _MOST * prose.words(found)):
            found = part
    return found


def _around(parts: list[Tag]) -> Tag | None:
    """The smallest element that some parts of a page stand in, or the one part itself."""
    if len(parts) < 2:
        return parts[0] if parts else None
    last = {id(element) for element in (parts[-1], *parts[-1].parents)}
    return next(element for element in (parts[0], *parts[0].parents) if id(element) in last)


def _is_teaser(part: Tag, prose: Prose) -> bool:
    """Whether a part is short, and its heading a link to a page of its own."""
    heading = part.find(list(HEADINGS)) if prose.words(part) < _LONGEST_TEASER else None
    link = heading and (heading.find("a", href=True) or heading.find_parent("a", href=True))
    return bool(link and not str(link["href"]).startswith("#"))


def _label_by_reference(soup: BeautifulSoup) -> None:
    """Give each element that another one labels (`aria-labelledby`) the label itself, before any is taken out."""
    labels = {str(element["id"]): element for element in soup.find_all([*HEADINGS, *_LABELS], id=True)}
    for element in soup.select("[aria-labelledby]"):
        label = labels.get(str(element["aria-labelledby"]))
        if label and not any(above is element for above in label.parents):
            element["aria-label"] = verbatim(text_of(label))[:_LONGEST_INVITATION]


def is_soup(article: Tag) -> bool:
    """Whether no known structure marks the article, and much of the text is links."""
    return not _is_known(article) and _link_share([article]) > _MUCH


def _is_known(article: Tag) -> bool:
    return article.name in ("article", "main") or bool(article.get("itemprop")) or article.get("role") == "main"


def _take_out_teaser(heading: Tag) -> None:
    """Take out a heading such as More Episodes with what stands under it, if that is mostly links, or nothing."""
    text = verbatim(text_of(heading))
    invites = bool(_INVITATION.fullmatch(text))
    if not (invites or _TEASER.fullmatch(text)):
        return
    top = heading
    while top.parent and top.parent.name not in _WHOLE_PAGE and verbatim(text_of(top.parent)) == text:
        top = top.parent
    upper = HEADINGS[: HEADINGS.index(heading.name) + 1]
    under = [*takewhile(lambda node: not _holds(node, upper), top.next_siblings)]
    length = sum(len(verbatim(text_of(node))) for node in under if isinstance(node, NavigableString | Tag))
    if not length or _link_share(under) >= _MOSTLY or (invites and length < _LONGEST_INVITATION):
        for node in (top, *under):
            node.extract()


def _holds(node: PageElement, names: tuple[str, ...]) -> bool:
    if not isinstance(node, Tag):
        return False
    text = verbatim(text_of(node)) if node.name in ("p", "div") else ""
    return node.name in names or holds(node, names) or known_kind(text) is not None


def _link_share(nodes: Iterable[PageElement]) -> float:
    """How much of the text of some nodes is that of links, from 0 to 1."""
    every = linked = 0
    for node in nodes:
        if isinstance(node, NavigableString | Tag):
            every += len(verbatim(text_of(node)))
        if isinstance(node, Tag):
            anchors = [node] if node.name == "a" else node.find_all("a", href=True)
            linked += sum(len(verbatim(text_of(anchor))) for anchor in anchors)
    return linked / every if every else 0.0


def _around_links(article: Tag, names: tuple[str, ...]) -> list[Tag]:
    """The elements of some names in an article that stand closely around a link, each once."""
    around = {
        id(above): above
        for anchor in article.find_all("a", href=True)
        for above in islice(anchor.parents, _CLOSELY)
        if above.name in names
    }
    return [*around.values()]


def _is_bar(element: Tag) -> bool:
    """Whether an element is a row of buttons: Apple Podcasts, Spotify, Share, and no word besides."""
    anchors = element.find_all("a", href=True)
    text = verbatim(text_of(element)) if anchors else ""
    if not text or re.search(r"\w", _BAR.sub("", text)):
        return False
    elsewhere = all(_ELSEWHERE.match(str(anchor["href"])) for anchor in anchors)
    return bool(_VERB.search(text)) or (elsewhere and len(anchors) > 1)


def _is_menu(element: Tag) -> bool:
    """Whether an element is nothing but links to other pages of its site, and no heading stands before it."""
    anchors = element.find_all("a", href=True)
    before = element.find_previous_sibling()
    return (
        len(anchors) > 1
        and not any(str(anchor["href"]).startswith(("http:", "https:", "//", "#")) for anchor in anchors)
        and _link_share([element]) > _ALMOST_ALL
        and not (before and before.name in HEADINGS)
    )
