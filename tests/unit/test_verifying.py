"""Quotations of a draft against a library: each rule, on a talk of our own."""

from __future__ import annotations

import pytest

from corpus.draft import Draft, Paragraph
from corpus.library import Clip, Source
from corpus.model import Document, Passage, Person, Reading, Section
from search.export.formats import FORMATS
from search.service import Service
from search.verifying.report import as_json, lines, summary
from search.verifying.values import Finding, Report

ADA, BEN = "Ada Okoro", "Ben van der Berg"
TURNS = (
    (ADA, "The software was not sold with the crane. It was leased, and the lease says who may log in."),
    (BEN, "So nothing was broken. Who told the harbor that the 19 machines would start?"),
    (ADA, "Nothing was broken. That is the sentence I would put over the door, you know, in gold letters."),
    (BEN, 'If the lease runs out, the crane still lifts, but nobody answers the telephone. They said "call back".'),
    (ADA, "We asked Lena Moss for the source of the software [laughter] and were told that no crane had two keys."),
    (BEN, "He signed it—without a lawyer—on the pier, unless I am wrong. It was the greatest self-made favor of all."),
    (ADA, "Jim worked for twelve years at the quay. Russia bought the first one after the flood of 2015."),
    (ADA, "All the time."),
    (BEN, "I ask it all the time."),
    (ADA, "The quay is a good place for a walk."),
    (BEN, "It is wide enough."),
    (ADA, "Everybody comes there at noon."),
)  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Service:
    from search.settings import Settings

    service = Service.open(tmp_path_factory.mktemp("home"), Settings())
    passages = tuple(Passage(text=text, speaker=who) for who, text in TURNS)
    document = Document(
        type="transcript",
        title="Who Holds the Keys",
        people=(Person(name=ADA, roles=("guest",)), Person(name=BEN, roles=("host",)), Person(name="Jim Lark")),
        sections=(Section(heading="", kind="transcript", passages=passages),),
    )
    service.library.keep(
        Reading(document=document), source=Source(source="/keys", key="path:/keys"), data=b"k", reader="r"
    )
    service.indexer.catch_up()
    return service


def verified(service: Service, *paragraphs: str, fair: tuple[str, ...] = ()) -> Report:
    draft = Draft(name="draft.md", format="markdown", paragraphs=tuple(Paragraph(text=each) for each in paragraphs))
    return service.verifier.verify(draft, fair=fair)


def found(service: Service, text: str, fair: tuple[str, ...] = ()) -> Finding:
    (finding,) = verified(service, text, fair=fair).findings
    return finding


@pytest.mark.parametrize(
    "quote",
    [
        "“It was leased, and the lease says who may log in.”",
        "“It was leased, and the lease says who may log in,” she said.",
        '"It was leased"',
        "« It was leased, and the lease says »",
        "„It was leased, and the lease says“",
        "‘It was leased, and the lease says’",
        "”It was leased, and the lease says”",
        "``It was leased, and the lease says''",
        "»It was leased, and the lease says«",
        "“It was\u00ad leased, and the le\u00adase says”",
        "“broken. That is the sentence I would put over the door”",
        "“the greatest self-made favor of all”",
        "“All the time,”",
    ],
)
def test_the_sources_own_words_are_exact(library: Service, quote: str) -> None:
    finding = found(library, f"It is said: {quote}")
    assert (finding.status, finding.differences) == ("exact", ())


@pytest.mark.parametrize(
    ("quote", "kind"),
    [
        ("“it was leased, and the lease says who may log in.”", "first letter"),
        ("“[i]t was leased, and the lease says who may log in.”", "first letter"),
        ("“It was leased, … who may log in.”", "ellipsis"),
        ("“It was leased [. . .] who may log in.”", "ellipsis"),
        ("“They said ‘call back’.”", "quotation marks"),
        ("“He signed it -- without a lawyer -- on the pier”", "dashes"),
        ("“He signed it – without a lawyer – on the pier”", "dashes"),
        ("“for the source of the software and were told”", "stage note"),
        ("“the sentence I would put over the\u00a0door”", "spacing"),
        ("“[Ben] signed it—without a lawyer”", "brackets"),
        ("“He [Ben] signed it—without a lawyer”", "brackets"),
        ("“It was leas[ing], and the lease says who may log in.”", "brackets"),
        ("“Jim [Lark] worked for twelve years at the quay.”", "brackets"),
        ("“It was leased [by the month], and the lease says who may log in.”", "brackets"),
        ("“It was leased,” she said, “and the lease says who may log in.”", "split"),
    ],
)
def test_what_only_style_tells_apart_is_fair(library: Service, quote: str, kind: str) -> None:
    finding = found(library, f"It is said: {quote}")
    assert (finding.status, {each.kind for each in finding.differences}) == ("fair", {kind})


