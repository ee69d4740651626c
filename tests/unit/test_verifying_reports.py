"""Reports of a checked draft: in Word with comments where its quotations are, and as a page with all findings."""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypandoc
import pytest
from bs4 import BeautifulSoup
from docx import Document as new_docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml import etree

from corpus import sandbox
from corpus.dates import PartialDate
from corpus.errors import InvalidValue, ReadError
from corpus.library import Source
from corpus.model import Document, Passage, Person, Reading, Section
from corpus.readers.drafts.read import read_draft
from search.export import formats
from search.export.footnotes import Footnotes
from search.service import Service
from search.verifying.page import as_html, marked
from search.verifying.values import Finding, Report
from search.verifying.word import as_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SAID = (
    ("Ann Lee", "The gantry did not hold the weight of the winter ice."),
    ("Bo Kay", "We paid <nothing> & got what we paid for in the harbour."),
    ("Ann Lee", "Every captain in the harbour knew that the lamp was broken for years."),
    ("Bo Kay", "Nobody wrote it down in the ledger. They were afraid of the port authority."),
)
GANTRY = "“The gantry did not hold the weight of the winter ice.”"
LAMP = "“Every captain in the harbour knew that the lamp was broken for years.”"
LEDGER = "“Nobody wrote it down in the ledger. They were afraid of the port authority.”"
NOW = dt.datetime(2024, 6, 1, 14, 5, tzinfo=dt.timezone(dt.timedelta(hours=2)))
Check = Callable[[bytes], tuple[Report, bytes]]


@pytest.fixture
def service(empty_service: Service) -> Service:
    passages = tuple(
        Passage(text=text, speaker=who, start_ms=60_000 * at, end_ms=60_000 * at + 9_000)
        for at, (who, text) in enumerate(SAID, 1)
    )
    document = Document(
        type="transcript",
        title="The Lamp & the <Gantry>",
        show="Harbour Hours",
        date=PartialDate.parse("2024-05-03"),
        url="https://harbour.example.org/lamp?a=1&b=2",
        people=(Person(name="Ann Lee", roles=("host",)), Person(name="Bo Kay", roles=("guest",))),
        sections=(Section(heading="", kind="transcript", passages=passages),),
    )
    source = Source(source="/lamp", key="path:/lamp")
    empty_service.library.keep(Reading(document=document), source=source, data=b"lamp", reader="r")
    empty_service.indexer.catch_up()
    return empty_service


@pytest.fixture
def check(service: Service) -> Check:
    """What checks a Word file: the report, and the file with its comments, in which nothing else is changed."""

    def checked(data: bytes) -> tuple[Report, bytes]:
        report = service.verifier.verify(read_draft(data, "draft.docx"))
        made = as_docx(report, data, NOW)
        assert_only_comments(data, made)
        return report, made

    return checked


def assert_only_comments(before: bytes, after: bytes) -> None:
    was, now = (zipfile.ZipFile(io.BytesIO(data)) for data in (before, after))
    made = {"[Content_Types].xml", "word/_rels/document.xml.rels", "word/document.xml", "word/comments.xml"}
    assert set(was.namelist()) <= set(now.namelist())
    assert set(now.namelist()) - set(was.namelist()) <= made
    assert [name for name in was.namelist() if name not in made and was.read(name) != now.read(name)] == []
    assert read_draft(after, "draft.docx") == read_draft(before, "draft.docx")
    assert formatted(before) == formatted(after)


def formatted(data: bytes) -> list[list[tuple[str, str, str]]]:
    """The characters of each paragraph, with how each is formatted and what it is within."""
    paragraphs = []
    for paragraph in root_of(data).iter(f"{W}p"):
        characters = []
        for text in paragraph.iter(f"{W}t", f"{W}delText"):
            properties = text.getparent().find(f"{W}rPr")
            how = "" if properties is None else etree.tostring(properties).decode()
            within = " ".join(each.tag.rsplit("}")[-1] for each in text.iterancestors())
            characters += [(character, how, within) for character in text.text or ""]
        paragraphs.append(characters)
    return paragraphs


