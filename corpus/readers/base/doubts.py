"""What of a document is hardly as its source meant it: times, text without sentences, speakers who are not heard."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.locators import parts_of
from corpus.model import Document, Section
from corpus.passages import SENTENCE_END, tokens
from corpus.readers.base.draft import Draft
from corpus.text import clock, plural

_OVERLAP_MS = 2_000  # cues that are shown together may begin in any order
_SLACK_MS = 60_000  # beyond the stated duration: an advertisement
_LONG = 400  # words without the end of a sentence
_SHORTEST = 2 * _LONG  # characters of so many words
_STOP = re.compile("[.!?…。！？｡]")
_WORDS = 6  # that are quoted
_MOST_NAMES = 3


def with_doubts(draft: Draft) -> Draft:
    """The draft with a check of each doubt; what its document is told of later is not known here."""
    return draft.telling(*doubts(draft.document))


def doubts(document: Document) -> Iterator[str]:
    """What to check of a document, a few words each, which begin with the detail that it is."""
    for section in document.sections:
        yield from backwards(_times(section))
    yield from beyond(document)
    yield from _without_sentences(document)
    yield from _silent(document)


def beyond(document: Document) -> Iterator[str]:
    """The first time that is well beyond the duration that the source states."""
    duration = document.duration_ms
    if not duration:
        return
    late = [ms for section in document.sections for ms in _times(section) if ms > duration + _SLACK_MS]
    if late:
        yield f"times beyond the stated duration of {clock(duration)}: {clock(late[0])}{_more(len(late))}"


def backwards(times: Iterable[int]) -> Iterator[str]:
    """Where times, in the order in which they are printed, first go back."""
    latest = 0
    found: list[str] = []
    for ms in times:
        if ms < latest - _OVERLAP_MS:
            found.append(f"times run backwards at {clock(ms)}, after {clock(latest)}")
            latest = ms
        latest = max(latest, ms)
    if found:
        yield f"{found[0]}{_more(len(found))}"


def _times(section: Section) -> Iterator[int]:
    for passage in section.passages:
        if passage.parts or passage.start_ms is not None:
            yield from (part.start_ms for part in parts_of(passage) if part.start_ms is not None)


def _more(count: int) -> str:
    return f", and {plural(count - 1, 'more such time')}" if count > 1 else ""


def _without_sentences(document: Document) -> Iterator[str]:
    """The longest run of words that could only be cut somewhere between two of them."""
    longest = max(
        (
            (tokens(run), run)
            for passage in document.passages()
            if len(passage.text) >= _SHORTEST and max(map(len, _STOP.split(passage.text))) >= _SHORTEST
            for run in _runs(passage.text)
            if len(run) >= _SHORTEST
        ),
        default=(0, ""),
    )
    count, run = longest
    if count > _LONG:
        yield f"text without the end of a sentence for {count:,} words, from “{' '.join(run.split()[:_WORDS])}”"


def _runs(text: str) -> Iterator[str]:
    start = 0
    for match in SENTENCE_END.finditer(text):
        yield text[start : match.end()]
        start = match.end()
    yield text[start:]


def _silent(document: Document) -> Iterator[str]:
    """Whoever is named as a speaker of what nobody is seen to say; of a transcript that is said anyway."""
    names = [person.name for person in document.people if "speaker" in person.roles]
    if not names or document.type == "transcript" or any(passage.speaker for passage in document.passages()):
        return
    named = f"{', '.join(names[:_MOST_NAMES])}{' and others' if len(names) > _MOST_NAMES else ''}"
    yield f"speakers missing: no words are seen to be those of {named}"
