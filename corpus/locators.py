"""Where the words of a range of a passage are in its source: the time, the pages, the paragraph."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import NamedTuple

from corpus.model import Part, Passage
from corpus.text import clock

_OFFSET = attrgetter("offset")


class Locator(NamedTuple):
    """Where a range of a passage's text is; None for what the source does not say.

    `start_ms` and `end_ms` are those of its first and its last words. Where the first is not known, `after_ms` and
    `before_ms` are the nearest times around the range. `page` and `last_page` count sheets, `label` and `last_label`
    are what is cited for them. A range through several passages has a `last_paragraph`, which is of its own section,
    and the time at which its last passage starts.
    """

    paragraph: int
    start_ms: int | None = None
    end_ms: int | None = None
    after_ms: int | None = None
    before_ms: int | None = None
    page: int | None = None
    last_page: int | None = None
    label: str | None = None
    last_label: str | None = None
    last_paragraph: int | None = None
    last_start_ms: int | None = None

    @property
    def time(self) -> str | None:
        """The time in words: 14:32; 14:32–15:10 of several turns; between 43:48 and 47:53."""
        if self.start_ms is not None:
            return _between(clock(self.start_ms), self._until)
        if self.after_ms is None:
            return None if self.before_ms is None else f"before {clock(self.before_ms)}"
        if self.before_ms is None:
            return f"after {clock(self.after_ms)}"
        after, before = clock(self.after_ms), clock(self.before_ms)
        return after if after == before else f"between {after} and {before}"

    @property
    def _until(self) -> str | None:
        """Where several turns end, or else where the last of them starts."""
        if self.last_paragraph is None:
            return None
        until = self.last_start_ms if self.end_ms is None else self.end_ms
        return None if until is None else clock(until)

    @property
    def pages(self) -> str | None:
        """The pages in words: p. 4; pp. 3–4; p. ii."""
        if self.label is None:
            return None
        if self.last_label is None:
            return f"from p. {self.label}"
        return f"p. {self.label}" if self.label == self.last_label else f"pp. {self.label}–{self.last_label}"

    @property
    def brief(self) -> str:
        """A time, pages, or the paragraph of its section."""
        return self.time or self.pages or f"¶ {self.paragraph}"


def locate(passage: Passage, first: int = 0, last: int | None = None) -> Locator:
    """The locator of `text[first:last]`, by default of the whole passage."""
    last = len(passage.text) if last is None else last
    parts = parts_of(passage)
    begins = _at(parts, first)
    ends = _at(parts, max(last - 1, first))
    opening, closing = parts[begins], parts[ends]
    start_ms = opening.start_ms if _holds(opening, passage.text, first) else None
    end_ms = passage.end_ms if closing.end_ms is None and last == len(passage.text) else closing.end_ms
    after_ms, before_ms = (None, None) if start_ms is not None else _around(passage, parts, begins, ends)
    return Locator(
        passage.paragraph,
        start_ms,
        None if end_ms == start_ms else end_ms,
        after_ms,
        before_ms,
        opening.page,
        closing.page,
        _label(opening),
        _label(closing),
    )


def spanning(first: Locator, last: Locator) -> Locator:
    """The locator of a range that goes through several passages, by those of its words in the first and in the last."""
    ends = last.before_ms if last.end_ms is None else last.end_ms
    before = ends if first.start_ms is None else None
    is_backwards = None not in (first.after_ms, before) and (before or 0) < (first.after_ms or 0)
    return first._replace(
        end_ms=last.end_ms,
        after_ms=None if is_backwards else first.after_ms,
        before_ms=None if is_backwards else before,
        last_page=last.last_page,
        last_label=last.last_label,
        last_paragraph=last.paragraph,
        last_start_ms=last.start_ms,
    )


def _between(first: str, last: str | None) -> str:
    return first if last in (None, first) else f"{first}–{last}"


def parts_of(passage: Passage) -> tuple[Part, ...]:
    """Where the parts of a passage come from; the first begins where the passage does."""
    if passage.parts and passage.parts[0].offset == 0:
        return passage.parts
    return (Part(0, passage.start_ms, page=passage.page), *passage.parts)


def _at(parts: Sequence[Part], offset: int) -> int:
    """The number of the part that an offset is in."""
    return bisect_right(parts, offset, key=_OFFSET) - 1 if len(parts) > 1 else 0


def _holds(part: Part, text: str, first: int) -> bool:
    """Whether the time at which a part starts is that of the words from `first` on."""
    return part.end_ms is not None or part.offset == first or not text[part.offset : first].strip()


def _around(passage: Passage, parts: Sequence[Part], begins: int, ends: int) -> tuple[int | None, int | None]:
    """The nearest times around some parts; none where they run backwards."""
    after = passage.after_ms
    before = passage.before_ms if passage.end_ms is None else passage.end_ms
    for part in parts[: begins + 1]:
        after = after if part.start_ms is None else part.start_ms
    for part in parts[:ends:-1]:
        before = before if part.start_ms is None else part.start_ms
    return (None, None) if after is not None and before is not None and before < after else (after, before)


def _label(part: Part) -> str | None:
    return part.label or (None if part.page is None else str(part.page))


def piece(passage: Passage, first: int, last: int) -> Passage:
    """The passage `text[first:last]` of a passage, with what is known of where it comes from."""
    if (first, last) == (0, len(passage.text)):
        return passage
    parts = parts_of(passage)
    begins = _at(parts, first)
    before = parts[begins]
    held = before if _holds(before, passage.text, first) else before._replace(start_ms=None)
    within = [part._replace(offset=part.offset - first) for part in parts[begins + 1 : _at(parts, last - 1) + 1]]
    said = (held._replace(offset=0), *within)
    return replace(
        passage,
        text=passage.text[first:last],
        start_ms=said[0].start_ms,
        end_ms=passage.end_ms if last == len(passage.text) else said[-1].end_ms,
        page=said[0].page,
        parts=said if passage.parts else (),
    )


def paragraphs(passages: Iterable[Passage]) -> Iterator[int]:
    """The number that the paragraph or turn of each passage of a section has in the source, from 1."""
    number = turn = 0
    for passage in passages:
        number += not passage.paragraph or passage.paragraph != turn
        turn = passage.paragraph
        yield number


def bounds(passages: Sequence[Passage]) -> Iterator[tuple[int | None, int | None]]:
    """The nearest times before and after each passage of a transcript, where it does not say its own."""
    times = [
        [part.start_ms for part in parts_of(passage) if part.start_ms is not None]
        if passage.parts or passage.start_ms is not None
        else []
        for passage in passages
    ]
    following: list[int | None] = [None]
    for starts in reversed(times):
        following.append(starts[0] if starts else following[-1])
    after: int | None = None
    for passage, starts, before in zip(passages, times, following[-2::-1], strict=True):
        ends = passage.end_ms is not None or (bool(passage.parts) and passage.parts[-1].end_ms is not None)
        yield after if passage.start_ms is None else None, None if ends else before
        after = starts[-1] if starts else after
