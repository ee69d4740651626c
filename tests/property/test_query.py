"""Any text is a query, and whatever it marks lies in the text."""

from __future__ import annotations

import sys
from types import FrameType

from hypothesis import example, given, settings, strategies as st

from search.analysis import Token, token
from search.query.ast import And, Everything, Field, Near, Node, Not, Or, Phrase, Term
from search.query.parser import MAX_DEPTH, MAX_LEAVES, MAX_LENGTH, parse
from search.results import highlight
from search.results.likely import heads_of, likely

ENGLISH_ENDS = (
    "ization", "ational", "fulness", "ousness", "iveness", "tional", "biliti", "lessli", "entli", "ation", "alism",
    "aliti", "ousli", "iviti", "fulli", "enci", "anci", "abli", "izer", "ator", "alli", "bli", "ogi", "ly", "alize",
    "icate", "iciti", "ical", "ative", "ness", "ful", "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent",
    "ism", "ate", "iti", "ous", "ive", "ize", "ion", "al", "er", "ic", "bility", "ably", "ingly", "edly",
)  # fmt: skip

PIECES = (
    "drone", "-", "NOT", "AND", "OR", "(", ")", '"', "“", "”", "~", "~2", "*", "?", "=", ":", "speaker:", "type:bio",
    "date:", "[2022 TO", "2024]", "2022..2024", "after:2020", "dro*", "*a*", "Yak-130", "'s", "\\", "é", "飛", "\0",
    "~99999", "before:0001", '"a b"~' + "9" * 900, "date:99999999999999", "after:" + "9" * 800, "before:1-1-1",
    "date:0000", "date:9999..0001", "date:٢٠٢٤", "year:" + "9" * 700, "after:2024-99", "date:[TO",
    "||", "|", "&&", "!", "+", "^2", "/", ",", ";", "w/5", "NEAR/3", "'", "‘", "’", "「", "」", "«", "»", "{", "}", "$",
    "title=", "said:", "sounds:", "written:", "has:", "no:", "speaker", "audio", "role:guest", "last year", "..", "！",
    "（", "U.S.", "1,500", "the drones'", "cease-fire", "ﬁ½x", "का", "AND", "=drone", "drnoe~", "sh?p", "date:aug 2024",
    "20*", "drone~99999999999", "in:", "year:2024", "…", "\n", "\t", "d?", "title:(", "x" * 300,
)  # fmt: skip
fragments = st.lists(st.sampled_from(PIECES), max_size=25).flatmap(
    lambda pieces: st.sampled_from(["", " "]).map(lambda glue: glue.join(pieces))
)
queries = st.text(max_size=80) | fragments


def leaves(node: Node) -> int:
    match node:
        case And(children) | Or(children):
            return sum(map(leaves, children))
        case Not(child):
            return leaves(child)
        case Everything():
            return 0
        case _:
            return 1


def depth(node: Node) -> int:
    match node:
        case And(children) | Or(children):
            return 1 + max(map(depth, children), default=0)
        case Not(child):
            return 1 + depth(child)
        case _:
            return 1


@settings(max_examples=600, deadline=None)
@given(queries)
def test_any_text_is_understood_and_diagnostics_point_into_it(text: str) -> None:
    query = parse(text)
    for diagnostic in query.diagnostics:
        assert 0 <= diagnostic.start <= diagnostic.end <= len(text)
        assert diagnostic.message.endswith(".")
    assert leaves(query.node) <= MAX_LEAVES
    assert depth(query.node) <= 2 * MAX_DEPTH + 5


@settings(max_examples=2000, deadline=None)
@example('no:"a b"')
@given(queries | st.text(st.sampled_from("ab1 (\"-)'~|!:,/=+*?«.&"), max_size=40))
def test_a_query_printed_is_understood_as_the_same_tree(text: str) -> None:
    query = parse(text)
    assert parse(str(query)).node == query.node, str(query)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from('(-"[').map(lambda sign: sign * 5000) | st.just("NOT " * 3000) | st.just("a OR " * 2000))
def test_hostile_nesting_is_held_in_limits(text: str) -> None:
    query = parse(text)
    assert query.diagnostics
    assert depth(query.node) <= 2 * MAX_DEPTH + 5


