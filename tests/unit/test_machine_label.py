"""What is said of what a machine heard, and of times that it gave: in citations, exports, findings, by tools."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from corpus.citation import DESCRIPTIONS, STYLES, cite, describe, item_of, work_of
from corpus.citation.bibliography import bibliography
from corpus.citation.item import Item
from corpus.citation.pandoc import with_origin
from corpus.citation.styles import STYLES as WITH_ENTRIES
from corpus.draft import Draft, Paragraph
from corpus.heard import Check
from corpus.model import Document, DocumentType, Part, Passage, Person
from corpus.origin import BY_ALIGNMENT, origin, timed_by
from corpus.passages import identify
from corpus.quotation import Range, quotation
from corpus.sound import Alignment, Machine
from search.export.formats import FORMATS
from search.mcp.tools import TOOLS
from search.results.values import SearchRequest
from search.service import Service
from search.verifying.page import as_html
from search.verifying.report import finding_json, lines, summary
from search.verifying.values import Finding, Quoted
from search.verifying.word import as_docx
from tests.cited import TURNS, document as printed
from tests.machine import CHECKED, DAY, NOT_CHECKED, PHRASE, SAID, has_words, heard, is_labelled, listened, shown

TODAY = dt.date(2026, 11, 30)
LINK = "https://library.example.org/p"
MACHINE = Machine(model="small", made=DAY)
ALIGNMENT = Alignment(model="small", made=DAY, words=9, heard=9)
TALK = replace(printed("transcript", "The lamp room", TURNS, show="Lamp Hours"), machine=MACHINE)
KINDS = {
    "podcast": TALK,
    "interview": replace(TALK, people=(Person(name="Cy Dole", roles=("interviewer",)),)),
    "hearing": replace(TALK, title="Lamps: Hearing Before the Committee"),
    "transcript": replace(TALK, show=None),
}


def item(document: Document, *, through: bool = False) -> Item:
    first, *_, last = document.places()
    said = quotation(document, first, Range(through=last.passage.id if through else ""))
    return item_of(document, said, None, permalink=LINK, stored=TODAY, accessed=TODAY)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("style", STYLES)
def test_a_citation_of_what_a_machine_heard_says_so(style: str, kind: str) -> None:
    said = item(KINDS[kind])
    made = cite(KINDS[kind], said.quotation, style, permalink=LINK, stored=TODAY, accessed=TODAY)
    assert made.item.kind == kind
    assert is_labelled(shown(made.text.encode())) or style == "link", "which shows no words"


@pytest.mark.parametrize("type", ["episode", "report", "bio", "note"])
@pytest.mark.parametrize("style", STYLES)
def test_also_of_what_somebody_says_to_be_of_another_type(style: str, type: DocumentType) -> None:
    document = replace(TALK, type=type)
    made = cite(document, item(document).quotation, style, permalink=LINK, stored=TODAY, accessed=TODAY)
    assert is_labelled(made.text) or style == "link"


@pytest.mark.parametrize("style", DESCRIPTIONS)
def test_a_document_as_a_whole_says_so(style: str) -> None:
    assert NOT_CHECKED in shown(describe(work_of(TALK, permalink=LINK, stored=TODAY, accessed=TODAY), style).encode())


@pytest.mark.parametrize("style", [name for name, each in WITH_ENTRIES.items() if each.entry])
def test_an_entry_of_a_bibliography_says_so(style: str) -> None:
    (entry,) = bibliography([work_of(TALK, permalink=LINK, stored=TODAY, accessed=TODAY)], style)
    assert is_labelled("".join(text for text, _ in entry))


def test_it_stands_where_the_manuals_describe_a_form() -> None:
    def text(style: str) -> str:
        return cite(TALK, item(TALK).quotation, style, permalink=LINK, stored=TODAY, accessed=TODAY).text

    assert "The lamp room [Machine transcript, not checked]. (n.d.). In Lamp Hours" in text("apa")
    assert "14:32 (Ann Lee; machine transcript, not checked), accessed" in text("chicago")
    assert ". Machine transcript, not checked. " in text("chicago-bibliography")
    assert text("mla-bibliography").endswith(". Machine transcript, not checked.")
    assert "[Machine transcript, not checked]. Available: " in text("ieee-bibliography")
    assert "|type=Machine transcript, not checked" in text("wikipedia")
    assert "M3  - Machine transcript, not checked" in text("ris")
    assert json.loads(text("csl-json"))[0]["medium"] == NOT_CHECKED


def test_a_style_of_ones_own_that_prints_no_medium_says_so_behind_its_reference() -> None:
    assert with_origin("Lee (2026).", item(TALK)) == "Lee (2026). [machine transcript, not checked]"
    assert with_origin("Lee. Machine transcript, not checked.", item(TALK)).endswith("checked.")
    assert with_origin("Lee (2026).", item(replace(TALK, machine=None))) == "Lee (2026)."


def aligned() -> Document:
    """A printed talk whose words got their times from a machine, and its chapters from the source."""
    turns = (
        replace(turn, parts=(Part(0, turn.start_ms, turn.end_ms, confidence=93),), id="", paragraph=0) for turn in TURNS
    )
    return replace(printed("transcript", "The lamp room", tuple(turns), show="Lamp Hours"), alignment=ALIGNMENT)


@pytest.mark.parametrize("style", [style for style in STYLES if "bibliography" not in style and style != "link"])
def test_a_time_that_a_machine_gave_is_said_to_be_so(style: str) -> None:
    document = aligned()
    for through in (False, True):
        said = item(document, through=through)
        made = cite(document, said.quotation, style, permalink=LINK, stored=TODAY, accessed=TODAY)
        assert BY_ALIGNMENT in made.text
        assert "machine" not in made.text, "whose words are printed"


def test_only_a_time_that_a_machine_gave_is() -> None:
    first = next(aligned().passages())
    assert timed_by(aligned(), first) == "time by alignment, 93 % sure"
    assert timed_by(aligned(), replace(first, parts=())) is None, "as of a chapter, whose time is the source's"
    assert timed_by(replace(aligned(), alignment=None), first) is None
    within = replace(first, start_ms=None, parts=(Part(0), Part(3, 900, 950, confidence=80)))
    assert timed_by(aligned(), within) == "time by alignment, 80 % sure", "also where its first word has none"


def test_who_checked_what_is_told_of_the_words_at_hand(empty_service: Service) -> None:
    document = listened(empty_service)
    first, checked, last = document.passages()
    assert origin(document, [first]) == NOT_CHECKED
    assert origin(document, [checked]) == CHECKED
    assert origin(document, [first, checked]) == NOT_CHECKED, "for a part of it is not"
    assert origin(document, ()) == "machine transcript", "of a document without its passages nobody can tell"
    assert origin(replace(document, machine=MACHINE), ()) == NOT_CHECKED
    assert origin(replace(document, machine=None), [first, last]) is None
    assert empty_service.library.headers([document.id])[document.id].machine == document.machine


def test_what_two_people_checked_names_both(empty_service: Service) -> None:
    by = (Check("Ann Lee", DAY), Check("Bo Ek", DAY))
    said = tuple((who, text, check) for (who, text, _), check in zip(SAID, by, strict=False))
    document = listened(empty_service, heard(said=said))
    told = origin(document, document.passages())
    assert told == f"{CHECKED}, Bo Ek on 30 November 2026"


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_says_so(empty_service: Service, name: str) -> None:
    listened(empty_service)
    request = SearchRequest(query=f'"{PHRASE}"')
    with empty_service.exporter.passages(request, FORMATS[name], style="mla-in-text") as made:
        text = shown(b"".join(made.pieces))
    assert has_words(text) or name == "bibliography"
    assert is_labelled(text)


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_of_clippings_does_too(empty_service: Service, name: str) -> None:
    document = listened(empty_service)
    library, collector = empty_service.library, empty_service.collector
    made = library.clippings.make("Lamps")
    clip = empty_service.citer.clip(document.id, Range(), f"found {PHRASE}")
    collector.collect(made.id, [clip])
    listed = library.clippings.listed(made.id)
    with empty_service.exporter.clippings(made, listed, FORMATS[name], style="apa-in-text") as export:
        assert is_labelled(shown(b"".join(export.pieces)))
    assert json.loads(collector.exported(made.id))["clippings"][0]["origin"] == NOT_CHECKED


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_each_tool_of_assistants_does(empty_service: Service, tool: object) -> None:
    document = listened(empty_service)
    passage = next(document.passages()).id
    given = {
        "search": [{"query": "kettles"}],
        "read": [{"document": document.id}, {"passage": passage}],
        "cite": [{"passage": passage}, {"passage": passage, "style": "apa-in-text", "quote": PHRASE}],
        "verify_quote": [{"quote": f"we found {PHRASE} in the lamp room"}],
    }
    (each,) = (found for found in TOOLS if found is tool)
    for arguments in given[each.name]:
        said = json.dumps(each.answered(empty_service, arguments), ensure_ascii=False)
        assert has_words(said)
        assert NOT_CHECKED in said


def found(service: Service, words: str) -> Finding:
    draft = Draft(name="draft.txt", format="text", paragraphs=(Paragraph(text=f"She said “{words}” to me."),))
    (finding,) = service.verifier.verify(draft).findings
    return finding


def test_a_finding_says_so_in_each_of_its_forms(empty_service: Service) -> None:
    listened(empty_service)
    text = f"She said “we found {PHRASE} in the lamp room” to me, and “found three kettles of copper in a lamp room”."
    draft = Draft(name="draft.txt", format="text", paragraphs=(Paragraph(text=text),))
    report = empty_service.verifier.verify(draft)
    told = f"{NOT_CHECKED}: listen at 0:0"
    for written in ("\n".join(lines(report)), as_html(report), shown(as_docx(report, None))):
        assert written.count(told) >= len(report.findings)
    assert "look at again" in summary(report) or "to mend" in summary(report)


def test_what_somebody_checked_is_told_and_is_not_to_be_looked_at_again(empty_service: Service) -> None:
    listened(empty_service)
    finding = found(empty_service, "polished the brass railings since spring")
    assert (finding.status, finding.again) == ("exact", ())
    assert finding.remarks == (f"{CHECKED}: listen at 0:24",)
    assert (finding_json(finding)["listen_ms"], finding_json(finding)["warnings"]) == (24_000, [])


def test_the_nearest_wording_says_so_too(empty_service: Service) -> None:
    listened(empty_service)
    finding = found(
        empty_service, "we found three copper kettles beside an old garden wall, under leaves and broken glass"
    )
    assert finding.status == "not-found"
    assert finding.heard.startswith(NOT_CHECKED)
    assert finding.remarks == (finding.heard,)


def test_of_printed_words_nothing_is_said() -> None:
    nothing = Finding(quoted=Quoted(1, ("a",), 1, 0, 1, 1, False, False, "", "", "", ()), status="not-found")
    assert (nothing.heard, nothing.again, nothing.remarks, nothing.listen_ms) == ("", (), (), None)


def test_evidence_claims_it(empty_service: Service) -> None:
    document = listened(empty_service)
    clip = empty_service.citer.clip(document.id, Range(), f"found {PHRASE}")
    made = empty_service.attestor.evidence(clip, "chicago")
    assert made.facts["origin"] == NOT_CHECKED


def test_passages_of_one_turn_share_its_check() -> None:
    cut = (Passage(text="One.", paragraph=2), Passage(text="Two.", paragraph=2))
    document = identify(replace(printed("transcript", "The lamp room", cut), machine=MACHINE))
    assert origin(document, document.passages()) == NOT_CHECKED
