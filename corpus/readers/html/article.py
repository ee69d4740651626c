"""Which part of an HTML page is the article, and what around and in it is furniture."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice, takewhile

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import NavigableString, PageElement

from corpus.readers.html.text import HEADINGS, holds, names_of, text_of
from corpus.sections import known_kind
from corpus.text import verbatim

_AROUND = ("main", "[role=main]", "body")  # what an article stands in, the closest first
_FURNITURE = (
    "script, style, template, noscript, nav, aside, form, iframe, svg, audio, video, select, dialog, [hidden], "
    "[role=navigation], [role=search], [role=complementary], [role=banner], [role=contentinfo], [role=dialog], "
    "[aria-hidden=true]"
)
_FURNITURE_NAME = re.compile(
    r"(^|[-_])(share|sharing|share(d|r)?-?(buttons?|links|daddy|this)|sharedaddy|addtoany|addthis|social|breadcrumbs?"
    r"|menu|sidebar|cookies?|gdpr|onetrust|comments?|disqus|related-?(articles?|posts?|content|episodes?|stories|news)"
    r"|jp-relatedposts|yarpp|(more|other|recent|latest)-(articles|posts|episodes|stories)|newsletter|mailing-list"
    r"|subscri(be|ption)-?(widget|box|form|bar|buttons?|links)?|sign-?up|pagination|(post|episode)-navigation"
    r"|nav-links|skip-link|site-footer|site-header|modal|popup|(audio|podcast|episode|media)-?player|powerpress"
    r"|(listen|platform|podcast)-(on|links|buttons|badges)|reader-(domain|estimated-time)|table-of-contents"
    r"|toc(-container)?|post-footer|advert(isement)?s?)([-_]|$)"
)
_LABELS = ("a", "b", "button", "div", "i", "p", "span", "strong", "summary")  # besides headings
_WHOLE_PAGE = ("html", "body", "main", "article", "h1")  # what is or holds one of these is no furniture
_KEEPS = {"background", "transcript", "bios", "resources", "chapters", "credits"}
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
_LONGEST_FORM = 1000  # characters: a longer one is a page that its server sends as a form
_TEASERS = 4  # times: so much longer than its longest article is a main part that has but teasers in articles
_CLOSELY = 4  # elements around a link that may be a row or a menu
_MUCH, _MOSTLY, _ALMOST_ALL = 0.15, 0.4, 0.9  # of a text that is links


def article_of(soup: BeautifulSoup) -> Tag:
    """The article of a page, its furniture taken out of the page; when in doubt, what is there is kept."""
    for comment in soup.find_all(string=lambda string: isinstance(string, Comment)):
        comment.extract()
    _label_by_reference(soup)
    for element in [*soup.select(_FURNITURE), *soup.find_all(_is_furniture)]:
        if not _is_needed(element):
            element.extract()
    for button in soup.find_all("button"):
        if not (button.find_parent([*HEADINGS, "summary"]) or known_kind(verbatim(text_of(button)))):
            button.extract()
    article = _marked(soup)
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
    return article


def _marked(soup: BeautifulSoup) -> Tag:
    """The part of a page that its markup says is the article; no teaser, though it be an `article` too."""
    if body := soup.select_one("[itemprop=articleBody]"):
        return body
    around = next((found for selector in _AROUND if (found := soup.select_one(selector))), soup)
    longest = max(soup.find_all("article"), key=lambda article: len(text_of(article)), default=around)
    in_main = around.name != "body" and _TEASERS * len(text_of(longest)) < len(text_of(around))
    return around if in_main else longest


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


def _is_furniture(element: Tag) -> bool:
    return any(map(_FURNITURE_NAME.search, names_of(element)))


def _is_needed(element: Tag) -> bool:
    """Whether an element holds what belongs to the article: its title, a section of known kind, all of an old page."""
    if element.name in _WHOLE_PAGE or holds(element, _WHOLE_PAGE):
        return True
    if element.name in ("script", "style", "template", "nav") or element.get("role") == "navigation":
        return False
    if element.name == "form" and len(text_of(element)) > _LONGEST_FORM:
        return True
    return any(known_kind(verbatim(text_of(heading))) in _KEEPS for heading in element.find_all(list(HEADINGS)))


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