SIGNS = st.sampled_from([
    "'", '"', "‘", "’", "「", "(", ")", "-", "–", "!", "~", "*", "?", "=", "+", ",", "/", "|", "^", "$", "\\", "[",
    " TO ", "..", "NOT ", "OR ", "w/5 ", "title:", "said:", "date:", "has:", "aug ", "last ", "2024", "https://", "a",
    "飛", "का", "\u0301", " ",
])  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(SIGNS, min_size=1, max_size=5).map("".join), st.sampled_from([1, MAX_LENGTH, 100 * MAX_LENGTH]))
def test_the_work_for_a_query_is_bounded_however_it_repeats_itself(piece: str, length: int) -> None:
    text = (piece * (length // len(piece) + 1))[:length]
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    query = parse(text)  # which compiles patterns
    sys.setprofile(count)
    try:
        parse(text)
    finally:
        sys.setprofile(None)
    assert calls < 100 * MAX_LENGTH
    assert parse(str(query)).node == query.node


@settings(max_examples=400, deadline=None)
@given(queries, st.text(max_size=400) | st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join))
def test_marks_are_in_order_within_the_text_and_nothing_of_it_is_lost(query: str, text: str) -> None:
    spans = highlight.Marker(parse(query).node).spans(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    first, last = highlight.fragment(text, spans)
    assert 0 <= first <= last <= len(text)
    shown = highlight.pieces(text, spans, (first, last))
    assert "".join(piece for piece, _ in shown) == text[first:last]
    whole = highlight.pieces(text, spans, (0, len(text)))
    assert "".join(piece for piece, _ in whole) == text
    assert "".join(piece for piece, marked in whole if marked) == "".join(text[start:end] for start, end in spans)


plain = st.lists(st.sampled_from([*filter(str.isascii, PIECES), "drones", "a factory", "k8s"]), max_size=60)


@settings(max_examples=200, deadline=None)
@given(fragments, plain, st.sampled_from([" ", ", ", "_", " … "]))
def test_a_text_of_other_letters_is_marked_alike(query: str, pieces: list[str], between: str) -> None:
    marker, text = highlight.Marker(parse(query).node), between.join(pieces)
    assert marker.spans(text) == tuple(span for span in marker.spans(f"{text} Ω") if span[0] <= len(text))


texts = st.lists(plain.map(" ".join) | st.text(max_size=40) | st.sampled_from(["Yak130", "…drone", "Straße dying"]))
asked = queries | st.sampled_from(
    ["die", "130", "drones factory", '"a factory"~3', "strasse", "factor*", "drnoe~", "é"]
)


@settings(max_examples=300, deadline=None)
@given(asked, texts)
def test_many_texts_are_marked_as_each_alone(query: str, many: list[str]) -> None:
    marker = highlight.Marker(parse(query).node)
    alone = [(at, spans) for at, text in enumerate(many) if (spans := marker.spans(text))]
    assert list(marker.among(many)) == alone


words = st.text("abcdefghiklmnoprstuvwyz", min_size=1, max_size=12)
ends = st.lists(st.sampled_from(("y", "ie", "ing", "ed", "s", "es", *ENGLISH_ENDS)), max_size=3).map("".join)
irregular = st.sampled_from(
    ["dying", "lying", "tying", "skis", "skies", "idly", "gently", "ugly", "early", "only", "singly", "news", "inning"]
)


@settings(max_examples=1000, deadline=None)
@given(st.builds(str.__add__, words, ends) | irregular)
def test_a_word_is_sought_by_what_it_begins_with(word: str) -> None:
    stem = token(word).stem
    assert highlight.Marker(Term(Token(stem, stem))).spans(word) == ((0, len(word)),)
    assert list(likely(heads_of([Term(Token(stem, stem))]), ["", word])) == [1]


@given(st.sampled_from(["drone", '"drone factory"', '"drone factory"~4', "dro*", "drnoe~", "title:drone"]))
def test_what_is_negated_is_not_marked(query: str) -> None:
    node = parse(f"factory -({query})").node
    text = "A drone factory, drones."
    assert {text[start:end] for start, end in highlight.Marker(node).spans(text)} == {"factory"}
    assert not isinstance(node, Field | Phrase | Near)
