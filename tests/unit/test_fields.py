"""The table of search fields is all that the parser, the index, the facets and the help page know of them."""

from __future__ import annotations

from corpus.model import Document, Passage, Section
from search.fields import FACETS, FIELDS, SearchField, explained
from search.query.ast import DateRange, Everything, Field, Nothing
from search.query.parser import parse
from search.service import Service
from search.whoosh_engine.format.schema import COLUMNS, FINGERPRINT
from tests.asking import COUNTED, ask


def test_every_field_is_understood_as_its_kind_says() -> None:
    for name, field in FIELDS.items():
        value = {"name": "ann", "choice": (*field.choices, "en")[0], "date": "2024", "words": "ann", "sound": "anna"}[
            field.kind
        ]
        found = parse(f"{name}:{value}")
        assert not found.diagnostics, name
        if field.kind == "date":
            assert isinstance(found.node, DateRange)
        elif field.kind == "sound":
            assert found.node == parse(f"{name}:enno").node != parse("anna").node
        elif field.kind == "words":
            assert found.node == parse(f"ann {':'.join(field.within)}").node
        elif field.opposite:
            assert found.node == parse(f"-{field.opposite}:{value}").node
        else:
            assert isinstance(found.node, Field)
            assert (found.node.name, bool(found.node.tokens)) == (name, field.kind == "name")


def test_every_example_of_the_help_page_asks_for_its_field() -> None:
    for name, field in FIELDS.items():
        for example in field.examples:
            assert example.startswith(f"{name}:")
            assert parse(example).node not in (Nothing(), Everything())
    assert {example for queries, _ in explained() for example in queries} == {
        example for field in FIELDS.values() for example in field.examples
    }


def test_an_example_finds_something_in_the_sample_corpus_where_that_has_such_a_thing(service: Service) -> None:
    with service.engine.snapshot() as snapshot:
        held = ask(snapshot, Everything(), facets=COUNTED).facets
        for name, field in FIELDS.items():
            if (name not in held or held[name].values) and "left" not in field.within:  # of which nothing did
                for example in field.examples:
                    assert ask(snapshot, example).total.passages, example


def _held(field: SearchField, document: Document, section: Section, passage: Passage) -> str | tuple[str, ...]:
    if field.of_passage:
        return field.of_passage(document, section, passage)
    return field.of_document(document) if field.of_document else ""


def test_what_a_field_holds_has_a_column_and_what_is_a_facet_is_counted() -> None:
    for name, field in FIELDS.items():
        assert (name in COLUMNS) == bool(field.of_document or field.of_passage)
        assert not (field.of_document and field.of_passage)
        held = _held(field, Document(type="note", title=""), Section(heading="", kind="body"), Passage(text=""))
        assert isinstance(held, tuple) == field.several
    assert [FIELDS[name].facet for name in FACETS] == list(range(1, len(FACETS) + 1))
    assert set(FACETS) <= set(COLUMNS)
    assert all(name in FINGERPRINT for name in COLUMNS)
