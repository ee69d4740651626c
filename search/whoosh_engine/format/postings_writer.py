"""Writes the words of a segment; `postings` says how they lie."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.whoosh_engine.format.container import Array, Arrays, Writer, narrow
from search.whoosh_engine.format.dense_postings import DENSE, FEW, DenseWriter
from search.whoosh_engine.format.occurrence_keys import Occurrences
from search.whoosh_engine.format.postings import SKIP
from search.whoosh_engine.format.small_ints import SmallIntsWriter
from search.whoosh_engine.format.term_dictionary import pack
from search.whoosh_engine.format.types import Counts, Mask


class PostingsWriter:
    """Writes the words of a segment: the forms first, then the occurrences in order.

    `size` is how many docs it has, `stem_of` the stem of each form, and `stems` how many of these there are.
    """

    def __init__(self, writer: Writer, size: int, stem_of: Array, stems: int) -> None:
        self._writer = writer
        self._size = size
        self._dense = DenseWriter(writer, size)
        self._forms = np.bincount(stem_of, minlength=stems)
        self.forms_at = _starts(self._forms)
        # Forms are numbered by their text, so a stable order by stem keeps that order within each.
        self._by_stem = np.argsort(stem_of, kind="stable")
        self.ordinal_of = np.empty(len(stem_of), np.int64)
        self.ordinal_of[self._by_stem] = np.arange(len(stem_of)) - np.repeat(self.forms_at[:-1], self._forms)
        self._stem_of = stem_of
        self._exact_docs = np.zeros(len(stem_of), np.int64)
        self._sizes: dict[str, Array] = {
            name: np.zeros(stems, np.int64) for name in ("postings", "occurrences", "ordinals", "docs")
        }
        self._written = (0, 0)  # postings, occurrences
        self._skips: list[Array] = [np.empty(0, np.int64)]
        self._small = {name: SmallIntsWriter(writer, name) for name in ("counts", "positions", "ordinals")}

    @property
    def most_forms(self) -> int:
        """How many forms the stem with the most of them has."""
        return int(self._forms.max(initial=1))

    def append(self, found: Occurrences) -> None:
        """Add all occurrences of the next stems, in order of stem, doc and position."""
        stem, doc, position, ordinal = found
        if not len(stem):
            return
        new_stem = np.concatenate(([True], stem[1:] != stem[:-1]))
        begins = np.flatnonzero(new_stem | np.concatenate(([True], doc[1:] != doc[:-1])))
        first, last = int(stem[0]), int(stem[-1]) + 1
        posting_stem, posting_doc = stem[begins] - first, doc[begins]
        postings = np.bincount(posting_stem, minlength=last - first)
        many = self._forms[first:last] > 1
        of_several = many[stem - first]
        counts = np.diff(np.append(begins, len(stem)))
        self._small["counts"].append(counts)
        # Of the postings from here on, those at a multiple of SKIP.
        self._skips.append(begins[-self._written[0] % SKIP :: SKIP] + self._written[1])
        self._written = self._written[0] + len(begins), self._written[1] + len(stem)
        self._small["positions"].append(position)
        self._small["ordinals"].append(ordinal[of_several])
        self._count_forms(stem[of_several], doc[of_several], ordinal[of_several], postings, first, last, many)
        occurrences = np.bincount(stem - first, minlength=last - first)
        dense = (postings > FEW) & (postings * DENSE >= self._size)
        sizes = {
            "postings": postings,
            "occurrences": occurrences,
            "ordinals": np.where(many, occurrences, 0),
            "docs": np.where(dense, 0, postings),
        }
        for name, values in sizes.items():
            self._sizes[name][first:last] = values
        starts = _starts(postings)
        for place in np.flatnonzero(dense).tolist():
            own = slice(starts[place], starts[place + 1])
            self._dense.append(first + place, posting_doc[own])
        self._writer.append("docs", posting_doc[~dense[posting_stem]].astype(np.int32))

    def _count_forms(
        self, stem: Array, doc: Array, ordinal: Array, postings: Counts, first: int, last: int, many: Mask
    ) -> None:
        forms = self.forms_at[first:last]
        self._exact_docs[self._by_stem[forms[~many]]] = postings[~many]
        form = self._by_stem[self.forms_at[stem] + ordinal]
        key = np.sort((form.astype(np.uint64) << np.uint64(32)) | doc.astype(np.uint64))
        new = np.concatenate(([True], key[1:] != key[:-1]))[: len(key)]
        held = (key[new] >> np.uint64(32)).astype(np.int64)
        self._exact_docs += np.bincount(held, minlength=len(self._exact_docs))

    def arrays(self, forms: Sequence[bytes], stems: Sequence[bytes]) -> Arrays:
        """What goes to the small arrays."""
        found = {f"{name}_at": narrow(_starts(sizes)) for name, sizes in self._sizes.items()}
        found["skips"] = narrow(np.concatenate(self._skips))
        found["forms_at"] = narrow(self.forms_at)
        found["stem_of"], found["ordinal_of"] = narrow(self._stem_of), narrow(self.ordinal_of)
        found["exact.docs"] = narrow(self._exact_docs)
        found |= self._dense.arrays()
        for each in self._small.values():
            found |= each.arrays()
        for name, texts in (("exact", forms), ("stem", stems)):
            found[f"{name}.blob"], found[f"{name}.starts"] = pack(texts)
        return found


def _starts(sizes: Array) -> Counts:
    return np.concatenate(([0], np.cumsum(sizes)))
