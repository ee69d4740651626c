"""Fields that are made of others: what is said and what is written, in whose role, and what there is of a document."""

from __future__ import annotations

import pytest

from corpus.dates import PartialDate
from corpus.model import Document, Passage, Person, Section
from corpus.passages import identify
from search.engine import Engine
from search.results.understanding import Indexed, understood
from tests.asking import ask
from tests.property.histories import fill

TALK = identify(
    Document(
        id="talk",
        version=1,
        type="transcript",
        title="A Talk",
        date=PartialDate(2024, 8),
        audio_url="https://example.org/a.mp3",
        people=(
            Person(name="Ann Lee", roles=("guest", "speaker"), aliases=("LEE",)),
            Person(name="Bo", roles=("host",)),
        ),
        sections=(
            Section(heading="Notes", kind="summary", passages=(Passage(text="a factory, in short"),)),
            Section(
                heading="",
                kind="transcript",
                passages=(
                    Passage(text="of factories I know nothing", speaker="LEE"),
                    Passage(text="and who built the factory?", speaker="Bo"),
                    Passage(text="a factory of what", speaker="GUEST"),
                    Passage(text="[factory noise]"),
                ),
            ),
        ),
    )
)
NOTE = identify(
    Document(
        id="note",
        version=1,
        type="note",
        title="A Note",
        show="A Show",
        language="en",
        sections=(Section(heading="", kind="body", passages=(Passage(text="the factory once more"),)),),
    )
)


KEYS = ("short", "nothing", "built", "what", "noise", "more")  # one a passage


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("factory", {"short", "nothing", "built", "what", "noise", "more"}),
        ("said:factory", {"nothing", "built", "what", "noise"}),
        ("written:factory", {"short", "more"}),
        ("written:(factory once)", {"more"}),
        ("factory -said:built", {"short", "nothing", "what", "noise", "more"}),
        ("role:guest", {"nothing", "what"}),
        ("role:host", {"built"}),
        ("role:(host OR guest) -nothing", {"built", "what"}),
        ("role:author", set()),
        ("no:speaker", {"short", "noise", "more"}),
        ("has:speaker", {"nothing", "built", "what"}),
        ("has:transcript short", {"short"}),
        ("no:transcript", {"more"}),
        ("has:audio noise", {"noise"}),
        ("no:date", {"more"}),
        ("no:show -said:factory", {"short"}),
        ("has:language", {"more"}),
        ("no:language built", {"built"}),
        ("no:person", {"more"}),
        ("has:show,date short", {"short"}),
    ],
)
def test_what_is_said_by_whom_and_what_there_is_of_a_document(engine: Engine, query: str, found: set[str]) -> None:
    fill(engine, [((TALK, NOTE), ())])
    with engine.snapshot() as snapshot:
        hits = {hit.passage for hit in ask(snapshot, query).hits}
    texts = [passage.text for each in (TALK, NOTE) for passage in each.passages() if passage.id in hits]
    assert {word for text in texts for word in KEYS if word in text} == found
    assert len(texts) == len(found)


MISHEARD = (
    "Wagner and Prigojin marched.",
    "Mr. Pregozhin spoke.",
    "The prigojin is no name.",
    "Yevgeny Prigozin, again.",
)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sounds:prigozhin", {0, 1, 3}),
        ("sounds:Prigozhin -wagner", {1, 3}),
        ('sounds:"Evgeni Prigozhin"', {3}),
        ("sounds:(prigozhin wagner)", {0}),
        ("sounds:prigozhin,shoigu spoke", {1}),
        ("sounds:prigozhin w/5 spoke", {1}),
    ],
)
def test_names_are_found_by_their_sound(engine: Engine, query: str, found: set[int]) -> None:
    passages = tuple(Passage(text=text) for text in MISHEARD)
    section = Section(heading="", kind="body", passages=passages)
    document = identify(Document(id="talk", version=1, type="note", title="Talk", sections=(section,)))
    fill(engine, [((document,), ())])
    with engine.snapshot() as snapshot:
        hits = {hit.passage for hit in ask(snapshot, query).hits}
    assert {at for at, passage in enumerate(document.passages()) if passage.id in hits} == found


def test_a_name_that_sounds_alike_comes_before_what_may_be_misheard_for_it(engine: Engine) -> None:
    said = ("Pligoshin once spoke.", *("Pregoshin once spoke.",) * 4, "Pri Goshin once spoke.", *("None did.",) * 50)
    section = Section(heading="", kind="body", passages=tuple(Passage(text=text) for text in said))
    document = identify(Document(id="talk", version=1, type="note", title="Talk", sections=(section,)))
    fill(engine, [((document,), ())])
    with engine.snapshot() as snapshot:
        sought = understood("sounds:prigozhin", Indexed(snapshot)).sought.every
        hits = [hit.passage for hit in ask(snapshot, sought).hits]
    places = {passage.id: at for at, passage in enumerate(document.passages())}
    found = [places[hit] for hit in hits]
    assert (set(found[:4]), set(found[4:])) == ({1, 2, 3, 4}, {0, 5})