def root_of(data: bytes, name: str = "word/document.xml") -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def comments(data: bytes) -> dict[str, str]:
    """The text of each comment, by the characters that it is of."""
    root, written = root_of(data), root_of(data, "word/comments.xml")
    texts = {
        each.get(f"{W}id"): "\n".join("".join(p.itertext(f"{W}t")) for p in each.iter(f"{W}p"))
        for each in written.iter(f"{W}comment")
    }
    marked: dict[str, str] = dict.fromkeys(texts, "")
    opened: list[str] = []
    closed: list[str] = []
    referred: list[str] = []
    for element in root.iter():
        id, said = element.get(f"{W}id"), ""
        if element.tag == f"{W}commentRangeStart":
            opened.append(id)
        elif element.tag == f"{W}commentRangeEnd":
            opened.remove(id)
            closed.append(id)
        elif element.tag == f"{W}commentReference":
            assert id in closed
            referred.append(id)
        elif element.tag == f"{W}t":
            said = element.text
        elif element.tag in (f"{W}br", f"{W}tab"):
            said = "\n" if element.tag == f"{W}br" else " "
        elif element.tag == f"{W}p":
            said = "\n\n"
        elif element.tag == f"{W}footnoteReference":
            said = "*"
        for each in opened:
            marked[each] += said
    assert not opened
    assert sorted(closed) == sorted(texts) == sorted(referred)
    return {marked[id]: text for id, text in texts.items()}


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def of_runs(*texts: str) -> Any:
    """A document with a paragraph of some runs, every second of which is bold."""
    document = new_docx()
    paragraph = document.add_paragraph()
    for at, text in enumerate(texts):
        paragraph.add_run(text).bold = bool(at % 2) or None
    return document


def of_xml(inner: str) -> bytes:
    """A document with a paragraph of some markup, between others."""
    document = new_docx()
    document.add_paragraph("Before.")
    namespaces = nsdecls("w", "r", "wp", "a", "m") + ' xmlns:v="urn:schemas-microsoft-com:vml"'
    document._body._element.insert(1, parse_xml(f"<w:p {namespaces}>{inner}</w:p>"))
    document.add_paragraph("Behind.")
    return saved(document)


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def pieces(text: str, *at: int) -> Iterator[str]:
    for begin, end in zip((0, *at), (*at, len(text)), strict=True):
        yield text[begin:end]


def test_a_comment_is_at_the_characters_of_its_quotation_and_says_what_is_found(check: Check) -> None:
    altered = GANTRY.replace("did not hold", "did hold")
    data = saved(of_runs(f"Ann Lee said: {altered} It is known. Bo Kay said {LAMP} as well."))
    _, made = check(data)
    first, second = comments(made).items()
    assert first[0] == altered
    assert first[1].split("\n") == [
        "≠ altered: not as the source has it",
        "- dropped not: a negation",
        "Said by: Ann Lee, 1:00, The Lamp & the <Gantry>",
        first[1].split("\n")[3],
        "by rules 1 of Citecast",
    ]
    assert first[1].split("\n")[3].startswith("Footnote: ")
    assert "Harbour Hours" in first[1]
    assert second[0] == LAMP
    assert second[1].startswith(
        "= exact: the source’s words\n↔ said by another: by Ann Lee; the draft credits Bo Kay\n"
    )
    (one, _) = root_of(made, "word/comments.xml")
    assert (one.get(f"{W}author"), one.get(f"{W}initials")) == ("Citecast", "C")
    assert one.get(f"{W}date") == "2024-06-01T14:05:00Z"
    assert [each.text for each in new_docx(io.BytesIO(made)).comments] == list(comments(made).values())


def test_a_draft_that_a_process_of_its_own_read_is_the_same(service: Service) -> None:
    data = of_xml(f'{run("See ")}<w:hyperlink w:anchor="x">{run(f"the words {GANTRY} here")}</w:hyperlink>')
    with closing(sandbox.Sandbox(sandbox.Limits(20, 512), workers=1)) as processes:
        report = service.verifier.verify(processes.read_draft(data, "draft.docx"))
    assert list(comments(as_docx(report, data))) == [GANTRY]


