"""What on a page is furniture by its element, role, state or name, and is taken out: not what holds the story."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from corpus.passages import tokens
from corpus.readers.html.prose import NEVER_TEXT, Prose
from corpus.readers.html.teasers import link_share
from corpus.readers.html.text import BLOCKS, HEADINGS, names_of, neighbour, text_of
from corpus.sections import known_kind
from corpus.text import verbatim

_ELEMENTS = {"aside", "form", "dialog"}
_ROLES = {"navigation", "search", "complementary", "banner", "contentinfo", "dialog"}
_UNSEEN = re.compile(
    r"display:\s*none|visibility:\s*hidden|(?<![-\w])height:\s*0(?:px)?;.{0,200}overflow:\s*hidden", re.IGNORECASE
)
_STATE = re.compile(  # what an element has or lacks, not what it is
    r"^(?:has|is|no|not|with|without)[-_]|^comments?[-_](?:open|closed|on|off|enabled|disabled)$"
)
_CONTROLS = re.compile(
    r"(^|[-_])(share|sharing|share(d|r)?-?(buttons?|links|daddy|this)|sharedaddy|addtoany|addthis|social|breadcrumbs?"
    r"|menu|pagination|(post|episode)-navigation|nav-links|skip-link|site-footer|site-header"
    r"|(audio|podcast|episode|media)-?player|powerpress|(listen|platform|podcast)-(on|links|buttons|badges)"
    r"|user-bio|author-?(bio|box|card|info)|reader-(domain|estimated-time)|table-of-contents|toc(-container)?|post-footer"
    r"|subscri(be|ption)-?(widget|box|form|bar|buttons?|links)?|sign-?up)([-_]|$)"
)
_ASIDES = re.compile(
    r"(^|[-_])(sidebar|cookies?|gdpr|onetrust|related-?(articles?|posts?|content|episodes?|stories|news)"
    r"|related|recommend(ed|ations?)|jp-relatedposts|yarpp|(more|other|recent|latest)-(articles|posts|episodes|stories)|newsletter|mailing-list"
    r"|modal|popup|taboola|outbrain|sponsored|edit-?section|advert(isement)?s?)([-_]|$)"
)
_COMMENTS = re.compile(r"(^|[-_])(comments?|disqus)([-_]|$)")
_KEEPS = {"background", "transcript", "bios", "resources", "chapters", "credits"}
_LONGEST_CONTROLS = 100  # words of running text
_LEADS = 0.2  # of the text that is links
_SHORTEST_STORY = 20  # words of running text: furniture may hold as much beside an article of a line


def take_out_furniture(soup: BeautifulSoup, prose: Prose) -> int:
    """Take out of a page what is furniture; how many words of running text went with it that may be the page's own.

    Nothing goes that holds most of the page's text, its title or a section of known kind; nor do controls that hold
    much text, or all that the page has besides comments.
    """
    page = _Page(soup, prose)
    left_out = 0
    gone: set[int] = set()
    for element in soup.find_all(True):
        if id(element.parent) in gone:
            gone.add(id(element))
        elif page.is_furniture(element):
            element.extract()
            gone.add(id(element))
            left_out += page.words_lost(element)
    return left_out


class _Page:
    """What must be known of a whole page to tell what is furniture."""

    def __init__(self, soup: BeautifulSoup, prose: Prose) -> None:
        self._prose, self._total = prose, prose.words(soup)
        titles = soup.find_all(["main", "h1"])
        known = (h for h in soup.find_all(list(HEADINGS)) if known_kind(verbatim(text_of(h))) in _KEEPS)
        self._whole = {id(above) for each in titles for above in (each, *each.parents)}
        self._known = {id(above) for each in known for above in each.parents}
        self._opened = {
            str(value).lstrip("#")
            for control in soup.find_all(["a", "button", "div", "span", "summary", *HEADINGS])
            for name in ("aria-controls", "data-target", "data-bs-target", "href")
            if (value := control.get(name)) and (name != "href" or str(value).startswith("#"))
        }

    def is_furniture(self, element: Tag) -> bool:
        name, role = element.name, str(element.get("role") or "")
        if name in NEVER_TEXT or role == "navigation":
            return id(element) not in self._whole
        if self._is_story(element) or id(element) in self._whole or id(element) in self._known:
            return False
        if name in _ELEMENTS or role in _ROLES or element.get("aria-hidden") == "true":
            return True
        if self._is_unseen(element) or self._is_comments(element):
            return True
        names = _own_names(element)
        if any(map(_ASIDES.search, names)):
            return not _is_in_line(element)
        is_short = self._prose.words(element) < _LONGEST_CONTROLS and not element.find("blockquote")
        return is_short and any(map(_CONTROLS.search, names)) and not _is_in_line(element)

    def _is_story(self, element: Tag) -> bool:
        """Whether most of the page's text is in it; of what readers wrote or nobody sees, whether hardly any is not."""
        words = self._prose.words(element)
        rest = self._total - words
        if not rest or words < _SHORTEST_STORY or words <= rest:
            return not rest
        share = 20 if self._is_comments(element) else 3 if self._is_unseen(element) else 0
        return not share or rest < max(_SHORTEST_STORY, words / share)

    def words_lost(self, element: Tag) -> int:
        """The running text that goes with an element: none that nobody sees, readers wrote, or leads elsewhere."""
        words = self._prose.words(element)
        if not words or self._is_comments(element) or self._is_unseen(element) or link_share([element]) > _LEADS:
            return 0
        return words

    def _is_comments(self, element: Tag) -> bool:
        return any(map(_COMMENTS.search, _own_names(element))) and not _is_in_line(element)

    def _is_unseen(self, element: Tag) -> bool:
        """Whether a browser does not show an element, and no control of the page opens it."""
        unseen = element.has_attr("hidden") or _UNSEEN.search(str(element.get("style") or ""))
        return bool(unseen) and str(element.get("id")) not in self._opened


def _own_names(element: Tag) -> list[str]:
    return [name for name in names_of(element) if name and not _STATE.match(name)]


def _is_in_line(element: Tag) -> bool:
    """Whether an element stands within a line of text, or begins a heading: it is a part of that."""
    if element.name in BLOCKS:
        return False
    before = neighbour(element, "previous_sibling")
    begins = before is None and element.parent is not None and element.parent.name in HEADINGS
    return begins or _has_words(before) or _has_words(element.next_sibling)


def _has_words(node: PageElement | None) -> bool:
    return isinstance(node, NavigableString) and bool(tokens(node))
