"""What in an article leads elsewhere, and is none of its text: menus, rows of buttons, lists of other stories."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from corpus.names import is_name
from corpus.passages import tokens
from corpus.readers.html.prose import Prose
from corpus.readers.html.text import HEADINGS, holds, names_of, text_of
from corpus.readers.talk.labels import ends_sentence
from corpus.sections import known_kind
from corpus.text import verbatim

_WHOLE_PAGE = ("html", "body", "main", "article", "h1")  # what is or holds one of these is no furniture
_TEASER = re.compile(
    r"\W*(you (may|might)( also)? (like|enjoy|be interested in)|you['’]ll also like|keep (reading|listening)"
    r"|(more|recent|latest|other|previous|past|popular|related|similar|recommended|featured|trending) "
    r"(articles?|posts?|episodes?|stories|news|podcasts?|content|videos?|slide ?shows?|galleries)"
    r"|more like this|more on this story|read next|up next|related"
    r"|more from (the|this|our) (show|series|podcast|author|blog|site)|what to read next|listen( on| now)?"
    r"|art[ií]culos relacionados|mehr zum thema|auch auf .*|lesen sie auch|(à )?lire aussi|leia (mais|também)"
    r"|související.*|(相关|相關).*|etiquetas|leave a (reply|comment)|(\d+ )?comments?|kommentare\b.{0,20}"
    r"|discussion about this.*|tags|categories|filed under|previous|next)\W*",
    re.IGNORECASE,
)
_INVITATION = re.compile(
    r"\W*(we(['’]d love| want) to hear from you|ready to get started"
    r"|subscribe( to| now| today)?\b.*|(sign up|join)\b.*|.*\bnewsletter|follow us( on)?\b.*|share"
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
_MOSTLY, _ALMOST_ALL = 0.4, 0.9  # of a text that is links
_CORE = 0.8  # of an article's running text: what has it is the article without what stands around
_LONGEST_TEASER = 80  # words
_FEWEST_TEASERS = 3
_LONGEST_SCRAP, _SHORTEST_STORY = 30, 50  # words
_HARDLY, _MOST_LINKS = 0.1, 0.8  # of the running text, and of the links
_MENUS = 20  # links: as many as the menus of a page have
_SECOND_LEVEL = {"ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org"}
_CONTAINERS = ("div", "section", "footer", "td", "tr", "table", "form")
_HOST = re.compile(r"(?:https?:)?//([\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)


def take_out_teasers(article: Tag, prose: Prose, site: str, *, is_marked: bool) -> None:
    """Take out of an article what leads elsewhere; `is_marked`, where the page's markup says that it is one."""
    if not is_marked:
        for menu in _around_links(article, ("div", "ul", "ol", "p", "td", "center")):
            if menu.parent and _is_menu(menu):
                menu.extract()
    for heading in article.find_all(list(HEADINGS)):
        if heading.parent:
            _take_out_teaser(heading)
    kept = kept_in(article)
    for stories in [*_lists_of_stories(article, prose, site), *_teasers(article, prose, site)]:
        if id(stories) not in kept:
            stories.extract()
    for part in _around(article, site, is_marked=is_marked):
        if id(part) not in kept:
            part.extract()
    for bar in _around_links(article, ("p", "div", "ul", "ol")):
        if bar.parent and _is_bar(bar):
            bar.extract()


def is_teaser(part: Tag, prose: Prose, site: str) -> bool:
    """Whether a part of a page is short, and its heading a link to another page of its site, no person's."""
    heading = part.find(list(HEADINGS)) if prose.words(part) < _LONGEST_TEASER else None
    link = heading and (heading.find("a", href=True) or heading.find_parent("a", href=True))
    if not link or not leads_within(str(link["href"]), site):
        return False
    return not is_name(verbatim(text_of(link)))


def link_share(nodes: Iterable[PageElement]) -> float:
    """How much of the text of some nodes is that of links, from 0 to 1."""
    every = linked = 0
    for node in nodes:
        if isinstance(node, NavigableString | Tag):
            every += len(verbatim(text_of(node)))
        if isinstance(node, Tag):
            anchors = [node] if node.name == "a" else node.find_all("a", href=True)
            linked += sum(len(verbatim(text_of(anchor))) for anchor in anchors)
    return linked / every if every else 0.0


