"""Kernels over the terms of a query: where their postings lie in each segment."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.format.types import Mask, Ordinals
from search.whoosh_engine.kernels.compiler import Integer, kernel
from search.whoosh_engine.kernels.postings import (
    ALL_FORMS,
    CODE,
    FORM,
    HALF,
    HALF_END,
    OCCURRENCE,
    OCCURRENCE_END,
    POSTING,
    POSTING_END,
    SLOT,
    WHOLE,
    WHOLE_END,
    size_of,
)
from search.whoosh_engine.kernels.segment_table import (
    CODE_OF,
    EXTENTS,
    LISTED,
    SLOTS,
    STEM_OF,
    Row,
    Table,
    Words,
    array_of,
)

_EXTENTS = 6  # numbers of a stem; see `PostingsReader.extents`


@kernel
def numbers_of_stem(segment: Row, stem: Integer, term: Row) -> None:
    """Where a stem lies."""
    extents = array_of(segment, EXTENTS)
    here = stem * _EXTENTS
    term[POSTING], term[POSTING_END] = extents[here], extents[here + _EXTENTS]
    term[OCCURRENCE], term[OCCURRENCE_END] = extents[here + 1], extents[here + _EXTENTS + 1]
    term[CODE] = extents[here + 2]
    term[HALF], term[HALF_END] = extents[here + 3], extents[here + _EXTENTS + 3]
    term[WHOLE], term[WHOLE_END] = extents[here + 4], extents[here + _EXTENTS + 4]
    term[FORM], term[SLOT] = ALL_FORMS, array_of(segment, SLOTS)[stem]


@kernel
def count_of_forms(segment: Row, stem: Integer) -> Integer:
    """How many forms a stem has."""
    extents = array_of(segment, EXTENTS)
    return extents[(stem + 1) * _EXTENTS + 5] - extents[stem * _EXTENTS + 5]


@kernel
def numbers_of_form(segment: Row, form: Integer, term: Row) -> None:
    """Where a form lies, which is where its stem does if that has no other."""
    stem = np.int64(array_of(segment, STEM_OF)[form])
    numbers_of_stem(segment, stem, term)
    if count_of_forms(segment, stem) > 1:
        term[FORM] = array_of(segment, CODE_OF)[form]


@kernel
def locate(table: Table, numbers: Ordinals, are_forms: Mask, words: Words) -> None:
    """Where terms lie in each segment, by the number that its dictionary has for each, -1 where it has none."""
    for place in range(len(table)):
        for at in range(len(numbers)):
            term, number = words[place, at], np.int64(numbers[at, place])
            term[POSTING] = term[POSTING_END] = 0
            term[FORM], term[SLOT] = ALL_FORMS, LISTED
            if number < 0:
                continue
            if are_forms[at]:
                numbers_of_form(table[place], number, term)
            else:
                numbers_of_stem(table[place], number, term)


@kernel
def extent(words: Words) -> tuple[Integer, Integer]:
    """In how many docs of all segments the stem of the first term is, and how often it is in all."""
    docs = occurrences = 0
    for place in range(len(words)):
        term = words[place, 0]
        docs += size_of(term)
        occurrences += (term[OCCURRENCE_END] - term[OCCURRENCE]) * (size_of(term) > 0)
    return docs, occurrences
