"""Passage ids last, and splitting loses nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from corpus.model import Document, Passage, Section
from corpus.passages import MAX_TOKENS, cut, identify, named, split, tokens

TEXTS = st.lists(st.sampled_from(["Yes.", "No.", "Right.", "Go on."]) | st.text(min_size=1), max_size=12)
UNIQUE = st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=12, unique=True)
SENTENCES = st.lists(
    st.lists(st.sampled_from(["Drones", "fly", "S-300", "far"]), min_size=1, max_size=60).map(
        lambda words: " ".join(words) + "."
    ),
    min_size=1,
    max_size=30,
).map(" ".join)


def document(*texts: str, id: str = "doc") -> Document:
    passages = tuple(Passage(text=text) for text in texts)
    return Document(id=id, type="note", title="T", sections=(Section(heading="", kind="body", passages=passages),))


def ids(*texts: str, id: str = "doc") -> list[str]:
    return [passage.id for passage in identify(document(*texts, id=id)).passages()]


@given(TEXTS)
def test_ids_are_unique_and_well_formed(texts: list[str]) -> None:
    named = ids(*texts)
    assert len(set(named)) == len(named)
    assert all(re.fullmatch(r"p[a-z2-7]{16}", name) for name in named)


@given(UNIQUE, st.data())
def test_an_edit_of_one_paragraph_changes_one_id(texts: list[str], data: st.DataObject) -> None:
    where = data.draw(st.integers(0, len(texts) - 1))
    edited = [*texts[:where], "\n".join(texts), *texts[where + 1 :]]
    if len(texts) > 1:
        changed = [a != b for a, b in zip(ids(*texts), ids(*edited), strict=True)]
        assert changed == [number == where for number in range(len(texts))]


def test_repeated_turns_keep_their_ids_when_the_beginning_is_trimmed() -> None:
    texts = ["Intro.", "One.", "Yeah.", "Two.", "Yeah.", "Three.", "Yeah."]
    assert ids(*texts)[1:] == ids(*texts[1:])


def test_ids_are_what_they_always_were() -> None:
    """They are in addresses that people have cited. A text that is repeated has that of its neighbours in its id."""
    assert ids("One.", "Yeah.", "Two.", "Yeah.", "Two.", "Yeah.", "Yeah.", "Yeah.") == [
        "pbcfbcixfjsvtqla4", "psdfd4w3x2ntppjf4", "p4ub3iitubkdt43gm", "pc3hlnvvhftbtoris", "p7f7kokayp6dmavin",
        "pbuo5irc5rdt3tfae", "paarrb5ifd6awad7n", "pqwg25s4sk7owstks",
    ]  # fmt: skip


def test_a_repeated_text_has_another_id_before_another_text() -> None:
    before, after = ids("One.", "Yeah.", "Two.", "Yeah."), ids("One.", "Yeah.", "Three.", "Yeah.")
    assert before[0] == after[0]
    assert before[1] != after[1]


def test_ids_differ_between_documents_and_ordinals_count_from_zero() -> None:
    assert set(ids("Same.", id="a")).isdisjoint(ids("Same.", id="b"))
    assert [p.ordinal for p in identify(document("A", "B", "C")).passages()] == [0, 1, 2]


def test_the_hash_input_is_not_ambiguous() -> None:
    assert ids("bc", id="a") != ids("c", id="ab")


def test_a_document_needs_an_id() -> None:
    with pytest.raises(ValueError, match="id"):
        identify(document("Text.", id=""))


@given(SENTENCES, st.sampled_from([None, "Host"]))
def test_the_pieces_of_a_passage_make_it_whole(text: str, speaker: str | None) -> None:
    pieces = split(Passage(text=text, speaker=speaker, start_ms=5, end_ms=9))
    assert " ".join(piece.text for piece in pieces) == text
    assert {piece.speaker for piece in pieces} == {speaker}
    assert [piece.start_ms for piece in pieces] == [5] + [None] * (len(pieces) - 1)
    assert [piece.end_ms for piece in pieces] == [None] * (len(pieces) - 1) + [9]


@pytest.mark.parametrize("speaker", [None, "Guest"])
@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. Who said that it flew over ten words away. ",
        "灯台の明かりは夜になると遠くまで届く。",
        "灯塔的光在夜里照得很远！",
        "He said “no.” And 90 ships went by… ",
    ],
)
def test_a_long_text_is_cut_at_sentence_ends(sentence: str, speaker: str | None) -> None:
    text = (sentence * (600 // tokens(sentence))).strip()
    pieces = split(Passage(text=text, speaker=speaker, paragraph=3))
    assert len(pieces) >= 3
    assert all(100 <= tokens(piece.text) <= 200 for piece in pieces)
    assert all(piece.text.endswith(sentence.strip()) for piece in pieces)
    assert {piece.paragraph for piece in pieces} == {3}


@pytest.mark.parametrize("mark", [".", ""])
@pytest.mark.parametrize(
    ("count", "pieces"), [(200, [200]), (201, [150, 51]), (350, [150, 200]), (351, [150, 150, 51])]
)
def test_a_text_is_cut_into_pieces_of_150_words_and_the_last_may_have_200(
    count: int, pieces: list[int], mark: str
) -> None:
    text = " ".join([f"Word{mark}"] * count)
    assert [tokens(piece.text) for piece in split(Passage(text=text))] == pieces


def test_a_text_with_no_place_to_cut_is_cut_where_it_must_be() -> None:
    assert [tokens(piece.text) for piece in split(Passage(text="a1" * 5000))] == [MAX_TOKENS, MAX_TOKENS, 1810]


@pytest.mark.parametrize("title", ["Mr", "Mrs", "Ms", "Dr", "St", "vs", "J"])
def test_a_title_is_no_end_of_a_sentence(title: str) -> None:
    text = "word " * 129 + "end. Then " + "word " * 18 + f"{title}. Lee " + "word " * 100
    assert [tokens(piece.text) for piece in split(Passage(text=text.strip()))] == [130, 121]


def test_thai_is_cut_at_its_blanks() -> None:
    text = " ".join(["ประภาคารส่องแสงในเวลากลางคืน"] * 40)
    pieces = split(Passage(text=text))
    assert " ".join(piece.text for piece in pieces) == text
    assert max(tokens(piece.text) for piece in pieces) <= 200


@pytest.mark.parametrize(
    ("text", "joint"),
    [("word " * 9000 + "end", " "), ("a.b" * 9000, ""), ("核" * 9000, ""), ("One. " * 9000 + "End.", " ")],
)
@pytest.mark.parametrize("speaker", [None, "Host"])
def test_no_passage_has_too_many_tokens(text: str, joint: str, speaker: str | None) -> None:
    pieces = [piece.text for piece in split(Passage(text=text, speaker=speaker))]
    assert joint.join(pieces) == text
    assert all(len(re.findall(r"核|[a-z]+", piece, re.I)) <= MAX_TOKENS for piece in pieces)


@given(st.lists(st.tuples(SENTENCES, st.integers(0, 2)), min_size=1, max_size=6))
def test_pieces_stay_in_the_paragraph_that_they_are_of(said: list[tuple[str, int]]) -> None:
    """`paragraph`, where a reader gives it, is the same for passages of one turn that follow each other."""
    passages = tuple(Passage(text=text, paragraph=turn) for text, turn in said)
    whole = Document(id="a", type="note", title="T", sections=(Section(heading="", kind="body", passages=passages),))
    numbers, number, turn = [], 0, 0
    for passage in passages:
        number += not passage.paragraph or passage.paragraph != turn
        turn = passage.paragraph
        numbers += [number] * len(split(passage))
    assert [passage.paragraph for passage in identify(whole).passages()] == numbers
    assert [passage.text for passage in cut(whole).passages()] == [
        piece.text for passage in passages for piece in split(passage)
    ]
    assert named(cut(whole)) == identify(whole)