def test_a_word_that_is_divided_at_the_end_of_a_line_is_fair(library: Service) -> None:
    assert found(library, "“the sentence I would put over the do-\nor”").status == "fair"
    assert found(library, "“It was the greatest self-\nmade favor of all”").status == "fair"


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        ("“The software was sold with the crane.”", "dropped not: a negation"),
        ("“The software was [not] sold, not sold with the crane.”", "a"),
        ("“It was leased, and the lease says who can log in.”", "changed may to can"),
        ("“It was leased for years, and the lease says who may log in.”", "added for years"),
        ("“It was leased, and the lease says who may now log in.”", "added now"),
        ("“that the 91 machines would start”", "changed 19 to 91: a number"),
        ("“Russia bought the first one after the flood of 2014.”", "changed 2015 to 2014: a number"),
        ("“Sweden bought the first one after the flood of 2015.”", "changed Russia to Sweden"),
        ("“We asked Lena Marsh for the source of the software”", "changed Moss to Marsh: a name"),
        ("“It was leased and the lease says who may log in.”", "sign"),
        ("“the crane still lifts [not], but nobody answers the telephone”", "a negation"),
        ("“We asked … for the source of the software”", "an ellipsis, for Lena Moss: a name"),
        ("“All the time. I”", "two speakers in one quotation"),
        ("“that the $19 machines would start”", "added $: a sign"),
        ("“that the 19% machines would start”", "added %: a sign"),
        ("“It was [un]leased, and the lease says who may log in.”", "changed leased to [un]leased"),
        ("“It was [sold], and the lease says who may log in.”", "changed leased to [sold]"),
        ("“It was [barely] leased, and the lease says who may log in.”", "brackets, [barely]: a negation"),
        ("“So nothing was broken. Nothing was broken.”", "two speakers in one quotation"),
        ("“So nothing was broken … Nothing was broken.”", "two speakers"),
        ("“the sentence I would put over the door, in gold letters.”", "left out you know"),
        ("“Jim worked for 12 years at the quay.”", "changed twelve to 12"),
        ("“It was the greatest self-made favour of all.”", "changed favor to favour"),
        ("“It was leased [sic], and the lease says who may log in.”", "put in [sic]"),
        ("“the lease says who may log in?”", "changed . to ?"),
    ],
)
def test_what_else_differs_is_altered_and_told(library: Service, quote: str, told: str) -> None:
    finding = found(library, f"It is said: {quote}")
    assert finding.status == "altered"
    assert told in "; ".join(each.told for each in finding.differences)


def test_words_that_were_moved_are_told_once(library: Service) -> None:
    finding = found(library, "“That is the sentence in gold letters I would put over the door, you know”")
    assert finding.status == "altered"
    assert [each.told for each in finding.differences] == ["moved in gold letters"]


@pytest.mark.parametrize(
    "quote",
    [
        "“Whoever pays the harbor owns every lock of the pier.”",
        "“The machines of the lease were sold to nobody in the harbor.”",
        "“strategic embrace of the quay”",
    ],
)
def test_what_nobody_said_is_not_found(library: Service, quote: str) -> None:
    finding = found(library, f"It is said: {quote}")
    assert (finding.status, finding.citation, finding.differences) == ("not-found", None, ())


@pytest.mark.parametrize(
    ("fair", "quote"),
    [
        ("filler", "“the sentence I would put over the door, in gold letters.”"),
        ("numeral", "“Jim worked for 12 years at the quay.”"),
        ("spelling", "“It was the greatest self-made favour of all.”"),
        ("sic", "“It was leased [sic], and the lease says who may log in.”"),
    ],
)
def test_a_setting_says_what_else_is_fair(library: Service, fair: str, quote: str) -> None:
    assert found(library, quote, (fair,)).status == "fair"


