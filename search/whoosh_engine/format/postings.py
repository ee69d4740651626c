"""Where the words of a segment stand: by stem, then passage, then position, in arrays without gaps.

A *posting* is a stem in a row (a passage); an *occurrence* is one place of it there. Each stem's docs are a list, or
where it is dense bits (see `dense_postings`). Each occurrence has its position and, where the stem has several forms,
which of them it is: so the postings of a form are those of its stem, sifted, and nothing is kept twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from search.analysis.extras import MARK
from search.whoosh_engine.format.container import Array, Arrays, fixed, stretches
from search.whoosh_engine.format.dense_postings import Dense
from search.whoosh_engine.format.occurrence_keys import Occurrences
from search.whoosh_engine.format.small_ints import SmallInts, small_ints
from search.whoosh_engine.format.term_dictionary import TermDictionary
from search.whoosh_engine.format.types import Counts, DocIds, Mask, Ordinals, Places, TextField

SKIP = 32  # postings, before each of which it is known how many occurrences there are


class PostingsReader:
    """The words of a segment: two dictionaries, and the postings of each text in them."""

    def __init__(self, arrays: Arrays, size: int) -> None:
        self.exact = TermDictionary(arrays["exact.blob"], arrays["exact.starts"])
        self.stem = TermDictionary(arrays["stem.blob"], arrays["stem.starts"])
        # By form: its stem, and which of the stem's forms it is.
        self.stem_of, self.ordinal_of = fixed(arrays["stem_of"], np.int32), fixed(arrays["ordinal_of"], np.int32)
        self.exact_docs = fixed(arrays["exact.docs"], np.int32)  # by form: in how many docs it is
        self.forms_at = arrays["forms_at"]  # by stem: how many forms those before it have
        self.postings_at, self.occurrences_at = arrays["postings_at"], arrays["occurrences_at"]
        self.ordinals_at = arrays["ordinals_at"]
        self.docs_at, self.listed = arrays["docs_at"], fixed(arrays.get("docs", np.empty(0, np.int32)), np.int32)
        self.counts: SmallInts = small_ints(arrays, "counts")
        self.positions: SmallInts = small_ints(arrays, "positions")
        self.ordinals: SmallInts = small_ints(arrays, "ordinals")
        self.skips = fixed(arrays["skips"], np.int64)
        self.dense = Dense(arrays, size)

    @cached_property
    def first_word(self) -> int:
        """The number of the first form that is a word: before it are those of extra occurrences."""
        return self.exact.range(MARK.encode()).stop

    def dictionary(self, field: TextField) -> TermDictionary:
        """The words of the field `exact` or `stem`."""
        return self.exact if field == "exact" else self.stem

    def frequency(self, field: TextField, number: int) -> int:
        """In how many docs a word is."""
        if field == "exact":
            return int(self.exact_docs[number])
        return int(self.postings_at[number + 1]) - int(self.postings_at[number])

    def occurrence_count(self, stem: int) -> int:
        """How often a stem stands in all docs."""
        return int(self.occurrences_at[stem + 1]) - int(self.occurrences_at[stem])

    def docs(self, stem: int) -> DocIds:
        """The docs of a stem."""
        if (place := self.dense.place_of.get(stem)) is not None:
            return self.dense.docs(place)
        return self.listed[_between(self.docs_at, stem, stem + 1)]

    def counted(self, field: TextField, number: int) -> tuple[DocIds, Array]:
        """The docs of a word and how often it is in each, without its positions."""
        stem = int(self.stem_of[number]) if field == "exact" else number
        docs, counts = self.docs(stem), self.counts[_between(self.postings_at, stem, stem + 1)]
        if field == "stem" or not self._has_forms(stem):
            return docs, counts
        begins = np.cumsum(counts, dtype=np.int64) - counts
        within = np.add.reduceat(self._is_form(number, stem), begins, dtype=np.int32)
        held = np.flatnonzero(within)
        return docs[held], within[held]

    def occurrences(self, field: TextField, number: int) -> tuple[DocIds, Array]:
        """The doc and the position of each occurrence of a word, in order."""
        stem = int(self.stem_of[number]) if field == "exact" else number
        docs = np.repeat(self.docs(stem), self.counts[_between(self.postings_at, stem, stem + 1)])
        positions = self.positions[_between(self.occurrences_at, stem, stem + 1)]
        if field == "stem" or not self._has_forms(stem):
            return docs, positions
        held = np.flatnonzero(self._is_form(number, stem))
        return docs[held], positions[held]

    def counted_in(self, field: TextField, number: int, docs: DocIds) -> tuple[Places, Array]:
        """Which of some docs, ascending, have a word (their places among them), and how often it is in each."""
        stem = int(self.stem_of[number]) if field == "exact" else number
        if field == "stem" or not self._has_forms(stem):
            which, postings = self._postings(stem, docs)
            return which, self.counts.at(postings)
        which, _ = self.occurrences_in(field, number, docs)
        return np.unique(which, return_counts=True)

    def occurrences_in(self, field: TextField, number: int, docs: DocIds) -> tuple[Places, Array]:
        """The place among some docs, ascending, and the position of each occurrence of a word there, in order."""
        stem = int(self.stem_of[number]) if field == "exact" else number
        which, postings = self._postings(stem, docs)
        counts = self.counts.at(postings)
        places = stretches(self._before(postings), counts)
        which = np.repeat(which, counts)
        if field == "exact" and self._has_forms(stem):
            ordinals = self.ordinals.at(places - int(self.occurrences_at[stem]) + int(self.ordinals_at[stem]))
            held = np.flatnonzero(ordinals == self.ordinal_of[number])
            which, places = which[held], places[held]
        return which, self.positions.at(places)

    def _postings(self, stem: int, docs: DocIds) -> tuple[Places, Counts]:
        """Which of some docs a stem is in, and the numbers of these postings."""
        if (place := self.dense.place_of.get(stem)) is not None:
            which, before = self.dense.find(place, docs)
        else:
            listed = self.docs(stem)
            at = np.minimum(np.searchsorted(listed, docs), len(listed) - 1)
            which = np.flatnonzero(listed[at] == docs)
            before = at[which]
        return which, before + int(self.postings_at[stem])

    def _before(self, postings: Counts) -> Counts:
        """How many occurrences there are before each of these postings."""
        skips = postings // SKIP
        places = (skips * SKIP)[:, None] + np.arange(SKIP)
        counts = self.counts.at(np.minimum(places, len(self.counts) - 1).ravel()).reshape(places.shape)
        return self.skips[skips].astype(np.int64) + np.where(places < postings[:, None], counts, 0).sum(
            axis=1, dtype=np.int64
        )

    def whole_stems(self, forms: Ordinals) -> tuple[Ordinals, Ordinals]:
        """The stems that have no forms but some of these, and those of the forms that are of others."""
        stems, places, counts = np.unique(self.stem_of[forms], return_inverse=True, return_counts=True)
        whole = counts == self.forms_at[stems + 1] - self.forms_at[stems]
        return stems[whole], forms[~whole[places]]

    def docs_of(self, forms: Ordinals) -> Iterator[DocIds]:
        """The docs of several forms, in pieces; a doc may come more than once."""
        stems, others = self.whole_stems(forms)
        dense = np.isin(stems, self.dense.stems)
        begins = self.docs_at[stems[~dense]].astype(np.int64)
        yield self.listed[stretches(begins, self.docs_at[stems[~dense] + 1] - begins)]
        for stem in stems[dense].tolist():
            yield self.docs(stem)
        for form in others.tolist():
            yield self.counted("exact", form)[0]

    def span(self, first: int, last: int) -> Occurrences:
        """All occurrences of the stems from `first` up to `last`, in order."""
        sizes = _sizes(self.occurrences_at, first, last)
        doc = np.repeat(self._docs_of(first, last), self.counts[_between(self.postings_at, first, last)])
        positions = self.positions[_between(self.occurrences_at, first, last)]
        ordinals = np.zeros(len(doc), np.uint16)
        of_several = np.repeat(_sizes(self.forms_at, first, last) > 1, sizes)
        ordinals[of_several] = self.ordinals[_between(self.ordinals_at, first, last)]
        return Occurrences(np.repeat(np.arange(first, last), sizes), doc, positions, ordinals)

    def _docs_of(self, first: int, last: int) -> DocIds:
        """The docs of the stems from `first` up to `last`, those of each in turn."""
        sizes = _sizes(self.postings_at, first, last)
        places = range(*np.searchsorted(self.dense.stems, (first, last)).tolist())
        dense = np.zeros(last - first, bool)
        dense[self.dense.stems[places.start : places.stop] - first] = True
        is_dense = np.repeat(dense, sizes)
        docs = np.empty(len(is_dense), np.int32)
        docs[~is_dense] = self.listed[_between(self.docs_at, first, last)]
        docs[is_dense] = np.concatenate([docs[:0], *map(self.dense.docs, places)])
        return docs

    def _has_forms(self, stem: int) -> bool:
        return int(self.forms_at[stem + 1]) - int(self.forms_at[stem]) > 1

    def _is_form(self, number: int, stem: int) -> Mask:
        return self.ordinals[_between(self.ordinals_at, stem, stem + 1)] == self.ordinal_of[number]


def _between(at: Array, first: int, last: int) -> slice:
    return slice(int(at[first]), int(at[last]))


def _sizes(at: Array, first: int, last: int) -> Counts:
    return at[first + 1 : last + 1].astype(np.int64) - at[first:last]
