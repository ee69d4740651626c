"""Each style and form on each source: a table to read, with the rule that each cell follows, and what holds for all."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from corpus.citation.chicago import CHICAGO_18
from corpus.citation.csl import csl_json
from corpus.citation.item import Item
from corpus.citation.styles import NAMED, STYLES
from corpus.citation.writing import Runs, joined, marked, nested, quoted
from corpus.model import NameParts, Person
from tests.cited import SOURCES, Source, document, people, report, talk

GOLDEN = Path(__file__).with_name("golden") / "styles.txt"
EVERYWHERE = ("chicago *", "chicago-author-date *", "apa *", "mla *", "bluebook note", "ieee bibliography")
MORE = ("chicago-17*", "bluebook short", "ieee in-text", "wikipedia *")
TALK = ("oral-history *",)
FURTHER = {  # sources on which the other styles are shown, too
    "podcast with two hosts and two guests": MORE + TALK,
    "podcast with a season and a number, through two speakers' turns": MORE,
    "hearing": MORE,
    "interview": MORE + TALK,
    "interview by two, in a series, without date": MORE + TALK,
    "report by three, an exclamation": MORE,
    "report by 22": MORE,
    "report at its source's address, pages with labels": MORE,
    "biography": MORE,
    "note without date": MORE,
}
UNSEEN = "no example seen"
HEAD = """\
Each source in each style and form. In brackets: the section of the manual, or the page, whose rule or example the cell
follows. Sections of Chicago 18 are those that its public CSL style names. What is between asterisks is italic.
"""
RULES = {  # the source and the cell, and where an example or the rule was read
    ("report by 2?", "apa bibliography"): "APA 7, 9.8",
    ("* by nobody*", "apa *"): "APA 7, 9.12",
    ("podcast without hosts", "apa *"): "APA 7, 9.12",
    ("podcast without hosts", "*"): UNSEEN,
    ("episode without*", "*"): UNSEEN,
    ("*", "* short"): UNSEEN,
    ("*question*", "chicago note"): "Chicago 17, 6.125",
    ("*quotes*", "chicago *"): "Chicago 17, 6.9 and 13.30",
    ("podcast*", "chicago-17 *"): "libguides.ucd.ie/chicagostyle/podcasts",
    ("podcast*", "chicago-17-author-date *"): UNSEEN,
    ("podcast*", "chicago*"): "Chicago 18, 14.168",
    ("episode*", "chicago*"): "Chicago 18, 14.168",
    ("interview*", "chicago-17*"): "Chicago 17, 14.213",
    ("interview*", "chicago*"): "Chicago 18, 14.108 to 14.110",
    ("hearing", "chicago*"): "Chicago 18, 14.174",
    ("report*", "chicago*"): "Chicago 17, 14.220",
    ("biography*", "chicago*"): "Chicago 18, 14.104",
    ("*", "apa in-text"): "APA 7, 8.11 and 8.28",
    ("podcast*", "apa *"): "APA 7, 10.14; library.rgu.ac.uk/apa-referencing/podcasts",
    ("episode*", "apa *"): "APA 7, 10.14; library.rgu.ac.uk/apa-referencing/podcasts",
    ("report*", "apa *"): "APA 7, 10.4",
    ("biography*", "apa *"): "APA 7, 10.16",
    ("hearing", "apa *"): "APA 7, 11.5",
    ("podcast*", "mla *"): "citedash.ai/cite/mla-9th/podcast",
    ("episode*", "mla *"): "citedash.ai/cite/mla-9th/podcast",
    ("podcast*", "bluebook note"): "citedash.ai/cite/bluebook/podcast",
    ("episode*", "bluebook note"): "citedash.ai/cite/bluebook/podcast",
    ("hearing", "bluebook note"): "Bluebook, rule 13.3; guides.law.mercer.edu/c.php?g=1462341&p=10906799",
    ("podcast*", "ieee bibliography"): "libguides.bhtafe.edu.au/c.php?g=762810&p=7001355",
    ("episode*", "ieee bibliography"): "libguides.bhtafe.edu.au/c.php?g=762810&p=7001355",
    ("*", "oral-history note"): "chicagomanualofstyle.org/qanda/data/faq/topics/Documentation/faq0026.html",
    ("*", "oral-history bibliography"): "federation.edu.au/library/fedcite, chicagoturabian, interview-transcript",
    ("podcast*", "wikipedia *"): "wikipedia.org/wiki/Template:Cite_podcast",
}


def said(runs: Runs) -> str:
    return "".join(f"*{text}*" if italic else text for text, italic in runs)


def rule(name: str, cell: str) -> str:
    return next((why for (source, of), why in RULES.items() if fnmatch(name, source) and fnmatch(cell, of)), UNSEEN)


def table() -> tuple[str, int]:
    """The table, and how many cells it has."""
    lines = [HEAD]
    count = 0
    for name, source in SOURCES.items():
        lines.append(f"## {name}\n")
        shown = EVERYWHERE + FURTHER.get(name, ())
        for style, forms in ((style, each.forms) for style, each in STYLES.items()):
            for form, write in forms.items():
                if any(fnmatch(f"{style} {form}", each) for each in shown):
                    lines.append(f"{style}, {form} [{rule(name, f'{style} {form}')}]\n    {said(write(source.item))}\n")
                    count += 1
    return "\n".join(lines), count


def test_each_source_is_cited_in_each_style_as_the_table_says() -> None:
    made, count = table()
    if "CITECAST_UPDATE_GOLDEN" in os.environ:
        GOLDEN.write_text(made, "utf-8")
    assert made == GOLDEN.read_text("utf-8")
    assert count >= 160


def written(name: str, source: Source) -> str:
    return said(NAMED[name].write(source.item))


@pytest.mark.parametrize(
    ("title", "inside"),
    [
        ("How “Big” Became Small", "How ‘Big’ Became Small"),
        ("“Big”", "‘Big’"),
        ('The "Big" One', "The ‘Big’ One"),
        ("On “The ‘Big’ One”", "On ‘The “Big” One’"),
        ("The Workers’ Crane and O’Brien’s", "The Workers’ Crane and O’Brien’s"),
        ("Rock ’n’ Roll", "Rock ’n’ Roll"),
        ("‘Don’t Lift’", "“Don’t Lift”"),
        ("5' 3\" Tall", "5' 3\" Tall"),
        ("Über „Große“ Kräne", "Über ‘Große’ Kräne"),
        ("Sur les « grands »", "Sur les « grands »"),
    ],
)
def test_quotes_within_a_title_nest_and_apostrophes_stay(title: str, inside: str) -> None:
    assert nested(title) == inside


@given(st.text("ab “”‘’\"'", max_size=30))
def test_nesting_changes_nothing_but_quotes(title: str) -> None:
    letters = re.compile("[“”„‘’\"']")
    assert letters.sub("", nested(title)) == letters.sub("", title)
    assert len(nested(title)) == len(title)


@pytest.mark.parametrize(
    ("title", "comma", "stop"),
    [
        ("Cranes", "“Cranes,”", "“Cranes.”"),
        ("Why?", "“Why?,”", "“Why?”"),
        ("Go!", "“Go!,”", "“Go!”"),
        ("Acme Inc.", "“Acme Inc.,”", "“Acme Inc.”"),
        ("About “Big”", "“About ‘Big,’”", "“About ‘Big.’”"),
        ("The Workers’", "“The Workers’,”", "“The Workers’.”"),
    ],
)
def test_a_mark_stands_within_the_closing_quotes(title: str, comma: str, stop: str) -> None:
    assert said(marked(quoted(title), ",")) == comma
    assert said(marked(quoted(title), ".")) == stop


def test_where_a_style_says_so_a_question_mark_takes_the_place_of_the_comma() -> None:
    assert said(joined([quoted("Why?"), "next"], keeps=False)) == "“Why?” next"
    assert said(joined(["Lee et al.", "next"], keeps=False)) == "Lee et al., next"


def test_a_publisher_that_is_the_show_or_the_author_is_named_once() -> None:
    show, institution = Source(talk(publisher="Crane Talk")), Source(report("Mast Institute"))
    for style in STYLES.values():
        for write in style.forms.values():
            assert said(write(show.item)).count("Crane Talk") <= 1
            assert said(write(institution.item)).count("Mast Institute") <= 1


def test_a_transcript_is_a_podcasts_only_where_something_says_so() -> None:
    plain = talk(show=None, people=())
    assert Source(plain).item.kind == "transcript"
    for told in (
        replace(plain, audio_url="https://example.org/a.mp3"),
        replace(plain, episode="14"),
        replace(plain, people=people("host", "Ann Lee")),
        replace(plain, people=people("guest", "Bo Kay")),
        replace(plain, show="Crane Talk", publisher=None),
    ):
        assert Source(told).item.kind == "podcast"
    for name in NAMED:
        assert "podcast" not in written(name, Source(plain)).casefold()
        assert "podcast" not in written(name, SOURCES["hearing"]).casefold()


def test_each_style_leads_with_whom_its_manual_leads() -> None:
    source = SOURCES["podcast with two hosts and two guests"]
    assert written("chicago", source).startswith("Ann Lee and Cy Moe, hosts, ")
    assert written("apa", source).startswith("Lee, A., & Moe, C. (Hosts). ")
    assert written("mla", source).startswith("“Who Moves the Crane.” *Crane Talk*, hosted by Ann Lee and Cy Moe, ")
    assert written("oral-history", source).startswith(
        "Bo Kay and Di Roe, “Who Moves the Crane,” interview by Ann Lee and Cy Moe, "
    )


def test_apa_lists_twenty_names_and_of_more_nineteen_and_the_last() -> None:
    twenty, more = (written("apa-bibliography", SOURCES[f"report by {number}"]) for number in (20, 22))
    assert twenty.count("Name") == 20
    assert ", & Namet, A. (2024). " in twenty
    assert more.count("Name") == 20
    assert "Names, A., … Namev, A. (2024). " in more


def test_mla_counts_no_paragraphs_and_has_no_p_before_pages() -> None:
    assert written("mla-in-text", SOURCES["report through two paragraphs"]) == "(Kay)"
    assert written("mla-in-text", SOURCES["report at its source's address, pages with labels"]) == "(Kay ii–1)"


def test_words_through_several_turns_name_each_speaker_and_the_time_in_all_styles() -> None:
    source = SOURCES["interview by two, in a series, without date"]
    placed = [name for name in NAMED if not name.endswith("bibliography") and name != "wikipedia"]
    assert len(placed) > 10
    for name in placed:
        assert re.search(r"14:32–15:10 [(\[]Ann Lee and Bo Kay[)\]]", written(name, source)), name


def test_an_oral_history_says_from_when_to_when_also_within_a_turn() -> None:
    assert "14:50–15:05 (Bo Kay)" in written("oral-history", SOURCES["interview"])
    assert written("oral-history-short", SOURCES["interview"]) == "Kay, interview by Lee, 14:50–15:05 (Bo Kay)."
    assert written("oral-history", Source(report("Bo Kay"))) == written("chicago", Source(report("Bo Kay")))


def test_a_template_of_wikipedia_is_not_broken_by_what_a_source_has() -> None:
    title = "A | B }} [[C]] {{d}}"
    made = written("wikipedia", Source(document("note", title, people=people("author", "Ann | Lee"))))
    assert made.count("{{") == made.count("}}") == 1
    assert "[[" not in made
    assert [field.partition("=")[0] for field in made[2:-2].split(" |")][1:4] == ["last", "first", "title"]


def test_the_item_reads_who_is_interviewed_by_whom() -> None:
    def interviewed(*who: Person) -> tuple[list[str], list[str]]:
        item: Item = Source(talk(people=who)).item
        return [name.in_order for name in item.interviewed], [name.in_order for name in item.interviewers]

    asks, answers = people("interviewer", "Ann Lee"), people("speaker", "Ann Lee", "Bo Kay")
    assert interviewed(*asks, *answers) == (["Bo Kay"], ["Ann Lee"])
    assert interviewed(*people("host", "Ann Lee"), *people("guest", "Bo Kay")) == (["Bo Kay"], ["Ann Lee"])
    assert interviewed(*asks, *people("subject", "Di Roe"), *answers) == (["Di Roe"], ["Ann Lee"])


def test_csl_json_has_the_types_and_variables_of_csl_alone() -> None:
    """Appendices III and IV of the CSL specification, 1.0.2."""
    known = {"id", "type", "title", "number", "genre", "medium", "publisher", "issued", "accessed", "URL", "language"}
    known |= {"section", "note", "container-title", "collection-title"}
    names = {"host", "guest", "interviewer", "narrator", "producer", "author"}
    types = {"broadcast", "interview", "hearing", "document", "report", "webpage"}
    parts = {"family", "given", "suffix", "non-dropping-particle", "literal"}
    for source in SOURCES.values():
        (item,) = json.loads(csl_json(source.item)[0].text)
        assert item["type"] in types
        assert set(item) <= known | names
        assert all(
            set(name) <= parts and set(name) & {"family", "literal"} for role in names for name in item.get(role, ())
        )
        assert all(1 <= len(date["date-parts"][0]) <= 3 for key in ("issued", "accessed") if (date := item.get(key)))


def test_csl_json_has_who_did_what_which_episode_and_the_words_of_a_range() -> None:
    (item,) = json.loads(csl_json(SOURCES["podcast with two hosts and two guests"].item)[0].text)
    assert [name["family"] for name in item["host"] + item["guest"]] == ["Lee", "Moe", "Kay", "Roe"]
    (item,) = json.loads(
        csl_json(SOURCES["podcast with a season and a number, through two speakers' turns"].item)[0].text
    )
    assert (item["number"], item["medium"]) == ("season 2, episode 14", "audio podcast transcript")
    assert item["note"].startswith(
        "14:32–15:10 (Ann Lee and Bo Kay); stored 23 November 2026. “Ann Lee: So it broke.\nBo "
    )
    (item,) = json.loads(csl_json(SOURCES["interview"].item)[0].text)
    assert (item["type"], item["author"][0]["family"], item["interviewer"][0]["family"]) == ("interview", "Kay", "Lee")


def test_a_long_name_that_a_source_takes_apart_is_listed_as_it_says() -> None:
    beethoven = Person(name="Lu van Moe", roles=("author",), parts=NameParts("Moe", "Lu", "van"))
    made = said(CHICAGO_18.bibliography(Source(replace(report(), people=(beethoven,))).item))
    assert made.startswith("Moe, Lu van. *On Masts*. Mast Institute, 2024. ")
