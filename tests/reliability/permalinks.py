"""Links of citations, opened again after all that may become of a document, show the words that were cited, told as
they were then, or say what is otherwise."""

from __future__ import annotations

import datetime as dt
import traceback
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from bs4 import BeautifulSoup
from hypothesis import HealthCheck, Phase, seed as seeded, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from corpus.corrections import Meant
from corpus.dates import PartialDate
from corpus.library import Library, Source
from corpus.model import Document, Passage, Person, Reading, Section
from corpus.text import clock
from search.service import Service
from search.settings import LIBRARY, Settings
from tests.reliability.counts import Tally
from tests.reliability.program import workplace
from web.app import close, create_app

NUMBERS, PLACES, DRAWN = st.integers(0, 2), st.integers(0, 5), st.integers(0, 2**16)
LABELS = st.sampled_from(("BO", "ANN", "LAMSON"))
NAMES = st.sampled_from(("Rae Kay", "Rae Kee", "Ivo Ode", None))  # which no label is like; None: nobody
GUESTS = st.sampled_from(("Jim Lamson", "Kay Lamson"))
CHANGES = st.sampled_from(("words", "more", "less", "label", "time", "title", "show", "date", "nothing"))
DETAILS = st.sampled_from(("title", "show", "date"))
_AGAIN = ("Yes.", "It did.")  # words that several turns may have
_MOST = 24  # citations of one history


class Said(NamedTuple):
    """A turn, as its source has it."""

    label: str
    text: str
    start_ms: int


class Details(NamedTuple):
    title: str
    show: str
    date: str


@dataclass(slots=True)
class Talk:
    """What is known of a transcript: its source, and what a person said of it."""

    number: int
    turns: list[Said]
    source: Details
    id: str = ""
    edits: dict[str, str] = field(default_factory=dict)
    live: bool = True
    purged: bool = False

    @property
    def details(self) -> Details:
        return self.source._replace(**self.edits)

    def document(self) -> Document:
        labels = dict.fromkeys(turn.label for turn in self.turns)
        passages = tuple(
            Passage(text=turn.text, speaker=turn.label, start_ms=turn.start_ms, paragraph=number)
            for number, turn in enumerate(self.turns, 1)
        )
        return Document(
            type="transcript",
            title=self.source.title,
            show=self.source.show,
            date=PartialDate.parse(self.source.date),
            people=tuple(Person(name=label, roles=("speaker",)) for label in labels),
            sections=(Section(heading="", kind="transcript", passages=passages),),
        )


class Cited(NamedTuple):
    """A citation: its link, and what its page said when it was made."""

    talk: Talk
    path: str
    api: str
    words: tuple[str, ...]
    turns: tuple[Said, ...]
    who: tuple[str | None, ...]
    details: Details


