"""What is to be looked at again in a quotation whose words are the source's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.text import plural
from search.verifying import lexicon
from search.verifying.judging import Judged
from search.verifying.values import Difference

_FAR = 40  # words left out, from which on what is joined is far apart
_SHOWN = 12  # words
_SENTENCE = re.compile(r"(?<=[.?!…])[\"”’»)]*\s+")


def warnings(judged: Judged) -> Iterator[str]:
    """In words, each once."""
    for each in judged.differences:
        if each.kind == "ellipsis":
            yield from _of_ellipsis(judged, each)
    if judged.span:
        yield from _of_ends(judged, *judged.span)


def _of_ellipsis(judged: Judged, each: Difference) -> Iterator[str]:
    if lexicon.has_condition(each.source):
        yield f"the ellipsis stands for a condition, “{_short(each.source)}”"
    size = len(each.source.split())
    if size >= _FAR:
        yield f"what the ellipsis joins is far apart: {plural(size, 'word')} are left out"
    ids = {passage for passage, *_ in each.theirs}
    said_by = {place.passage.who for place in judged.source.places if place.passage.id in ids}
    own = {judged.source.places[judged.source.spoken[pair.theirs or 0].passage].passage.who for pair in judged.same}
    if others := sorted(who for who in said_by - own if who):
        yield f"the ellipsis stands for what {' and '.join(others)} said"


def _of_ends(judged: Judged, first: int, last: int) -> Iterator[str]:
    begin, end = judged.source.spoken[first].word, judged.source.spoken[last].word
    before = _SENTENCE.split(judged.source.text(first)[: begin.begin])[-1]
    behind = _SENTENCE.split(judged.source.text(last)[end.end :], maxsplit=1)[0]
    if (
        before.strip()
        and lexicon.has_condition(before)
        and re.match(r"\W*(?:if|unless|except|provided|until)\b", before, re.I)
    ):
        yield f"cut right after a condition, “{_short(before.strip())}”"
    if lexicon.goes_on_limiting(behind):
        yield f"cut right before a limiting clause, “{_short(behind.strip(' ,;:—–-'))}”"


def _short(text: str) -> str:
    words = text.split()
    return " ".join(words) if len(words) <= _SHOWN else f"{' '.join(words[:_SHOWN])} …"
