"""What is kept smaller comes back as it was, whatever it is, and is read for good with the same words."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, strategies as st

from corpus.library import packing
from corpus.library.packing import packed, packed_original, unpacked, unpacked_original

KEPT = "43c967483640ed4bce07b5f6a0f1a40700"
WORDS = "0bd16c66d554faa8cc41dae27a69bf1f4974bbf28d54beea71f697675c4cfd95"


@given(st.text(st.characters(codec="utf-8")) | st.text("the people that I think of. ", max_size=400))
def test_a_text_comes_back_as_it_was_and_is_never_larger(text: str) -> None:
    kept = packed(text)
    assert unpacked(kept) == text
    assert len(kept) <= len(text.encode())


def test_what_is_said_often_takes_half_of_its_room() -> None:
    text = 2 * (
        " And I think that a lot of people want to be able to do these things, you know, in terms of what they have."
        " So do I, and so do you, I think, because that is one of the things that people want to talk about."
    )
    assert len(packed(text)) < len(text) / 2
    assert unpacked(packed(text * 200)) == text * 200


def test_the_words_that_texts_are_packed_with_are_those_of_every_library_there_is() -> None:
    kept = bytes.fromhex(KEPT)
    assert unpacked(kept) == "I think that the people of the coast know it."
    assert hashlib.sha256(packing._WORDS).hexdigest() == WORDS


def test_an_original_comes_back_or_is_known_not_to_be_what_was_stored() -> None:
    data = bytes(range(256)) * 9
    sha256 = hashlib.sha256(data).hexdigest()
    assert unpacked_original(packed_original(data), sha256) == data
    assert unpacked_original(packed_original(data + b"x"), sha256) is None


@pytest.mark.parametrize("kept", [None, b"", b"no stream", packed_original(b"x" * 99)[:-9], "text"])
def test_what_is_no_stream_is_no_original(kept: object) -> None:
    assert unpacked_original(kept, hashlib.sha256(b"x").hexdigest()) is None
