"""A segment gives back what was put in; several that are merged are the one that their documents would have made."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from corpus.dates import PartialDate
from corpus.model import Document, Passage, Person, Section
from corpus.passages import identify
from search.analysis import Token
from search.whoosh_engine.format import occurrence_keys as keys
from search.whoosh_engine.format.builder import SegmentBuilder
from search.whoosh_engine.format.columns import Ids, merge as merge_column, write as write_column
from search.whoosh_engine.format.container import Array
from search.whoosh_engine.format.merge import merge
from search.whoosh_engine.format.segment import Segment
from tests.occurrences import places
from tests.segments import Rows, check, read, written

WORDS = ("drone", "drones", "droning", "factory", "factories", "Yak-130", "Zürich", "U.S.", "the", "…", "cease-fire")
IDS = ("a", "a-2", "b", "c", "é", "z")

texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
documents = st.builds(
    Document,
    id=st.sampled_from(IDS),
    version=st.just(1),
    type=st.sampled_from(["episode", "note"]),
    title=texts,
    language=st.sampled_from(["en", "de-AT", None]),
    show=st.sampled_from(["A Show", "Zwei\nZeilen", None]),
    date=st.none() | st.builds(PartialDate, st.integers(2019, 2022), st.integers(0, 3)),
    people=st.lists(st.builds(Person, name=st.sampled_from(["Ann", "Zoë Özil"])), max_size=2).map(tuple),
    sections=st.builds(
        Section,
        heading=st.just(""),
        kind=st.sampled_from(["body", "background"]),
        passages=st.lists(st.builds(Passage, text=texts, speaker=st.sampled_from(["Bo", None])), max_size=4).map(tuple),
    ).map(lambda section: (section,)),
).map(identify)


def said(document: Document) -> list[list[list[Token]]]:
    return [
        places(passage.text, document.language or "") for section in document.sections for passage in section.passages
    ]


def alone(docs: Rows) -> list[list[list[Token]]]:
    """Docs with one token at each position."""
    return [[[token] for token in doc] for doc in docs]


def build(path: Path, documents: list[Document]) -> Segment:
    builder = SegmentBuilder()
    for document in documents:
        builder.add(document)
    builder.write(path)
    return read(path)


def files(path: Path) -> dict[str, bytes]:
    return {file.suffix: file.read_bytes() for file in path.parent.glob(f"{path.name}.*")}


@settings(deadline=None)
@given(put=st.lists(documents, max_size=6))
def test_what_is_put_in_comes_out(put: list[Document]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        last = {document.id: document for document in put}
        check(build(Path(folder) / "S", put), [doc for id in sorted(last) for doc in said(last[id])])


def test_what_does_not_fit_a_byte_comes_out(tmp_path: Path) -> None:
    again, run = Token("again", "again"), [Token(f"run{number}", "run") for number in range(600)]
    docs = [[again] * 4000, run, [], [again, *run[::7], again]]
    check(written(tmp_path / "S", {"a": docs}), alone(docs))


def test_rows_of_several_blocks_come_out(tmp_path: Path) -> None:
    often, seldom, late = Token("often", "often"), Token("oftener", "often"), Token("late", "late")
    docs = [[often] if doc % 3 else [seldom, often, seldom] for doc in range(3 << 16)]
    docs[5], docs[70_000], docs[-1] = [], [late], [late, often]
    check(written(tmp_path / "S", {"a": docs}), alone(docs))


commits = st.lists(
    st.tuples(st.lists(documents, max_size=4), st.sets(st.sampled_from(IDS), max_size=2), st.slices(5)),
    min_size=1,
    max_size=5,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=commits, at_once=st.integers(1, 40))
def test_merged_segments_are_as_built(history: list[tuple[list[Document], set[str], slice]], at_once: int) -> None:
    """A commit puts documents and removes others; then some segments are merged. At last all are."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "SLICE", at_once)
        folder = Path(name)
        parts: list[tuple[Segment, Array]] = []
        held: dict[str, Document] = {}
        for number, (put, removed, which) in enumerate(history):
            gone = removed | {document.id for document in put}
            for segment, live in parts:
                live &= np.array([id not in gone for id in values(segment, "document")], bool)
            held = {id: document for id, document in held.items() if id not in gone}
            held |= {document.id: document for document in put}
            parts.append(whole(build(folder / f"NEW{number}", put)))
            if chosen := parts[which]:
                parts = [part for part in parts if not any(part is other for other in chosen)]
                parts.append(whole(merged(folder / f"MERGED{number}", chosen)))
        build(folder / "BUILT", list(held.values()))
        check(merged(folder / "ALL", parts), [doc for id in sorted(held) for doc in said(held[id])])
        assert files(folder / "ALL") == files(folder / "BUILT")


