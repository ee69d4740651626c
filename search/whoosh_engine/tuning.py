"""Every threshold of the engine, with the measurement behind it. Answers never depend on them; times and room do.

Measured on an archive of 317,891 passages in 8 segments, where nothing else is said.
"""

from __future__ import annotations

# Sets

FEWER = 8  # by so much a set must be smaller for a word's keys to be sought in its docs alone: 4 words in a row take a
# quarter of the time
BLOCK = 128  # docs of which only the best score is looked at first: the top 20 of 110,000 take 64 µs, without 500
FEW_DOCS = 16  # a filter that keeps one doc in so many or less has them listed: more would take room, and save nothing

# What is kept of earlier searches, in bytes

SETS_KEPT = 64 << 20  # by numpy, which takes 1 to 3 ms for what compiled code finds in 0.2 to 0.4
COMPILED_SETS_KEPT = 24 << 20
KEYS_KEPT = 56 << 20
FILTERS_KEPT = 16 << 20
LOOKED_UP = 16_384  # terms of which it is remembered where they are: a first look-up takes 12 µs, and a long query has
# a hundred

# Compiled code

CHUNK = 4096  # docs that are looked at together: 48 KB of them and their scores stay in the nearest memory

# Writing

DESCRIBED = 16  # documents with one doc in so many of a segment are given other details in it, not put again

# Dictionaries

HEADS = 64  # of every so many texts one is at hand, so that a look-up compares within one stretch: 3 µs of 120,000
MORE_FORMS = 2  # times as many forms as are wanted are looked at in each segment, then twice as many again: enough at
# once for 12 forms of each beginning of one to three letters
FIRST_DOCS = 128  # of a stem, looked at for docs that have one of its forms, then eight times as many: three of each of
# ten forms take 2 ms
