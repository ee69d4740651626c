"""Where on a page that marks no article its story stands: the element whose own blocks hold the most running text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString

from corpus.passages import tokens
from corpus.readers.html.prose import Prose

_MOST_OF_A_BLOCK = 100  # words that count, so that one long comment is no story
_LEAST = 0.5  # of the running text: with less of it, none of the page is left out
_NEAR = 10  # elements around a block that it counts for
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
        for distance, above in enumerate(islice(_around(block, article), _NEAR)):
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


def _around(element: Tag, article: Tag) -> Iterator[Tag]:
    """The elements around one, the nearest first; the last is the article, which is all there is around itself."""
    above = element
    while above is not article and above.parent:
        above = above.parent
        yield above
    if element is article:
        yield article


def _words(article: Tag) -> tuple[Counter[int], Counter[int]]:
    """How many words each element holds, by its id(), and how many of these are of links."""
    every: Counter[int] = Counter()
    linked: Counter[int] = Counter()
    for element in reversed([article, *article.find_all(True)]):  # what it holds before it
        every[id(element)] += sum(tokens(text) for text in element.children if isinstance(text, NavigableString))
        if element.name == "a" and element.has_attr("href"):
            linked[id(element)] = every[id(element)]
        if element is not article:
            every[id(element.parent)] += every[id(element)]
            linked[id(element.parent)] += linked[id(element)]
    return every, linked
