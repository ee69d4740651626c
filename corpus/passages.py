"""Passages: the unit of search and of citation, cut to size and given lasting ids."""

from __future__ import annotations

import re
from base64 import b32encode
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import NamedTuple

from corpus.model import Document, Passage

MAX_TOKENS = 4095
TURN_TOKENS = 150
_LONG_TURN = 200  # somewhat more than a piece, so that no turn ends in a scrap

# As the index counts them: runs of letters, runs of digits, single letters of scripts without blanks.
_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W\d_{_UNSPACED}]+|\d+")
SENTENCE_END = re.compile(
    r"(?<!\b[A-Z])(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bSt)(?<!\bvs)[.!?…][\"'”’)\]]*\s+(?=[^\sa-z])"
)
_BLANK = re.compile(r"\s+")


class _Cut(NamedTuple):
    """A place where a text may be cut: how many tokens stand before it, and its offset."""

    tokens: int
    offset: int


def split(passage: Passage) -> tuple[Passage, ...]:
    """The passage in pieces short enough to search and to cite; each is a verbatim part of it.

    A speaker turn is cut at sentence ends near 150 words. Any passage is held under 4,095 tokens, at
    blanks where it has no sentence ends. The first piece keeps the start time, the last the end time.
    """
    target, longest = (TURN_TOKENS, _LONG_TURN) if passage.speaker is not None else (MAX_TOKENS, MAX_TOKENS)
    texts = tuple(_pieces(passage.text, target=target, longest=longest))
    last = len(texts) - 1
    return tuple(
        replace(
            passage,
            text=text,
            start_ms=passage.start_ms if number == 0 else None,
            end_ms=passage.end_ms if number == last else None,
        )
        for number, text in enumerate(texts)
    )


def identify(document: Document) -> Document:
    """The document with its passages split, numbered and named; `document.id` must be set.

    An id is "p" and 16 base-32 characters of a hash of the document's id and the passage's text; only
    for a text that the document repeats, also of its neighbours' texts, and then of a count. So an
    edit of one paragraph changes one id, and a trimmed beginning leaves the rest alone.
    """
    if not document.id:
        raise ValueError("a document needs its id before its passages can have theirs")
    sections = [
        (section, [piece for passage in section.passages for piece in split(passage)]) for section in document.sections
    ]
    ids = _ids(document.id, [passage.text for _, passages in sections for passage in passages])
    numbered = enumerate(ids)
    return replace(
        document,
        sections=tuple(
            replace(section, passages=tuple(_named(passage, *next(numbered)) for passage in passages))
            for section, passages in sections
        ),
    )


def _named(passage: Passage, ordinal: int, passage_id: str) -> Passage:
    return replace(passage, ordinal=ordinal, id=passage_id)


def _ids(document_id: str, texts: Sequence[str]) -> Iterator[str]:
    repeated = Counter(texts)
    seen: Counter[tuple[str, ...]] = Counter()
    for before, text, after in zip(["", *texts], texts, [*texts[1:], ""], strict=False):
        key: tuple[str, ...] = (document_id, text)
        if repeated[text] > 1:
            key += (before, after)
        seen[key] += 1
        yield _hash(*key) if seen[key] == 1 else _hash(*key, str(seen[key]))


def _hash(*parts: str) -> str:
    """The id for these parts; each goes in with its length, so that no two lists hash the same bytes."""
    digest = blake2b(digest_size=10)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return "p" + b32encode(digest.digest()).decode("ascii").lower()


def _pieces(text: str, *, target: int, longest: int) -> Iterator[str]:
    starts = [match.start() for match in _TOKEN.finditer(text)]
    if len(starts) <= longest:
        yield text
        return
    sentences = _cuts(SENTENCE_END, text, starts)
    blanks = _cuts(_BLANK, text, starts)
    here = _Cut(0, 0)
    while len(starts) - here.tokens > longest:
        cut = _nearest(sentences, here, target) or _nearest(blanks, here, target)
        if cut is None:
            tokens = here.tokens + MAX_TOKENS
            if tokens >= len(starts):
                break
            cut = _Cut(tokens, starts[tokens])
        yield text[here.offset : cut.offset].rstrip()
        here = cut
    yield text[here.offset :]


def _cuts(pattern: re.Pattern[str], text: str, starts: Sequence[int]) -> list[_Cut]:
    offsets = [match.end() for match in pattern.finditer(text)]
    return [_Cut(tokens, offset) for offset in offsets if 0 < (tokens := bisect_left(starts, offset)) < len(starts)]


def _nearest(cuts: Sequence[_Cut], here: _Cut, target: int) -> _Cut | None:
    """The cut whose piece comes nearest to `target` tokens, among those that leave no piece too long."""
    first = bisect_left(cuts, _Cut(here.tokens + 1, 0))
    end = bisect_left(cuts, _Cut(here.tokens + MAX_TOKENS + 1, 0))
    middle = min(max(bisect_left(cuts, _Cut(here.tokens + target, 0)), first), end)
    around = cuts[max(first, middle - 1) : min(end, middle + 1)]
    return min(around, key=lambda cut: abs(cut.tokens - here.tokens - target), default=None)
