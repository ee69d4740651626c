"""Kernels over the texts of a lexicon: one of them, those a pattern matches, those spelled alike."""

from __future__ import annotations

import numpy as np

from search.whoosh_engine.compiled.kernel import Integer, kernel
from search.whoosh_engine.compiled.lists import (
    CODE,
    FORM,
    HALF,
    OCCURRENCE,
    PAIR,
    PAIR_END,
    PLACE,
    SLOT,
    WHOLE,
    bits_in,
)
from search.whoosh_engine.segments.arrays import Array

STAR, QUESTION = 0xFE, 0xFF  # in a pattern of bytes; no byte of UTF-8


@kernel
def first_not_below(blob: Array, starts: Array, text: Array, first: Integer) -> Integer:
    """The number of the first text, from one on, that is not below another, as bytes."""
    low, high = first, len(starts) - 1
    while low < high:
        middle = (low + high) >> 1
        begin, size = np.int64(starts[middle]), np.int64(starts[middle + 1]) - np.int64(starts[middle]) - 1
        at = 0
        while at < size and at < len(text) and blob[begin + at] == text[at]:
            at += 1
        if at < len(text) and (at == size or blob[begin + at] < text[at]):
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def find(blob: Array, starts: Array, text: Array) -> Integer:
    """The number of a text, -1 where it is none of these."""
    number = first_not_below(blob, starts, text, 0)
    if number == len(starts) - 1:
        return -1
    begin, end = np.int64(starts[number]), np.int64(starts[number + 1]) - 1
    if end - begin != len(text):
        return -1
    for at in range(len(text)):
        if blob[begin + at] != text[at]:
            return -1
    return number


@kernel
def resolve(
    blob: Array,
    starts: Array,
    stem_of: Array,
    code_of: Array,
    frequencies: Array,
    extents: Array,
    text: Array,
    word: Array,
) -> Integer:
    """The numbers of a word (see `lists`) by its text; in how many rows it is, 0 where it is unknown.

    `stem_of`, `code_of` and `frequencies` are those of the forms; no `stem_of`: the texts are stems.
    """
    number = find(blob, starts, text)
    if number < 0:
        return 0
    stem = np.int64(stem_of[number]) if len(stem_of) else number
    here, behind = extents[stem], extents[stem + 1]
    for at, column in ((PAIR, 0), (OCCURRENCE, 1), (HALF, 3), (WHOLE, 4)):
        word[at], word[at + 1] = here[column], behind[column]
    word[CODE], word[FORM], word[SLOT], word[PLACE] = here[2], -1, -1, 0
    if len(stem_of) and behind[5] - here[5] > 1:
        word[FORM] = code_of[number]
        return np.int64(frequencies[number])
    return word[PAIR_END] - word[PAIR]


@kernel
def matches(blob: Array, begin: Integer, end: Integer, pattern: Array) -> bool:
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
def matching(blob: Array, starts: Array, first: Integer, last: Integer, pattern: Array, found: Array) -> Integer:
    """The numbers from `first` up to `last` of the texts that a pattern matches; how many.

    There is space for one more than are found.
    """
    kept = 0
    for number in range(first, last):
        found[kept] = number
        kept += matches(blob, np.int64(starts[number]), np.int64(starts[number + 1]) - 1, pattern)
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
        if bits_in(here ^ wanted) > 2 * edits or bits_in(wanted & ~here) > edits or bits_in(here & ~wanted) > edits:
            continue
        number = numbers[at]
        found[kept] = number
        kept += is_near(letters, begins[number], begins[number + 1] - 1, given, edits, space)
    return kept


@kernel
def is_near(letters: Array, begin: Integer, end: Integer, given: Array, edits: Integer, rows: Array) -> bool:
    """Whether letters from `begin` to `end` are at most so many edits from others (Boytsov 2011, section 2)."""
    far = edits + 1
    size = len(given)
    older, last, row = 0, 1, 2
    least_before = 0
    for place in range(size + 1):
        rows[last, place] = min(place, far)
    for at in range(1, end - begin + 1):
        letter = letters[begin + at - 1]
        first, behind = max(1, at - edits), min(size, at + edits)
        rows[row, first - 1] = at if first == 1 and at < far else far
        least = rows[row, first - 1]
        for place in range(first, behind + 1):
            distance = rows[last, place - 1] + (letter != given[place - 1])
            distance = min(distance, rows[row, place - 1] + 1)
            if place < at + edits:
                distance = min(distance, rows[last, place] + 1)
            if at > 1 and place > 1:
                swapped = letter == given[place - 2] and letters[begin + at - 2] == given[place - 1]
                if swapped:
                    distance = min(distance, rows[older, place - 2] + 1)
            distance = min(distance, far)
            rows[row, place] = distance
            least = min(least, distance)
        if least == far and least_before == far:  # a swap goes back two rows
            return False
        least_before = least
        older, last, row = last, row, older
    return rows[last, size] < far