def test_what_is_not_found_short_or_a_title_is_told_so_or_gets_no_comment(check: Check) -> None:
    lost = "“Purple elephants dance across marble staircases every evening”"
    report, made = check(saved(of_runs(f"He wrote “ice” and {lost} in “The Long Winter”.")))
    assert [each.quoted.is_short for each in report.findings] == [True, False, True]
    assert comments(made) == {
        lost: "? not found: the library does not have these words\nby rules 1 of Citecast",
    }


@pytest.mark.parametrize("at", [(3,), (1, 20), (12, 13, 30), (5, 40, 54)])
def test_runs_are_divided_and_keep_their_format(check: Check, at: tuple[int, ...]) -> None:
    _, made = check(saved(of_runs(*pieces(f"She said {GANTRY} twice", *(each + 6 for each in at)))))
    assert list(comments(made)) == [GANTRY]


def test_a_bold_run_is_divided_in_its_middle(check: Check) -> None:
    _, made = check(saved(of_runs("She ", f"said {GANTRY} twice", " or so.")))
    assert list(comments(made)) == [GANTRY]
    (paragraph,) = new_docx(io.BytesIO(made)).paragraphs
    assert [(each.text, each.bold) for each in paragraph.runs if each.text] == [
        ("She ", None), ("said ", True), (GANTRY, True), (" twice", True), (" or so.", None)
    ]  # fmt: skip


def test_a_quotation_over_two_paragraphs_has_one_comment(check: Check) -> None:
    document = new_docx()
    document.add_paragraph(f"As Bo Kay said, {LEDGER[:36]}")
    document.add_paragraph(f"“{LEDGER[37:]} And so on.")
    report, made = check(saved(document))
    assert report.findings[0].status in ("exact", "fair")
    assert list(comments(made)) == [f"{LEDGER[:36]}\n\n“{LEDGER[37:]}"]


def test_a_block_quotation_of_two_paragraphs_is_marked_up_to_who_says_it(check: Check) -> None:
    document = new_docx()
    document.add_paragraph("This was said:")
    document.add_paragraph(LEDGER[1:36], "Quote")
    document.add_paragraph(f"{LEDGER[37:-1]} — Bo Kay", "Quote")
    _, made = check(saved(document))
    assert list(comments(made)) == [f"{LEDGER[1:36]}\n\n{LEDGER[37:-1]}"]


def test_quotations_in_a_table(check: Check) -> None:
    document = new_docx()
    table = document.add_table(2, 2)
    table.cell(0, 1).text = f"Ann Lee: {GANTRY}"
    table.cell(1, 0).text = f"{LAMP} (Ann Lee)"
    document.add_paragraph(f"Also {LEDGER}")
    _, made = check(saved(document))
    assert list(comments(made)) == [GANTRY, LAMP, LEDGER]


def test_a_quotation_in_a_footnote_is_told_where_the_note_is_referred_to(check: Check) -> None:
    document = of_runs("The gantry fell.")
    footnotes = Footnotes(document)
    paragraph = document.paragraphs[0]
    footnotes.add(paragraph, [(f"Ann Lee: {GANTRY} Also {LAMP}", False)])
    paragraph.add_run(" It was cold.")
    _, made = check(saved(document))
    told = list(comments(made).items())
    assert [each[0] for each in told] == ["*"]  # both
    ids = [each.get(f"{W}id") for each in root_of(made).iter(f"{W}commentReference")]
    assert ids == ["0", "1"]
    texts = [each.text for each in new_docx(io.BytesIO(made)).comments]
    assert [text.split("\n")[0] for text in texts] == [f"Of the words {GANTRY}", f"Of the words {LAMP}"]


def test_comments_that_are_there_stay(check: Check) -> None:
    document = of_runs("Ann Lee ", f"said {GANTRY[:20]}", f"{GANTRY[20:]} and more")
    document.add_comment(document.paragraphs[0].runs[1], "Is this so?", author="Editor", initials="E")
    data = saved(document)
    _, made = check(data)
    told = comments(made)
    assert told[f"said {GANTRY[:20]}"] == "Is this so?"
    assert told[GANTRY].startswith("= exact")
    both = root_of(made, "word/comments.xml")
    assert [each.get(f"{W}author") for each in both] == ["Editor", "Citecast"]
    assert [each.get(f"{W}id") for each in both] == ["0", "1"]
    _, again = check(made)
    assert len(root_of(again, "word/comments.xml")) == 3


