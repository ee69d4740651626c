"""Where on a page that marks no article its story stands: the element whose own blocks hold the most running text."""

from __future__ import annotations

from collections import Counter, defaultdict

from bs4 import Tag
from bs4.element import PageElement

from corpus.passages import tokens
from corpus.readers.html.prose import Prose

_MOST_OF_A_BLOCK = 100  # words that count, so that one long comment is no story
_LEAST = 0.5  # of the running text: with less of it, none of the page is left out
_FEWEST = 10  # words of running text for which more of the page is taken
_FEW_LINKS = 0.1  # of the words of what is taken


def story_of(article: Tag) -> Tag:
    """The element of an article that is its story, without the menus and lists of other stories around it.

    A block of running text counts for the element that it stands in, half as much for the next, and so on; the share of
    links counts against it. An element around it is taken instead, where that adds running text and hardly any links,
    and as long as the story has not half of the running text.
    """
    prose = Prose(article)
    every, linked = _words(article)
    scores: defaultdict[int, float] = defaultdict(float)
    elements: dict[int, Tag] = {}
    for block, words in prose.blocks:
        for distance, above in enumerate(_around(block, article)):
            elements[id(above)] = above
            scores[id(above)] += min(words, _MOST_OF_A_BLOCK) / 2**distance

    def score(element: Tag) -> float:
        return scores[id(element)] * (1 - linked[id(element)] / max(every[id(element)], 1))

    story = max(elements.values(), key=score, default=article)
    for above in _around(story, article):
        running = prose.words(above) - prose.words(story)
        words, links = (count[id(above)] - count[id(story)] for count in (every, linked))
        adds = running >= _FEWEST and links <= _FEW_LINKS * words
        if adds or prose.words(story) < _LEAST * prose.words(article):
            story = above
    return story


def _around(element: PageElement, article: Tag) -> list[Tag]:
    """The elements around one, the nearest first; the last is the article, which is all there is around itself."""
    found = [article] if element is article else []
    for above in () if found else element.parents:
        found.append(above)
        if above is article:
            break
    return found


def _words(article: Tag) -> tuple[Counter[int], Counter[int]]:
    """How many words each element holds, by its id(), and how many of these are of links."""
    every: Counter[int] = Counter()
    linked: Counter[int] = Counter()
    for string in article.find_all(string=True):
        words, is_linked = tokens(string), string.find_parent("a", href=True) is not None
        for above in _around(string, article):
            every[id(above)] += words
            linked[id(above)] += words * is_linked
    return every, linked
