"""Drafts of Word and of LibreOffice: paragraphs and their places, notes, links, tracked changes, and damaged files."""

from __future__ import annotations

import io
import struct
import zipfile
from xml.sax.saxutils import escape

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from corpus.draft import Paragraph
from corpus.errors import ReadError
from corpus.readers.drafts.read import read_draft
from tests.bombs import ENTITIES, docx_whose_parts_overlap, docx_whose_sizes_lie
from tests.papers import blank, word

Parts = dict[str, str | bytes]
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NAMES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("text", "text"),
        ("office", "office"),
        ("style", "style"),
        ("draw", "drawing"),
        ("table", "table"),
    )
)


def packed(parts: Parts) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A Word document with a body; `styles`, `footnotes` and `endnotes` are what those parts hold, `links` and
    `footnotes_links` the addresses by their ids."""
    found: Parts = {"word/document.xml": f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>"}
    for name, text in parts.items():
        if name.endswith("links"):
            part = name.removesuffix("links").rstrip("_") or "document"
            found[f"word/_rels/{part}.xml.rels"] = f'<Relationships xmlns="{_RELATIONSHIPS}">{text}</Relationships>'
        else:
            found[f"word/{name}.xml"] = f"<w:{name} {_NAMES}>{text}</w:{name}>"
    return packed(found)


def p(*runs: str, style: str = "") -> str:
    """A paragraph of Word's; runs that are no markup are text."""
    said = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{said}{''.join(r if r.startswith('<') else t(r) for r in runs)}</w:p>"


def t(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def link(id: str, address: str) -> str:
    return f'<Relationship Id="{id}" Type="{_R}/hyperlink" Target="{escape(address)}" TargetMode="External"/>'


def note(kind: str, id: int, *paragraphs: str) -> str:
    return f'<w:{kind} w:id="{id}">{"".join(paragraphs)}</w:{kind}>'


def field(code: str, *result: str) -> str:
    marks = [f'<w:r><w:fldChar w:fldCharType="{type}"/></w:r>' for type in ("begin", "separate", "end")]
    half = len(code) // 2
    codes = "".join(f"<w:r><w:instrText>{escape(each)}</w:instrText></w:r>" for each in (code[:half], code[half:]))
    return marks[0] + codes + marks[1] + "".join(map(t, result)) + marks[2]


def odt(body: str, styles: str = "", automatic: str = "", **parts: str) -> bytes:
    names = f'{_ODF} xmlns:xlink="http://www.w3.org/1999/xlink"'
    content = (
        f"<office:document-content {names}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content,
            "styles.xml": f"<office:styles {names}>{styles}</office:styles>",
            **parts,
        }
    )


def paragraphs(data: bytes, name: str = "essay.docx") -> tuple[Paragraph, ...]:
    return read_draft(data, name).paragraphs


def said(data: bytes) -> list[tuple[str, str]]:
    return [(paragraph.kind, paragraph.text) for paragraph in paragraphs(data)]


def linked(paragraph: Paragraph) -> list[tuple[str, str]]:
    return [(paragraph.text[begin:end], address) for begin, end, address in paragraph.links]


def test_a_word_document_as_word_writes_it_is_read() -> None:
    quotes = ("Quote", "a"), ("Intense Quote", "b")
    data = word(("Title", "On keels"), ("Heading 2", "Age"), ("Normal", "“Old.”\tYes\nno"), *quotes)
    found = read_draft(data, "essay")
    assert (found.format, found.name) == ("docx", "essay")
    assert [(paragraph.kind, paragraph.text) for paragraph in found.paragraphs] == [
        ("heading", "On keels"),
        ("heading", "Age"),
        ("text", "“Old.” Yes\nno"),
        ("quote", "a"),
        ("quote", "b"),
    ]


def test_places_are_those_that_python_docx_counts() -> None:
    document = blank()
    document.add_paragraph("One")
    document.add_paragraph("")
    table = document.add_table(1, 2)
    table.cell(0, 1).text = "Two"
    document.add_paragraph("Three ")
    document.element.body.append(parse_xml(f"<w:sdt {_NAMES}><w:sdtContent>{p(' Four')}</w:sdtContent></w:sdt>"))
    document.element.body.append(parse_xml(p(_BOX, "Five").replace("<w:p>", f"<w:p {_NAMES}>", 1)))
    file = io.BytesIO()
    document.save(file)
    body = [*Document(io.BytesIO(file.getvalue())).element.body.iter(qn("w:p"))]
    found = paragraphs(file.getvalue())
    assert [paragraph.text for paragraph in found] == ["One", "Two", "Three ", " Four", "Five", "In a box"]
    for paragraph in found:
        assert paragraph.place is not None
        own = body[paragraph.place].xpath("./w:r/w:t")
        assert "".join(text.text or "" for text in own) == paragraph.text


