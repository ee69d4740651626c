"""Transcripts as pages of a site, and ranges of their words, always the same of one seed."""

from __future__ import annotations

import random
import re
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import NamedTuple

import markdown

from corpus.model import Document, Hints
from corpus.passages import identify
from corpus.quotation import Quotation, Range, quotation
from corpus.readers import registry

_MOST_TURNS = 5
_WORD = re.compile(r"\S+")
_SITE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | Harbour Radio</title>
<link rel="canonical" href="{url}"><style>nav a {{ color: teal }}</style>
<script>document.documentElement.dataset.title = "{title}"</script></head>
<body><header><a href="/">Harbour Radio</a><nav><ul><li><a href="/shows">All shows</a></li><li><a href="/about">About
us</a></li><li><a href="/live">Listen now</a></li></ul></nav></header>
<main><article><h1>{title}</h1><p class="lead">A transcript of what was said. Thank you for listening!</p>
{talk}</article></main>
<aside><h2>Latest episodes</h2><ul><li><a href="/1">Yeah, exactly</a></li><li><a href="/2">Thank you so much</a></li>
</ul></aside>
<footer><p>Harbour Radio. <span hidden>Right, right.</span> All that was said is said again here.</p></footer>
</body></html>
"""


class Cited(NamedTuple):
    """Words of a page, and where on it they are: characters that are no white space, from and to before."""

    document: Document
    quotation: Quotation
    markup: str
    begin: int
    end: int


def page(title: str, text: str) -> str:
    """A transcript in Markdown as a page of a site."""
    url = f"https://radio.example/{re.sub('[^a-z0-9]+', '-', title.lower())}"
    return _SITE.format(title=escape(title), url=url, talk=markdown.markdown(text))


def transcripts(archive: Path) -> Iterator[tuple[str, str]]:
    """The names and texts of an archive's transcripts."""
    with tarfile.open(archive) as members:
        for member in members:
            if member.name.endswith(".md") and (file := members.extractfile(member)):
                yield Path(member.name).stem, file.read().decode()


def read(markup: str) -> Document:
    """A page as it is read, its passages cut and named."""
    document = registry.read(markup.encode(), Hints(name="page.html", type="transcript")).document
    return identify(replace(document, id="talk", version=1))


def ranges(markup: str, shown: str, count: int, draw: random.Random) -> Iterator[Cited]:
    """Ranges of words of a page, half of them within a passage. `shown` is what it shows, without white space."""
    document = read(markup)
    places = list(document.places())
    begins = list(_begins([place.passage.text for place in places], shown))
    known = [number for number, begin in enumerate(begins) if begin is not None]
    while known and count:
        first = draw.choice(known)
        last = min(first + draw.choice((0, 0, 0, 0, 1, 2, 3, _MOST_TURNS)), len(places) - 1)
        if begins[last] is None:
            continue
        opening, closing = (places[number].passage for number in (first, last))
        begin = draw.choice([word.start() for word in _WORD.finditer(opening.text)])
        ends = [word.end() for word in _WORD.finditer(closing.text) if first != last or word.start() >= begin]
        end = draw.choice(ends[:40])
        words = quotation(document, places[first], Range(begin, end, closing.id))
        yield Cited(
            document,
            words,
            markup,
            *(
                at + len("".join(text.split()))
                for at, text in ((begins[first] or 0, opening.text[:begin]), (begins[last] or 0, closing.text[:end]))
            ),
        )
        count -= 1


def _begins(texts: list[str], shown: str) -> Iterator[int | None]:
    """Where each text begins that stands soon behind the one before it."""
    at = shown.index("Thankyouforlistening!")
    for text in texts:
        words = "".join(text.split())
        found = shown.find(words, at, at + len(words) + 200)
        yield None if found < 0 else found
        at = at if found < 0 else found + len(words)
