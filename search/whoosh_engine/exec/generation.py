"""One generation of the index, open: shared by every search until the next commit, and by all threads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from search.whoosh_engine.exec import expansion as expand, positions
from search.whoosh_engine.exec.docset import FEWER, DocSet, TopDocs, Workspace, candidates, maxima, unscored
from search.whoosh_engine.format.bm25 import factor, norms
from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.postings import PostingsReader
from search.whoosh_engine.format.segment import Segment
from search.whoosh_engine.format.term_dictionary import TermDictionary
from search.whoosh_engine.index.cache import Cache
from search.whoosh_engine.index.rows import Rows

if TYPE_CHECKING:
    from search.whoosh_engine.exec.filters import Filter

_KEYS_KEPT = 56 << 20  # bytes
_FILTERS_KEPT = 8 << 20

Word = tuple[str, str]  # a field, `exact` or `stem`, and a text of it


class Generation(Rows):
    """Answers what a query asks of its words, phrases and filters, and keeps answers as long as there is room."""

    leaves_kept = 64 << 20  # bytes

    def __init__(self, segments: Sequence[tuple[Segment, Array]]) -> None:
        super().__init__(segments)
        lengths = [segment.lengths.astype(np.uint16) for segment in self._segments]
        self._lengths = np.concatenate([np.empty(0, np.uint16), *lengths])
        self._average = average = np.float32(self._lengths.mean()) if self._lengths.any() else np.float32(1)
        longest = int(self._lengths.max(initial=1))
        self._norm_of = norms(np.arange(longest + 1), average)  # by length
        self._leaves: Cache[DocSet] = Cache(self.leaves_kept)
        self._keys: Cache[Array] = Cache(_KEYS_KEPT)
        self.position_bits = longest.bit_length()
        self.filters: Cache[Any] = Cache(_FILTERS_KEPT)  # of filters.Filter
        self._scratch: list[Workspace] = []

    def borrow(self) -> Workspace:
        """Space for a search, which nobody else has until it is given back; not to be, where the search failed."""
        try:
            return self._scratch.pop()
        except IndexError:
            return Workspace(self.size)

    def give_back(self, workspace: Workspace) -> None:
        """Let another search have the space."""
        self._scratch.append(workspace)

    # words

    def leaf(self, key: Hashable, make: Callable[[], DocSet]) -> DocSet:
        """What a leaf of a query found, as long as there is room to keep it."""
        return self._leaves.get(key, make)

    def word(self, field: str, text: str) -> DocSet:
        """The live docs with a word of the field `exact` or `stem`, and its BM25 scores."""
        return self._leaves.get((field, text), lambda: self._word(field, text))

    def kept(self, field: str, text: str) -> DocSet | None:
        """A word, where it was asked for before and is kept."""
        return self._leaves.peek((field, text))

    def frequency(self, field: str, text: str) -> int:
        """In how many docs a word is, deleted ones included."""
        found = ((segment.words, segment.words.dictionary(field).find(text.encode())) for segment in self._segments)
        return sum(words.frequency(field, number) for words, number in found if number >= 0)

    def scores_at(self, workspace: Workspace, field: str, text: str, docs: Array) -> tuple[Array, Array]:
        """Which of some live docs, ascending, have a word (their places among them), and its scores there."""
        if found := self.kept(field, text):
            return workspace.scores(docs, found)
        frequency = self.frequency(field, text)
        if frequency <= FEWER * len(docs):
            which, counts = workspace.counts(docs, *self.counted(field, text))
            return which, self._scores(docs[which], counts, frequency)
        parts = []
        for begin, local, words, number in self._within(field, text, docs):
            which, counts = words.counted_in(field, number, local)
            parts.append((which + begin, counts))
        which, counts = joined(parts)
        return which, self._scores(docs[which], counts, frequency)

    def keys_in(self, field: str, text: str, docs: Array) -> Array:
        """Those of the `keys` of a word that are in a few docs, ascending."""
        parts = []
        for begin, local, words, number in self._within(field, text, docs):
            which, positions = words.occurrences_in(field, number, local)
            parts.append((which + begin, positions))
        which, positions = joined(parts)
        return self._pack(docs[which], positions)

    def _within(self, field: str, text: str, docs: Array) -> Iterator[tuple[int, Array, PostingsReader, int]]:
        """The segments that know a word and have some of these docs: where the docs begin that it has, these as it
        numbers them, its words, and the number of the word."""
        edges = np.searchsorted(docs, self.offsets).tolist() if len(self) > 1 else [0, len(docs)]
        for (offset, segment), (begin, end) in zip(self.parts(), pairwise(edges), strict=True):
            if begin < end and (number := segment.words.dictionary(field).find(text.encode())) >= 0:
                yield begin, docs[begin:end] - offset, segment.words, number

    def keys(self, field: str, text: str) -> Array:
        """Where a word of the field `exact` or `stem` stands, in deleted docs too, ascending: the doc of each
        occurrence, and its position in the lowest `position_bits`."""
        return self._keys.get((field, text), lambda: self._key(field, text.encode()))

    def counted(self, field: str, text: str) -> tuple[Array, Array]:
        """The docs of a word, deleted ones included, and how often it is in each."""
        parts = []
        for offset, segment in self.parts():
            if (number := segment.words.dictionary(field).find(text.encode())) >= 0:
                docs, counts = segment.words.counted(field, number)
                parts.append((docs + np.int32(offset) if offset else docs, counts))
        return joined(parts)

    def conjunction(self, workspace: Workspace, words: Sequence[Word], filters: Sequence[Filter]) -> DocSet:
        """What filters keep of the docs with all of some words."""
        if len(words) == 1:
            return self.narrowed(workspace, *words[0], filters)
        words = self.rarest_first(words)
        found = self.narrowed(workspace, *words[0], filters)
        if (first := words.count(words[0])) > 1:
            found = DocSet(found.docs, found.scores * np.float32(first))
        return self.adding(workspace, found, [word for word in words if word != words[0]])

    def best_of(self, workspace: Workspace, words: Sequence[Word], filters: Sequence[Filter], count: int) -> TopDocs:
        """The first of what `conjunction` finds."""
        return self.best(self.conjunction(workspace, words, filters), count)

    def best_of_any(self, workspace: Workspace, words: Sequence[Word], count: int) -> TopDocs:
        """The first of the docs with one of some words or more; their scores are added as `adding` does."""
        return self.best(self.either(workspace, self.rarest_first(words)), count)

    def adding(self, workspace: Workspace, found: DocSet, words: Sequence[Word]) -> DocSet:
        """Those of the docs found that have some words too, and what these score; a word given twice scores twice.

        The scores are added in the order of how many docs each word is in.
        """
        docs, scores = found.docs, found.scores
        for word, times in Counter(self.rarest_first(words)).items():
            which, more = self.scores_at(workspace, *word, docs)
            docs, scores = docs[which], scores[which] + more * np.float32(times)
        return DocSet(docs, scores)

    def rarest_first(self, words: Sequence[Word]) -> list[Word]:
        return sorted(words, key=lambda word: self.frequency(*word))

    def narrowed(self, workspace: Workspace, field: str, text: str, filters: Sequence[Filter]) -> DocSet:
        """What filters keep of a word."""
        few = min((keep for keep in filters if keep.are_few), key=lambda keep: keep.size, default=None)
        if few is None or few.size >= self.frequency(field, text):
            return self.filtered(field, text, filters)
        found = self.adding(workspace, few.few(self), [(field, text)])
        for keep in filters:
            found = found if keep is few else self.kept_by(keep, found)
        return found

    def filtered(self, field: str, text: str, filters: Sequence[Filter]) -> DocSet:
        """What filters keep of a word, where that is not less than they keep."""
        found = self.word(field, text)
        for keep in filters:
            found = self.kept_by(keep, found)
        return found

    def kept_by(self, keep: Filter, found: DocSet) -> DocSet:
        """What a filter keeps of what was found."""
        return found.kept(np.flatnonzero(keep.keeps(found.docs)))

    def _word(self, field: str, text: str) -> DocSet:
        docs, counts = self.counted(field, text)
        scores = self._scores(docs, counts, len(docs))
        if self.live is not None:
            held = self.live[docs]
            docs, scores = docs[held], scores[held]
        runs = self._count_parents(docs) if len(docs) > len(self.parent_starts) else None
        return DocSet(docs, scores, maxima(scores), runs)

    def _scores(self, docs: Array, counts: Array, frequency: int) -> Array:
        """BM25 of a word in these docs."""
        scores = counts.astype(np.float32)
        scores *= factor(self.size, frequency) / (scores + self._norms[docs])
        return scores

    @cached_property
    def _norms(self) -> Array:
        """The norm of each doc."""
        return self._norm_of[self._lengths]

    def _key(self, field: str, text: bytes) -> Array:
        parts = [np.empty(0, self._key_type)]
        for offset, segment in self.parts():
            if (number := segment.words.dictionary(field).find(text)) >= 0:
                docs, positions = segment.words.occurrences(field, number)
                parts.append(self._pack(docs + np.int32(offset), positions))
        return np.concatenate(parts) if len(parts) > 2 else parts[-1]

    @property
    def _key_type(self) -> type[np.uint32 | np.uint64]:
        return np.uint32 if self.size << self.position_bits < 1 << 32 else np.uint64

    def _pack(self, docs: Array, positions: Array) -> Array:
        keys: NDArray[np.uint32 | np.uint64] = docs.astype(self._key_type)
        keys <<= self._key_type(self.position_bits)
        keys |= positions.astype(self._key_type)
        return keys

    # sets

    def either(self, workspace: Workspace, several: Sequence[DocSet | Word]) -> DocSet:
        """The docs of any, with the sums of their scores."""
        return workspace.either([each if isinstance(each, DocSet) else self.word(*each) for each in several])

    def top(self, docs: Array, numbers: Array, maxima: Array | None, count: int) -> tuple[Array, Array]:
        """The docs with the highest so many numbers, in order, and these; `maxima` are `DocSet.best`, where known."""
        chosen = candidates(numbers, count, maxima)
        chosen = chosen[np.lexsort((self.in_order(docs[chosen]), -numbers[chosen]))[:count]]
        return docs[chosen], numbers[chosen]

    def best(self, found: DocSet, count: int) -> TopDocs:
        """The first of what was found, by score."""
        docs, scores = found.docs[:0], found.scores[:0]
        if count and len(found.docs):
            docs, scores = self.top(found.docs, found.scores, found.best, count)
        return docs, scores, len(found.docs), self.documents_of(found)

    def documents_of(self, found: DocSet) -> int:
        """How many documents the docs are of."""
        return int(np.count_nonzero(self.runs(found)))

    def tally(self, codes: Array, docs: Array, size: int) -> Array:
        """How many of some docs have each of so many codes."""
        return np.bincount(codes[docs], minlength=size)

    def phrase(self, workspace: Workspace, words: Sequence[Word]) -> DocSet:
        """The live docs with these words of one field in a row; each scores what its words do."""
        docs = positions.phrase(self, words[0][0], [text for _, text in words])
        return self._scored_docs(workspace, docs, words)

    def near(self, workspace: Workspace, words: Sequence[Word], distance: int) -> DocSet:
        """The live docs with these stems within so many positions; each scores what its words do."""
        docs = positions.near(self, workspace, [text for _, text in words], distance)
        return self._scored_docs(workspace, docs, words)

    def _scored_docs(self, workspace: Workspace, docs: Array, words: Sequence[Word]) -> DocSet:
        """Those of the docs that live, each of which has all words; a word that is given twice scores twice."""
        return self.adding(workspace, unscored(self.living(docs.astype(np.int32))), words)

    def forms_matching(self, dictionary: TermDictionary, pattern: str) -> Array:
        """The numbers of the forms that a wildcard matches."""
        return expand.matching(dictionary, pattern)

    def forms_like(self, dictionary: TermDictionary, text: str, edits: int) -> Array:
        """The numbers of the forms at most so many edits from a text."""
        return dictionary.spelling.within(text, edits)

    def docs_of_forms(self, workspace: Workspace, forms: Callable[[TermDictionary], Array]) -> Array:
        """The live docs with one of the forms of a dictionary."""
        return expand.docs(self, forms)


def joined(parts: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    """Pairs of arrays, end to end."""
    if len(parts) == 1:
        return parts[0]
    none = np.empty(0, np.int32)
    return np.concatenate([part for part, _ in parts] or [none]), np.concatenate([part for _, part in parts] or [none])
