"""Passages: long turns split at sentence ends, and the ids that citations print."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.model import Document, Passage

TURN_WORDS = 150  # a speaker turn is split at a sentence end near this many words
MAX_TOKENS = 4095  # of any passage; counted as runs of word characters, letter by letter where unspaced
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\W_a-z])")
_TOKEN = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[^\W\d_]+|\d+")


def identify(document: Document) -> Document:
    """The document with its long passages split, and every passage given its ordinal and id.

    An id is a hash of the document's id and the passage's text; of its neighbours' texts too where the
    text occurs more than once, and of a count where even those are the same. So editing one paragraph
    changes one id. `document.id` must be set.
    """
    sections = [
        replace(section, passages=tuple(piece for passage in section.passages for piece in split(passage)))
        for section in document.sections
    ]
    texts = [passage.text for section in sections for passage in section.passages]
    ids = list(_ids(document.id, texts))
    ordinals = iter(range(len(texts)))
    return replace(
        document,
        sections=tuple(
            replace(
                section,
                passages=tuple(
                    replace(passage, ordinal=(ordinal := next(ordinals)), id=ids[ordinal])
                    for passage in section.passages
                ),
            )
            for section in sections
        ),
    )


def _ids(document_id: str, texts: Sequence[str]) -> Iterator[str]:
    occurrences = Counter(texts)
    seen: Counter[tuple[str, ...]] = Counter()
    for index, text in enumerate(texts):
        key: tuple[str, ...] = (document_id, text)
        if occurrences[text] > 1:
            before = texts[index - 1] if index else ""
            after = texts[index + 1] if index + 1 < len(texts) else ""
            key = (document_id, text, before, after)
            seen[key] += 1
            if seen[key] > 1:
                key = (*key, str(seen[key]))
        yield _hash(key)


def _hash(parts: tuple[str, ...]) -> str:
    digest = hashlib.blake2b(digest_size=10)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data) + data)
    return "p" + base64.b32encode(digest.digest()).decode("ascii").lower()


def split(passage: Passage) -> tuple[Passage, ...]:
    """The pieces of a passage that is too long, verbatim; its start on the first, its end on the last."""
    words = TURN_WORDS if passage.speaker is not None else MAX_TOKENS
    texts = [part for piece in _at_sentences(passage.text, words) for part in _at_tokens(piece)]
    last = len(texts) - 1
    return tuple(
        replace(
            passage,
            text=text,
            start_ms=passage.start_ms if index == 0 else None,
            end_ms=passage.end_ms if index == last else None,
        )
        for index, text in enumerate(texts)
    )


def _at_sentences(text: str, words: int) -> Iterator[str]:
    """Runs of whole sentences of about `words` words; no last run of less than a third of that."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    sentences = [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]
    counts = [len(sentence.split()) for sentence in sentences]
    left = sum(counts)
    run: list[str] = []
    size = 0
    for sentence, count in zip(sentences, counts, strict=True):
        if run and size + count > words and left > words // 3:
            yield "".join(run).strip()
            run, size = [], 0
        run.append(sentence)
        size += count
        left -= count
    yield "".join(run).strip()


def _at_tokens(text: str) -> Iterator[str]:
    """Pieces of at most MAX_TOKENS tokens, cut before a token, at a blank where there is one."""
    starts = [match.start() for match in _TOKEN.finditer(text)]
    if len(starts) <= MAX_TOKENS:
        yield text
        return
    first = 0
    step = MAX_TOKENS - 200  # so that a piece that begins at an earlier blank is still short enough
    limits = starts[step::step]
    for limit in limits:
        blank = text.rfind(" ", first, limit)
        cut = blank if blank > first and limit - blank < 200 else limit
        yield text[first:cut].strip()
        first = cut
    yield text[first:].strip()