def linked(inner: str) -> str:
    return f'<w:hyperlink w:anchor="x">{inner}</w:hyperlink>'


def inserted(inner: str) -> str:
    return f'<w:ins w:id="7" w:author="E">{inner}</w:ins>'


def field(type: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{type}"/></w:r>'


FIRST, SECOND, THIRD = pieces(GANTRY, 10, 25)
REST = SECOND + THIRD
CODE = f"{field('begin')}<w:r><w:instrText>QUOTE</w:instrText></w:r>{field('separate')}"
DELETED = '<w:del w:id="7" w:author="E"><w:r><w:delText>not </w:delText></w:r></w:del>'
BOOKMARK = '<w:bookmarkStart w:id="3" w:name="b"/><w:proofErr w:type="spellStart"/>', '<w:bookmarkEnd w:id="3"/>'
TRICKY = {
    "within a hyperlink": run("See ") + linked(run(f"the words {GANTRY} here")),
    "a hyperlink within": run(f"x {FIRST}") + linked(run(SECOND)) + run(f"{THIRD} y"),
    "ends in a hyperlink": run(f"x {FIRST}") + linked(run(f"{REST} y")),
    "inserted": run("x ") + inserted(run(f"y {GANTRY} z")),
    "inserted in the middle": run(f"x {FIRST}") + inserted(run(SECOND)) + run(THIRD),
    "deleted in the middle": run(f"x {FIRST}") + DELETED + run(REST),
    "a tab and breaks": (
        f'<w:r><w:t>x</w:t><w:tab/><w:br/><w:t xml:space="preserve">{FIRST}</w:t><w:t>{REST}</w:t>'
        "<w:tab/><w:t>y</w:t></w:r>"
    ),
    "a note behind it in its run": f"<w:r><w:t>x {GANTRY}</w:t><w:footnoteReference w:id='9'/><w:t>y</w:t></w:r>",
    "a bookmark and a spelling mark": run(f"x {FIRST}") + BOOKMARK[0] + run(REST) + BOOKMARK[1],
    "a field": CODE + run(f"x {GANTRY} y") + field("end"),
    "a content control": f"{run('x ')}<w:sdt><w:sdtPr/><w:sdtContent>{run(GANTRY)}</w:sdtContent></w:sdt>",
    "letters that are composed": run(f"Zu\u0308rich und A\u030a {GANTRY} y"),
}


@pytest.mark.parametrize("inner", TRICKY.values(), ids=TRICKY)
def test_whatever_the_markup_the_comment_is_at_the_characters(check: Check, inner: str) -> None:
    _, made = check(of_xml(inner))
    assert [text.replace("*", "") for text in comments(made)] == [GANTRY]


def test_what_may_have_no_comment_within_is_marked_whole(check: Check) -> None:
    plain = f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{run(f'x {GANTRY} y')}</w:sdtContent></w:sdt>"
    _, made = check(of_xml(run("a ") + plain + run(" b")))
    assert list(comments(made)) == [f"x {GANTRY} y"]
    ruby = (
        f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('z')}</w:rt><w:rubyBase>{run(f'x {GANTRY}')}</w:rubyBase></w:ruby></w:r>"
    )
    _, made = check(of_xml(run("a ") + ruby + run(" b")))
    assert list(comments(made)) == [f"zx {GANTRY}"]


def test_a_quotation_in_a_text_box_is_told_where_the_box_is(check: Check) -> None:
    inner = f"<w:txbxContent><w:p>{run(f'Ann Lee: {GANTRY}')}</w:p></w:txbxContent>"
    box = f"<w:r><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></w:r>"
    _, made = check(of_xml(run("a ") + box + run(" b")))
    assert list(comments(made)) == [f"\n\nAnn Lee: {GANTRY}"]
    assert [each.getparent().getparent().tag for each in root_of(made).iter(f"{W}commentRangeStart")] == [f"{W}body"]
    assert "Of the words “The gantry did not" in next(iter(comments(made).values()))