def whole(segment: Segment) -> tuple[Segment, Array]:
    return segment, np.ones(segment.size, bool)


def values(segment: Segment, name: str) -> list[str | int]:
    return [segment.columns[name][doc] for doc in range(segment.size)]


def merged(path: Path, parts: list[tuple[Segment, Array]]) -> Segment:
    """The merged segment, after a look at where each doc is said to have come."""
    docs = merge(path, parts)
    segment = read(path)
    passages = values(segment, "passage")
    for (old, live), new in zip(parts, docs, strict=True):
        assert new.dtype == np.int32
        assert [passages[doc] if doc >= 0 else None for doc in new] == [
            passage if alive else None for passage, alive in zip(values(old, "passage"), live, strict=True)
        ]
    return segment


def of_tokens(folder: Path, parts: list[tuple[dict[str, Rows], set[str]]]) -> None:
    """Compare merging segments of these documents, of which some are deleted, with writing the rest as one."""
    segments = [written(folder / f"S{number}", documents) for number, (documents, _) in enumerate(parts)]
    lives = [
        np.array([id not in gone for id in values(segment, "document")], bool)
        for segment, (_, gone) in zip(segments, parts, strict=True)
    ]
    merge(folder / "MERGED", list(zip(segments, lives, strict=True)))
    written(folder / "WRITTEN", {
        id: docs for documents, gone in parts for id, docs in documents.items() if id not in gone
    })  # fmt: skip
    assert files(folder / "MERGED") == files(folder / "WRITTEN")


def test_what_does_not_fit_a_byte_is_merged(tmp_path: Path) -> None:
    again, run = Token("again", "again"), [Token(f"run{number}", "run") for number in range(600)]
    of_tokens(tmp_path, [
        ({"a": [[again] * 4000, run[::2]], "d": [run[::-3]]}, set()),
        ({"b": [[*run[::5], again], [again] * 300], "c": [run]}, {"c"}),
    ])  # fmt: skip


def test_a_stem_with_one_form_left_is_merged(tmp_path: Path) -> None:
    run, runs, gone = Token("run", "run"), Token("runs", "run"), Token("gone", "gone")
    of_tokens(tmp_path, [({"a": [[run, runs, run]], "b": [[gone], [runs]]}, {"b"}), ({"c": [[runs]]}, {"c"})])
    of_tokens(tmp_path, [({"a": [[run, runs]], "b": [[gone], [runs]]}, {"a"}), ({"c": [[runs]]}, set())])
    of_tokens(tmp_path, [({"a": [[run, runs]]}, {"a"}), ({"c": [[runs]]}, {"c"})])


def test_rows_of_several_blocks_are_merged(tmp_path: Path) -> None:
    often, seldom, late = Token("often", "often"), Token("oftener", "often"), Token("late", "late")
    docs = [[often] if doc % 3 else [seldom, often] for doc in range(50_000)]
    of_tokens(tmp_path, [
        ({"a": docs, "d": [[late], *docs]}, set()),
        ({"b": docs, "c": [[late]], "e": [[], [late, often, late]]}, {"b"}),
    ])  # fmt: skip


def test_ids_take_the_room_of_the_longest_that_is_left() -> None:
    written = write_column("passage", ["a", "bb", "cccc"], Ids)
    merged = merge_column("passage", [(Ids(written["passage.ids"]), np.array([True, True, False]))], np.array([1, 0]))
    assert merged["passage.ids"].tolist() == [b"bb", b"a"]
    assert merged["passage.ids"].dtype == "S2"