_BOX = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx><w:txbxContent>{box}</w:txbxContent></wps:txbx>"
    "</mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{box}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
).format(box=p("In a box"))


def test_a_text_box_stands_there_once_and_a_sign_for_older_programs_too() -> None:
    only_old = f"<w:r><w:pict><v:textbox><w:txbxContent>{p('Older')}</w:txbxContent></v:textbox></w:pict></w:r>"
    sign = "<w:r><mc:AlternateContent><mc:Choice/><mc:Fallback><w:t>!</w:t></mc:Fallback></mc:AlternateContent></w:r>"
    found = paragraphs(docx(p("One", _BOX, " and") + p(only_old) + p("two", sign)))
    assert [(paragraph.text, paragraph.place) for paragraph in found] == [
        ("One and", 0), ("In a box", 1), ("Older", 4), ("two!", 5),
    ]  # fmt: skip


def test_what_was_inserted_is_text_and_what_was_deleted_or_moved_away_is_not() -> None:
    gone = "<w:r><w:delText>not </w:delText></w:r>"
    runs = f"<w:ins>{t('was ')}</w:ins><w:del>{gone}{t('never ')}</w:del><w:moveFrom>{t('here ')}</w:moveFrom>"
    body = p("It ", runs, f"<w:moveTo>{t('there')}</w:moveTo>") + f"<w:del>{p('Gone')}</w:del>" + p("Last")
    assert [(paragraph.text, paragraph.place) for paragraph in paragraphs(docx(body))] == [
        ("It was there", 0), ("Last", 2),
    ]  # fmt: skip


def test_signs_of_word_are_characters() -> None:
    signs = "".join(
        f"<w:r><w:{name}/></w:r>{t(name[0])}" for name in ("tab", "br", "cr", "noBreakHyphen", "softHyphen")
    )
    ruby = f"<w:r><w:ruby><w:rt>{t('no')}</w:rt><w:rubyBase>{t('yes')}</w:rubyBase></w:ruby></w:r>"
    assert said(docx(p("x", signs, ruby, "<m:oMath><m:r><m:t>y</m:t></m:r></m:oMath>"))) == [
        ("text", "x t\nb\nc\u2011n\u00adsyesy")
    ]


def test_styles_are_known_by_their_names_and_by_what_they_are_made_from() -> None:
    names = {"a": ("Zitat", ""), "b": ("My own", "a"), "c": ("heading 3", ""), "d": ("Citation", "")}
    names |= {"e": ("Odd", "e"), "f": ("Body Text", "c"), "g": ("Block  Text", "c"), "h": ("Quoted by", "")}
    styles = "".join(
        f'<w:style w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="{above}"/></w:style>'
        for id, (name, above) in names.items()
    )
    found = said(docx("".join(p(id, style=id) for id in [*names, "Quote", "none"]), styles=styles))
    assert {text: kind for kind, text in found} == {
        "a": "quote", "b": "quote", "c": "heading", "d": "quote", "e": "text", "f": "heading", "g": "quote",
        "h": "text", "Quote": "quote", "none": "text",
    }  # fmt: skip


def test_links_of_word_are_spans_with_their_addresses() -> None:
    body = p(
        "A ",
        f'<w:hyperlink r:id="r1">{t("b")}</w:hyperlink><w:hyperlink r:id="r1">{t("c")}</w:hyperlink>',
        " ",
        f'<w:hyperlink r:id="r2" w:anchor=":~:text=x">{t("d")}</w:hyperlink>',
        f'<w:hyperlink w:anchor="top">{t("e")}</w:hyperlink>',
        f'<w:hyperlink r:id="none">{t("f")}</w:hyperlink>',
        field(' HYPERLINK "https://e.org/3" \\l "z" \\o "tip" ', "g", "h"),
        field(" PAGE ", "7"),
        f'<w:fldSimple w:instr="HYPERLINK https://e.org/4">{t("i")}</w:fldSimple>',
        field(' HYPERLINK \\l "within"', "j"),
    )
    links = link("r1", "https://e.org/1?a&b") + link("r2", "https://e.org/2")
    (found,) = paragraphs(docx(body, links=links))
    assert found.text == "A bc defgh7ij"
    assert linked(found) == [
        ("bc", "https://e.org/1?a&b"),
        ("d", "https://e.org/2#:~:text=x"),
        ("gh", "https://e.org/3#z"),
        ("i", "https://e.org/4"),
    ]