@pytest.mark.parametrize(
    ("text", "credited", "by_other"),
    [
        ("“It was leased,” said Ada Okoro.", "Ada Okoro", False),
        ("“It was leased,” Okoro said.", "Okoro", False),
        ("Okoro is plain about it: “It was leased, and the lease says”.", "Okoro", False),
        (
            "According to Ben van der Berg, “It was leased, and the lease says who may log in.”",
            "Ben van der Berg",
            True,
        ),
        ("“It was leased, and the lease says,” Putin said.", "Putin", True),
        ("Okoro told van der Berg: “It was leased, and the lease says”.", "Okoro", False),
        ("Van der Berg was told that “It was leased, and the lease says”.", None, False),
        ("Van der Berg listened. Then she said: “It was leased, and the lease says”.", None, False),
        ("Okoro has done the sums. “It was leased, and the lease says who may log in.”", "Okoro", False),
        ("In Moscow, “It was leased, and the lease says” is a proverb.", None, False),
        ("Note: “It was leased, and the lease says who may log in.”", None, False),
        ("“It was leased, and the lease says,” quipped van der Berg.", "van der Berg", True),
        ("“It was leased, and the lease says,” said the host, Ben van der Berg.", "Ben van der Berg", True),
        ("“It was leased, and the lease says,” the organizer said.", None, False),
        ("“It was leased, and the lease says”, in van der Berg’s words.", "van der Berg", True),
        ("Even Okoro said “It was leased, and the lease says”.", "Okoro", False),
        ("When van der Berg asked, Okoro said: “It was leased, and the lease says”.", "Okoro", False),
        ("Van der Berg’s guest said “It was leased, and the lease says”.", None, False),
        ("Van der Berg’s advice: “It was leased, and the lease says”.", "Van der Berg", True),
        ("Okoro was told by Ben van der Berg: “It was leased, and the lease says”.", "Ben van der Berg", True),
        ("Okoro and van der Berg met. “It was leased, and the lease says who may log in.”", None, False),
    ],
)
def test_whom_the_draft_credits_is_held_against_who_speaks(
    library: Service, text: str, credited: str | None, by_other: bool
) -> None:
    finding = found(library, text)
    assert (finding.credited, finding.said_by_other) == (credited, by_other)


@pytest.mark.parametrize(
    ("quote", "warning"),
    [
        (
            "“[T]he crane still lifts, but nobody answers the telephone.”",
            "cut right after a condition, “If the lease runs",
        ),
        ("“He signed it—without a lawyer—on the pier”", "cut right before a limiting clause, “unless I am wrong"),
        ("“All the time,”", "the same words stand in several passages: 1 more"),
        ("“on the pier … It was the greatest self-made favor of all.”", "stands for a condition, “unless I am wrong"),
    ],
)
def test_what_is_fair_may_have_to_be_looked_at_again(library: Service, quote: str, warning: str) -> None:
    finding = found(library, quote)
    assert finding.status in ("exact", "fair")
    assert warning in "; ".join(finding.warnings)


def test_of_words_that_stand_twice_those_are_meant_that_end_alike(library: Service) -> None:
    assert found(library, "“nothing was broken. Who told the harbor”").status == "exact"
    assert found(library, "“Nothing was broken. That is the sentence”").status == "exact"


def test_a_sentence_of_names_is_no_title(library: Service) -> None:
    (finding,) = verified(library, "“Lena Moss is with Russia and not with Sweden,” it says.").findings
    assert (finding.quoted.is_short, finding.is_wrong) == (False, True)


def test_an_ellipsis_over_what_somebody_else_said_is_to_be_looked_at(library: Service) -> None:
    finding = found(library, "“The quay is a good place for a walk … Everybody comes there at noon.”")
    assert any("the ellipsis stands for what Ben van der Berg said" in each for each in finding.warnings)


def test_titles_and_a_word_or_two_are_short(library: Service) -> None:
    report = verified(library, "In “Who Holds the Keys” a “smart” crane is “the telephone”.")
    assert [each.quoted.is_short for each in report.findings] == [True, True, True]
    assert not any(each.is_wrong for each in report.findings)


def test_the_same_words_are_those_of_whom_the_draft_credits(library: Service) -> None:
    assert found(library, "Okoro: “All the time”").speakers == (ADA,)
    assert found(library, "Van der Berg: “all the time”").speakers == (BEN,)


def test_quotations_are_found_in_all_marks_and_over_paragraphs(library: Service) -> None:
    report = verified(
        library,
        "“It was leased, and the lease says who may log in. So nothing was broken.",
        "“Who told the harbor that the 19 machines would start?”",
        "He said “this never closes.",
    )
    assert [each.quoted.paragraph for each in report.findings] == [1]
    assert report.findings[0].quoted.last_paragraph == 2
    assert report.notes == ("paragraph 3: a quotation mark opens and never closes",)


