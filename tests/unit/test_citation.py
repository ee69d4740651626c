"""Citations: golden texts of the samples in every style, and what holds for any text at all."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path

import markdown
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, strategies as st

from corpus import samples
from corpus.citation import STYLES, TEXT_STYLES, Citation, cite
from corpus.citation.item import name_of
from corpus.citation.writing import nested
from corpus.dates import PartialDate
from corpus.errors import InvalidValue, NotFound
from corpus.fragments import Page
from corpus.model import Document, Hints, NameParts, Part, Passage, Person, Place, Section, SectionKind, place
from corpus.passages import identify
from corpus.quotation import MOST, Range, quotation
from corpus.readers import registry
from corpus.text import for_xml, verbatim
from corpus.visible_text import seen
from tests import zotero

GOLDEN = Path(__file__).with_name("golden") / "citations.txt"
SHOWN = ("chicago", "apa", "mla", *(style for style in STYLES if style not in TEXT_STYLES))
STORED, TODAY = dt.date(2026, 11, 23), dt.date(2026, 11, 24)
CITED = {
    "iran-russia-cooperation.html": "glide bombs",
    "industrial-cooperation.md": "harder to undo",
    "from-parts-to-factories.vtt": "Follow the engines",
    "hanna-notte.md": "Her field",
}


def sample(name: str, words: str) -> tuple[Document, Place]:
    (file,) = [file for file in samples.files() if file.name == name]
    document = registry.read(file.read_bytes(), Hints(name=name)).document
    document = identify(replace(document, id=name.partition(".")[0], version=1))
    found = next(passage for passage in document.passages() if words in passage.text)
    at = place(document, found.id)
    assert at
    return document, at


def stored_page(name: str) -> Page | None:
    """What is seen of a sample that is a page."""
    (file,) = [file for file in samples.files() if file.name == name]
    return Page(seen(file.read_text("utf-8")).blocks) if name.endswith(".html") else None


def everything() -> str:
    lines = []
    for name, words in CITED.items():
        document, at = sample(name, words)
        page = partial(stored_page, name)
        for link in (f"https://library.example.org/p/{at.passage.id}?v=1", None):
            for style in SHOWN:
                made = cite(
                    document, quotation(document, at), style, permalink=link, stored=STORED, accessed=TODAY, page=page
                )
                lines += [f"## {name}, {style}, {'with' if link else 'without'} a public address", made.text, ""]
    return "\n".join(lines)


def test_the_samples_are_cited_as_the_golden_file_says() -> None:
    if "CITECAST_UPDATE_GOLDEN" in os.environ:
        GOLDEN.write_text(everything(), "utf-8")
    assert everything() == GOLDEN.read_text("utf-8")


def test_a_chicago_note_leads_from_the_hosts_to_the_paragraph() -> None:
    document, at = sample("iran-russia-cooperation.html", "glide bombs")
    made = cite(
        document,
        quotation(document, at),
        "chicago",
        permalink="https://l.example/p/x?v=1",
        stored=STORED,
        accessed=TODAY,
    )
    assert made.text == (
        "John Caves and John Krzyzaniak, hosts, “How Iran and Russia Came to Arm Each Other,” Iran Watch Listen, "
        "podcast, August 21, 2024, “Background,” para. 2, https://l.example/p/x?v=1."
    )
    assert [text for text, italic in made.runs if italic] == ["Iran Watch Listen"]
    assert made.locator == "“Background,” para. 2"


def test_without_a_public_address_the_source_is_cited_with_the_day_on_which_it_was_read() -> None:
    document, at = sample("iran-russia-cooperation.html", "glide bombs")
    made = cite(document, quotation(document, at), "chicago", permalink=None, stored=STORED, accessed=TODAY)
    assert "https://example.org/iran-watch-listen/iran-russia-cooperation." in made.text
    assert ", accessed November 23, 2026, https://" in made.text


def test_a_range_is_quoted_alone() -> None:
    document, at = sample("iran-russia-cooperation.html", "glide bombs")
    start = at.passage.text.index("glide bombs")
    made = cite(
        document,
        quotation(document, at, Range(start, start + 11)),
        "markdown",
        permalink=None,
        stored=STORED,
        accessed=TODAY,
    )
    assert made.quote == "glide bombs"
    assert made.text.startswith("> glide bombs\n>\n> — ")


@pytest.mark.parametrize("quote", [(5, 5), (9, 3), (-1, 4), (0, 10**6)])
def test_a_range_outside_the_text_is_refused(quote: tuple[int, int]) -> None:
    document, at = sample("hanna-notte.md", "Her field")
    with pytest.raises(InvalidValue):
        cite(document, quotation(document, at, Range(*quote)), "apa", permalink=None, stored=STORED, accessed=TODAY)


def talk(*turns: tuple[str, str | None]) -> Document:
    """A talk, a turn a minute, and below it two paragraphs of notes under a heading."""
    said = tuple(Passage(text=text, speaker=who, start_ms=number * 60_000) for number, (text, who) in enumerate(turns))
    notes = tuple(Passage(text=text) for text in ("A first note.", "A second note."))
    sections = (
        Section(heading="Transcript", kind="transcript", passages=said),
        Section(heading="Notes", kind="body", passages=notes),
    )
    date = PartialDate(2024, 5)
    return identify(Document(type="transcript", title="Cranes", id="cranes", version=1, date=date, sections=sections))


TURNS = (("So it broke.", "Ann Lee"), ("It did not break.", "Bo Kay"), ("Not at all.", "Bo Kay"), ("Good.", "Ann Lee"))


def quoted(document: Document, first: int, last: int, begin: int = 0, end: int | None = None) -> Citation:
    places = list(document.places())
    words = quotation(document, places[first], Range(begin, end, places[last].passage.id))
    return cite(document, words, "chicago", permalink="L", stored=STORED, accessed=TODAY)


def test_words_through_several_turns_name_each_speaker_and_say_from_when_to_when() -> None:
    made = quoted(talk(*TURNS), 0, 3, end=4)
    assert made.quote == "Ann Lee: So it broke.\nBo Kay: It did not break.\nNot at all.\nAnn Lee: Good"
    assert made.text == "“Cranes,” transcript, May 2024, 0:00–3:00 (Ann Lee and Bo Kay), L."
    assert quoted(talk(*TURNS), 0, 3, begin=3).locator == "after 0:00 (Ann Lee and Bo Kay)"
    assert quoted(talk(*TURNS), 1, 2).locator == "1:00–2:00 (Bo Kay)"


def test_words_through_paragraphs_and_sections_say_from_which_to_which() -> None:
    document = talk(*TURNS)
    assert quoted(document, 4, 5).locator == "“Notes,” paras. 1–2"
    untimed = replace(document, sections=tuple(replace(each, passages=untimely(each)) for each in document.sections))
    assert quoted(untimed, 3, 4).locator == "para. 4 to “Notes,” para. 1 (Ann Lee)"
    assert quoted(untimed, 3, 4).quote == "Ann Lee: Good.\nA first note."


def untimely(section: Section) -> tuple[Passage, ...]:
    return tuple(replace(each, start_ms=None, after_ms=None, before_ms=None) for each in section.passages)


def test_pieces_of_one_long_turn_are_quoted_as_it_was_said() -> None:
    pieces = tuple(Passage(text=text, speaker="Ann Lee", paragraph=1) for text in ("It broke.", "Then it stood."))
    section = Section(heading="", kind="transcript", passages=pieces)
    document = identify(Document(type="transcript", title="Cranes", id="cranes", version=1, sections=(section,)))
    assert quoted(document, 0, 1).quote == "Ann Lee: It broke. Then it stood."


def test_a_range_through_what_is_no_passage_behind_it_is_refused() -> None:
    document = talk(*TURNS)
    ids = [passage.id for passage in document.passages()]
    for first, through in ((2, ids[1]), (0, "nowhere")):
        with pytest.raises(InvalidValue, match=f"^{through} is no passage behind {ids[first]} in version 1 of cranes$"):
            quotation(document, list(document.places())[first], Range(through=through))
    long = talk(*(("Yes.", "Ann Lee"), ("No.", "Bo Kay")) * MOST)
    assert len(quotation(long, next(long.places()), Range(through=[*long.passages()][MOST - 1].id)).turns) == MOST
    with pytest.raises(InvalidValue, match=f"may go through {MOST} passages; this one goes through {MOST + 1}"):
        quotation(long, next(long.places()), Range(through=[*long.passages()][MOST].id))


def test_an_unknown_style_is_refused_with_the_nearest() -> None:
    document, at = sample("hanna-notte.md", "Her field")
    with pytest.raises(NotFound, match="bibtex"):
        cite(document, quotation(document, at), "bibtext", permalink=None, stored=STORED, accessed=TODAY)


@pytest.mark.parametrize(
    ("name", "inverted", "initials"),
    [
        ("John Krzyzaniak", "Krzyzaniak, John", "Krzyzaniak, J."),
        ("Jean-Paul Sartre", "Sartre, Jean-Paul", "Sartre, J.-P."),
        ("Ursula von der Leyen", "von der Leyen, Ursula", "von der Leyen, U."),
        ("Sammy Davis Jr.", "Davis, Sammy, Jr.", "Davis, S., Jr."),
        ("Hossein Amir-Abdollahian", "Amir-Abdollahian, Hossein", "Amir-Abdollahian, H."),
        ("J. R. R. Tolkien", "Tolkien, J. R. R.", "Tolkien, J. R. R."),
        ("Host", "Host", "Host"),
        ("José Ortega y Gasset", "Ortega y Gasset, José", "Ortega y Gasset, J."),
        ("Karl-Theodor von und zu Guttenberg", "von und zu Guttenberg, Karl-Theodor", "von und zu Guttenberg, K.-T."),
        ("Conan O'Brien", "O'Brien, Conan", "O'Brien, C."),
        ("Eva St. Claire", "St. Claire, Eva", "St. Claire, E."),
        ("John D. Rockefeller III", "Rockefeller, John D., III", "Rockefeller, J. D., III"),
        ("Kanye West", "West, Kanye", "West, K."),
        ("April Hill", "Hill, April", "Hill, A."),
        ("Emmanuel MACRON", "MACRON, Emmanuel", "MACRON, E."),
        ("村上 春樹", "村上, 春樹", "村上, 春."),
        ("Malcolm X",) * 3,
        ("RAND Corporation",) * 3,
        ("BBC Newsnight",) * 3,
        ("The Economist",) * 3,
        ("Human Rights Watch",) * 3,
        ("Reuters Staff",) * 3,
        ("National Aeronautics and Space Administration",) * 3,
        ("Médecins Sans Frontières",) * 3,
        ("Channel 4",) * 3,
        ("Save the Children",) * 3,
        ("Le Monde",) * 3,
        ("Acme, Inc.",) * 3,
        ("Wisconsin Project on Nuclear Arms Control",) * 3,
        ("Sample Institute",) * 3,
    ],
)
def test_names_are_taken_apart_as_the_styles_want_them(name: str, inverted: str, initials: str) -> None:
    taken = name_of(Person(name=name))
    assert (taken.in_order, taken.inverted, taken.initials) == (name, inverted, initials)


@pytest.mark.parametrize("name", ["Dr. Ann Lee", "Ann Lee, PhD", "Prof. Ann Lee, M.D., M.A."])
def test_titles_and_degrees_are_no_part_of_a_name_in_a_citation(name: str) -> None:
    taken = name_of(Person(name=name))
    assert (taken.in_order, taken.inverted) == ("Ann Lee", "Lee, Ann")


def report_by(person: Person) -> dict[str, str]:
    """A report of a person's, cited in every style."""
    at = Place(Section(heading="", kind="body"), Passage(text="So it is.", id="p2"))
    document = Document(
        id="x", version=1, type="report", title="On Masts", people=(replace(person, roles=("author",)),)
    )
    return {
        style: cite(
            document, quotation(document, at), style, permalink="https://l.example/p", stored=STORED, accessed=TODAY
        ).text
        for style in STYLES
    }


