"""What stands within an article and is no text of it: labels of controls, cards of other stories, captions twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bs4 import Tag
from bs4.element import NavigableString

from corpus.names import is_name
from corpus.passages import tokens
from corpus.readers.html.teasers import leads_within
from corpus.readers.html.text import BLOCKS, HEADINGS, holds, names_of, neighbour, text_of
from corpus.sections import known_kind
from corpus.text import verbatim

_LABEL = re.compile(
    r"\W*(full ?screen|auto-?play|skip ad|(?:view|buy) (?:photos?|graphic|gallery)|show (?:more|all)|back to top"
    r"|(?:read|see)? ?more|close|caption|replay|share|tweet|print|e-?mail|share (?:this|on) .{1,30}"
    r"|listen to (?:this )?(?:the )?article|ouvir o texto|leia mais|voltar|compartilhe|partager|teilen|drucken"
    r"|lire plus|mehr|ツイート|シェアする|印刷|分享)\W*",
    re.IGNORECASE,
)
_ALWAYS_LABEL = re.compile(  # also as a paragraph of its own, or an item of a list, and no link
    r"\W*(advertis(?:ement|ing)|supported by|continue reading below|(?:story|article) continues below"
    r"(?: advertisement)?|skip (?:ad|navigation|to (?:main )?content))\W*",
    re.IGNORECASE,
)
_LONGEST_LABEL = 60  # characters
_NOT_LABELS = (*HEADINGS, "dd", "dt", "td", "th", "pre", "blockquote", "figcaption")
_CARD = ["article", "div", "figure", "img"]  # what stands in a link that is a card
_FILE = re.compile(r"\.(?!s?html?|php|aspx?|cms)\w{2,4}(?:[?#]|$)", re.IGNORECASE)
_LONGEST_CARD, _SHORTEST_CAPTION, _LONGEST_BUTTON = 40, 8, 5  # words
_BUTTON = re.compile(r"(^|[-_])(btn|button|cta)([-_]|$)")
_GALLERY = re.compile(r"(^|[-_])(gallery|slide-?show|carousel)([-_]|$)")
_CAPTION = re.compile(r"caption|title|credit")
_CONTAINERS = ("div", "section", "figure", "ul")


def take_out_scraps(article: Tag, site: str, *, kept: set[int]) -> None:
    """Take out of an article what is none of its text, but for the elements whose id() is `kept`."""
    cards = [*_cards(article, site)]
    if 2 * sum(tokens(text_of(card)) for card in cards) < tokens(text_of(article)):
        _take_out(cards, kept)
    _take_out(filter(_is_label, _leaves(article)), kept)
    _take_out((link for link in article.find_all("a", href=True) if _is_button(link, site)), kept)
    _take_out([*_of_galleries(article)], kept)
    _take_out(filter(_is_for_other_screens, article.find_all("div", attrs={"data-min-width": True})), kept)


def _take_out(elements: Iterable[Tag], kept: set[int]) -> None:
    for element in elements:
        if id(element) not in kept:
            element.extract()


def _cards(article: Tag, site: str) -> Iterator[Tag]:
    """The links around blocks of a few words that lead to another page of the site, and stand in no line of text."""
    for link in article.find_all("a", href=True):
        if not _leads_within(link, site) or not link.find(_CARD) or link.find("h1"):
            continue
        parts = [verbatim(text_of(part)) for part in (link.find(list(HEADINGS)), link) if part]
        if 1 < tokens(parts[-1]) < _LONGEST_CARD and not is_name(parts[0]):
            yield link


def _leads_within(link: Tag, site: str) -> bool:
    """Whether a link leads to another page of its site, and not to a file."""
    address = str(link["href"])
    return leads_within(address, site) and not _FILE.search(address)


def _is_label(block: Tag) -> bool:
    """Whether a block is the label of a control, and nothing more; of a paragraph or an item, whether it is a link."""
    if block.name in _NOT_LABELS:
        return False
    text = verbatim(text_of(block))
    if len(text) > _LONGEST_LABEL or not _LABEL.fullmatch(text):
        return len(text) <= _LONGEST_LABEL and bool(_ALWAYS_LABEL.fullmatch(text))
    return block.name not in ("li", "p") or any(verbatim(text_of(link)) == text for link in block.find_all("a"))


def _is_button(link: Tag, site: str) -> bool:
    """Whether a link within the site is a button by its name, and a few words of no known kind in no line of text."""
    if link.parent is None or not any(map(_BUTTON.search, names_of(link))) or not _leads_within(link, site):
        return False
    text = verbatim(text_of(link))
    beside = (neighbour(link, "previous_sibling"), neighbour(link, "next_sibling"))
    in_line = any(isinstance(node, NavigableString) and tokens(node) for node in beside)
    return tokens(text) < _LONGEST_BUTTON and not known_kind(text) and not in_line


def galleries_in(article: Tag) -> list[Tag]:
    """The outermost elements of an article that are galleries by their name, and are not around its title."""
    found: dict[int, Tag] = {}
    for element in article.find_all(_CONTAINERS):
        if any(id(above) in found for above in element.parents):
            continue
        if any(map(_GALLERY.search, names_of(element))) and not element.find("h1"):
            found[id(element)] = element
    return [*found.values()]


def _of_galleries(article: Tag) -> Iterator[Tag]:
    """The blocks of galleries that are no captions or headings, but labels of controls, or what one said before."""
    for gallery in galleries_in(article):
        seen: set[str] = set()
        for leaf in _leaves(gallery):
            text = verbatim(text_of(leaf))
            is_short = tokens(text) < _SHORTEST_CAPTION and leaf.name not in (*HEADINGS, "figcaption", "p")
            if (is_short and not any(map(_CAPTION.search, names_of(leaf)))) or text in seen:
                yield leaf
            seen.add(text)


def _is_for_other_screens(copy: Tag) -> bool:
    """Whether an element repeats, for screens of another width, the graphic before it."""
    before = neighbour(copy, "previous_sibling")
    return isinstance(before, Tag) and before.has_attr("data-min-width") and before.get("class") == copy.get("class")


def _leaves(element: Tag) -> list[Tag]:
    return [block for block in element.find_all([*BLOCKS]) if not holds(block, BLOCKS)]
