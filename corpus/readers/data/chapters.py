"""Chapters of an episode as data: in JSON, as Podcasting 2.0 has them, and in XML, as Podlove does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple
from xml.etree.ElementTree import Element

from corpus.errors import ReadError
from corpus.model import Document, Hints, Passage, Reading, Section
from corpus.readers.base.assemble import assemble
from corpus.readers.base.speech import head
from corpus.readers.base.times import Times
from corpus.readers.data.xml import parsed
from corpus.text import verbatim

_LIST = re.compile(r'"chapters"\s*:\s*\[')


def is_chapters(text: str) -> bool:
    """Whether a text looks like chapters in JSON."""
    return text.lstrip().startswith("{") and _LIST.search(text[:20_000]) is not None


def read_chapters(text: str, hints: Hints) -> Reading:
    """The chapters that are listed, a passage each with its time; ReadError where there are none in it.

    Source: Podcast Namespace, JSON Chapters 1.2; a chapter with `"toc": false` is not listed.
    """
    try:
        found = json.loads(text)
    except ValueError as error:
        raise ReadError("is not valid JSON: are these chapters, and whole?") from error
    listed = found.get("chapters") if isinstance(found, dict) else None
    times = Times()
    passages = tuple(
        Passage(
            text=title,
            start_ms=times.seconds(chapter.get("startTime")),
            end_ms=times.seconds(chapter.get("endTime")),
        )
        for chapter in (listed if isinstance(listed, list) else ())
        if isinstance(chapter, dict) and chapter.get("toc") is not False
        if isinstance(name := chapter.get("title"), str) and (title := verbatim(name))
    )
    if not passages:
        raise ReadError("is JSON without chapters: no list of them with titles")
    section = Section(heading="Chapters", kind="chapters", passages=passages)
    reading = assemble(replace(head(found), type="note", sections=(section,)), hints)
    return replace(reading, checks=(*reading.checks, *times.checks()))


class Chapters(NamedTuple):
    """Chapters, a passage each with its time, and what to check of them."""

    passages: tuple[Passage, ...]
    checks: tuple[str, ...] = ()


def simple_chapters(lists: Iterable[Element]) -> Chapters:
    """The chapters of `psc:chapters` elements (Podlove Simple Chapters 1.2, with times as in RFC 2326, 3.6)."""
    times = Times()
    passages = tuple(
        Passage(text=title, start_ms=times.clock_or_seconds(chapter.get("start")))
        for chapter in (chapter for each in lists for chapter in each)
        if chapter.tag.rpartition("}")[2].removeprefix("psc:") == "chapter"
        if (title := verbatim(chapter.get("title") or ""))
    )
    return Chapters(passages, times.checks())


def read_simple_chapters(text: str, hints: Hints) -> Reading:
    """The chapters in a file of their own; ReadError where there are none in it."""
    found = simple_chapters([parsed(text)])
    if not found.passages:
        raise ReadError("is XML without chapters: no list of them with titles")
    section = Section(heading="Chapters", kind="chapters", passages=found.passages)
    reading = assemble(Document(type="note", title="", sections=(section,)), hints)
    return replace(reading, checks=(*reading.checks, *found.checks))
