"""HTML: the article of a real page, its sections by heading, captions with credits, and its metadata."""

from __future__ import annotations

from dataclasses import replace

from bs4 import Tag

from corpus.errors import ReadError
from corpus.model import Document, DocumentType, Hints, Reading
from corpus.readers.base.assemble import assemble
from corpus.readers.base.speech import transcript
from corpus.readers.html.article import article_of
from corpus.readers.html.blocks import Blocks, blocks_of
from corpus.readers.html.bylines import datelines, set_bylines_apart, timed
from corpus.readers.html.checks import beside, checks, words_in
from corpus.readers.html.metadata import metadata
from corpus.readers.html.notes import set_notes_apart
from corpus.readers.html.story import story_of
from corpus.readers.html.text import HEADINGS, soup_of, text_of
from corpus.readers.html.transcript import mark_speakers, take_out_talk
from corpus.sections import known_kind
from corpus.text import verbatim


def read_html(text: str, hints: Hints, *, type_: DocumentType = "note") -> Reading:
    """A page's article; the text before its first heading is the summary. `type_`, where nothing tells another."""
    soup = soup_of(text)
    said = {"type": type_, "title": "", **metadata(soup)}
    article, is_soup, left_out, words, in_galleries = article_of(soup)
    if date := timed(article) or timed(soup):
        said.setdefault("date", date)
    set_notes_apart(article)
    bylines = (*set_bylines_apart(article), *datelines(article))
    said["title"] = _take_out_title(article, said["title"]) or said["title"] or _first_heading(soup)
    talk = take_out_talk(article)  # the rest tells whether the page is about an episode, and has its transcript
    mark_speakers(article)
    sections, links, italics, outside = blocks_of(article, story_of(article) if is_soup else None)
    if talk and not any(s.passages and s.kind not in ("summary", "body", "caption") for s in sections):
        left_out += words_in(sections)
        told = [*checks((), left_out=left_out, words=left_out + words_in(talk.sections))]
        told = told or [*beside(sections, talk.sections)]
        about = Document(**{**said, "type": "transcript"})
        return transcript(talk.sections, hints, about=about, checks=(*talk.checks, *told))
    if is_soup:
        words = left_out + outside + words_in(sections)
        left_out += outside
    if talk:
        sections = (*sections, *talk.sections)
    if not any(section.passages for section in sections):
        raise ReadError("has no text that could be read; is it a page that needs script to show itself?")
    reading = assemble(Document(**said, sections=sections), hints, links=links, italics=italics, bylines=bylines)
    found = checks(reading.document.sections, left_out=left_out, words=words, in_galleries=in_galleries)
    return replace(reading, checks=(*reading.checks, *(talk.checks if talk else ()), *found))


def _take_out_title(article: Tag, said: str) -> str:
    """The title, taken out: the headings that are as the page is called elsewhere, else the first large one."""
    headings = [(heading, verbatim(text_of(heading))) for heading in article.find_all(list(HEADINGS))]
    alike = [heading for heading, text in headings if text and text == said]
    titles = [heading for heading in alike if heading.name == "h1" or not known_kind(said)]
    titles = titles or [heading for heading, text in headings if text and heading.name == "h1"][:1]
    for title in titles:
        title.extract()
    return verbatim(text_of(titles[0])) if titles else ""


def _first_heading(soup: Tag) -> str:
    """The first large heading of a page, for want of one in its article."""
    h1 = soup.find("h1")
    return verbatim(text_of(h1)) if h1 else ""


def blocks_in(markup: str) -> Blocks:
    """The blocks of a piece of HTML that is no page, such as show notes: all of it is the article."""
    article = article_of(soup_of(f"<html><body><article>{markup}</article></body></html>")).root
    set_notes_apart(article)
    return blocks_of(article)