def test_styles_of_comments_are_the_documents_own(check: Check) -> None:
    document = of_runs(f"She said {GANTRY}")
    for id, name, kind in (
        ("Kommentarzeichen", "annotation reference", "character"),
        ("KT", "annotation text", "paragraph"),
    ):
        style = f'<w:style {nsdecls("w")} w:type="{kind}" w:styleId="{id}"><w:name w:val="{name}"/></w:style>'
        document.styles.element.append(parse_xml(style))
    _, made = check(saved(document))
    styles = root_of(made, "word/comments.xml").iter(f"{W}pStyle", f"{W}rStyle")
    assert {each.get(f"{W}val") for each in styles} == {"Kommentarzeichen", "KT"}
    assert [each.get(f"{W}val") for each in root_of(made).iter(f"{W}rStyle")] == ["Kommentarzeichen"]


def test_a_partial_report_says_so_first(service: Service) -> None:
    data = saved(of_runs(f"{GANTRY} she said."))
    report = replace(service.verifier.verify(read_draft(data, "d.docx")), partial="9 of 10 were not looked at")
    made = as_docx(report, data)
    first, second = comments(made).items()
    assert first == (f"{GANTRY} she said.", "9 of 10 were not looked at\nby rules 1 of Citecast")
    assert second[0] == GANTRY
    assert [each.get(f"{W}id") for each in root_of(made).iter(f"{W}commentRangeStart")] == ["0", "1"]


def test_a_draft_in_markdown_becomes_a_word_file(service: Service, tmp_path: Path) -> None:
    written = (
        f"# Of the harbour\n\nAnn Lee said {GANTRY} to me.[^1]\n\nThen:\n\n> {LAMP[1:-1]}\n\n"
        f"The end.\n\n[^1]: Bo Kay: {LEDGER}\n"
    )
    report = service.verifier.verify(read_draft(written.encode(), "draft.md"))
    made = as_docx(report, None)
    assert comments(as_docx(report, written.encode())) == comments(made)
    assert list(comments(made)) == [GANTRY, "*", LAMP[1:-1]]
    styles = [(each.style.name, each.text) for each in new_docx(io.BytesIO(made)).paragraphs]
    assert styles == [
        ("Heading 1", "Of the harbour"),
        ("Normal", f"Ann Lee said {GANTRY} to me."),
        ("Normal", "Then:"),
        ("Quote", LAMP[1:-1]),
        ("Normal", "The end."),
    ]
    file = tmp_path / "made.docx"
    file.write_bytes(made)
    read = pypandoc.convert_file(str(file), "markdown", extra_args=["--track-changes=all", "--wrap=none"])
    assert read.count(".comment-start") == read.count(".comment-end") == 3
    assert 'author="Citecast"' in read
    assert '[^1]: Bo Kay: "Nobody wrote it down' in read
    again = read_draft(made, "made.docx")
    assert [each.text for each in again.paragraphs] == [each.text for each in report.draft.paragraphs]
    assert [each.kind for each in again.paragraphs] == [each.kind for each in report.draft.paragraphs]


def test_a_new_word_file_holds_what_words_may_be_in_a_draft(service: Service) -> None:
    read = read_draft(f"One\nline {GANTRY}\nand another.".encode(), "draft.md")
    odd = replace(read.paragraphs[0], text=f"\x01\tq\n{GANTRY}\x02")
    note = replace(odd, kind="note", text=f"Alone: {LAMP}")
    report = service.verifier.verify(replace(read, paragraphs=(note, odd)))
    assert list(comments(as_docx(report, None))) == [LAMP, GANTRY]


def test_without_the_package_the_draft_in_word_itself_is_still_commented(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "_is_installed", lambda package: False)
    data = saved(of_runs(f"She said {GANTRY}"))
    assert list(comments(as_docx(service.verifier.verify(read_draft(data, "d.docx")), data))) == [GANTRY]
    report = service.verifier.verify(read_draft(GANTRY.encode(), "draft.txt"))
    with pytest.raises(InvalidValue, match="a Word file needs the extra “office”"):
        as_docx(report, None)


