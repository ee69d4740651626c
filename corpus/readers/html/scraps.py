"""What stands within an article and is no text of it: labels of controls, cards of other stories, captions twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bs4 import Tag
from bs4.element import NavigableString

from corpus.passages import tokens
from corpus.readers.html.teasers import host_of
from corpus.readers.html.text import BLOCKS, HEADINGS, holds, names_of, neighbour, text_of
from corpus.sections import known_kind
from corpus.text import verbatim

_LABEL = re.compile(
    r"\W*(advertis(?:ement|ing)|supported by|full ?screen|auto-?play|skip ad|(?:view|buy) (?:photos?|graphic|gallery)"
    r"|\d{1,3} (?:of|/) \d{1,3}|continue reading(?: below)?|(?:story|article) continues below(?: advertisement)?"
    r"|skip (?:navigation|to (?:main )?content)|click here (?:to|for) .{1,40}|check out more .{1,40}|read more|see more|show (?:more|all)|more|close|caption|replay|back to top"
    r"|share|tweet|print|e-?mail|share (?:this|on) .{1,30}|listen to (?:this )?(?:the )?article|ouvir o texto|leia mais"
    r"|voltar|compartilhe|partager|teilen|drucken|lire plus|mehr|ツイート|シェアする|印刷|分享)\W*",
    re.IGNORECASE,
)
_LONGEST_LABEL = 60  # characters
_NOT_LABELS = (*HEADINGS, "dd", "dt", "td", "th", "pre", "blockquote", "figcaption")
_CARD = ("article", "div", "figure", "p", *HEADINGS)  # what stands in a link that is a card
_LONGEST_CARD, _SHORTEST_CAPTION = 40, 8  # words
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
    _take_out(filter(_is_button, article.find_all("a", href=True)), kept)
    _take_out([*_of_galleries(article)], kept)
    _take_out(filter(_is_for_other_screens, article.find_all("div", attrs={"data-min-width": True})), kept)


def _take_out(elements: Iterable[Tag], kept: set[int]) -> None:
    for element in elements:
        if id(element) not in kept:
            element.extract()


def _cards(article: Tag, site: str) -> Iterator[Tag]:
    """The links around blocks of a few words that lead to another page of the site, and stand in no line of text."""
    for link in article.find_all("a", href=True):
        address = str(link["href"])
        if address.startswith("#") or host_of(address) not in ("", site) or not holds(link, _CARD):
            continue
        if not link.find("h1") and 1 < tokens(text_of(link)) < _LONGEST_CARD:
            yield link


def _is_label(block: Tag) -> bool:
    """Whether a block is the label of a control, and nothing more; of an item of a list, whether it is a link."""
    if block.name in _NOT_LABELS:
        return False
    text = verbatim(text_of(block))
    if len(text) > _LONGEST_LABEL or not _LABEL.fullmatch(text):
        return False
    return block.name != "li" or any(verbatim(text_of(link)) == text for link in block.find_all("a"))


def _is_button(link: Tag) -> bool:
    """Whether a link is a button by its name, stands in no line of text, and its text is of no known kind."""
    parent = link.parent
    if parent is None or not any(map(_BUTTON.search, names_of(link))):
        return False
    beside = (node for node in parent.children if isinstance(node, NavigableString))
    return not any(map(tokens, beside)) and not known_kind(verbatim(text_of(link)))


def _of_galleries(article: Tag) -> Iterator[Tag]:
    """The blocks of galleries that are no captions or headings, but labels of controls, or what one said before."""
    for gallery in article.find_all(_CONTAINERS):
        if not any(map(_GALLERY.search, names_of(gallery))):
            continue
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
