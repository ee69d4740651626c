"""What two readings of one document differ in: its details, and those of its passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import fields
from itertools import pairwise, takewhile

from corpus.dates import PartialDate
from corpus.library.successors import Text, successors
from corpus.locators import Locator, locate, parts_of
from corpus.model import Document, Part, Passage, Person, Place, Reference
from corpus.text import clock
from search.ingest.values import Difference, Example

_EXAMPLES = 3
_SHOWN = 60  # characters of a text
_BEFORE = 20  # characters, of those that two texts begin with alike
_NOT_COMPARED = frozenset({"id", "version", "added_at", "sections", "stub"})


def differences(before: Document, after: Document) -> tuple[Difference, ...]:
    """What is another in a document than it was, details first; each kind with its first examples."""
    found: defaultdict[str, list[Example]] = defaultdict(list)
    for what, example in _of_passages(before, after):
        found[what].append(example)
    passages = (
        Difference(what=what, passages=len(found[what]), examples=tuple(found[what][:_EXAMPLES]))
        for what in (*_SAID, "text", "gone", "new")
        if found[what]
    )
    return (*_of_details(before, after), *passages)


def _of_details(before: Document, after: Document) -> Iterator[Difference]:
    for field in fields(Document):
        was, now = getattr(before, field.name), getattr(after, field.name)
        if field.name not in _NOT_COMPARED and was != now:
            example = Example(passage="", words="", was=_short(_written(was)), now=_short(_written(now)))
            yield Difference(what=field.name, passages=0, examples=(example,))


def _of_passages(before: Document, after: Document) -> Iterator[tuple[str, Example]]:
    """What each passage has otherwise than the one that stood in its place, and those in whose place none stands."""
    then, now = _places(before), _places(after)
    old, new = ([Text(id, each.passage.text) for id, each in places.items()] for places in (then, now))
    became = {id: id for id in then if id in now} | dict(successors(old, new))
    for id, earlier in then.items():
        words, next_id = earlier.passage.text, became[id]
        if next_id is None:
            yield "gone", Example(passage=id, words=_short(words), was=_short(words), now="")
            continue
        later = now[next_id]
        for what, said in _SAID.items():
            if (was := said(earlier)) != (is_now := said(later)):
                yield what, Example(passage=next_id, words=_short(later.passage.text), was=was, now=is_now)
        if words != later.passage.text:
            yield "text", _of_text(next_id, words, later.passage.text)
    for id in now.keys() - became.values():
        words = _short(now[id].passage.text)
        yield "new", Example(passage=id, words=words, was="", now=words)


def _places(document: Document) -> dict[str, Place]:
    return {each.passage.id: each for each in document.places()}


def _of_text(id: str, was: str, now: str) -> Example:
    """From a little before the first difference."""
    start = max(sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(was, now, strict=False))) - _BEFORE, 0)
    return Example(passage=id, words=_short(now), was=_short(was, start), now=_short(now, start))


def _parts(passage: Passage) -> str:
    """Where the parts of a passage come from, as far as that tells more than where it begins: 0:06–0:12, p. 4."""
    parts = parts_of(passage)
    first = [_time(parts[0])] if parts[0].end_ms is not None else []
    return _short(", ".join((*first, *(_of_part(part, before) for before, part in pairwise(parts)))))


def _of_part(part: Part, before: Part) -> str:
    label = part.label or (str(part.page) if part.page else None)
    pages = Locator(0, label=label, last_label=label).pages
    changes_page = (part.page, part.label) != (before.page, before.label)
    return (pages if changes_page else None) or _time(part) or pages or "?"


def _time(part: Part) -> str:
    return "–".join(clock(ms) for ms in (part.start_ms, part.end_ms) if ms is not None)


_SAID: dict[str, Callable[[Place], str]] = {
    "speaker": lambda place: place.passage.speaker or "",
    "time": lambda place: locate(place.passage).time or "",
    "page": lambda place: locate(place.passage).pages or "",
    "paragraph": lambda place: str(place.passage.paragraph),
    "parts": lambda place: _parts(place.passage),
    "section": lambda place: place.section.heading or place.section.kind,
}


def _written(value: object) -> str:
    match value:
        case None:
            return ""
        case PartialDate():
            return value.iso
        case tuple():
            return ", ".join(map(_written, value))
        case Person():
            return f"{value.name} ({', '.join(value.roles)})" if value.roles else value.name
        case Reference():
            return value.text
        case _:
            return str(value)


def _short(text: str, start: int = 0) -> str:
    shown = text[start : start + _SHOWN]
    return f"{'…' if start else ''}{shown}{'…' if start + _SHOWN < len(text) else ''}"
