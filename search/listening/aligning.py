"""A printed transcript gets the times of its words from what was heard, its text untouched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from corpus.aligning.times import Speech
from corpus.alignment import Aligned, Time, align as aligned
from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.heard import Word
from corpus.library import Library, StoreResult
from corpus.model import Document, Part, Passage
from corpus.sound import Alignment, Disagreement, Recording
from corpus.text import plural

_WORD = re.compile(r"\S+")
_LEAST_HEARD = 0.3  # of the printed words: with fewer, chance is as good a reason
_LONGEST_TEXT = 300  # characters of what was heard and is not printed


class _Printed(NamedTuple):
    """A printed word: its passage, and where it is there."""

    passage: Passage
    first: int
    last: int

    @property
    def text(self) -> str:
        return self.passage.text[self.first : self.last]


def align(
    library: Library,
    id: str,
    heard: Sequence[Word],
    speech: Speech,
    recording: Recording,
    *,
    model: str,
    made: PartialDate,
) -> StoreResult:
    """Store a version of a transcript with the times of its words, and where print and sound disagree."""
    document = library.document(id)
    printed = list(_words(document))
    found = aligned([word.text for word in printed], heard, speech)
    share = found.heard / max(len(printed), 1)
    if share < _LEAST_HEARD:
        raise ReadError(
            f"has {100 * share:.0f} % of the words of {id} in it: it is another recording, or was heard too badly;"
            " nothing was changed"
        )
    times: dict[str, list[Part]] = {passage.id: [] for passage in _spoken(document)}
    for word, time in zip(printed, found.times, strict=True):
        _add(times[word.passage.id], word, time)
    alignment = Alignment(
        model=model,
        made=made,
        words=len(printed),
        heard=found.heard,
        disagreements=tuple(sorted(_disagreements(printed, heard, found))),
    )
    given = {passage: tuple(parts) for passage, parts in times.items()}
    kept = library.align(id, document.version, given, alignment, recording)
    places = plural(len(alignment.disagreements), "place")
    told = f"{int(100 * share)} % of its words heard; print and sound differ in {places}"
    return replace(kept, message=told)


def _spoken(document: Document) -> Iterator[Passage]:
    return (passage for section in document.spoken for passage in section.passages)


def _words(document: Document) -> Iterator[_Printed]:
    for passage in _spoken(document):
        yield from (_Printed(passage, *match.span()) for match in _WORD.finditer(passage.text))


def _add(parts: list[Part], word: _Printed, time: Time | None) -> None:
    """Add the time of a word; words without one, in a row, are one part."""
    first = word.first if parts else 0
    if time:
        parts.append(Part(first, time.start_ms, time.end_ms, confidence=time.confidence))
    elif not parts or parts[-1].start_ms is not None:
        parts.append(Part(first))


def _disagreements(printed: Sequence[_Printed], heard: Sequence[Word], found: Aligned) -> Iterator[Disagreement]:
    for first, last in found.unheard:
        start = next((time.end_ms for time in reversed(found.times[:first]) if time), 0)
        end = next((time.start_ms for time in found.times[last:] if time), start)
        for begin in range(first, last):
            if begin == first or printed[begin].passage is not printed[begin - 1].passage:
                same = [each for each in printed[begin:last] if each.passage is printed[begin].passage]
                yield Disagreement(start, max(end, start), same[0].passage.id, same[0].first, same[-1].last)
    for first, last in found.unprinted:
        text = "".join(word.text for word in heard[first:last]).strip()
        cut = text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT].rstrip()} …"
        yield Disagreement(heard[first].start_ms or 0, heard[last - 1].end_ms or 0, text=cut)
