"""Bytes to text: nothing is guessed in silence, and damaged text is refused."""

from __future__ import annotations

import pytest

from corpus.errors import ReadError
from corpus.model import Hints
from corpus.readers.encoding import decoded
from corpus.readers.registry import read

ZURICH = "Grüße aus Zürich, schrieb er, „und Geld für 20 €“."
CYRILLIC = "Производство дронов началось в прошлом году, и завод работает в три смены. " * 4


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (ZURICH.encode(), ZURICH),
        (b"\xef\xbb\xbf" + ZURICH.encode(), ZURICH),
        (ZURICH.encode("utf-16"), ZURICH),
        (b"\xfe\xff" + ZURICH.encode("utf-16-be"), ZURICH),
        (ZURICH.encode("utf-16-le"), ZURICH),
        (ZURICH.encode("utf-16-be"), ZURICH),
        (b"<meta charset=windows-1252>" + ZURICH.encode("cp1252"), "<meta charset=windows-1252>" + ZURICH),
        (b"<meta charset=iso-8859-1>" + ZURICH.encode("cp1252"), "<meta charset=iso-8859-1>" + ZURICH),
        (b"<meta charset=koi8-r>" + CYRILLIC.encode("koi8-r"), "<meta charset=koi8-r>" + CYRILLIC),
        (b"<meta charset=iso-8859-1>" + ZURICH.encode(), "<meta charset=iso-8859-1>" + ZURICH),
        ("<meta charset=iso-2022-jp>飛行".encode("iso-2022-jp"), "<meta charset=iso-2022-jp>飛行"),
    ],
    ids=[
        "utf-8", "bom", "utf-16", "utf-16 big", "utf-16 unmarked", "utf-16 big unmarked", "declared",
        "declared latin-1, is windows-1252", "declared koi8", "declared wrongly, is utf-8", "all of it ASCII bytes",
    ],
)  # fmt: skip
def test_text_whose_encoding_is_known_has_nothing_to_check(data: bytes, text: str) -> None:
    assert decoded(data) == (text, None)


@pytest.mark.parametrize(
    ("data", "text", "guess"),
    [
        (ZURICH.encode("cp1252"), ZURICH, "cp1252"),
        (b"<meta charset=utf-8>" + ZURICH.encode("cp1252"), "<meta charset=utf-8>" + ZURICH, "cp1252"),
        (CYRILLIC.encode("cp1251"), CYRILLIC, "cp1251"),
    ],
)
def test_a_guess_is_said(data: bytes, text: str, guess: str) -> None:
    assert decoded(data) == (text, f"encoding guessed: {guess}")
    assert f"encoding guessed: {guess}" in read(data, Hints(name="a.txt")).checks


@pytest.mark.parametrize(
    "data",
    [
        (ZURICH * 3).encode()[:-1] + b"\xe2\x80",
        ZURICH.encode()[:20] + b"\xff" + ZURICH.encode()[20:],
        b"\xff\xfe" + ZURICH.encode("utf-16-le")[:-1],
    ],
    ids=["cut short", "damaged", "utf-16 cut short"],
)
def test_damaged_text_is_not_read_in_another_encoding(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"is not whole utf-.*save it as UTF-8"):
        decoded(data)


def test_a_name_that_is_no_text_encoding_is_not_followed() -> None:
    assert decoded(b"<meta charset=rot13>Plain.")[0] == "<meta charset=rot13>Plain."
    assert decoded(b"<meta charset=klingon>Plain.")[0] == "<meta charset=klingon>Plain."
