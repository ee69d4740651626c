"""Bytes to text: nothing is guessed in silence, and damaged text is refused."""

from __future__ import annotations

import pytest

from corpus.errors import ReadError
from corpus.model import Hints
from corpus.readers.base.encoding import decoded
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
    ("text", "guess", "word"),
    [
        (ZURICH, "cp1252", "Grüße"),
        ("<meta charset=utf-8>" + ZURICH, "cp1252", "Grüße"),
        (CYRILLIC, "cp1251", "Производство"),
        ("Müller: He said “no” – it’s 50€.\n\nDupré: Oui, œuvre.", "cp1252", "œuvre"),
        ("L’œuvre de l’été dernier a été achevée à l’école où les élèves étaient déjà.", "cp1252", "œuvre"),
        ("Die Überprüfung der Anlagen für größere Mengen wäre schöner gewesen.", "cp1252", "Überprüfung"),
        ("¿Qué pasó en España? El año pasado la producción aumentó, según el señor Muñoz.", "cp1252", "España"),
        ("He said “no” – the café in Malmö is closed.", "cp1252", "café"),
        ("It’s “no” – 50 €.", "cp1252", "’s"),
        ("a" * 100_000 + "é b", "cp1252", "é"),
        ("Zażółć gęślą jaźń. W zeszłym roku produkcja dronów wzrosła.", "cp1250", "Zażółć"),
        ("Fabryka działa na trzy zmiany i wszyscy są zadowoleni z wyników, a także z płac.", "cp1250", "działa"),
        ("Továrna pracuje na tři směny a všichni jsou spokojeni, řekl ředitel závodu.", "cp1250", "tři"),
    ],
)
def test_a_guess_is_said_with_a_word_that_tells_whether_it_is_right(text: str, guess: str, word: str) -> None:
    data, check = text.encode(guess), f"letters not sure: read as {guess}; see whether “{word}” is right"
    assert decoded(data) == (text, check)
    assert check in read(data, Hints(name="a.txt")).checks


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
    with pytest.raises(ReadError, match=r"cannot be read as utf-.*save it as UTF-8"):
        decoded(data)


def test_a_name_that_is_no_text_encoding_is_not_followed() -> None:
    assert decoded(b"<meta charset=rot13>Plain.")[0] == "<meta charset=rot13>Plain."
    assert decoded(b"<meta charset=klingon>Plain.")[0] == "<meta charset=klingon>Plain."
