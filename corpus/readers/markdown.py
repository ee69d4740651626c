"""Markdown with YAML front matter: a transcript, or a page by way of HTML."""

from __future__ import annotations

import frontmatter
import markdown
import yaml
from bs4 import BeautifulSoup

from corpus.errors import ReadError
from corpus.model import Document, Hints, Reading, Section
from corpus.readers import turns
from corpus.readers.assemble import assemble
from corpus.readers.details import details, line_of
from corpus.readers.html_blocks import blocks_of
from corpus.text import verbatim


def read_markdown(text: str, hints: Hints) -> Reading:
    """The document below the front matter; ReadError where the front matter cannot be understood."""
    try:
        said, body = frontmatter.parse(text)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a day that no month has
        where = line_of(error, before=1)
        raise ReadError(f"has front matter that is not valid YAML{where}: mend it, or take it out") from error
    known = details(said)
    spoken = turns.turns(body)
    if spoken:
        section = Section(heading="Transcript", kind="transcript", passages=spoken)
        people = (*known.pop("people"), *turns.people(spoken))
        document = Document(**{"type": "transcript", "title": "", **known, "people": people, "sections": (section,)})
        return assemble(document, hints)
    soup = BeautifulSoup(markdown.markdown(body, extensions=["tables", "footnotes", "def_list"]), "lxml")
    h1 = soup.find("h1")
    if h1:
        known.setdefault("title", verbatim(h1.get_text()))
        h1.extract()
    sections, links, italics = blocks_of(soup)
    if not any(section.passages for section in sections):
        raise ReadError("has no text below its front matter")
    type_ = "report" if known.get("publisher") else "note"
    document = Document(**{"type": type_, "title": "", **known, "sections": sections})
    return assemble(document, hints, links=links, italics=italics)
