"""Several segments into one: their live docs, in order of document, and the words that these have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from search.whoosh_engine.format import columns
from search.whoosh_engine.format.container import Array, Writer
from search.whoosh_engine.format.occurrence_keys import Occurrences, layout, spans
from search.whoosh_engine.format.postings import PostingsReader
from search.whoosh_engine.format.postings_writer import PostingsWriter
from search.whoosh_engine.format.schema import COLUMNS
from search.whoosh_engine.format.segment import Segment
from search.whoosh_engine.format.term_dictionary import union
from search.whoosh_engine.format.types import DocIds, Mask, Places


def merge(path: Path, parts: Sequence[tuple[Segment, Mask]]) -> list[DocIds]:
    """Write at `path` the segment that a SegmentBuilder would of what lives in `parts`: segments, and which of
    their docs do.

    For each part, the new number of each of its docs, -1 where the doc is deleted.
    """
    docs, order = _docs(parts)
    lengths = np.concatenate([segment.lengths[live] for segment, live in parts])[order]
    sources = [_Source(segment.words, moved) for (segment, _), moved in zip(parts, docs, strict=True)]
    forms, new_forms = union([source.words.exact for source in sources], [source.forms for source in sources])
    stems, new_stems = union([source.words.stem for source in sources], [source.stems for source in sources])
    stem_of = np.zeros(len(forms), np.int64)
    for source, form, stem in zip(sources, new_forms, new_stems, strict=True):
        stem_of[form[source.forms]] = stem[source.words.stem_of[source.forms]]
    # By new stem: from where to where a part has it. Its stems that are gone come with the one before.
    bounds = [np.searchsorted(np.maximum.accumulate(stem), np.arange(len(stems) + 1)) for stem in new_stems]
    starts = [source.words.occurrences_at[at].astype(np.int64) for source, at in zip(sources, bounds, strict=True)]
    writer = Writer(path)
    try:
        postings = PostingsWriter(writer, len(order), stem_of, len(stems))
        keys = layout(docs=len(order), positions=int(lengths.max(initial=1)), ordinals=postings.most_forms)
        for first, last in spans(np.sum(starts, axis=0)):
            packed = []
            for source, new_form, at in zip(sources, new_forms, bounds, strict=True):
                for old_form, doc, position in source.occurrences(int(at[first]), int(at[last])):
                    form = new_form[old_form]
                    packed.append(keys.pack(Occurrences(stem_of[form], doc, position, postings.ordinal_of[form])))
            for found in keys.sorted(np.concatenate(packed)):
                postings.append(found)
        small = postings.arrays(forms, stems)
        for name in COLUMNS:
            small.update(columns.merge(name, [(segment.columns[name], live) for segment, live in parts], order))
        writer.close(small, len(order))
    except BaseException:
        writer.abandon()
        raise
    return docs


def _docs(parts: Sequence[tuple[Segment, Mask]]) -> tuple[list[DocIds], Places]:
    """For each part the new number of each doc; and the live docs, counted through the parts, in their new order."""
    _, documents = columns.join([(segment.columns["document"], live) for segment, live in parts])  # type: ignore[misc]
    order = np.argsort(documents, kind="stable")
    new = np.empty(len(order), np.int32)
    new[order] = np.arange(len(order))
    docs = []
    begin = 0
    for _, live in parts:
        end = begin + int(np.count_nonzero(live))
        moved = np.full(len(live), -1, np.int32)
        moved[live] = new[begin:end]
        docs.append(moved)
        begin = end
    return docs, order


class _Source:
    """The words of one segment, as far as they are in live docs."""

    def __init__(self, words: PostingsReader, docs: DocIds) -> None:
        self.words = words
        self._docs = docs
        self._by_stem = np.argsort(words.stem_of, kind="stable")
        self.forms = self._live_forms()
        self.stems = np.bincount(words.stem_of[self.forms], minlength=len(words.stem)) > 0

    def occurrences(self, first: int, last: int) -> Iterator[tuple[Array, Array, Array]]:
        """Form, new doc and position of each live occurrence of the stems from `first` up to `last`, in pieces."""
        for begin, end in spans(self.words.occurrences_at[first : last + 1]):
            found = self.words.span(first + begin, first + end)
            doc = self._docs[found.doc]
            live = doc >= 0
            form = self._by_stem[self.words.forms_at[found.stem] + found.ordinal]
            yield form[live], doc[live], found.position[live]

    def _live_forms(self) -> Mask:
        """Which forms are in live docs."""
        if np.all(self._docs >= 0):
            return np.ones(len(self.words.exact), bool)
        forms = np.zeros(len(self.words.exact), bool)
        for form, _, _ in self.occurrences(0, len(self.words.stem)):
            forms[form] = True
        return forms