def test_a_field_may_go_through_paragraphs_and_one_without_end_hides_nothing() -> None:
    begin, _, end = field('HYPERLINK "https://e.org"', "|").partition(t("|"))
    found = paragraphs(docx(p(begin + t("one")) + p("two ") + p(t("three") + end, " four")))
    assert [linked(paragraph) for paragraph in found] == [
        [("one", "https://e.org")], [("two ", "https://e.org")], [("three", "https://e.org")],
    ]  # fmt: skip
    open = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    stray = open.replace("begin", "end") + open.replace("begin", "separate")
    assert said(docx(p("one", open) + p(stray, "two"))) == [("text", "one"), ("text", "two")]


def test_notes_of_word_stand_behind_the_paragraph_that_refers_to_them() -> None:
    def mark(kind: str, id: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{id}"/></w:r>'

    here = f'<w:hyperlink r:id="r1">{t("here")}</w:hyperlink>'
    first = p("<w:r><w:footnoteRef/></w:r>", " First ", here)
    feet = note("footnote", 0, p("—")) + note("footnote", 2, first, p(""), p("More", style="Quote"))
    body = p("One", mark("footnote", 2), " two", mark("endnote", 2))
    body += p("Three", mark("footnote", 2), mark("footnote", 9))
    data = docx(
        body + p("Four"),
        footnotes=feet + note("footnote", 3, p("Not referred to")),
        endnotes=note("endnote", 2, p("End")),
        footnotes_links=link("r1", "https://e.org/n"),
        links=link("r1", "https://e.org/other"),
    )
    found = paragraphs(data)
    assert [(paragraph.kind, paragraph.text, paragraph.place) for paragraph in found] == [
        ("text", "One two", 0),
        ("note", "First here", None),
        ("note", "More", None),
        ("note", "End", None),
        ("text", "Three", 1),
        ("text", "Four", 2),
    ]
    assert linked(found[1]) == [("here", "https://e.org/n")]


def test_an_open_document_text_is_read() -> None:
    styles = (
        '<style:style style:name="Block_20_Quotation" style:family="paragraph"/>'
        '<style:style style:name="Q" style:display-name="Quotations" style:family="paragraph"/>'
        '<style:style style:name="Q2" style:family="text" style:parent-style-name="Q"/>'
    )
    automatic = '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Q"/>'
    body = """
<text:tracked-changes><text:changed-region><text:deletion><text:p>Gone</text:p></text:deletion></text:changed-region>
</text:tracked-changes><text:sequence-decls/>
<text:h text:outline-level="1">On keels</text:h><text:p text:style-name="Title">A title</text:p>
<text:p>  He  said
“<text:span>it</text:span><text:s text:c="2"/>was<text:tab/>so”<text:line-break/> and
<text:a xlink:href="https://e.org/1">he<text:span>re</text:span></text:a><text:change-start/>.<text:note><text:note-citation>1
</text:note-citation><text:note-body><text:p>A <text:a xlink:href="https://e.org/2">note</text:a>.</text:p><text:p>More.
</text:p></text:note-body></text:note> Yes<office:annotation><text:p>no</text:p></office:annotation><draw:frame>
<draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame>.</text:p>
<text:p text:style-name="P1">Quoted</text:p><text:p text:style-name="Quotations">Too</text:p>
<text:p text:style-name="Block_20_Quotation">Three</text:p><text:p text:style-name="Q2">Not</text:p><text:p> </text:p>
<text:list><text:list-item><text:p>Item</text:p></text:list-item></text:list>
<table:table><table:table-row><table:table-cell><text:p>Cell</text:p></table:table-cell></table:table-row></table:table>"""
    found = read_draft(odt(body, styles, automatic), "essay.odt")
    assert found.format == "odt"
    assert [(paragraph.kind, paragraph.text) for paragraph in found.paragraphs] == [
        ("heading", "On keels"),
        ("heading", "A title"),
        ("text", "He said “it  was so”\nand here. Yes."),
        ("note", "A note."),
        ("note", "More."),
        ("text", "In a box"),
        ("quote", "Quoted"),
        ("quote", "Too"),
        ("quote", "Three"),
        ("text", "Not"),
        ("text", "Item"),
        ("text", "Cell"),
    ]
    assert linked(found.paragraphs[2]) == [("here", "https://e.org/1")]
    assert linked(found.paragraphs[3]) == [("note", "https://e.org/2")]


def test_blanks_of_an_open_document_do_not_take_all_memory() -> None:
    said = "".join(f'<text:s text:c="{count}"/>x' for count in ("999999999", "-5", "9" * 5_000))
    (found,) = read_draft(odt(f"<text:p>a{said}</text:p>"), "a.odt").paragraphs
    assert found.text == f"a{' ' * 100}x x x"


FINE = docx(p("Masts."))
_DEEP = "<w:r>" * 5_000 + "</w:r>" * 5_000
_ENCRYPTED = '<manifest><file-entry full-path="content.xml"><encryption-data/></file-entry></manifest>'


def with_flag(data: bytes) -> bytes:
    """An archive whose entries say that they are encrypted."""
    changed = bytearray(data)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        begin = changed.find(sign)
        while begin >= 0:
            changed[begin + at] |= 1
            begin = changed.find(sign, begin + 4)
    return bytes(changed)


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (FINE[:200], "a.docx", "is not a whole Word document; open it in Word, save it again, and give that"),
        (FINE.replace(b"PK\x01\x02", b"PK\x01\x03"), "a.docx", "is not a whole Word document"),
        (packed({"word/document.xml": "<w:document"}), "a.docx", "is not a whole Word document"),
        (packed({"word/document.xml": "<document/>"}), "a.docx", "is not a whole Word document"),
        (packed({"word/document.xml": b"<?xml version='1.0' encoding='no'?><d/>"}), "a.docx", "is not a whole Word"),
        (docx(p("Masts."), styles="<"), "a.docx", "is not a whole Word document"),
        (docx(p("")), "a.docx", "has no text"),
        (docx(_DEEP + p(_DEEP)), "a.docx", "is nested too deeply to be read"),
        (with_flag(FINE), "a.docx", "is protected by a password: open it, take the password out, and save it again"),
        (docx_whose_sizes_lie(), "a.docx", "is not a whole Word document"),
        (docx_whose_parts_overlap(), "a.docx", "is not a whole Word document"),
        (packed({"word/document.xml": "x", "zeros": bytes(101 * 2**20)}), "a.docx", "would unpack to 101 MB"),
        (packed({"word/document.xml": f"{ENTITIES}<d>&h;</d>"}), "a.docx", "has an XML document type"),
        (
            packed({"word/document.xml": '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'}),
            "a.docx",
            r"is a Strict Open XML document; save it as “Word Document \(.docx\)”, and give that",
        ),
        (packed({"a.txt": "Masts."}), "a.zip", "is an archive, not a Word document or an OpenDocument text: unpack it"),
        (packed({"mimetype": "application/epub+zip"}), "a.epub", "is an archive, not a Word document"),
        (odt("<text:p/>"), "a.odt", "has no text"),
        (odt("<text:p"), "a", "is not a whole OpenDocument text; open it in LibreOffice, save it again, and give that"),
        (odt("")[:300], "a.odt", "is not a whole OpenDocument text"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "a", "is not a whole OpenDocument text"),
        (odt("<text:p>x</text:p>", **{"META-INF/manifest.xml": _ENCRYPTED}), "a.odt", "is protected by a password"),
        (packed({"mimetype": "x", "encrypted-package": b"\x01"}), "a.odt", "is protected by a password"),
    ],
)  # fmt: skip
def test_what_is_damaged_protected_or_harmful_is_refused_in_one_line(data: bytes, name: str, why: str) -> None:
    with pytest.raises(ReadError, match=why) as raised:
        read_draft(data, name)
    assert len(str(raised.value).splitlines()) == 1


def test_a_checksum_that_is_wrong_is_noticed() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<d/>")
    begin = file.getvalue().rfind(b"PK\x01\x02")
    data = bytearray(file.getvalue())
    data[begin + 16 : begin + 20] = struct.pack("<L", 1)
    with pytest.raises(ReadError, match="is not a whole Word document"):
        read_draft(bytes(data), "a.docx")
