"""From passages to a segment: their words numbered, sorted as integers, and written."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.model import NO_ARRIVALS, Arrivals, Document
from search.analysis.vocabulary import Numbered, Vocabulary
from search.whoosh_engine.format import columns
from search.whoosh_engine.format.container import Array, Arrays, Writer, stretches
from search.whoosh_engine.format.occurrence_keys import SLICE, Occurrences, layout, spans
from search.whoosh_engine.format.postings_writer import PostingsWriter
from search.whoosh_engine.format.schema import OF_DOCUMENTS, OF_PASSAGES, of_document, of_passages
from search.whoosh_engine.format.types import Counts, Places

LIMIT = 24_000_000  # words of one segment: some 400 MB while it is made


class _Taken(NamedTuple):
    """A document that was taken in: its columns, those of its passages, where its chunks begin, how many each has."""

    document: tuple[str | int, ...]
    passages: list[tuple[str | int, ...]]
    begin: int
    lengths: list[int]


class Words(NamedTuple):
    """What is in some docs, in turn: the form at each position; how many positions each doc has; and the forms of extra
    occurrences, with the number of the position each is at, ascending."""

    forms: NDArray[np.uint32]
    lengths: Counts
    extras: NDArray[np.uint32] = np.empty(0, np.uint32)
    extras_at: Places = np.empty(0, np.int64)


class SegmentBuilder:
    """Takes documents in, and writes them as one segment, in order of their ids."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._chunks = array("I")
        self._taken: dict[str, _Taken] = {}

    def __len__(self) -> int:
        """About how many words it holds, those of documents that were taken out again among them."""
        return len(self._chunks)

    @property
    def documents(self) -> int:
        """How many documents it holds."""
        return len(self._taken)

    def add(self, document: Document, body: str = "", stored: Arrivals = NO_ARRIVALS) -> None:
        """Take a document in, in place of an earlier one of its id; `body` tells its passages from others,
        `stored` the change of the library with which each came."""
        chunks = self._chunks
        taken = self._taken[document.id] = _Taken(of_document(document, body), [], len(chunks), [])
        for passage, text in of_passages(document, stored):
            begin = len(chunks)
            self._vocabulary.append(text, chunks, document.language or "")
            taken.passages.append(passage)
            taken.lengths.append(len(chunks) - begin)

    def discard(self, document_id: str) -> None:
        """Take a document out, where it is in."""
        self._taken.pop(document_id, None)

    def write(self, path: Path) -> int:
        """Write the files of the segment at `path`; how many docs it has."""
        taken = [each for _, each in sorted(self._taken.items(), key=_encoded) if each.passages]
        words = self._words(taken)
        sizes = [len(each.passages) for each in taken]
        found: Arrays = {}
        for place, (name, kind) in enumerate(OF_DOCUMENTS.items()):
            found |= columns.write(name, [each.document[place] for each in taken], kind, sizes=sizes)
        passages = list(chain.from_iterable(each.passages for each in taken))
        for place, (name, kind) in enumerate(OF_PASSAGES.items()):
            values = words.lengths if name == "length" else [passage[place] for passage in passages]
            found |= columns.write(name, values, kind)
        write(path, self._forms(words), words, found)
        return len(passages)

    def _words(self, taken: Sequence[_Taken]) -> Words:
        """The words of documents in turn, with the numbers of their tokens as forms."""
        known, numbers = _Expanded(self._vocabulary.chunks), np.frombuffer(self._chunks, np.uint32)
        starts = np.concatenate(([0], np.cumsum([sum(each.lengths) for each in taken])))
        parts, size = [known.words(numbers[:0], [])], 0
        for first, last in spans(starts):
            chunks = np.concatenate([numbers[each.begin :][: sum(each.lengths)] for each in taken[first:last]])
            part = known.words(chunks, [length for each in taken[first:last] for length in each.lengths])
            parts.append(part._replace(extras_at=part.extras_at + size))
            size += len(part.forms)
        return Words(*map(np.concatenate, zip(*parts, strict=True)))

    def _forms(self, words: Words) -> list[tuple[bytes, bytes]]:
        """The forms of these words, sorted, each with its stem; the words are renumbered in place."""
        tokens = self._vocabulary.tokens
        parts = [*_slices(words.forms), *_slices(words.extras)]
        used = np.zeros(len(tokens), bool)  # what documents said that were taken out again is not
        for part in parts:
            used[part] = True
        forms = sorted((tokens[n].exact.encode(), tokens[n].stem.encode(), n) for n in np.flatnonzero(used).tolist())
        form_of = np.zeros(len(tokens), np.uint32)
        form_of[[number for _, _, number in forms]] = np.arange(len(forms))
        for part in parts:
            part[:] = form_of[part]
        return [(form, stem) for form, stem, _ in forms]


