"""Kernels over the texts of a dictionary: one of them, those a pattern matches, those spelled alike."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.format.container import Array
from search.whoosh_engine.kernels.bits import ones_in
from search.whoosh_engine.kernels.compiler import Integer, kernel
from search.whoosh_engine.kernels.postings import (
    ALL_FORMS,
    CODE,
    FORM,
    FREQUENCY,
    HALF,
    HALF_END,
    LISTED,
    NUMBERS,
    OCCURRENCE,
    OCCURRENCE_END,
    PLACE,
    POSTING,
    POSTING_END,
    SLOT,
    TIMES,
    WHOLE,
    WHOLE_END,
    lower_bound,
    size_of,
    weigh,
)
from search.whoosh_engine.kernels.segment_table import (
    CODE_OF,
    EXACT_BLOB,
    EXACT_DOCS,
    EXACT_HEADS,
    EXACT_STARTS,
    EXTENTS,
    SLOTS,
    STEM_BLOB,
    STEM_HEADS,
    STEM_OF,
    STEM_STARTS,
    array_of,
)

_EXTENTS = 6  # numbers of a stem; see `Words.extents`
HEADS = 64  # of every so many texts there is a head, so that a search begins in little memory
LINE_FEED, STEM_SIGN = ord("\n"), ord("s")
STAR, QUESTION = 0xFE, 0xFF  # in a pattern of bytes; no byte of UTF-8


@kernel
def first_not_below(
    blob: Array, starts: Array, texts: bytes, begin: Integer, end: Integer, first: Integer, last: Integer
) -> Integer:
    """The number of the first text, from `first` up to `last`, that is not below the bytes from `begin` to `end`."""
    low, high = first, last
    while low < high:
        middle = (low + high) >> 1
        here, size = np.int64(starts[middle]), np.int64(starts[middle + 1]) - np.int64(starts[middle]) - 1
        at = 0
        while at < size and at < end - begin and blob[here + at] == texts[begin + at]:
            at += 1
        if at < end - begin and (at == size or blob[here + at] < texts[begin + at]):
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def head_of(texts: bytes, begin: Integer, end: Integer) -> Integer:
    """The first eight bytes of a text as a number; those behind its end are zero."""
    head = np.uint64(0)
    for at in range(begin, begin + 8):
        head = head << np.uint64(8) | (np.uint64(texts[at]) if at < end else np.uint64(0))
    return head


@kernel
def find(blob: Array, starts: Array, heads: Array, texts: bytes, begin: Integer, end: Integer) -> Integer:
    """The number of a text, that of the bytes from `begin` to `end`; -1 where it is none of these.

    `heads` has the head of every so many of them.
    """
    head, count = head_of(texts, begin, end), len(starts) - 1
    first = lower_bound(heads, 0, len(heads), head)
    last = first
    while last < len(heads) and heads[last] == head:
        last += 1
    first, last = max(first - 1, 0) * HEADS, min(last * HEADS, count)
    number = first_not_below(blob, starts, texts, begin, end, first, last)
    if number == count or np.int64(starts[number + 1]) - 1 - np.int64(starts[number]) != end - begin:
        return -1
    here = np.int64(starts[number])
    for at in range(end - begin):
        if blob[here + at] != texts[begin + at]:
            return -1
    return number


@kernel
def numbers_of_stem(segment: Array, stem: Integer, word: Array) -> None:
    """The numbers of a stem (see `lists`)."""
    extents = array_of(segment, EXTENTS)
    here = stem * _EXTENTS
    word[POSTING], word[POSTING_END] = extents[here], extents[here + _EXTENTS]
    word[OCCURRENCE], word[OCCURRENCE_END] = extents[here + 1], extents[here + _EXTENTS + 1]
    word[CODE] = extents[here + 2]
    word[HALF], word[HALF_END] = extents[here + 3], extents[here + _EXTENTS + 3]
    word[WHOLE], word[WHOLE_END] = extents[here + 4], extents[here + _EXTENTS + 4]
    word[FORM], word[SLOT] = ALL_FORMS, array_of(segment, SLOTS)[stem]


@kernel
def count_of_forms(segment: Array, stem: Integer) -> Integer:
    """How many forms a stem has."""
    extents = array_of(segment, EXTENTS)
    return extents[(stem + 1) * _EXTENTS + 5] - extents[stem * _EXTENTS + 5]


@kernel
def numbers_of_form(segment: Array, form: Integer, word: Array) -> None:
    """The numbers of a form, which are those of its stem where it has no other."""
    stem = np.int64(array_of(segment, STEM_OF)[form])
    numbers_of_stem(segment, stem, word)
    if count_of_forms(segment, stem) > 1:
        word[FORM] = array_of(segment, CODE_OF)[form]


@kernel
def resolve(table: Array, texts: bytes, rarest_first: bool, words: Array) -> None:
    """The numbers of some words, in each segment.

    `texts` has each word as the sign of its field and its text, with a line feed behind.
    """
    begin = 0
    for at in range(len(words) if len(table) else 0):
        end = begin + 1
        while texts[end] != LINE_FEED:
            end += 1
        words[at] = 0
        frequency = 0
        for place in range(len(table)):
            segment, own = table[place], words[at, place]
            own[FORM], own[SLOT], own[PLACE], own[TIMES] = ALL_FORMS, LISTED, at, 1
            if texts[begin] == STEM_SIGN:
                blob, starts = array_of(segment, STEM_BLOB), array_of(segment, STEM_STARTS)
                number = find(blob, starts, array_of(segment, STEM_HEADS), texts, begin + 1, end)
                if number >= 0:
                    numbers_of_stem(segment, number, own)
                    frequency += size_of(own)
            else:
                blob, starts = array_of(segment, EXACT_BLOB), array_of(segment, EXACT_STARTS)
                number = find(blob, starts, array_of(segment, EXACT_HEADS), texts, begin + 1, end)
                if number >= 0:
                    numbers_of_form(segment, number, own)
                    frequency += array_of(segment, EXACT_DOCS)[number]
        weigh(table, words[at], frequency)
        begin = end + 1
    for last in range(1, len(words) if rarest_first and len(table) else 1):
        for at in range(last, 0, -1):
            if words[at - 1, 0, FREQUENCY] <= words[at, 0, FREQUENCY]:
                break
            for place in range(len(table)):
                one, other = words[at - 1, place], words[at, place]
                for number in range(NUMBERS):
                    one[number], other[number] = other[number], one[number]


@kernel
def matches(blob: Array, begin: Integer, end: Integer, pattern: bytes) -> bool:
    """Whether a text from `begin` to `end` is what a pattern says."""
    at, sign = begin, 0
    star, resumed = -1, begin
    while at < end:
        if sign < len(pattern) and pattern[sign] == STAR:
            star, resumed = sign, at
            sign += 1
        elif sign < len(pattern) and pattern[sign] == QUESTION:
            at += 1
            while at < end and blob[at] & 0xC0 == 0x80:
                at += 1
            sign += 1
        elif sign < len(pattern) and pattern[sign] == blob[at]:
            at += 1
            sign += 1
        elif star >= 0:
            resumed += 1
            while resumed < end and blob[resumed] & 0xC0 == 0x80:
                resumed += 1
            at, sign = resumed, star + 1
        else:
            return False
    while sign < len(pattern) and pattern[sign] == STAR:
        sign += 1
    return sign == len(pattern)


@kernel
def matching(blob: Array, starts: Array, pattern: bytes, found: Array) -> Integer:
    """The numbers of the texts that a pattern matches, as many as there is space for; how many there are."""
    count, head = len(starts) - 1, 0
    while head < len(pattern) and pattern[head] < STAR:
        head += 1
    first = first_not_below(blob, starts, pattern, 0, head, 0, count)
    last = count  # a sign is above any byte of a text
    if head < len(pattern):
        last = first_not_below(blob, starts, pattern, 0, head + 1, first, count)
    are_all = head + 1 == len(pattern) and pattern[head] == STAR
    kept = 0
    for number in range(first, last):
        if kept < len(found):
            found[kept] = number
        kept += are_all or matches(blob, np.int64(starts[number]), np.int64(starts[number + 1]) - 1, pattern)
    return kept


@kernel
def similar(
    letters: Array,
    begins: Array,
    numbers: Array,
    letters_in: Array,
    given: Array,
    wanted: Integer,
    edits: Integer,
    space: Array,
    found: Array,
) -> Integer:
    """Those of some texts (`numbers`) at most so many edits from another: optimal string alignment; how many.

    `letters_in` has a bit for each letter of these texts, `wanted` for those of the other.
    """
    kept = 0
    for at in range(len(numbers)):
        here = letters_in[at]
        if ones_in(here ^ wanted) > 2 * edits or ones_in(wanted & ~here) > edits or ones_in(here & ~wanted) > edits:
            continue
        number = numbers[at]
        found[kept] = number
        kept += is_near(letters, begins[number], begins[number + 1] - 1, given, edits, space)
    return kept


@kernel
def is_near(letters: Array, begin: Integer, end: Integer, given: Array, edits: Integer, docs: Array) -> bool:
    """Whether letters from `begin` to `end` are at most so many edits from others (Boytsov 2011, section 2)."""
    far = edits + 1
    size = len(given)
    older, last, doc = 0, 1, 2
    least_before = 0
    for place in range(size + 1):
        docs[last, place] = min(place, far)
    for at in range(1, end - begin + 1):
        letter = letters[begin + at - 1]
        first, behind = max(1, at - edits), min(size, at + edits)
        docs[doc, first - 1] = at if first == 1 and at < far else far
        least = docs[doc, first - 1]
        for place in range(first, behind + 1):
            distance = docs[last, place - 1] + (letter != given[place - 1])
            distance = min(distance, docs[doc, place - 1] + 1)
            if place < at + edits:
                distance = min(distance, docs[last, place] + 1)
            if at > 1 and place > 1:
                swapped = letter == given[place - 2] and letters[begin + at - 2] == given[place - 1]
                if swapped:
                    distance = min(distance, docs[older, place - 2] + 1)
            distance = min(distance, far)
            docs[doc, place] = distance
            least = min(least, distance)
        if least == far and least_before == far:  # a swap goes back two docs
            return False
        least_before = least
        older, last, doc = last, doc, older
    return docs[last, size] < far
