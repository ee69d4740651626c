"""From passages to a segment: their words numbered, sorted as integers, and written."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.model import Document
from search.analysis import Vocabulary
from search.whoosh_engine.format import columns
from search.whoosh_engine.format.container import Array, Arrays, Writer
from search.whoosh_engine.format.occurrence_keys import SLICE, Occurrences, layout, spans
from search.whoosh_engine.format.postings_writer import PostingsWriter
from search.whoosh_engine.format.schema import OF_DOCUMENTS, OF_PASSAGES, of_document, of_passages
from search.whoosh_engine.format.types import Counts

LIMIT = 24_000_000  # words of one segment: some 400 MB while it is made


class _Taken(NamedTuple):
    """A document that was taken in: its columns, those of its passages, where its words begin and how many each has."""

    document: tuple[str | int, ...]
    passages: list[tuple[str | int, ...]]
    begin: int
    lengths: list[int]


class SegmentBuilder:
    """Takes documents in, and writes them as one segment, in order of their ids."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._words = array("I")
        self._taken: dict[str, _Taken] = {}

    def __len__(self) -> int:
        """How many words it holds, those of documents that were taken out again among them."""
        return len(self._words)

    @property
    def documents(self) -> int:
        """How many documents it holds."""
        return len(self._taken)

    def add(self, document: Document, body: str = "") -> None:
        """Take a document in, in place of an earlier one of its id; `body` tells its passages from others."""
        words = self._words
        taken = self._taken[document.id] = _Taken(of_document(document, body), [], len(words), [])
        for passage, text in of_passages(document):
            begin = len(words)
            self._vocabulary.append(text, words)
            taken.passages.append(passage)
            taken.lengths.append(len(words) - begin)

    def discard(self, document_id: str) -> None:
        """Take a document out, where it is in."""
        self._taken.pop(document_id, None)

    def write(self, path: Path) -> int:
        """Write the files of the segment at `path`; how many docs it has."""
        taken = [each for _, each in sorted(self._taken.items(), key=_encoded) if each.passages]
        lengths = np.fromiter(chain.from_iterable(each.lengths for each in taken), np.int64)
        numbers = np.frombuffer(self._words, np.uint32)
        words = np.concatenate([numbers[each.begin :][: sum(each.lengths)] for each in taken] or [numbers[:0]])
        sizes = [len(each.passages) for each in taken]
        found: Arrays = {}
        for place, (name, kind) in enumerate(OF_DOCUMENTS.items()):
            found |= columns.write(name, [each.document[place] for each in taken], kind, sizes=sizes)
        passages = list(chain.from_iterable(each.passages for each in taken))
        for place, (name, kind) in enumerate(OF_PASSAGES.items()):
            values = lengths if name == "length" else [passage[place] for passage in passages]
            found |= columns.write(name, values, kind)
        write(path, self._forms(words), words, lengths, found)
        return len(passages)

    def _forms(self, words: NDArray[np.uint32]) -> list[tuple[bytes, bytes]]:
        """The forms of these words, sorted, each with its stem; the words are renumbered in place."""
        tokens = self._vocabulary.tokens
        used = np.zeros(len(tokens), bool)  # what documents said that were taken out again is not
        for part in _slices(words):
            used[part] = True
        forms = sorted((tokens[n].exact.encode(), tokens[n].stem.encode(), n) for n in np.flatnonzero(used).tolist())
        form_of = np.zeros(len(tokens), np.uint32)
        form_of[[number for _, _, number in forms]] = np.arange(len(forms))
        for part in _slices(words):
            part[:] = form_of[part]
        return [(form, stem) for form, stem, _ in forms]


def write(
    path: Path,
    forms: Sequence[tuple[bytes, bytes]],
    words: NDArray[np.uint32],
    lengths: Counts,
    found: Mapping[str, Array],
) -> None:
    """Write a segment.

    `forms` are those that occur, sorted, each with its stem; `words` has the number of the form at each position of
    all docs in turn, `lengths` how many words each doc has, and `found` the arrays of the columns.
    """
    stems = sorted({stem for _, stem in forms})
    number = {stem: at for at, stem in enumerate(stems)}
    stem_of = np.fromiter((number[stem] for _, stem in forms), np.int32, len(forms))
    writer = Writer(path)
    try:
        postings = PostingsWriter(writer, len(lengths), stem_of, len(stems))
        order = layout(docs=len(lengths), positions=int(lengths.max(initial=1)), ordinals=postings.most_forms)
        keys = np.empty(len(words), np.uint64)
        starts = np.concatenate(([0], np.cumsum(lengths)))
        for first, last in spans(starts):
            begin, end = int(starts[first]), int(starts[last])
            form = words[begin:end]
            doc = np.repeat(np.arange(first, last), lengths[first:last])
            position = np.arange(begin, end) - np.repeat(starts[first:last], lengths[first:last])
            keys[begin:end] = order.pack(Occurrences(stem_of[form], doc, position, postings.ordinal_of[form]))
        for part in order.sorted(keys):
            postings.append(part)
        small = postings.arrays([form for form, _ in forms], stems)
        writer.close({**small, **found}, len(lengths))
    except BaseException:
        writer.abandon()
        raise


def _slices(words: NDArray[np.uint32]) -> Iterator[NDArray[np.uint32]]:
    return (words[begin : begin + SLICE] for begin in range(0, len(words), SLICE))


def _encoded(item: tuple[str, _Taken]) -> bytes:
    return item[0].encode()
