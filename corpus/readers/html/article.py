"""Which part of an HTML page is the article, and what around and in it is furniture."""

from __future__ import annotations

from typing import NamedTuple

from bs4 import BeautifulSoup, Comment, Tag

from corpus.readers.html.furniture import take_out_furniture
from corpus.readers.html.prose import Prose
from corpus.readers.html.scraps import galleries_in, take_out_scraps
from corpus.readers.html.teasers import is_teaser, kept_in, link_share, site_of, take_out_teasers
from corpus.readers.html.text import HEADINGS, around, text_of
from corpus.sections import known_kind
from corpus.text import verbatim

_BODY = "[itemprop~=articleBody]"
_MARKS = ("main, [role=main]", "article", _BODY)  # what an article stands in, or is
_MOST = 0.5  # of the running text of what it stands in
_SOME = 50  # words
_LABELS = ("a", "b", "button", "div", "i", "p", "span", "strong", "summary")  # besides headings
_LONGEST_LABEL = 300  # characters
_MUCH = 0.15  # of a text that is links


class Article(NamedTuple):
    """The part of a page that is its article, without `left_out` of the `words` of running text that the page has.

    Of what it has, `in_galleries` words stand in galleries of pictures. It is soup where no known structure marks it,
    and much of what the page has there is links.
    """

    root: Tag
    is_soup: bool
    left_out: int
    words: int
    in_galleries: int


def article_of(soup: BeautifulSoup) -> Article:
    """The article of a page, its furniture taken out of the page; when in doubt, what is there is kept."""
    for comment in soup.find_all(string=lambda string: isinstance(string, Comment)):
        comment.extract()
    _label_by_reference(soup)
    site = site_of(soup)
    prose = Prose(soup)
    left_out = take_out_furniture(soup, prose)
    for button in soup.find_all("button"):
        if not (button.find_parent([*HEADINGS, "summary"]) or known_kind(verbatim(text_of(button)))):
            button.extract()
    rest = Prose(soup)
    article = _marked(soup, rest, site)
    left_out += rest.words(soup) - rest.words(article)
    if article.name == "body":
        for element in article.find_all(["header", "footer"], recursive=False):
            if not element.find("h1") or len(soup.find_all("h1", limit=2)) > 1:
                element.extract()
    is_soup = not _is_marked(article) and link_share([article]) > _MUCH
    take_out_teasers(article, rest, site, is_marked=_is_marked(article))
    take_out_scraps(article, site, kept=kept_in(article))
    in_galleries = sum(map(rest.words, galleries_in(article)))
    return Article(article, is_soup, left_out, left_out + rest.words(article), in_galleries)


def _marked(soup: BeautifulSoup, prose: Prose, site: str) -> Tag:
    """The smallest part of a page that its markup says is the article.

    It has most of the running text of what it stands in, or the page's title and some text. Several parts are one
    article, but for teasers, and for those that have a title each.
    """
    found: Tag = soup.body or soup
    for selector in _MARKS:
        if selector == _BODY and found.name == "article":
            break  # what the body is without stands in the article
        parts = [part for part in found.select(selector) if prose.words(part)]
        stories = [part for part in parts if not is_teaser(part, prose, site)] or parts
        titled = [part for part in stories if part.find("h1") and prose.words(part) >= _SOME]
        part = titled[0] if len(titled) > 1 else _around(stories)
        if part and (titled or prose.words(part) >= _MOST * prose.words(found)):
            found = part
    return found


def _around(parts: list[Tag]) -> Tag | None:
    """The smallest element that some parts of a page stand in, or the one part itself."""
    if len(parts) < 2:
        return parts[0] if parts else None
    return around(parts[0], parts[-1])


def _label_by_reference(soup: BeautifulSoup) -> None:
    """Give each element that another one labels (`aria-labelledby`) the label itself, before any is taken out."""
    labels = {str(element["id"]): element for element in soup.find_all([*HEADINGS, *_LABELS], id=True)}
    for element in soup.select("[aria-labelledby]"):
        label = labels.get(str(element["aria-labelledby"]))
        if label and not any(above is element for above in label.parents):
            element["aria-label"] = verbatim(text_of(label))[:_LONGEST_LABEL]


def _is_marked(article: Tag) -> bool:
    return article.name in ("article", "main") or bool(article.get("itemprop")) or article.get("role") == "main"
