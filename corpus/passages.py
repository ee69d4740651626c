"""Passages: the unit of search and of citation, cut to size and given lasting ids."""

from __future__ import annotations

import re
from base64 import b32encode
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import repeat
from typing import NamedTuple

from corpus.locators import bounds, paragraphs, piece
from corpus.model import Document, Part, Passage, Section

MAX_TOKENS = 4095
PIECE_TOKENS = 150
_LONG = 200  # somewhat more than a piece, so that no paragraph ends in a scrap

# As the index counts them: runs of letters, runs of digits, single letters of scripts without blanks.
UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{UNSPACED}]|[^\W\d_{UNSPACED}]+|\d+")
SENTENCE_END = re.compile(
    r"[.!?…](?<!\b[A-Z].)(?<!\bDr.)(?<!\bMr.)(?<!\bMs.)(?<!\bMrs.)(?<!\bSt.)(?<!\bvs.)[\"'”’)\]]*\s+(?=[^\sa-z])"
    r"|[。！？｡]+[」』”’）]*\s*(?=\S)"  # scripts without blanks
)
_BLANK = re.compile(r"\s+")
_OTHERS = bytes((*b"0123456789", *range(128, 256)))  # bytes that may each be of a token of its own
_LETTERS = bytes(97 if chr(byte).isalpha() and byte < 128 else 32 for byte in range(256))  # a, and all else a blank


class _Cut(NamedTuple):
    """A place where a text may be cut: how many tokens stand before it, and its offset."""

    tokens: int
    offset: int


def split(passage: Passage) -> tuple[Passage, ...]:
    """The passage in pieces short enough to search and to cite; each is a verbatim part of it, with what is its own
    of times and pages.

    It is cut at sentence ends near 150 words, at blanks where it has none; letters of scripts without blanks count
    as words. None has more than 4,095 tokens.
    """
    if _is_short(passage.text):
        return (passage,)
    return tuple(piece(passage, first, last) for first, last in _pieces(passage.text))


def cut(document: Document) -> Document:
    """The document with its passages split; pieces of one paragraph are known by their number."""
    sections = (replace(section, passages=tuple(_pieces_of(section))) for section in document.sections)
    return replace(document, sections=tuple(sections))


def is_cut(document: Document) -> bool:
    """Whether no passage is longer than pieces are."""
    return all(len(each.text) <= MAX_TOKENS or tokens(each.text) <= MAX_TOKENS for each in document.passages())


def identify(document: Document) -> Document:
    """The document with its passages split, numbered and named; `document.id` must be set."""
    return named(cut(document))


def named(document: Document) -> Document:
    """The document, whose passages are cut, with these numbered and named; `document.id` must be set.

    An id is "p" and 16 base-32 characters of a hash of the document's id and the passage's text; only
    for a text that the document repeats, also of its neighbours' texts, and then of a count. So an
    edit of one paragraph changes one id, and a trimmed beginning leaves the rest alone.
    """
    if not document.id:
        raise ValueError("a document needs its id before its passages can have theirs")
    ordinals = enumerate(_ids(document.id, [passage.text for passage in document.passages()]))
    sections = (replace(section, passages=tuple(_named(section, ordinals))) for section in document.sections)
    return replace(document, sections=tuple(sections))


def _pieces_of(section: Section) -> Iterator[Passage]:
    """The pieces of a section's passages, of which `paragraphs` says the same numbers."""
    numbered = any(passage.paragraph for passage in section.passages)
    for passage, number in zip(section.passages, paragraphs(section.passages), strict=True):
        pieces = split(passage)
        said = number if numbered or len(pieces) > 1 else passage.paragraph
        yield from pieces if said == passage.paragraph else (replace(each, paragraph=said) for each in pieces)


def _named(section: Section, names: Iterator[tuple[int, str]]) -> Iterator[Passage]:
    """The passages with their ordinals and ids, and in a transcript with the nearest times around them."""
    around = bounds(section.passages) if section.kind == "transcript" else repeat((None, None))
    numbers = paragraphs(section.passages)
    for passage, number, (after, before), (ordinal, id) in zip(section.passages, numbers, around, names, strict=False):
        parts = passage.parts
        if section.kind == "chapters" and passage.start_ms is not None and not parts:
            parts = (Part(0, passage.start_ms, passage.end_ms or passage.start_ms),)  # any words of a chapter's title
        yield Passage(  # and not `replace`, which takes twice as long
            text=passage.text,
            id=id,
            ordinal=ordinal,
            paragraph=number,
            speaker=passage.speaker,
            start_ms=passage.start_ms,
            end_ms=passage.end_ms,
            page=passage.page,
            parts=parts,
            after_ms=after,
            before_ms=before,
        )


def _ids(document_id: str, texts: Sequence[str]) -> Iterator[str]:
    repeated = Counter(texts)
    seen: Counter[bytes] = Counter()
    within, digests = _counted(document_id), bytearray()
    for before, text, after in zip(["", *texts], texts, [*texts[1:], ""], strict=False):
        key = within + _counted(text)
        if repeated[text] > 1:
            key += _counted(before) + _counted(after)
            seen[key] += 1
            if seen[key] > 1:
                key += _counted(str(seen[key]))
        digests += blake2b(key, digest_size=10).digest()
    said = b32encode(digests).decode("ascii").lower()  # of each digest 16 characters, to the bit
    return (f"p{said[at : at + 16]}" for at in range(0, len(said), 16))


def _counted(part: str) -> bytes:
    """What an id is a hash of, with its length, so that no two lists hash the same bytes."""
    data = part.encode("utf-8", "surrogatepass")
    return len(data).to_bytes(8, "big") + data


def tokens(text: str) -> int:
    """How many words a text has; each letter of a script without blanks counts as one."""
    return len(_TOKEN.findall(text))


def _is_short(text: str) -> bool:
    """Whether a text surely has no more tokens than are left in one piece: its runs of ASCII letters are counted, and
    every other letter or digit as one."""
    if len(text) <= _LONG:
        return True
    data = text.encode("utf-8", "surrogatepass")
    others = len(data) - len(data.translate(None, _OTHERS))
    return others <= _LONG and data.translate(_LETTERS).count(b" a") + 1 + others <= _LONG


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The ranges of a text that its pieces are."""
    starts = [match.start() for match in _TOKEN.finditer(text)]
    here = _Cut(0, 0)
    if len(starts) > _LONG:
        sentences = _cuts(SENTENCE_END, text, starts)
        blanks: list[_Cut] | None = None
        while len(starts) - here.tokens > _LONG:
            cut = _nearest(sentences, here, PIECE_TOKENS)
            if cut is None:
                blanks = _cuts(_BLANK, text, starts) if blanks is None else blanks
                cut = _nearest(blanks, here, PIECE_TOKENS)
            if cut is None:
                tokens = here.tokens + MAX_TOKENS
                if tokens >= len(starts):
                    break
                cut = _Cut(tokens, starts[tokens])
            yield here.offset, here.offset + len(text[here.offset : cut.offset].rstrip())
            here = cut
    yield here.offset, len(text)


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