def test_a_block_quotation_is_one_and_may_be_signed(library: Service) -> None:
    text = "It was leased, and the lease says who may log in.\n— Ben van der Berg, host"
    draft = Draft(name="d", format="markdown", paragraphs=(Paragraph(text=text, kind="quote"),))
    (finding,) = library.verifier.verify(draft).findings
    assert (finding.status, finding.said_by_other) == ("exact", True)


def test_what_is_exported_is_exact(library: Service) -> None:
    made = library.library.clippings.make("Cranes")
    passages = [each.id for each in library.library.document("who-holds-the-keys").passages()]
    clippings = library.collector.collect(made.id, [Clip(passages[0], 1), Clip(passages[4], 1), Clip(passages[5], 1)])
    for name, format in (("markdown", "draft.md"), ("html", "draft.html"), ("docx", "draft.docx")):
        with library.exporter.clippings(made, clippings, FORMATS[name], style="chicago") as export:
            draft = library.verifier.read(b"".join(export.pieces), format)
        report = library.verifier.verify(draft)
        long = [each.status for each in report.findings if not each.quoted.is_short]
        assert long == ["exact"] * 3, name


def test_a_report_says_what_is_to_be_mended(library: Service) -> None:
    report = verified(library, "“It was leased, and the lease says who can log in.”", "“It was leased,” Putin said.")
    assert summary(report) == "2 quotations: 2 to mend"
    (altered, other) = as_json(report)
    assert (altered["status"], altered["differences"][0]["told"]) == ("altered", "changed may to can")
    assert (other["status"], other["speaker"], other["attributed"]) == ("exact", ADA, "Putin")
    said = "\n".join(lines(report))
    assert "said by Ada Okoro; the draft credits Putin" in said


def kept(service: Service, title: str, text: str) -> str:
    said = (Section(heading="", kind="body", passages=(Passage(text=text),)),)
    document = Document(type="note", title=title, sections=said)
    source = Source(source=f"/{title}", key=f"path:/{title}")
    id = service.library.keep(Reading(document=document), source=source, data=text.encode(), reader="r").document
    service.indexer.catch_up()
    return id


def test_words_that_left_are_found_where_they_were(empty_service: Service) -> None:
    id = kept(empty_service, "piers", "Nine piers were promised to the fishermen of the bay.")
    kept(empty_service, "piers", "Seven quays were promised to the sailors.")
    finding = found(empty_service, "“Nine piers were promised to the fishermen”")
    assert (finding.status, finding.document and (finding.document.id, finding.document.version)) == ("exact", (id, 1))
    assert finding.quotation
    assert finding.quotation.words == "Nine piers were promised to the fishermen"
    assert "these words are no longer there. There when read on" in finding.warnings[0]


def test_words_of_a_removed_document_are_shown_to_who_administers(empty_service: Service) -> None:
    id = kept(empty_service, "piers", "Nine piers were promised to the fishermen of the bay.")
    kept(empty_service, "quays", "Seven quays were promised to the sailors.")
    empty_service.editor.remove(id)
    empty_service.indexer.catch_up()
    draft = Draft(name="d", format="text", paragraphs=(Paragraph(text="“Nine piers were promised to the fishermen”"),))
    (mine,) = empty_service.verifier.verify(draft).findings
    assert (mine.status, mine.quotation and mine.quotation.words) == (
        "exact",
        "Nine piers were promised to the fishermen",
    )
    assert "of a document that was removed on" in mine.warnings[0]
    (other,) = empty_service.verifier.verify(draft, administers=False).findings
    assert (other.status, other.quotation, other.document) == ("not-found", None, None)
    assert "of a document that was removed on" in other.warnings[0]


def test_a_link_beside_a_quotation_says_where_to_look(library: Service) -> None:
    (ada, ben) = [each.id for each in library.library.document("who-holds-the-keys").passages()][7:9]
    draft = Draft(
        name="d", format="text", paragraphs=(Paragraph(text=f"“all the time” (http://localhost:8000/p/{ada}?v=1)"),)
    )
    (finding,) = library.verifier.verify(draft).findings
    assert finding.place
    assert finding.place.passage.id == ada != ben