def site_of(soup: Tag) -> str:
    """The domain that a page is of: what it says, else that of most of many links, hardly any relative."""
    said = [*soup.select("link[rel~=canonical][href]"), *soup.select("meta[property='og:url'][content]")]
    if host := next(filter(None, (host_of(str(each.get("href") or each.get("content"))) for each in said)), None):
        return host
    links = [str(anchor["href"]) for anchor in soup.find_all("a", href=True)]
    linked = Counter(host_of(link) for link in links if host_of(link) or not re.match(r"#|[a-z]+:|$", link))
    host, count = next(iter(linked.most_common(1)), ("", 0))
    return host if count >= _MENUS and 2 * count > linked.total() and 5 * linked[""] < count else ""


def host_of(address: str) -> str:
    """The domain of an address: `example.org`, `example.co.uk`; empty where it has none."""
    host = _HOST.match(address)
    labels = host[1].lower().split(".") if host else []
    return ".".join(labels[-3 if labels[-2:-1] and labels[-2] in _SECOND_LEVEL else -2 :])


def leads_within(address: str, site: str) -> bool:
    """Whether an address is that of another page of a site."""
    return not address.startswith("#") and host_of(address) in ("", site)


def _around(article: Tag, site: str, *, is_marked: bool) -> Iterator[Tag]:
    """The elements around the core of an article that lead elsewhere on its site, and have hardly any running text.

    On a page whose markup tells no article also what is called a foot, and what has but a few words and no sentence.
    """
    prose = Prose(article)
    core: Tag | None = article
    while core:
        parts = core.find_all(True, recursive=False)
        core = next((part for part in parts if prose.words(part) > _CORE * prose.words(article)), None)
        is_behind = False
        for part in parts if core else ():
            is_behind = is_behind or part is core
            if part is core or prose.words(part) > _HARDLY * prose.words(article):
                continue
            if _leads(part, site) or (is_behind and not is_marked and _is_foot(part, prose)):
                yield part


def _is_foot(part: Tag, prose: Prose) -> bool:
    """Whether a part that stands behind the core is a foot by its name, or by its words."""
    if any("foot" in name for name in names_of(part)):
        return True
    text = verbatim(text_of(part)) if part.name in _CONTAINERS and not prose.words(part) else ""
    return bool(text) and tokens(text) < _LONGEST_SCRAP and not ends_sentence(text)


def _leads(part: Tag, site: str) -> bool:
    """Whether most of a text is links, and most of them to pages of its own site, or to where pages are shared."""
    links = [str(anchor["href"]) for anchor in part.find_all("a", href=True)]
    within = sum(host_of(link) in ("", site) or bool(_ELSEWHERE.match(link)) for link in links)
    return len(links) > 1 and within >= _MOST_LINKS * len(links) and link_share([part]) >= _MOSTLY


def kept_in(article: Tag) -> set[int]:
    """The elements, by their id(), that have a title or a heading of known kind, or stand under such a heading."""
    kept: set[int] = set()
    under = False
    for element in article.find_all(True):
        if element.name in HEADINGS:
            under = known_kind(verbatim(text_of(element))) is not None
            if under or element.name == "h1":
                kept.update(map(id, (element, *element.parents)))
        elif under:
            kept.add(id(element))
    return kept


def _lists_of_stories(article: Tag, prose: Prose, site: str) -> list[Tag]:
    """The elements of which three or more in a row, and most, lead to other stories; not all that there is."""
    found = []
    for group in article.find_all(["ul", "ol", "div", "section"]):
        children = group.find_all(True, recursive=False)
        if len(children) < _FEWEST_TEASERS or prose.words(article) - prose.words(group) < _SHORTEST_STORY:
            continue
        teasers = sum(is_teaser(child, prose, site) for child in children)
        if teasers >= _FEWEST_TEASERS and 3 * teasers >= 2 * len(children):
            found.append(group)
    return found


def _teasers(article: Tag, prose: Prose, site: str) -> list[Tag]:
    """The `article` elements that are teasers, where they hold less of the text than what stands beside them."""
    teasers = [part for part in article.find_all("article") if is_teaser(part, prose, site)]
    return teasers if 2 * sum(map(prose.words, teasers)) < prose.words(article) else []


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
    if not length or link_share(under) >= _MOSTLY or (invites and length < _LONGEST_INVITATION):
        for node in (top, *under):
            node.extract()


def _holds(node: PageElement, names: tuple[str, ...]) -> bool:
    if not isinstance(node, Tag):
        return False
    text = verbatim(text_of(node)) if node.name in ("p", "div") else ""
    return node.name in names or holds(node, names) or known_kind(text) is not None


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
        and link_share([element]) > _ALMOST_ALL
        and not (before and before.name in HEADINGS)
    )
