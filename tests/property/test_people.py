"""Whatever is written: naming people and taking references apart never fails, and never invents words."""

from __future__ import annotations

import datetime as dt

from hypothesis import example, given, settings, strategies as st

from corpus import people
from corpus.corrections import Correction, Meant, Names
from corpus.model import Document, Passage, Person, Role, Section
from corpus.names import is_name
from corpus.references import reference
from corpus.sections import known_kind
from corpus.speakers import speakers
from corpus.text import verbatim

MOMENT = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
WORDS = """
Ann Lee Bo Ek Jim LAMSON van der al-Rashid O’Neil J. Jr. Dr. (ret.) Gen. PhD and & , ; . : ( ) “ ” " ed. eds. et al.
n.d.
(2024) (2024, May 3). 2020 May 3, vol. 12 pp. 1–9 In in By by Title London: Press accessed https://x.org doi:10.1234/x
hosted host Host: guests Guests: joined with we We sat down spoke to interviews featuring episode at of the The a fellow
Institute University Speaker 1 – Ó É 飛 \u0301 ’s
"""
words = st.sampled_from(WORDS.split())
sentences = st.lists(words, max_size=30).map(lambda parts: verbatim(" ".join(parts))) | st.text(max_size=80).map(
    verbatim
)
HEARD: tuple[Role, ...] = ("host", "guest", "speaker")
roles: st.SearchStrategy[tuple[Role, ...]] = st.lists(st.sampled_from(HEARD), max_size=2, unique=True).map(
    lambda found: tuple(found)
)
persons = st.builds(Person, name=sentences.filter(bool), roles=roles)


@given(labels=st.lists(sentences, max_size=8), known=st.lists(persons, max_size=5))
@example(labels=["Jim", "JIM LAMSON"], known=[])
def test_a_speaker_is_a_known_person_or_a_label_and_always_the_same(labels: list[str], known: list[Person]) -> None:
    found = speakers(labels, known)
    assert found == speakers(labels, known)
    assert set(found) <= set(labels)
    names = {person.name for person in known}
    for name in found.values():
        assert name in names or any(
            set(name.split()) <= set(label.replace(",", " ").replace(":", " ").split()) for label in labels
        )


@settings(max_examples=300)
@given(text=sentences)
def test_people_named_by_a_text_are_words_of_it(text: str) -> None:
    section = Section(heading=text[:60], kind="bios", passages=(Passage(text=text), Passage(text="Ann Lee")))
    bios = [person for person, _ in people.bios_of([section], known=(), role="guest")]
    for person in (*people.from_summary(text), *people.from_lines([text]), *bios):
        assert is_name(person.name)
        assert person.name in (text, "Ann Lee") or person.name in text
        assert person.honorific is None or person.honorific in text


@settings(max_examples=300)
@given(text=sentences, italic=st.none() | sentences)
def test_a_reference_keeps_its_text_and_takes_its_title_from_it(text: str, italic: str | None) -> None:
    found = reference(text, None, italic)
    assert found.text == text
    assert found.title is None or (found.title and found.title in text)
    assert found.publisher is None or found.publisher in text
    assert all(word in text for name in found.authors for word in name.split())
    assert found.title or not (found.authors or found.publisher or found.date)


@given(text=sentences | st.text(max_size=100))
def test_any_heading_has_a_kind_or_none(text: str) -> None:
    assert known_kind(text) == known_kind(f"{text} ") or len(text) >= 80


few_names = st.sampled_from(("Ann", "ANN", "Bo", "Cy", "Host", "Di Ek"))
said = st.tuples(
    st.lists(few_names, min_size=1, max_size=3),
    st.one_of(
        st.builds(Meant, name=few_names, role=st.sampled_from(("host", "guest", None))),
        st.just(Meant(nobody=True)),
        st.just(Meant(role="producer")),
    ),
)


@example(statements=[(["Host"], Meant(name="Ann")), (["Ann"], Meant(name="Bo")), (["Cy", "Ann"], Meant(name="Host"))])
@settings(max_examples=500)
@given(statements=st.lists(said, min_size=1, max_size=8))
def test_the_last_statement_on_a_name_holds_whatever_was_said_before(statements: list[tuple[list[str], Meant]]) -> None:
    corrections = [
        Correction(id=number, at=MOMENT, undone=None, scope="library", places=(), names=tuple(names), meant=meant)
        for number, (names, meant) in enumerate(statements, 1)
    ]
    meant_by = Names(Document(type="transcript", title="T"), corrections)
    names, meant = statements[-1]
    for name in names:
        if meant.nobody:
            assert meant_by.is_nobody(name)
        elif meant.name:
            assert meant_by.meant(name) == meant_by.meant(meant.name), "they are one person"
            assert not meant_by.is_nobody(name)
        found = meant_by.meant(name)
        assert found
        assert meant.role in (None, found.role)
