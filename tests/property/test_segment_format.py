"""What a segment gives back is what brute force over the same passages says, however it was cut up while written."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from search.analysis import token
from search.whoosh_engine.format import (
    builder as build,
    columns,
    container as arrays,
    occurrence_keys as keys,
    postings_writer as postings_writing,
    term_dictionary as dictionary,
)
from search.whoosh_engine.format.builder import Words, write
from search.whoosh_engine.format.columns import Column, Ids, Numbers, Texts
from search.whoosh_engine.format.schema import COLUMNS
from search.whoosh_engine.format.segment import Segment
from search.whoosh_engine.format.term_dictionary import TermDictionary
from search.whoosh_engine.format.types import TextField
from tests.many import MANY
from tests.whoosh.asked import WORDS

few = settings(max_examples=60 * MANY, deadline=None)
passages = st.lists(st.lists(st.sampled_from(WORDS), max_size=12), max_size=30)
values = st.text(st.sampled_from("ab\né飛"), max_size=4)


def segment(said: list[list[str]]) -> Segment:
    """The segment of these passages, each given as its words."""
    used = sorted({word.encode() for words in said for word in words})
    numbers = {word.decode(): number for number, word in enumerate(used)}
    words = np.array([numbers[word] for found in said for word in found], np.uint32)
    tables = {name: [0 if kind is Numbers else ""] * len(said) for name, kind in COLUMNS.items()}
    lengths = np.array([len(found) for found in said], np.int64)
    with tempfile.TemporaryDirectory() as folder:
        found: dict[str, arrays.Array] = {}
        for name, kind in COLUMNS.items():
            found |= columns.write(name, tables[name], kind)
        forms = [(form, token(form.decode()).stem.encode()) for form in used]
        write(Path(folder) / "S", forms, Words(words, lengths), found)
        return Segment(*arrays.read(Path(folder) / "S"))


@few
@given(said=passages, slice=st.integers(1, 9), dense=st.sampled_from([0, 1, 2, 64]), data=st.data())
def test_words(said: list[list[str]], slice: int, dense: int, data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keys, "SLICE", slice)
        patched.setattr(build, "SLICE", slice)
        patched.setattr(postings_writing, "DENSE", dense)
        words = segment(said).words
    stems = [[token(word).stem for word in found] for found in said]
    by_field: dict[TextField, list[list[str]]] = {"exact": said, "stem": stems}
    for field, fields in by_field.items():
        texts = words.dictionary(field)
        assert list(texts) == sorted({word.encode() for found in fields for word in found})
        for number, text in enumerate(texts):
            held = {
                doc: [at for at, word in enumerate(found) if word.encode() == text] for doc, found in enumerate(fields)
            }
            held = {doc: places for doc, places in held.items() if places}
            found, often = words.counted(field, number)
            assert found.tolist() == list(held)
            assert often.tolist() == [len(places) for places in held.values()]
            docs, positions = words.occurrences(field, number)
            assert docs.tolist() == [doc for doc, places in held.items() for _ in places]
            assert positions.tolist() == [place for places in held.values() for place in places]
            assert words.frequency(field, number) == len(held)
    first = data.draw(st.integers(0, len(words.stem)))
    last = data.draw(st.integers(first, len(words.stem)))
    form_of = {
        (stem, ordinal): form for form, (stem, ordinal) in enumerate(zip(words.stem_of, words.ordinal_of, strict=True))
    }
    told = [
        (stem, doc, position, words.exact[form_of[stem, ordinal]].decode())
        for stem, doc, position, ordinal in zip(*(part.tolist() for part in words.span(first, last)), strict=True)
    ]
    place_of = {text.decode(): at for at, text in enumerate(words.stem)}
    assert told == sorted(
        (place_of[token(word).stem], doc, position, word)
        for doc, found in enumerate(said)
        for position, word in enumerate(found)
        if first <= place_of[token(word).stem] < last
    )


@few
@given(said=passages, dense=st.sampled_from([1, 2, 64]), times=st.integers(1, 30))
def test_what_is_known_of_dense_stems(said: list[list[str]], dense: int, times: int) -> None:
    said = said * times
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(postings_writing, "DENSE", dense)
        words = segment(said).words
    for place, stem in enumerate(words.dense.stems.tolist()):
        text = words.stem[stem].decode()
        held = [doc for doc, found in enumerate(said) if text in (token(word).stem for word in found)]
        assert words.dense.docs(place).tolist() == held
        which, before = words.dense.find(place, np.arange(len(said), dtype=np.int32))
        assert which.tolist() == held
        assert before.tolist() == list(range(len(which)))


def test_more_rows_than_a_block_of_them() -> None:
    said = [["the", "drones"] if doc % 3 else ["drone"] for doc in range(140_000)]
    said[70_000] = ["iran"]
    words = segment(said).words
    for text in ("the", "drone", "drones", "iran"):
        docs = [doc for doc, found in enumerate(said) if text in found]
        assert words.counted("exact", words.exact.find(text.encode()))[0].tolist() == docs
    assert words.docs(words.stem.find(b"drone")).tolist() == [doc for doc in range(140_000) if doc != 70_000]


@few
@given(texts=st.sets(values.map(str.encode)), asked=values.map(str.encode), others=st.sets(values.map(str.encode)))
def test_a_lexicon(texts: set[bytes], asked: bytes, others: set[bytes]) -> None:
    held = sorted(texts)
    found, other = (TermDictionary(*dictionary.pack(sorted(some))) for some in (texts, others))
    assert list(found) == held
    assert found.find(asked) == (held.index(asked) if asked in held else -1)
    assert [held[number] for number in found.range(asked)] == [text for text in held if text.startswith(asked)]
    joined, numbers = dictionary.union([found, other])
    assert joined == sorted(texts | others)
    assert [[joined[n] for n in part] for part in numbers] == [held, sorted(others)]


@few
@given(words=st.sets(st.sampled_from(WORDS)), pattern=st.sampled_from(["dr.*", "dr.*e", "f.cts", "fact(s|ory)", ".*"]))
def test_words_that_match_a_pattern(words: set[str], pattern: str) -> None:
    found = TermDictionary(*dictionary.pack(sorted(word.encode() for word in words)))
    prefix = re.split(r"[.(]", pattern)[0].encode()
    matching = [found[number] for number in found.matching(pattern.encode(), prefix)]
    assert matching == [word for word in found if re.fullmatch(pattern.encode(), word)]


@few
@given(data=st.data(), kind=st.sampled_from([Texts, Ids, Numbers]))
def test_columns_merge_as_if_they_had_been_written_together(data: st.DataObject, kind: type[Column]) -> None:
    one = {Texts: values, Ids: st.text("ab1", min_size=3, max_size=3), Numbers: st.integers(0, 70_000)}[kind]
    parts, joined = [], []
    for docs in data.draw(st.lists(st.lists(one, min_size=1, max_size=9), min_size=1, max_size=4)):
        kept = data.draw(st.lists(st.sampled_from(range(len(docs))), unique=True).map(sorted))
        column = columns.read("c", columns.write("c", docs, kind))
        assert [column[doc] for doc in range(len(docs))] == docs
        parts.append((column, np.array(kept, np.int64)))
        joined += [docs[doc] for doc in kept]
    order = np.array(data.draw(st.permutations(range(len(joined)))), np.int64)
    merged = columns.merge("c", parts, order)
    expected = columns.write("c", [joined[doc] for doc in order], kind)
    assert list(merged) == list(expected)
    for name, found in merged.items():
        assert found.tolist() == expected[name].tolist()
        assert not joined or found.dtype == expected[name].dtype