class _Expanded:
    """The words of chunks, by their numbers."""

    def __init__(self, known: Sequence[Numbered]) -> None:
        self._tokens = np.fromiter(chain.from_iterable(each.tokens for each in known), np.uint32)
        self._sizes = np.fromiter((len(each.tokens) for each in known), np.int32, len(known))
        self._begins = np.cumsum(self._sizes) - self._sizes
        self._extras = np.array([each for one in known for each in one.extras], np.int64).reshape(-1, 2)
        self._counts = np.fromiter((len(each.extras) for each in known), np.int32, len(known))
        self._extras_begin = np.cumsum(self._counts) - self._counts

    def words(self, chunks: NDArray[np.uint32], lengths: Sequence[int]) -> Words:
        """The words of these chunks, of which each doc has so many, with the numbers of their tokens as forms."""
        sizes = self._sizes[chunks]
        ends = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
        having = np.flatnonzero(self._counts[chunks])
        counts = self._counts[chunks[having]]
        places = stretches(self._extras_begin[chunks[having]], counts)
        at = np.repeat(ends[having], counts) + self._extras[places, 0]
        order = np.argsort(at, kind="stable")
        return Words(
            forms=self._tokens[stretches(self._begins[chunks], sizes)],
            lengths=np.diff(ends[np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))]),
            extras=self._extras[places, 1].astype(np.uint32)[order],
            extras_at=at[order],
        )


def write(path: Path, forms: Sequence[tuple[bytes, bytes]], words: Words, found: Mapping[str, Array]) -> None:
    """Write a segment.

    `forms` are those that occur, sorted, each with its stem, by whose numbers `words` has them; and `found` has the
    arrays of the columns.
    """
    stems = sorted({stem for _, stem in forms})
    number = {stem: at for at, stem in enumerate(stems)}
    stem_of = np.fromiter((number[stem] for _, stem in forms), np.int32, len(forms))
    lengths = words.lengths
    writer = Writer(path)
    try:
        postings = PostingsWriter(writer, len(lengths), stem_of, len(stems))
        order = layout(docs=len(lengths), positions=int(lengths.max(initial=1)), ordinals=postings.most_forms)
        keys = np.empty(len(words.forms) + len(words.extras), np.uint64)
        starts = np.concatenate(([0], np.cumsum(lengths)))
        written = 0
        for first, last in spans(starts):
            begin, end = int(starts[first]), int(starts[last])
            more = slice(*np.searchsorted(words.extras_at, (begin, end)).tolist())
            at = np.concatenate((np.arange(begin, end), words.extras_at[more]))
            doc = np.repeat(np.arange(first, last), lengths[first:last])
            doc = np.concatenate((doc, doc[words.extras_at[more] - begin]))
            form = np.concatenate((words.forms[begin:end], words.extras[more]))
            packed = order.pack(Occurrences(stem_of[form], doc, at - starts[doc], postings.ordinal_of[form]))
            keys[written : written + len(packed)] = packed
            written += len(packed)
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
