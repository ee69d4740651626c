"""The corpus of any size: the real archive and repeats of it with fresh words, else one by Zipf's law."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from corpus.model import Document, Hints, Reading
from corpus.passages import identify
from corpus.readers import registry
from corpus.slugs import slug
from search.analysis.patterns import patterns
from tests.bench.speed import archive, zipf
from tests.bench.speed.seed import seeded
from tests.data import ARCHIVE

_HEAPS = 0.55  # a text of n words has about n ** 0.55 different ones
_FREQUENT = 2000  # words that every repeat has in common
_LETTERS = str.maketrans("0123456789", "bcfhjkmopv")  # none that a stemmer takes away


def described() -> str:
    """What the corpus is made of, in a sentence."""
    if ARCHIVE.exists():
        return (
            "The corpus is the transcript archive in shuffled order and, beyond it, repeats with fresh words; "
            "shows are its folders, days are drawn."
        )
    return "The transcript archive is not there: the corpus is made up, its words by Zipf's law."


def documents(passages: int) -> Iterator[Document]:
    """The first documents of the corpus, that many passages of them; the last document may be cut."""
    left = passages
    for document in _documents():
        section = document.sections[0]
        yield replace(document, sections=(replace(section, passages=section.passages[:left]),))
        left -= len(section.passages)
        if left <= 0:
            return


def _documents() -> Iterator[Document]:
    if not ARCHIVE.exists():
        yield from zipf.documents()
    originals = _archive()
    yield from originals
    yield from _repeats(originals)


def _archive() -> list[Document]:
    found = []
    for path, data, date in archive.files():
        reading = registry.read(data, Hints(name=path.name, show=path.parts[0], date=date))
        assert isinstance(reading, Reading)
        found.append(identify(replace(reading.document, id=slug(str(path.with_suffix(""))))))
    seeded("archive's order").shuffle(found)
    return found


def _repeats(originals: list[Document]) -> Iterator[Document]:
    """The archive again and again, under fresh ids; each time, a share of the rarer words becomes new words.

    The share is what the next text of this length would add to the vocabulary by Heaps' law.
    """
    texts = (passage.text for document in originals for passage in document.passages())
    ranked = Counter(word.lower() for text in texts for word in patterns(text).word.findall(text)).most_common()
    rarer = sorted(word for word, _ in ranked[_FREQUENT:] if word.isalpha())
    for repeat in itertools.count(1):
        draw = seeded(f"repeat {repeat}")
        share = (repeat + 1) ** _HEAPS - repeat**_HEAPS
        fresh = {word for word in rarer if draw.random() < share}
        suffix = "q" + str(repeat).translate(_LETTERS)
        for document in originals:
            yield _again(document, f"{document.id}-{repeat}", fresh, suffix)


def _again(document: Document, id: str, fresh: set[str], suffix: str) -> Document:
    section = document.sections[0]
    passages = tuple(
        replace(
            passage,
            text=patterns(passage.text).word.sub(
                lambda word: word[0] + suffix if word[0].lower() in fresh else word[0], passage.text
            ),
        )
        for passage in section.passages
    )
    return identify(replace(document, id=id, sections=(replace(section, passages=passages),)))