def changed(data: bytes, name: str, new: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in dict.fromkeys((*old.namelist(), name)):
            archive.writestr(each, new if each == name else old.read(each))
    return file.getvalue()


def test_another_file_or_a_damaged_or_hostile_one_is_refused(service: Service) -> None:
    document = of_runs(f"She said {GANTRY}")
    data = saved(document)
    report = service.verifier.verify(read_draft(data, "d.docx"))
    with pytest.raises(InvalidValue, match=r"not the file that was checked as d\.docx"):
        as_docx(report, saved(of_runs(f"He said {GANTRY}")))
    typed = b"<!DOCTYPE x [<!ENTITY e 'e'>]><w:comments xmlns:w='w'>&e;</w:comments>"
    deep = b"<w:comments xmlns:w='w'>" + b"<w:p>" * 400 + b"</w:p>" * 400 + b"</w:comments>"
    document.add_comment(document.paragraphs[0].runs[0], "x", author="E")
    with_comments = saved(document)
    for bad, why in (
        (b"no archive", "is not a whole Word document"),
        (data[:2000], "is not a whole Word document"),
        (changed(data, "word/document.xml", b"<w:document"), "is not a whole Word document"),
        (changed(data, "[Content_Types].xml", b""), "is not a whole Word document"),
        (changed(data, "word/media/x.bin", bytes(101 * 2**20)), "would unpack to 101 MB"),
        (changed(with_comments, "word/comments.xml", b"<w:comments"), "is not a whole Word document"),
        (changed(with_comments, "word/comments.xml", b"<other/>"), "is not a whole Word document"),
        (changed(with_comments, "word/comments.xml", typed), "has an XML document type"),
        (changed(with_comments, "word/comments.xml", deep), "is not a whole Word document"),
    ):
        with pytest.raises(ReadError, match=why):
            as_docx(report, bad)


def test_a_file_without_relations_gets_them(service: Service) -> None:
    data = saved(of_runs(f"She said {GANTRY}"))
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as archive:
        for name in ("[Content_Types].xml", "_rels/.rels", "word/document.xml"):
            archive.writestr(name, old.read(name))
        archive.writestr("word/comments.xml", "what nothing refers to")
    bare = file.getvalue()
    made = as_docx(service.verifier.verify(read_draft(bare, "d.docx")), bare)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.read("word/comments.xml") == b"what nothing refers to"
        assert b"Citecast" in archive.read("word/comments2.xml")
        assert b'Target="comments2.xml"' in archive.read("word/_rels/document.xml.rels")


def test_libre_office_opens_it_and_has_the_comments(check: Check, tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        if os.environ.get("CITECAST_REQUIRE_OFFICE") == "1":
            pytest.fail("no LibreOffice: CITECAST_REQUIRE_OFFICE=1 makes that a failure")
        pytest.skip("soffice is not installed")
    document = of_runs("She ", f"said {GANTRY} twice", " or so.")
    footnotes = Footnotes(document)
    footnotes.add(document.paragraphs[0], [(f"Bo Kay: {LEDGER}", False)])
    document.add_paragraph(f"As Bo Kay said, {LEDGER[:36]}")
    document.add_paragraph(f"“{LEDGER[37:]} And so on.")
    document.add_table(1, 1).cell(0, 0).text = LAMP
    _, made = check(saved(document))
    (tmp_path / "draft.docx").write_bytes(made)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    for format in ("pdf", "odt"):
        command = ["soffice", profile, "--headless", "--convert-to", format, "--outdir", str(tmp_path)]
        subprocess.run([*command, str(tmp_path / "draft.docx")], check=True, capture_output=True, timeout=240)
    assert (tmp_path / "draft.pdf").read_bytes().startswith(b"%PDF-")
    with zipfile.ZipFile(tmp_path / "draft.odt") as archive:
        soup = BeautifulSoup(archive.read("content.xml"), "xml")
    annotations = soup.find_all("office:annotation")
    assert [each.find("dc:creator").text for each in annotations] == ["Citecast"] * 4
    assert len(soup.find_all("office:annotation-end")) == 4
    assert all("by rules 1 of Citecast" in each.text for each in annotations)
    assert "= exact: the source’s words" in annotations[0].text
    whole = str(soup.find("office:text"))
    first = whole[whole.index("</office:annotation>") : whole.index("<office:annotation-end")]
    assert BeautifulSoup(first, "lxml").text == GANTRY


def page_of(service: Service, text: str, **more: Any) -> tuple[Report, BeautifulSoup, str]:
    report = replace(service.verifier.verify(read_draft(text.encode(), "draft <b>.md")), **more)
    page = as_html(report, dt.date(2024, 6, 1))
    return report, BeautifulSoup(page, "lxml"), page


def test_the_page_has_all_findings_the_worst_first(service: Service) -> None:
    _, soup, _ = page_of(
        service,
        f"Ann Lee said {LAMP} And {LEDGER.replace('wrote it', 'wrote that')} She knew “ice”.\n\n"
        f"Bo Kay said {GANTRY} He said “Purple elephants dance across marble staircases”.",
        partial="9 of 10 were not looked at",
    )
    heads = [each.text for each in soup.select("article h2")]
    assert [head.split(":")[0] for head in heads] == ["≠ altered", "= exact", "? not found", "= exact"]
    assert [each.get("class") for each in soup.find_all("article")] == [["wrong"]] * 3 + [None]
    assert soup.title.text == "The quotations of draft <b>.md"
    first = soup.article
    assert [each.text for each in first.select("ins, del")] == ["that", "it"]
    assert first.ins.find_parent("blockquote").text == LEDGER[1:-1].replace("wrote it", "wrote that")
    assert first.find("del").find_parent("blockquote").text == LEDGER[1:-2]
    assert "changed it to that" in first.ul.text
    assert "The draft, paragraph 1:" in first.text
    assert "The source: Bo Kay, 4:00, The Lamp & the <Gantry>" in first.text
    assert first.a["href"] == "https://harbour.example.org/lamp?a=1&b=2"
    assert first.i.text == "Harbour Hours"
    assert "said by another: by Ann Lee; the draft credits Bo Kay" in soup.find_all("article")[1].text
    assert [each.text for each in soup.select("article ~ ul li")] == ["= “ice”, paragraph 1"]
    assert "4 quotations: 3 to mend" in soup.text
    assert "9 of 10 were not looked at" in soup.text
    assert soup.footer.text == "Checked on 1 June 2024, by rules 1 of Citecast."


def test_the_page_escapes_all_and_loads_nothing(service: Service) -> None:
    _, soup, page = page_of(
        service, "He said “We paid &lt;nothing&gt; &amp; got &lt;script&gt; what we paid for in the harbour.”"
    )
    assert soup.article.blockquote.text == "We paid <nothing> & got <script> what we paid for in the harbour."
    assert "script" in soup.select_one("article ins").text
    assert not soup.find_all(["script", "link", "img", "iframe"])
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert "prefers-color-scheme:dark" in page
    assert "@media print" in page


def test_a_page_without_quotations(service: Service) -> None:
    _, soup, _ = page_of(service, "Nothing is quoted.")
    assert not soup.find_all(["article", "ins", "del"])
    assert "No quotation was found in" in soup.text
    assert as_html(Report(draft=read_draft(b"x", "x.txt"), findings=())).endswith("</html>\n")


def test_what_does_not_fit_is_not_marked(service: Service) -> None:
    report, *_ = page_of(service, f"He said {LEDGER.replace('wrote it', 'wrote that')}")
    (finding,) = report.findings
    (difference,) = finding.differences
    moved: Finding = replace(finding, differences=(difference._replace(ours=(0, 3)),))
    soup = BeautifulSoup(as_html(replace(report, findings=(moved,))), "lxml")
    assert [each.text for each in soup.select("article ins")] == []
    assert [each.text for each in soup.select("article del")] == ["it"]


def test_stretches_that_overlap_are_marked_once() -> None:
    assert marked("a<b>cd", [(3, 5), (0, 2), (1, 4)], "ins") == "<ins>a&lt;</ins><ins>b&gt;</ins><ins>c</ins>d"
