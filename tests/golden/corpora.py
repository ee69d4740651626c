"""The two corpora of the golden pages: the sample files, and some 20,000 passages made up from a fixed seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, get_args

from corpus import samples
from corpus.dates import PartialDate
from corpus.model import DOCUMENT_TYPES, Document, Hints, Passage, Person, Reading, Section, SectionKind
from corpus.passages import identify
from corpus.readers import registry
from corpus.slugs import slug
from search.engine import Engine
from tests.marks import at

_SYLLABLES = [consonant + vowel for consonant in "bdfglmnprstvz" for vowel in "aeiou"]
_ENDINGS = (*[""] * 12, "s", "ed", "ing", "ation", "ies", "’s")
_ODD = ("Yak-130", "Zürich", "U.S.", "飛行機", "straße", "война", "don’t", "2021", "MiG29", "x" * 70, "…", "e-mail")
_NAMES = [
    f"{given} {family}" for family in ("Lee", "Özil", "O’Neil", "van Dam") for given in ("Ann", "Bo", "Zoë", "Jo")
]
_SHOWS = ("Iran Watch Listen", "A Show", "Some other show", None)


class Commit(NamedTuple):
    """What one session puts, and what it removes after that."""

    put: Sequence[Document]
    removed: Sequence[str] = ()


def sample() -> list[Commit]:
    """The sample corpus, as its readers read it, in one commit."""
    documents = []
    for file in samples.files():
        reading = registry.read(file.read_bytes(), Hints(name=file.name))
        assert isinstance(reading, Reading)
        documents.append(identify(replace(reading.document, id=slug(file.name))))
    return [Commit(documents)]


def seeded() -> list[Commit]:
    """Several segments, in each of which later commits replace or remove documents."""
    draw = random.Random("golden")  # noqa: S311  # nothing here is a secret
    stock = [_words(draw, draw.randint(2, 6)) for _ in range(40)]
    ids = [f"{draw.choice('abcdefgh')}-{number}" for number in range(480)]
    commits, begin = [], 0
    for end, again, gone in ((225, 0, 0), (340, 12, 8), (420, 9, 5), (465, 7, 9), (479, 4, 2), (480, 1, 21)):
        put = [_document(draw, id, stock) for id in (*ids[begin:end], *draw.sample(ids[:begin] or [""], again))]
        commits.append(Commit(put, draw.sample(ids[:end], gone)))
        begin = end
    return commits


def fill(engine: Engine, commits: Sequence[Commit]) -> None:
    """Write commits into an empty index."""
    for revision, commit in enumerate(commits, 1):
        with engine.session() as session:
            for document in commit.put:
                session.put(document)
            for id in commit.removed:
                session.remove(id)
            session.commit(mark=at(revision))


def left(commits: Sequence[Commit]) -> list[Document]:
    """The documents that are in the index after the last commit, by id."""
    documents: dict[str, Document] = {}
    for commit in commits:
        documents |= {document.id: document for document in commit.put}
        for id in commit.removed:
            documents.pop(id, None)
    return [documents[id] for id in sorted(documents)]


def _document(draw: random.Random, id: str, stock: Sequence[str]) -> Document:
    people = draw.sample(_NAMES, draw.randint(1, 4))
    kinds = draw.sample(get_args(SectionKind), draw.randint(1, 3))
    date = PartialDate(draw.randint(2015, 2024), draw.randint(0, 12)) if draw.random() < 0.9 else None
    if date and date.month:
        date = replace(date, day=draw.randint(0, 28))
    return identify(
        Document(
            id=id,
            version=1,
            type=draw.choice(DOCUMENT_TYPES),
            title=_words(draw, draw.randint(2, 6)),
            show=draw.choice(_SHOWS),
            date=date,
            language=draw.choice(("en", "en", "de", None)),
            people=tuple(Person(name=name) for name in people),
            sections=tuple(
                Section(
                    heading="",
                    kind=kind,
                    passages=tuple(_passage(draw, people, stock) for _ in range(draw.randint(2, 45))),
                )
                for kind in kinds
            ),
        )
    )


def _passage(draw: random.Random, people: Sequence[str], stock: Sequence[str]) -> Passage:
    runs = [_words(draw, min(int(draw.lognormvariate(2.6, 0.8)) + 1, 60))]
    if draw.random() < 0.6:
        runs += [draw.choice(stock), _words(draw, draw.randint(0, 9))]
    speaker = draw.choice((*people, "Narrator", None))
    return Passage(text=" ".join(filter(None, runs)) + ".", speaker=speaker, person=draw.choice((None, speaker)))


def _words(draw: random.Random, count: int) -> str:
    return " ".join(_word(draw) for _ in range(count))


def _word(draw: random.Random) -> str:
    """A word; that of rank r comes with a probability of about 1 / r."""
    if draw.random() < 0.01:
        return draw.choice(_ODD)
    rank, word = int(4_000 ** draw.random()), ""
    while rank:
        rank, syllable = divmod(rank, len(_SYLLABLES))
        word += _SYLLABLES[syllable]
    return word + draw.choice(_ENDINGS)
