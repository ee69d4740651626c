"""An index of ours, and one of the same documents that Whoosh writes in segments of its own."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from whoosh import scoring
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.searching import Searcher
from whoosh.writing import CLEAR, IndexWriter

from corpus.dates import PartialDate
from corpus.model import Document, Passage, Person, Section
from corpus.passages import identify
from search.whoosh_engine import WhooshEngine
from search.whoosh_engine.format.schema import OF_DOCUMENTS, OF_PASSAGES, of_document, of_passages
from search.whoosh_engine.whoosh_codec.fields import Number, Text, Words, whoosh_schema
from search.whoosh_engine.write import merge_policy
from tests.marks import at
from tests.occurrences import places
from tests.whoosh.asked import WORDS, whoosh_searcher

_COMMON = [1 / (rank + 1) for rank in range(len(WORDS))]
Indexed = Iterator[tuple[bytes, int, float, bytes]]
Pair = tuple[Searcher, Searcher]  # over Whoosh's own segments, and over ours


class _WritableWords(Words):
    def index(self, value: Sequence[Sequence[str]], **_: Any) -> Indexed:  # type: ignore[override]
        """Of what is at a position the first is a word, and counts for the length of the text."""
        positions: dict[str, list[int]] = {}
        for position, terms in enumerate(value):
            for term in terms:
                positions.setdefault(term, []).append(position)
        words = Counter(word for word, *_ in value)
        for term, at_places in positions.items():
            yield term.encode(), words[term], float(len(at_places)), self.format.encode(at_places)


class _WritableText(Text):
    def index(self, value: str, **_: Any) -> Indexed:  # type: ignore[override]
        if value:
            yield self.to_bytes(value), 1, 1.0, b""


class _WritableNumber(Number):
    def to_column_value(self, value: int) -> int:  # type: ignore[override]
        return value


def _writable(field: FieldType) -> FieldType:
    if isinstance(field, Text):
        return _WritableText(unique=field.unique)
    return _WritableWords() if isinstance(field, Words) else _WritableNumber()


class Both:
    """The two indexes, in two folders of one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "theirs").mkdir()
        self.engine = WhooshEngine(folder / "ours")
        schema = Schema(**{name: _writable(field) for name, field in whoosh_schema().items()})
        self._theirs = FileStorage(str(folder / "theirs")).create_index(schema)
        self._held: dict[str, Document] = {}
        self._revision = 0

    def commit(self, put: Sequence[Document], removed: Sequence[str] = ()) -> None:
        """Put documents in place of what was there under their ids, and remove others."""
        self._revision += 1
        with self.engine.session() as session, self._theirs.writer(codec=W3Codec()) as writer:
            for id in (*removed, *(document.id for document in put)):
                session.remove(id)
                writer.delete_by_term("document", id)
                self._held.pop(id, None)
            for document in put:
                session.put(document)
            _add(writer, put)
            self._held |= {document.id: document for document in put}
            writer.merge = False
            session.commit(mark=at(self._revision))

    def merge(self) -> None:
        """Make one segment of all, in the same order: what Whoosh's DisjunctionMax gives hangs on it."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(merge_policy, "MANY", 2)
            self.engine.merge()
        writer = self._theirs.writer(codec=W3Codec())
        _add(writer, self._held.values())
        writer.commit(mergetype=CLEAR)

    def searchers(self, weighting: type[scoring.WeightingModel]) -> Pair:
        return self._theirs.searcher(weighting=weighting()), whoosh_searcher(self.folder / "ours", weighting)


def _add(writer: IndexWriter, documents: Iterable[Document]) -> None:
    for document in sorted(documents, key=lambda document: document.id.encode()):
        for passage in _passages(document):
            writer.add_document(**passage)


def _passages(document: Document) -> Iterator[dict[str, Any]]:
    of_all = dict(zip(OF_DOCUMENTS, of_document(document), strict=True))
    for passage, text in of_passages(document):
        words = places(text, document.language or "")
        said = {
            "exact": [[word.exact] for word, *_ in words],
            "stem": [[token.stem for token in found] for found in words],
        }
        yield {**said, **of_all, **dict(zip(OF_PASSAGES, (*passage, len(words)), strict=True))}


def long_history(both: Both, seed: int) -> Iterator[str]:
    """The stages of an index of some hundreds of passages, of which a word may be in most."""
    chance = random.Random(seed)  # noqa: S311
    ids = [f"d{number}" for number in range(60)]
    for part in (ids[:30], ids[30:50], ids[50:]):
        both.commit([_document(chance, id) for id in part])
    yield "segments"
    both.commit([], chance.sample(ids, 12))
    both.commit([_document(chance, id) for id in chance.sample(ids, 6)])
    yield "deletions"
    both.merge()
    yield "merged"
    for number in range(3):
        both.commit([_document(chance, f"e{number}")])
    yield "small"


def _document(chance: random.Random, id: str) -> Document:
    said = (chance.choices(WORDS, _COMMON, k=chance.randint(0, 40)) for _ in range(chance.randint(1, 12)))
    speakers = ("Ann Lee", "Bo", "Zoë", None)
    section = Section(
        heading="",
        kind=chance.choice(("body", "background")),
        passages=tuple(Passage(text=" ".join(words), speaker=chance.choice(speakers)) for words in said),
    )
    return identify(
        Document(
            id=id,
            version=1,
            type=chance.choice(("note", "report")),
            title=chance.choice(("Drones", "The war — войны")),
            show=chance.choice((None, "A\nShow")),
            date=chance.choice((None, PartialDate(2019), PartialDate(2020, 3))),
            people=tuple(Person(name=name) for name in chance.sample(("Ann Lee", "Bo"), chance.randint(0, 2))),
            sections=(section,),
        )
    )
