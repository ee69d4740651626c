"""Words are found as they may be written otherwise, and marked in the verbatim text."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Document, Passage, Section
from corpus.passages import identify
from search.analysis.extras import sounds
from search.query.ast import Node, Phrase, Term
from search.results.highlight import Marker
from search.results.understanding import Indexed, understood
from search.whoosh_engine import WhooshEngine
from tests.asking import ask
from tests.marks import at


def marks(folder: Path, query: str | Node, *texts: str, language: str | None = None, besides: str = "") -> list[str]:
    """What a query marks in the texts that it finds, of texts in a language; English text is held `besides`."""
    said = {f"d{number}": (text, language) for number, text in enumerate(texts)} | {"e": (besides, "en")}
    engine = WhooshEngine(folder / "index")
    with engine.session() as session:
        for id, (text, spoken) in said.items():
            section = Section(heading="", kind="body", passages=(Passage(text=text),))
            session.put(
                identify(Document(id=id, version=1, type="note", title="", language=spoken, sections=(section,)))
            )
        session.commit(mark=at(1))
    with engine.snapshot() as snapshot:
        known = Indexed(snapshot)
        sought = understood(query, known).sought.every if isinstance(query, str) else query
        found = sorted(hit.document for hit in ask(snapshot, sought).hits)
    return [
        text[begin:end]
        for id in found
        for text, spoken in [said[id]]
        for begin, end in Marker(sought, language=spoken or "").spans(text)
    ]


@pytest.mark.parametrize(
    ("query", "texts", "expected"),
    [
        # letters and signs
        ("Szymon", ["Ṡzymoń, szymonŧ"], ["Ṡzymoń"]),
        ("Bjorn Orsted", ["Bjørn Ørsted"], ["Bjørn", "Ørsted"]),
        ("Nguyen", ["Nguyễn Văn"], ["Nguyễn"]),
        ("Gulen", ["Fethullah Gülen"], ["Gülen"]),
        ("Izmir", ["İZMİR, ızmır"], ["İZMİR", "ızmır"]),
        ("Thorshavn", ["Þórshavn"], ["Þórshavn"]),
        ("Bashar", ["Baššar al-ʾAsad, Bāshār"], ["Bāshār"]),
        ("Asad", ["al-ʾAsad"], ["ʾAsad"]),
        ("Ali", ["ʿAlī, ‘Ali’s"], ["ʿAlī", "Ali"]),
        ("сімʼя", ["сім'я, сім’я, сім я"], ["сім'я", "сім’я", "сім я"]),
        ("شريف", ["شریف شـــريف"], ["شریف", "شـــريف"]),
        ("كرمان", ["کرمان"], ["کرمان"]),
        ("احمد", ["أحمد"], ["أحمد"]),
        ("שלום", ["שָׁלוֹם"], ["שָׁלוֹם"]),
        ('צה"ל', ["צה״ל", 'צה"ל', "צה, ולא ל"], ["צה״ל", 'צה"ל']),
        ('"צה"ל בעזה"', ["צה״ל בעזה", "צה״ל"], ["צה״ל בעזה"]),
        ("की", ["की का कि"], ["की"]),
        ("कानून", ["कानूनी कानून"], ["कानून"]),
        ("ก่", ["กา ก่"], ["ก่"]),
        ("ガス", ["ガス カス"], ["ガス"]),
        ("1402", ["سال ۱۴۰۲ and ١٤٠٢, १४०२"], ["۱۴۰۲", "١٤٠٢", "१४०२"]),
        ("HNO3", ["HNO₃ and HNO3"], ["HNO₃", "HNO3"]),
        ("1979", ["in 1979¹"], ["1979"]),
        ("enriched", ["en\u00adrich\u200bed"], ["en\u00adrich\u200bed"]),
        ("C++", ["C++ and C, (C++)"], ["C++", "C++"]),
        ("C", ["C++ and C, C#"], ["C"]),
        ("c#", ["C# and C"], ["C#"]),
        (".NET", [".NET, ASP.NET and net"], [".NET"]),
        ("net", [".NET, ASP.NET and net"], ["NET", "net"]),
        ("notepad", ["Notepad++"], ["Notepad++"]),
        # joined words
        ("frontend", ["the front-ends", "a front end", "frontends", "front"], ["front-ends", "front end", "frontends"]),
        ("front end", ["the front-ends", "a front end", "the frontend"], ["front-ends", "front", "end", "frontend"]),
        ("front-end", ["the front-ends", "a front end", "the frontend"], ["front-ends", "front end", "frontend"]),
        ("frontend", ["a front end", "the frontend"], ["frontend"]),
        ("every day", ["everyday things", "every other day"], ["every", "day"]),
        ('"front-end"', ["front-end", "front end", "frontend"], ["front-end", "front end"]),
        ("=frontend", ["front-end", "frontend"], ["frontend"]),
        ("front*", ["front-end frontend"], ["front", "frontend"]),
        ("coup", ["a coup d’état, a coup-d'oeil"], ["coup", "coup"]),
        ("Shiite", ["Shi'ite, Shi’ites", "the Shiites"], ["Shi'ite", "Shi’ites", "Shiites"]),
        ("Shi'ite", ["Shi'ite, Shi’ites", "the Shiites"], ["Shi'ite", "Shi’ites", "Shiites"]),
        ("dont", ["don't"], []),
        ("12500", ["12,500 tons", "12,500,000", "12,50"], ["12,500"]),
        ("12,500", ["12500 tons", "12,500"], ["12500", "12,500"]),
        ("1500", ["1,000-1,500 of them"], ["1,500"]),
        # umlauts
        ("Goering", ["Göring, Go\u0308ring"], ["Göring", "Go\u0308ring"]),
        ("Göring", ["Goering and Goring"], ["Goering", "Goring"]),
        ("blue", ["blu"], []),
        # designators
        ("MIG 29", ["a MiG 29", "MIGs, 29 of them"], ["MiG", "29"]),
        ("Su 35", ["sued 35 times"], []),
        ("Shaheds-136", ["Shahed-136"], []),
        ("F-16s", ["An F-16 flew, F-16s flew"], ["F-16", "F-16"]),
        ("1990s", ["in 1990", "in the 1990s"], ["1990s"]),
        ("drones 2024", ["a drone in 2024"], ["drone", "2024"]),
        ("war 1991", ["wars in 1991"], ["wars", "1991"]),
        # scripts without blanks
        ("核兵器開発", ["核兵器の開発", "核兵器開発"], ["核兵器開発"]),
        ("核兵器", ["兵器と核兵", "核兵器"], ["兵器", "核兵", "核兵器"]),
        ('"核兵器"', ["兵器と核兵", "核兵器"], ["核兵器"]),
        # particles
        ("우라늄", ["우라늄을 농축", "우라늄으로"], ["우라늄을", "우라늄으로"]),
        ("러시아가", ["러시아는", "러시아에서"], ["러시아는", "러시아에서"]),
        ("평가", ["평"], []),
    ],
)
def test_what_a_query_finds_and_marks(tmp_path: Path, query: str, texts: list[str], expected: list[str]) -> None:
    assert marks(tmp_path, query, *texts) == expected


@pytest.mark.parametrize(
    ("language", "query", "text", "expected"),
    [
        ("de", "Waffe", "Die Waffen der Häuser", ["Waffen"]),
        ("de-CH", "Haus", "Die Waffen der Häuser", ["Häuser"]),
        ("German", "Haeuser", "Die Waffen der Häuser", ["Häuser"]),
        ("fr", "négociation", "Les négociations", ["négociations"]),
        ("fr", "cheval", "les chevaux", ["chevaux"]),
        ("fr", "l'uranium", "Les stocks d’uranium", ["uranium"]),
        ("fr", "d’armées", "une armée", ["armée"]),
        ("fr", "l'arrière-garde", "d'arrière-gardes", ["arrière-gardes"]),
        ("fr", "aujourd'hui", "aujourd’hui et hui", ["aujourd’hui"]),
        ("fr", '"l\'armée"', "une armée", []),
        ("it", "l'uranio", "dell'uranio", ["uranio"]),
        ("de", "d'uran", "das Uran", []),
        ("ru", "ракета", "о ракетах", ["ракетах"]),
        ("es", "misiles", "un misil", ["misil"]),
        ("de", "Nordkorea", "in Nord-Korea", ["Nord-Korea"]),
        ("de", "die", "Die dying", ["Die"]),
        ("de", '"Waffe Haus"~3', "Waffen der Häuser", ["Waffen", "Häuser"]),
        ("de", "Waffen-Haus", "das Waffenhaus", ["Waffenhaus"]),
        ("de", '"die Waffe"', "die Waffen", []),
        ("ja", "treaty", "treaties", ["treaties"]),
        (None, "treaty", "treaties", ["treaties"]),
    ],
)
def test_words_are_inflected_as_in_the_language_of_the_text(
    tmp_path: Path, language: str | None, query: str, text: str, expected: list[str]
) -> None:
    assert marks(tmp_path, query, text, language=language, besides="Nothing of it.") == expected


def test_a_word_of_english_is_not_sought_in_text_of_another_language(tmp_path: Path) -> None:
    assert marks(tmp_path, "dying", "Die Waffen", language="de", besides="She dies.") == ["dies"]


def test_names_are_found_by_how_they_sound(tmp_path: Path) -> None:
    sought = sounds("Prigozhin")
    assert sought
    texts = ("Evgeny Pregoshin spoke", "and Brigogian", "the prigozhin of Paragraph", "Progozin-led")
    assert marks(tmp_path, Term(sought), *texts) == ["Pregoshin", "Progozin"]
    row = tuple(found for word in ("Yevgeny", "Prigozhin") if (found := sounds(word)))
    assert marks(tmp_path / "row", Phrase(row, exact=False), *texts) == ["Evgeny Pregoshin"]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("sounds:prigozhin", "So Pri Goshin spoke", ["Pri Goshin"]),
        ("sounds:prigozhin", "Pri and Goshin spoke, pri Goshin too", []),
        ("sounds:cantrill", "as Ken Trill's, of Trill", ["Ken Trill"]),
        ("sounds:derbakova", "Ms. Gerbakova and the gerbakova", ["Gerbakova"]),
        ('sounds:"brian cantrill"', "Cantrill, Ken Trill, Brian Ken Trill", ["Brian Ken Trill"]),
        ('sounds:"olga derbakova"', "Gerbakova and Olga Gerbakova", ["Olga Gerbakova"]),
        ("sounds:gross", "Rose said", []),
        ('sounds:"xi jinping"', "Xi Zinping, Jinping, Ho Jinping, Xi Jin Ping", ["Xi Zinping", "Xi Jin Ping"]),
        ('sounds:"ursula von der leyen"', "Ursola von der Lyen, Ursola Lyen", ["Ursola von der Lyen"]),
    ],
)
def test_names_are_found_by_what_they_may_be_misheard_as(
    tmp_path: Path, query: str, text: str, expected: list[str]
) -> None:
    assert marks(tmp_path, query, text) == expected


def test_what_is_too_short_to_tell_has_no_sound() -> None:
    assert [sounds(word) for word in ("Ho", "Ai", "محمد", "The", "")] == [None] * 5