@pytest.mark.parametrize(
    ("person", "listed", "initials", "bibtex", "csl"),
    [
        (
            Person(name="Ursula K. Le Guin"),
            "Le Guin, Ursula K.",
            "Le Guin, U. K.",
            "Le Guin, Ursula K.",
            {"family": "Le Guin", "given": "Ursula K."},
        ),
        (
            Person(name="Charles de Gaulle"),
            "de Gaulle, Charles",
            "de Gaulle, C.",
            "de Gaulle, Charles",
            {"family": "de Gaulle", "given": "Charles"},
        ),
        (
            Person(name="Ludwig van Beethoven", parts=NameParts("Beethoven", "Ludwig", "van")),
            "Beethoven, Ludwig van",
            "Beethoven, L. van.",
            "van Beethoven, Ludwig",
            {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
        ),
        (
            Person(name="Juan de la Cruz"),
            "de la Cruz, Juan",
            "de la Cruz, J.",
            "de la Cruz, Juan",
            {"family": "de la Cruz", "given": "Juan"},
        ),
        (
            Person(name="Abu Bakr al-Baghdadi"),
            "al-Baghdadi, Abu Bakr",
            "al-Baghdadi, A. B.",
            "al-Baghdadi, Abu Bakr",
            {"family": "al-Baghdadi", "given": "Abu Bakr"},
        ),
        (
            Person(name="Robert Downey Jr."),
            "Downey, Robert, Jr.",
            "Downey, R., Jr.",
            "Downey, Jr., Robert",
            {"family": "Downey", "given": "Robert", "suffix": "Jr."},
        ),
        (
            Person(name="Martin Luther King, Jr."),
            "King, Martin Luther, Jr.",
            "King, M. L., Jr.",
            "King, Jr., Martin Luther",
            {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
        ),
        (
            Person(name="Gabriel García Márquez", parts=NameParts("García Márquez", "Gabriel")),
            "García Márquez, Gabriel",
            "García Márquez, G.",
            "García Márquez, Gabriel",
            {"family": "García Márquez", "given": "Gabriel"},
        ),
        (Person(name="Plato"), "Plato", "Plato.", "{Plato}", {"literal": "Plato"}),
        (
            Person(name="Space and Sea Administration"),
            "Space and Sea Administration",
            "Space and Sea Administration.",
            "{Space and Sea Administration}",
            {"literal": "Space and Sea Administration"},
        ),
    ],
    ids=lambda value: value.name if isinstance(value, Person) else "",
)
def test_a_name_is_cited_as_every_style_and_program_wants_it(
    person: Person, listed: str, initials: str, bibtex: str, csl: dict[str, str]
) -> None:
    made = report_by(person)
    assert made["chicago"].startswith(f"{person.name}, On Masts")
    assert made["markdown"].partition("— ")[2].startswith(f"{person.name}, *On Masts*")
    assert made["apa"].startswith(f"{initials} (n.d.)")
    assert made["mla"].startswith(f"{listed.removesuffix('.')}. On Masts.")
    assert f"author = {{{bibtex}}}" in made["bibtex"]
    given = bibtex.split(", ")[-1]
    suffix = f", {csl['suffix']}" if "suffix" in csl else ""
    family = bibtex.split(", ")[0].strip("{}")
    assert f"AU  - {f'{family}, {given}{suffix}' if ', ' in bibtex else family}\n" in made["ris"]
    assert json.loads(made["csl-json"])[0]["author"] == [csl]


def test_a_name_that_begins_with_the_family_name_is_not_turned_round_in_a_list() -> None:
    made = report_by(Person(name="Gao Xingjian", parts=NameParts("Gao", "Xingjian")))
    assert made["mla"].startswith("Gao Xingjian. On Masts")
    assert made["apa"].startswith("Gao, X. (n.d.)")
    assert "AU  - Gao, Xingjian\n" in made["ris"]


def test_a_particle_that_is_said_apart_stays_with_the_name_in_the_text() -> None:
    made = report_by(Person(name="Ilse van der Marck", parts=NameParts("Marck", "Ilse", "van der")))
    assert made["mla"].startswith("Marck, Ilse van der. On Masts")
    assert "In the text: (van der Marck, n.d." in made["apa"]
    assert "AU  - van der Marck, Ilse\n" in made["ris"]


def episode(hosts: int) -> Document:
    people = tuple(Person(name=f"Ann Host{number}", roles=("host",)) for number in range(hosts))
    passages = (Passage(text="So it is.", id="p2", start_ms=3_872_000, speaker="Bo Guest"),)
    section = Section(heading="Transcript", kind="transcript", passages=passages)
    return Document(
        id="x",
        version=2,
        type="transcript",
        title="Why?",
        show="S",
        date=PartialDate(2024, 8),
        people=people,
        sections=(section,),
    )


@pytest.mark.parametrize(
    ("hosts", "style", "expected"),
    [
        (0, "chicago", "“Why?,” S, podcast transcript, August 2024, 1:04:32 (Bo Guest), L."),
        (1, "chicago", "Ann Host0, host, “Why?,” S,"),
        (3, "chicago", "Ann Host0 et al., hosts, “Why?,” S,"),
        (0, "apa", "Why? [Audio podcast transcript]. (2024, August). In S. L\nIn the text: (“Why?,” 2024, 1:04:32 [Bo"),
        (1, "apa", "Host0, A. (Host). (2024, August). Why? [Audio"),
        (3, "apa", "Host0, A., Host1, A., & Host2, A. (Hosts). (2024, August)."),
        (
            3,
            "mla",
            "“Why?” S, hosted by Ann Host0 et al., Aug. 2024, L. Accessed 24 Nov. 2026.\n"
            "In the text: (“Why?” 1:04:32 [Bo Guest])",
        ),
        (2, "mla", "“Why?” S, hosted by Ann Host0 and Ann Host1,"),
    ],
)
def test_who_when_and_where_by_style(hosts: int, style: str, expected: str) -> None:
    document = episode(hosts)
    at = place(document, "p2")
    assert at
    assert cite(document, quotation(document, at), style, permalink="L", stored=STORED, accessed=TODAY).text.startswith(
        expected
    )


@pytest.mark.parametrize(
    ("kind", "heading", "expected"),
    [
        ("caption", "Photograph", "caption"),
        ("transcript", "Transcript", "para. 3"),
        ("body", "Masts", "“Masts,” para. 3"),
        ("body", "", "para. 3"),
    ],
)
def test_where_there_is_no_time_and_no_page(kind: SectionKind, heading: str, expected: str) -> None:
    at = Place(Section(heading=heading, kind=kind), Passage(text="So it is.", id="p2", paragraph=3))
    document = Document(id="x", version=1, type="episode", title="On Masts", date=PartialDate(2024))
    made = cite(document, quotation(document, at), "chicago", permalink="L", stored=STORED, accessed=TODAY)
    assert made.locator == expected
    assert made.text == f"“On Masts,” 2024, {expected}, L."


@pytest.mark.parametrize(
    ("month", "written"),
    [(5, "May"), (6, "June"), (7, "July"), (8, "Aug."), (9, "Sept."), (12, "Dec.")],
)
def test_mla_shortens_the_names_of_months_of_more_than_four_letters(month: int, written: str) -> None:
    at = Place(Section(heading="", kind="body"), Passage(text="So it is.", id="p2", paragraph=1))
    document = Document(id="x", version=1, type="note", title="On Masts", date=PartialDate(2024, month, 2))
    day = dt.date(2026, month, 24)
    made = cite(document, quotation(document, at), "mla", permalink="L", stored=day, accessed=day).text
    assert made.startswith(f"“On Masts.” 2 {written} 2024, L. Accessed 24 {written} 2026.\n")


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).map(verbatim).filter(bool)


@given(text=words, title=words, name=words, heading=words)
def test_any_text_is_cited_verbatim_and_well_formed(text: str, title: str, name: str, heading: str) -> None:
    passage = Passage(text=text, id="p2")
    section = Section(heading=heading, kind="body", passages=(passage,))
    document = Document(
        id="x", version=1, type="episode", title=title, show=name, people=(Person(name=name, roles=("host",)),)
    )
    made = {
        style: cite(
            document, quotation(document, Place(section, passage)), style, permalink=None, stored=STORED, accessed=TODAY
        ).text
        for style in STYLES
    }
    assert nested(title) in made["chicago"]
    assert title in made["apa"]
    assert nested(title) in made["mla"]
    (item,) = json.loads(made["csl-json"])
    assert item["title"] == title
    assert text in item["note"]
    assert re.fullmatch(r"(?:[A-Z][A-Z0-9]  - [^\n]+\n)+ER  - ", made["ris"])
    for style in ("bibtex", "biblatex"):
        unescaped = made[style].replace("\\{", "").replace("\\}", "")
        assert unescaped.count("{") == unescaped.count("}")
    in_zotero = zotero.of_rdf(made["zotero-rdf"])
    assert in_zotero.fields["title"] == for_xml(title)
    assert in_zotero.notes == [f"<p>“{escape(for_xml(text))}”</p>"]


@given(text=st.text("ab 12*_`[]()<>&#|~$=\\!-+.1'\"“”é", min_size=1).map(verbatim).filter(bool))
def test_a_markdown_quotation_shows_exactly_the_words(text: str) -> None:
    passage = Passage(text=text, id="p2")
    document = Document(id="x", version=1, type="note", title="T")
    at = Place(Section(heading="", kind="body"), passage)
    made = cite(document, quotation(document, at), "markdown", permalink=None, stored=STORED, accessed=TODAY).text
    shown = BeautifulSoup(markdown.markdown(made), "lxml").blockquote
    assert shown
    assert shown.p
    assert shown.p.get_text() == text


def test_words_of_a_pdf_are_cited_by_the_printed_page_and_linked_by_the_sheet() -> None:
    text = "It began on the second sheet, and ended on the third."
    passage = Passage(text=text, id="p2", page=2, parts=(Part(0, page=2, label="ii"), Part(34, page=3, label="1")))
    report = Document(type="report", title="Masts", id="masts", url="https://example.org/masts.pdf#page=1")
    at = Place(Section(heading="Background", kind="background"), passage)

    def cited(first: int, last: int) -> Citation:
        return cite(
            report, quotation(report, at, Range(first, last)), "chicago", permalink=None, stored=STORED, accessed=TODAY
        )

    assert (cited(0, 8).locator, cited(0, 8).source_url) == ("p. ii", "https://example.org/masts.pdf#page=2")
    assert (cited(34, 40).locator, cited(34, 40).source_url) == ("p. 1", "https://example.org/masts.pdf#page=3")
    assert (cited(0, 40).locator, cited(0, 40).source_url) == ("pp. ii–1", "https://example.org/masts.pdf#page=2")
