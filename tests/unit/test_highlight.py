"""Marks and fragments: spans of the verbatim text."""

from __future__ import annotations

import time

import pytest

from corpus.errors import SearchTimeout
from search.query.parser import parse
from search.results.highlight import FRAGMENT, Marker, fragment, pieces

TEXT = "Drones, a drone factory; the Yak-130 and the Yak130. Glide bombs, glide  bombs — and naïve factories."


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("drone", ["Drones", "drone"]),
        ("=drone", ["drone"]),
        ('"drone factory"', ["drone factory"]),
        ("drone factory", ["Drones", "drone", "factory", "factories"]),
        ("yak-130", ["Yak-130", "Yak130"]),
        ("130", ["130", "130"]),
        ('"glide bombs"', ["Glide bombs", "glide  bombs"]),
        ("naive", ["naïve"]),
        ("fact*", ["factory", "factories"]),
        ("fact?ry", ["factory"]),
        ("fac?ry", []),
        ("fact?ory", []),
        ("factroy~", ["factory"]),
        ("drone -factory", ["Drones", "drone"]),
        ('"factory drone"~2', ["drone", "factory"]),
        ('"factory drone"~3', ["Drones", "drone", "factory"]),
        ('"drone factory drone"~3', ["Drones", "drone", "factory"]),
        ('"drone drone"~2', ["Drones", "drone"]),
        ('"drone drone"~1', []),
        ('"drone factory"~0', []),
        ("drone OR bombs", ["Drones", "drone", "bombs", "bombs"]),
        ('"drone factory" drone', ["Drones", "drone factory"]),
        ("title:drone speaker:ann date:2024", []),
        ('"and the Yak"', ["and the Yak"]),
        ('"factories naïve"', []),
        ("nothing", []),
    ],
)
def test_what_a_query_found_is_marked(query: str, expected: list[str]) -> None:
    assert [TEXT[start:end] for start, end in Marker(parse(query).node).spans(TEXT)] == expected


def test_a_short_text_is_its_own_fragment() -> None:
    assert fragment(TEXT, [(0, 6)]) == (0, len(TEXT))


def test_a_fragment_shows_the_hits_and_begins_at_a_sentence_or_word() -> None:
    text = (
        " ".join(f"Opening number {n}, {'very ' * (n % 7)}long." for n in range(60))
        + " Then the drone came. It was loud. "
        + "A long end. " * 40
    )
    found = Marker(parse("drone loud").node).spans(text)
    first, last = fragment(text, found)
    assert "Then the drone came. It was loud." in text[first:last]
    assert text[:first].endswith(". ")
    assert last - first <= FRAGMENT * 5 // 4
    assert text[last : last + 1] in ("", " ")


def test_a_fragment_does_not_end_within_a_mark() -> None:
    text = "word " * 200
    assert fragment(text, [(0, 4), (310, 344)]) == (0, 344)
    assert fragment(text, [(0, 4), (319, 344)]) == (0, FRAGMENT - 1)


def test_a_text_without_blanks_has_a_fragment_too() -> None:
    text = "飛" * 3000
    first, last = fragment(text, Marker(parse("飛").node).spans(text)[:1])
    assert 0 < last - first <= FRAGMENT * 5 // 4


def test_pieces_are_the_text_cut_at_the_marks() -> None:
    assert pieces("a drone flew", [(2, 7)], (0, 12)) == (("a ", False), ("drone", True), (" flew", False))
    assert pieces("a drone flew", [(2, 7)], (4, 9)) == (("one", True), (" f", False))
    assert pieces("", [], (0, 0)) == ()


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("aa*a*a*a*a*a*b", "a" * 20_000, 0),
        ("aa*a*a*a*a*a*b", "a" * 20_000 + "b", 1),
        (f"aa*{'a?' * 400}b", "a" * 20_000, 0),
        ('"the of"~4000', "the of " * 2000, 4000),
        ("the OR of", "the of " * 2000, 4000),
        (" OR ".join(["the~"] * 64), "the of " * 2000, 2000),
        (f"{'a' * 990}~", " ".join("a" * (988 + at % 5) + "bc"[at % 2] for at in range(200)), 160),
    ],
)
def test_a_hostile_query_is_marked_in_a_moment(query: str, text: str, marked: int) -> None:
    begun = time.monotonic()
    found = Marker(parse(query).node).spans(text)
    first, last = fragment(text, found)
    shown = pieces(text, found, (0, len(text)))
    assert time.monotonic() - begun < 5  # it takes less than a tenth; it took minutes
    assert len(found) == sum(is_marked for _, is_marked in shown) == marked
    assert not found or any(first <= a and b <= last for a, b in found)


def test_marking_ends_at_its_deadline() -> None:
    node = parse("drone factory").node
    assert Marker(node, deadline=time.monotonic() + 60).spans(TEXT)
    with pytest.raises(SearchTimeout, match="takes too long"):
        Marker(node, deadline=time.monotonic() - 1).spans(TEXT)
