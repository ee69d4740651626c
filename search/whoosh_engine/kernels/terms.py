"""Kernels over the terms of a query: where their postings lie in each segment."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.format.types import Mask, Ordinals
from search.whoosh_engine.kernels import postings
from search.whoosh_engine.kernels.compiler import Integer, kernel
from search.whoosh_engine.kernels.segment_table import LISTED, Row, Table, Words, array_of


@kernel
def locate_stem(segment: Row, stem: Integer, term: Row) -> None:
    """Where a stem lies."""
    extents = array_of(segment, "extents")
    here, end = extents[stem], extents[stem + 1]
    term.posting, term.posting_end = here.postings, end.postings
    term.occurrence, term.occurrence_end = here.occurrences, end.occurrences
    term.ordinal = here.ordinals
    term.doc, term.doc_end = here.docs, end.docs
    term.form, term.slot = postings.ALL_FORMS, array_of(segment, "slots")[stem]


@kernel
def locate_form(segment: Row, form: Integer, term: Row) -> None:
    """Where a form lies, which is where its stem does if that has no other."""
    stem, extents = np.int64(array_of(segment, "stem_of")[form]), array_of(segment, "extents")
    locate_stem(segment, stem, term)
    if extents[stem + 1].forms - extents[stem].forms > 1:
        term.form = array_of(segment, "ordinal_of")[form]


@kernel
def locate(table: Table, numbers: Ordinals, are_forms: Mask, words: Words) -> None:
    """Where terms lie in each segment, by the number that its dictionary has for each, -1 where it has none."""
    for place in range(len(table)):
        for at in range(len(numbers)):
            term, number = words[place, at], np.int64(numbers[at, place])
            term.posting = term.posting_end = 0
            term.form, term.slot = postings.ALL_FORMS, LISTED
            if number < 0:
                continue
            if are_forms[at]:
                locate_form(table[place], number, term)
            else:
                locate_stem(table[place], number, term)


@kernel
def extent(words: Words) -> tuple[Integer, Integer]:
    """In how many docs of all segments the stem of the first term is, and how often it is in all."""
    docs = occurrences = 0
    for place in range(len(words)):
        term = words[place, 0]
        docs += postings.size_of(term)
        occurrences += (term.occurrence_end - term.occurrence) * (postings.size_of(term) > 0)
    return docs, occurrences