class Links(RuleBasedStateMachine):
    """One library, its pages, and what was cited of it."""

    ran: ClassVar[int] = 0
    changes: ClassVar[int] = 0
    opened: ClassVar[int] = 0
    relabelled: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        Links.ran += 1
        self._work = workplace()
        self.home = self._work.__enter__()
        self.now = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
        self.library = Library(self.home / LIBRARY, now=self._later)
        self.service = Service(library=self.library, settings=Settings(), home=self.home)
        self.app = create_app(self.service, home=self.home)
        self.client = self.app.test_client()
        self.readers = 0
        self.talks: dict[int, Talk] = {}
        self.corrections: dict[int, tuple[str, str | None, str]] = {}  # that hold: label, name, and where
        self.cited: list[Cited] = []
        self.guest, self.has_episode, self.episode = "", False, ""

    def _later(self) -> dt.datetime:
        """Each change is an hour after the one before it."""
        self.now += dt.timedelta(hours=1)
        return self.now

    def teardown(self) -> None:
        close(self.app)
        self.service.__exit__(None, None, None)
        self._work.__exit__(None, None, None)

    @initialize(drawn=st.lists(DRAWN, min_size=6, max_size=6))
    def begin(self, drawn: list[int]) -> None:
        for number in range(3):
            self.read(number, "nothing", 0, False)
        for each in drawn:
            self.cite(each % 3, each // 3, 1 + each % 2, each)

    # what changes

    @rule(number=NUMBERS, change=CHANGES, drawn=DRAWN, by_reader=st.booleans())
    def read(self, number: int, change: str, drawn: int, by_reader: bool) -> None:
        """The source is another, or what is stored is read otherwise."""
        Links.changes += 1
        talk = self.talks.get(number)
        if talk is None or talk.purged:
            talk = self.talks[number] = _first(number)
            by_reader = False
        else:
            _change(talk, change, drawn)
        if by_reader and talk.live:
            self.readers += 1
            was = self.library.stored(talk.id)
            self.library.reread(was, Reading(document=talk.document()), reader=f"reader-{self.readers}")
            return
        key = "guid:e" if number == 0 else None
        source = Source(source=f"/{number}.vtt", key=f"path:/{number}.vtt", pairing_key=key)
        data = repr((number, talk.turns, talk.source)).encode()
        kept = self.library.keep(
            Reading(document=talk.document()), source=source, data=data, reader=f"reader-{self.readers}", hints="{}"
        )
        talk.id, talk.live = kept.document, True

    @rule(number=NUMBERS, name=DETAILS, drawn=DRAWN)
    def edit(self, number: int, name: str, drawn: int) -> None:
        if talk := self._some(number):
            Links.changes += 1
            talk.edits[name] = f"{2000 + drawn % 9}" if name == "date" else f"{name.capitalize()} by hand {drawn % 3}"
            self.library.edit([talk.id], {name: talk.edits[name]})

    @rule(label=LABELS, name=NAMES, number=st.none() | NUMBERS)
    def correct(self, label: str, name: str | None, number: int | None) -> None:
        talk = self._some(number) if number is not None else None
        if number is not None and talk is None:
            return
        Links.changes += 1
        meant = Meant(name=name) if name else Meant(nobody=True)
        where = {"scope": "document", "places": [talk.id]} if talk else {"scope": "library"}
        said = self.library.names.correct([label], meant, **where)
        if not said.already:
            self.corrections[said.correction.id] = (label, name, talk.id if talk else "")

    @rule(drawn=DRAWN)
    def undo(self, drawn: int) -> None:
        if self.corrections:
            Links.changes += 1
            id = sorted(self.corrections)[drawn % len(self.corrections)]
            self.library.names.undo(id)
            del self.corrections[id]

    @rule(number=NUMBERS, purge=st.sampled_from((False, False, True)))
    def remove(self, number: int, purge: bool) -> None:
        if talk := self._some(number):
            Links.changes += 1
            self.library.remove(talk.id, purge=purge)
            talk.live, talk.purged = False, purge
            if purge:
                self.corrections = {id: each for id, each in self.corrections.items() if each[2] != talk.id}

    @rule(number=NUMBERS)
    def undelete(self, number: int) -> None:
        if talk := self._some(number):
            Links.changes += 1
            self.library.undelete(talk.id)
            talk.live = True

    @rule(guest=GUESTS)
    def introduce(self, guest: str) -> None:
        """The episode of the first talk says whom a label names."""
        Links.changes += 1
        section = Section(heading="", kind="body", passages=(Passage(text=f"A talk with {guest}."),))
        people = (Person(name=guest, roles=("guest",)),)
        document = Document(type="episode", title="The episode", guid="e", people=people, sections=(section,))
        source = Source(source="/e.html", key="path:/e.html")
        kept = self.library.keep(
            Reading(document=document), source=source, data=guest.encode(), reader="reader-0", hints="{}"
        )
        self.guest, self.has_episode, self.episode = guest, True, kept.document

    @rule()
    def withdraw(self) -> None:
        if self.has_episode:
            Links.changes += 1
            self.library.remove(self.episode)
            self.has_episode = False

    def _some(self, number: int) -> Talk | None:
        talk = self.talks.get(number)
        return None if talk is None or talk.purged else talk

    # what is cited

    @rule(number=NUMBERS, first=PLACES, count=st.integers(1, 3), cut=DRAWN)
    def cite(self, number: int, first: int, count: int, cut: int) -> None:
        """A passage, a range within one, or a range over turns of the latest version."""
        talk = self._some(number)
        if talk is None or not talk.live or len(self.cited) == _MOST:
            return
        document = self.library.document(talk.id)
        passages = list(document.passages())
        assert [each.text for each in passages] == [turn.text for turn in talk.turns]
        first %= len(passages)
        found = passages[first : first + count]
        texts = [each.text for each in found]
        query = f"v={document.version}"
        if cut % 3:
            begin = cut % len(texts[0])
            end = len(texts[-1]) if len(found) > 1 or cut % 2 else begin + 1 + cut % (len(texts[0]) - begin)
            query += f"&from={begin}&to={end}"
            texts[-1] = texts[-1][:end]
            texts[0] = texts[0][begin:]
        else:
            found, texts = found[:1], texts[:1]
        if len(found) > 1:
            query += f"&through={found[-1].id}"
        turns = tuple(talk.turns[first : first + len(found)])
        who = tuple(self._who(talk, turn.label) for turn in turns)
        path, api = f"/p/{found[0].id}?{query}", f"/api/passages/{found[0].id}/cite?{query}"
        made = Cited(talk, path, api, tuple(texts), turns, who, talk.details)
        self.cited.append(made)

    def _who(self, talk: Talk, label: str) -> str | None:
        """Who is meant by a label now, as a person said it, or the episode says; None for nobody."""
        said = [each for each in self.corrections.items() if each[1][0] == label and each[1][2] in ("", talk.id)]
        if said:
            _, (_, name, _) = max(said, key=lambda each: (each[1][2] == talk.id, each[0]))
            return name
        return self.guest if label == "LAMSON" and self.has_episode and talk.number == 0 else label

    @invariant()
    def links_show_what_was_cited_or_say_what_is_otherwise(self) -> None:
        for cited in self.cited:
            Links.opened += 1
            page = self.client.get(cited.path)
            if cited.talk.purged:
                assert page.status_code == 410, (cited.path, page.status_code)
                continue
            assert page.status_code == 200, (cited, page.text[-300:])
            self._check(cited, BeautifulSoup(page.text, "lxml"), self.client.get(cited.api).get_json())

    def _check(self, cited: Cited, page: BeautifulSoup, api: Any) -> None:
        quote, notes = page.blockquote, [" ".join(note.get_text().split()) for note in page.select("p.note")]
        assert quote
        words = tuple(each.get_text() for each in quote.select("mark") or quote.select("p"))
        assert words == cited.words, (cited, words)
        said = " ".join(page.select(".said")[0].get_text().split())
        title, show, date = cited.details
        told = (title, show, PartialDate.parse(date).written, clock(cited.turns[0].start_ms))
        assert all(each in said for each in told), (cited, said)
        notes_told = " ".join(notes)
        Links.relabelled += "Relabelled" in notes_told
        for turn, who, shown in zip(cited.turns, cited.who, api["turns"], strict=True):
            now = shown["person"] or shown["speaker"]
            assert now == self._who(cited.talk, turn.label), (cited, shown)
            was_printed = who == turn.label and not self._is_corrected(cited.talk, turn.label)
            if now != who and not was_printed:  # what is printed stands beside whom an episode says it names
                assert f"the speaker is {now or 'not known'} (before:" in notes_told, (cited, notes)
                assert f"(before: {who or 'not known'})" in notes_told, (cited, notes)
        if not notes and cited.talk.live:
            self._is_there_as_cited(cited)

    def _is_corrected(self, talk: Talk, label: str) -> bool:
        return any(each[0] == label and each[2] in ("", talk.id) for each in self.corrections.values())

    def _is_there_as_cited(self, cited: Cited) -> None:
        """Nothing is said, so that the newest version has these words, of the same speakers, at the same time, with
        the same details."""
        talk = cited.talk
        assert talk.details == cited.details, cited
        now = [(turn, self._who(talk, turn.label)) for turn in talk.turns]
        for turn in cited.turns:
            assert any(
                (turn.text, turn.start_ms, self._who(talk, turn.label)) == (each.text, each.start_ms, who)
                for each, who in now
            ), (cited, now)


def _first(number: int) -> Talk:
    labels = ("BO", "ANN", "LAMSON", "BO", "ANN")
    texts = (f"The {number}th gantry stood still.", _AGAIN[0], "Who told you that it did?", _AGAIN[1], _AGAIN[0])
    turns = [Said(label, text, 5000 * at) for at, (label, text) in enumerate(zip(labels, texts, strict=True), 1)]
    return Talk(number, turns, Details(f"Talk {number}", "Show 0", "2024-05"))


def _change(talk: Talk, change: str, drawn: int) -> None:
    """Make the source of a talk another."""
    at = drawn % len(talk.turns)
    turn = talk.turns[at]
    match change:
        case "words":
            talk.turns[at] = turn._replace(text=(*_AGAIN, f"{turn.text} And {drawn}.")[drawn % 3])
        case "more":
            said = Said("ANN", (*_AGAIN, f"In the year {drawn} it moved.")[drawn % 3], turn.start_ms + 1000)
            talk.turns.insert(at + 1, said)
        case "less" if len(talk.turns) > 2:
            del talk.turns[at]
        case "label":
            talk.turns[at] = turn._replace(label=("BO", "ANN", "LAMSON")[drawn % 3])
        case "time":
            talk.turns = [each._replace(start_ms=each.start_ms + 1000) for each in talk.turns]
        case "title" | "show":
            talk.source = talk.source._replace(**{change: f"{change.capitalize()} {drawn % 5}"})
        case "date":
            talk.source = talk.source._replace(date=f"202{drawn % 9}-01")


def run(*, histories: int, seed: int, steps: int = 40) -> Tally:
    """So many histories of up to so many steps."""
    tally = Tally(suite="permalinks", unit="histories", least=histories)
    Links.ran = Links.changes = Links.opened = Links.relabelled = 0
    chosen = settings(
        max_examples=histories,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink) if histories > 20 else (Phase.generate,),
    )
    try:
        run_state_machine_as_test(seeded(seed)(Links), settings=chosen)
    except Exception as error:
        notes = " ".join(getattr(error, "__notes__", ()))
        tally.fault("wrong", f"history: of seed {seed}", f"{traceback.format_exc()[-900:]} {notes}")
    tally.ran = Links.ran
    tally.seen.update(changes=Links.changes, opened=Links.opened, relabelled=Links.relabelled)
    return tally
