"""Any file of a vocabulary is read, or refused in a line; and with one a query finds just what its wordings find."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import example, given, settings, strategies as st

from corpus import equivalents
from corpus.errors import InvalidValue
from search.analysis import tokens
from search.engine import Snapshot
from search.query.ast import Node, Phrase, Term
from search.query.equivalents import Equivalents
from search.query.parser import parse
from search.query.plan import plan
from search.query.rewriting import rewritten
from search.results.highlight import Marker
from search.results.understanding import Held, Indexed, understood
from search.whoosh_engine import WhooshEngine
from tests.asking import ask
from tests.contract.oracle import BruteForceEngine
from tests.many import MANY
from tests.property.test_rewriting import filled, made

lines = st.lists(
    st.one_of(
        st.lists(st.sampled_from(["a", "b c", "C#", "Geran-2", "colour", "é", "a*", "–", "", "#"]), max_size=4).map(
            " = ".join
        ),
        st.text(max_size=20),
    ),
    max_size=6,
)


def read(data: bytes) -> tuple[str, tuple[equivalents.Line, ...], str]:
    """The text and the lines of a file, or why it is refused."""
    try:
        text = equivalents.decoded(data)
        return text, equivalents.lines(text), ""
    except InvalidValue as error:
        return "", (), str(error)


@settings(max_examples=400 * MANY, deadline=None)
@given(data=st.one_of(lines.map("\n".join).map(str.encode), st.binary(max_size=60)))
@example(b"\xef\xbb\xbf")
@example(b"a = b\r\r\nc = d\r")
def test_any_file_is_read_or_refused_in_one_line(data: bytes) -> None:
    text, held, refusal = read(data)
    if refusal:
        assert refusal.startswith("line ")
        assert len(refusal.splitlines()) == 1
        return
    assert "".join(f"{line.text}\n" for line in held) == text == equivalents.decoded(text.encode())
    assert equivalents.merged(text, text).new == ()
    taken = equivalents.merged("", text)
    assert equivalents.groups(equivalents.lines(taken.text)) == equivalents.groups(held)
    for line in held:
        if line.wordings:
            without = equivalents.changed(text, line.text, None)
            assert len(equivalents.lines(without)) == len(held) - 1
    Equivalents(text)


WORDINGS = (
    *("color", "colours", "Shahed-136", "Geran 2", "geran-2", "IAEA", "atomic energy agency", "cease-fire", "US"),
    *("ceasefire", "truce", "energy", "United States", "the bomb", "Müller", "Mueller", "Waffe", "核兵器"),
    "nuclear weapon",
)
SIGNS = ("=color", '"atomic energy"', "geran*", "energy~", "the", "of", "weapon")
groups = st.lists(st.lists(st.sampled_from(WORDINGS), min_size=2, max_size=3), min_size=1, max_size=4)
texts = st.lists(st.sampled_from((*WORDINGS, *SIGNS[4:], "fire", "Waffen")), min_size=1, max_size=5).map(" ".join)
documents = st.lists(
    st.tuples(st.sampled_from([None, "en", "de"]), st.lists(texts, min_size=1, max_size=3)), min_size=1, max_size=4
)
words = st.lists(st.sampled_from((*WORDINGS, *SIGNS)), min_size=1, max_size=3)


def ids(snapshot: Snapshot, node: Node) -> set[str]:
    return {hit.passage for hit in ask(snapshot, node, limit=1000).hits}


def alone(wording: str) -> Node:
    """What a wording seeks on its own."""
    found = tuple(tokens(wording))
    return Term(found[0], written=wording) if len(found) == 1 else Phrase(found, exact=False, written=wording)


@settings(max_examples=150 * MANY, deadline=None)
@given(given=documents, groups=groups, wording=st.sampled_from(WORDINGS))
@example(given=[(None, ["ceasefire"]), ("de", ["color"])], groups=[], wording="cease-fire")
def test_a_wording_finds_what_it_finds_alone_and_what_the_others_of_its_group_find(
    given: list[tuple[str | None, list[str]]], groups: list[list[str]], wording: str
) -> None:
    vocabulary = "".join(f"{' = '.join(group)}\n" for group in groups)

    def stems(text: str) -> tuple[str, ...]:
        return tuple(token.stem for token in tokens(text))

    one = next(
        (
            group
            for group in equivalents.groups(equivalents.lines(vocabulary), stems)
            if stems(wording) in map(stems, group)
        ),
        (),
    )
    held = made(given)
    with tempfile.TemporaryDirectory() as folder:
        for engine in (WhooshEngine(Path(folder) / "index"), BruteForceEngine()):
            with filled(engine, held).snapshot() as snapshot:
                known = Held(Indexed(snapshot), Equivalents(vocabulary))
                sought = understood(wording, known, equivalents=Equivalents(vocabulary)).sought
                without = understood(wording, known).sought.every
                others = [rewritten(alone(each), known) for each in one if stems(each) != stems(wording)]
                found = ids(snapshot, sought.every)
                assert found == ids(snapshot, without).union(*(ids(snapshot, other) for other in others))
                assert found <= ids(snapshot, sought.any)
    marked = {
        passage.id
        for document in held
        for passage in document.passages()
        if Marker(sought.every, language=document.language or "").spans(passage.text)
    }
    assert found <= marked


@settings(max_examples=150 * MANY, deadline=None)
@given(given=documents, groups=groups, words=words)
def test_with_a_vocabulary_a_query_finds_no_less_and_counts_the_same_words(
    given: list[tuple[str | None, list[str]]], groups: list[list[str]], words: list[str]
) -> None:
    query = " ".join(words)
    vocabulary = Equivalents("".join(f"{' = '.join(group)}\n" for group in groups))
    tree = parse(query).node
    before, after = plan(tree), plan(vocabulary.beside(tree))
    assert (before.words, before.light, before.repeated) == (after.words, after.light, after.repeated)
    assert (before.pairs, before.function_words, before.several) == (after.pairs, after.function_words, after.several)
    with tempfile.TemporaryDirectory() as folder:
        for engine in (WhooshEngine(Path(folder) / "index"), BruteForceEngine()):
            with filled(engine, made(given)).snapshot() as snapshot:
                known = Indexed(snapshot)
                sought = understood(query, known, equivalents=vocabulary).sought
                without = understood(query, known).sought
                assert ids(snapshot, without.every) <= ids(snapshot, sought.every) <= ids(snapshot, sought.any)
                assert ids(snapshot, without.any) <= ids(snapshot, sought.any)
