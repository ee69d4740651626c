"""Addresses that documents say: of the web alone, and nothing in them that could end a field or a link."""

from __future__ import annotations

import datetime as dt
import json
import re
import string
from dataclasses import replace
from urllib.parse import unquote

import markdown
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, strategies as st

from corpus.addresses import percent_encoded, web_address
from corpus.citation import STYLES, cite
from corpus.errors import InvalidValue
from corpus.library import Library, Source
from corpus.model import Document, Feed, Hints, Passage, Person, Place, Reading, Section
from corpus.quotation import quotation
from corpus.readers import registry
from search.service import Service

UNRESERVED, RESERVED = string.ascii_letters + string.digits + "-._~", ":/?#[]@!$&'()*+,;="  # RFC 3986, 2.2 and 2.3
INJECTED = "https://x/}},@preamble{ \\write18 }@misc{a, note={"
ANY = st.text(st.characters(codec="utf-8"))
legal = st.lists(st.sampled_from([*UNRESERVED, *RESERVED, "%20", "%c3%BC", "%25"])).map("".join)


@given(ANY)
def test_any_text_is_encoded_once_and_means_what_it_meant(text: str) -> None:
    encoded = percent_encoded(text)
    assert percent_encoded(encoded) == encoded
    assert re.fullmatch(rf"(?:[{re.escape(UNRESERVED + RESERVED)}]|%[0-9A-Fa-f]{{2}})*", encoded)
    assert unquote(encoded) == unquote(text)


@given(legal)
def test_a_legal_address_stays_as_it_is(text: str) -> None:
    assert percent_encoded(text) == text
    assert web_address(f"https://example.org/{text}") == f"https://example.org/{text}"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" https://example.org/a b ", "https://example.org/a%20b"),
        ("https://example.org/{a}|^`<>\"\\", "https://example.org/%7Ba%7D%7C%5E%60%3C%3E%22%5C"),
        ("https://example.org/a\r\nER  - ", "https://example.org/a%0D%0AER%20%20-"),
        ("https://example.org/Straße?q=100%", "https://example.org/Stra%C3%9Fe?q=100%25"),
        ("HTTPS://Example.org/A", "HTTPS://Example.org/A"),
        ("http://[::1]:8000/a[0]", "http://[::1]:8000/a[0]"),
        *((text, None) for text in (None, "", "example.org", "/a", "//example.org/", "https://", "https:///a", "ftp://a/")),
        *((text, None) for text in ("javascript:alert(1)", "data:text/html,a", "java\nscript:a", "mailto:a@b", "http://[a")),
        ("https://example.org/\ud800", None),
    ],
)  # fmt: skip
def test_an_address_is_of_the_web_or_none(text: str | None, address: str | None) -> None:
    assert web_address(text) == address


PAGE = '<html><head><title>A page</title><link rel="canonical" href="{}">{}</head><body><p>Words.</p></body></html>'
CANONICAL = "https://example.org/a"


@pytest.mark.parametrize(
    ("data", "hints"),
    [
        (PAGE.format(CANONICAL, '<meta property="og:audio" content="javascript:alert(1)">'), Hints(name="a.html")),
        (
            PAGE.format(
                CANONICAL,
                '<script type="application/ld+json">{"@type": "PodcastEpisode", "name": "A", "associatedMedia":'
                ' {"contentUrl": "javascript:alert(1)"}}</script>',
            ),
            Hints(name="a.html"),
        ),
        ("---\ntitle: A\naudio_url: 'javascript:alert(1)'\n---\n\nWords.\n", Hints(name="a.md")),
        ("Words.\n", Hints(name="a.txt", sidecar="audio_url: 'javascript:alert(1)'")),
    ],
)
def test_audio_that_is_no_address_of_the_web_is_left_out_and_said(data: str, hints: Hints) -> None:
    reading = read(data, hints)
    assert reading.document.audio_url is None
    assert "audio_url left out, for it is no address of the web: javascript:alert(1)" in reading.checks


@pytest.mark.parametrize(
    ("data", "hints"),
    [
        (PAGE.format("https://example.org/{a} b", ""), Hints(name="a.html")),
        ('<head><meta property="og:url" content="https://example.org/{a} b"></head><p>Words.', Hints(name="a.html")),
        ("---\nurl: https://example.org/{a} b\n---\n\nWords.\n", Hints(name="a.md")),
        ("WEBVTT\n\nNOTE\nurl: https://example.org/{a} b\n\n00:01.000 --> 00:02.000\nWords.\n", Hints(name="a.vtt")),
        ("Words.\n", Hints(name="a.txt", sidecar="url: https://example.org/{a} b")),
        (
            "<rss version='2.0'><channel><item><title>A</title><link>https://example.org/{a} b</link></item>"
            "</channel></rss>",
            Hints(name="a.xml"),
        ),
    ],
)
def test_what_an_address_may_not_have_is_encoded_when_it_is_read(data: str, hints: Hints) -> None:
    assert read(data, hints).document.url == "https://example.org/%7Ba%7D%20b"


def test_addresses_of_references_are_encoded_when_they_are_read() -> None:
    listed = "<h2>Related Resources</h2><ul><li>Ann Lee, “On Pumps,” Pump Press, 2020, https://x.org/{a}.</li></ul>"
    reading = read(PAGE.format(CANONICAL, "").replace("</body>", f"{listed}</body>"), Hints(name="a.html"))
    assert [entry.url for entry in reading.document.references] == ["https://x.org/%7Ba%7D"]
    assert [entry.url for entry in reading.related if entry.type == "report"] == ["https://x.org/%7Ba%7D"]


def read(data: str, hints: Hints) -> Reading:
    found = registry.read(data.encode(), hints)
    return found.items[0].reading if isinstance(found, Feed) else found


def test_an_edited_address_is_vetted_as_one_that_is_read(empty_service: Service) -> None:
    library = empty_service.library
    id = kept(library, CANONICAL)
    library.edit([id], {"url": "https://example.org/a b"})
    assert library.document(id).url == "https://example.org/a%20b"
    for wrong in ("javascript:alert(1)", "https://", "https:///a", "http://[a"):
        with pytest.raises(InvalidValue, match="an address begins with http"):
            library.edit([id], {"url": wrong})


def kept(library: Library, url: str) -> str:
    reading = read(PAGE.format(url, ""), Hints(name="a.html"))
    source = Source(source="a.html", key="path:/a.html")
    return library.keep(reading, source=source, data=PAGE.encode(), reader="readers-7").document


def test_a_document_of_an_earlier_reading_whose_address_was_legal_is_unchanged(empty_service: Service) -> None:
    url = "https://example.org/a%20b?x[]=1&y=%C3%9F#:~:text=a,b"
    id = kept(empty_service.library, url)
    before = empty_service.library.document(id)
    assert before.url == url
    revision = empty_service.library.log.revision
    assert kept(empty_service.library, url) == id
    assert (empty_service.library.document(id), empty_service.library.log.revision) == (before, revision)


# written


def made(document: Document, *, heading: str = "") -> dict[str, str]:
    passage = Passage(text="So it is.", id="p2")
    at = Place(Section(heading=heading, kind="body", passages=(passage,)), passage)
    stored = dt.date(2026, 11, 23)
    return {
        style: cite(document, quotation(document, at), style, permalink=None, stored=stored, accessed=stored).text
        for style in STYLES
    }


def bibtex_entries(text: str) -> list[dict[str, str]]:
    """What BibTeX reads: `@type{key, name = {value}, …}`; each brace counts, also one behind a backslash."""
    entries = []
    while text := text.lstrip():
        opening = re.match(r"@(\w+)\{([\w-]+),\n", text)
        assert opening, text
        fields, text = {"": opening[1]}, text[opening.end() :]
        while not text.startswith("}"):
            name = re.match(r"  (\w+) = \{", text)
            assert name, text
            depth, end = 1, name.end()
            while depth:
                depth += {"{": 1, "}": -1}.get(text[end], 0)
                end += 1
            assert text[end : end + 2] == ",\n", text
            fields[name[1]], text = text[name.end() : end - 1], text[end + 2 :]
        entries.append(fields)
        text = text[1:]
    return entries


def ris_records(text: str) -> list[list[tuple[str, str]]]:
    """What a reader of RIS takes: lines of a tag and a value, from TY to ER."""
    records: list[list[tuple[str, str]]] = []
    for line in text.splitlines():
        tag, value = line[:2], line[6:]
        assert re.match(r"[A-Z][A-Z0-9]  - ", line), line
        assert (tag == "TY") == (not records or records[-1][-1][0] == "ER")
        if tag == "TY":
            records.append([])
        records[-1].append((tag, value))
    assert records[-1][-1][0] == "ER"
    return records


@given(url=ANY | ANY.map("https://example.org/{}".format), said=ANY.filter(str.strip), name=ANY.filter(str.strip))
def test_whatever_a_source_says_an_export_has_one_entry_and_one_link(url: str, said: str, name: str) -> None:
    document = Document(
        id="x", version=1, type="report", title=said, show=said, publisher=said, language=said, url=url,
        people=(Person(name=name, roles=("author",)),),
    )  # fmt: skip
    exported = made(document, heading=said)
    address = web_address(url)
    (entry,) = bibtex_entries(exported["bibtex"])
    assert ("url" in entry) == (address is not None)
    (record,) = ris_records(exported["ris"])
    assert [tag for tag, _ in record].count("UR") == (address is not None)
    (item,) = json.loads(exported["csl-json"])
    assert ("URL" in item) == (address is not None)
    links = BeautifulSoup(markdown.markdown(exported["markdown"]), "lxml").select("a")
    assert len(links) == (address is not None)
    for link in links:
        assert link["href"] == exported["link"] == item["URL"] == entry["url"]
        assert re.fullmatch(r"[!-~]+", exported["link"])


def test_an_address_that_was_stored_before_injects_nothing() -> None:
    document = Document(id="x", version=1, type="report", title="A } {", url=INJECTED)
    exported = made(document)
    (entry,) = bibtex_entries(exported["bibtex"])
    assert "@preamble" not in exported["bibtex"].replace("@preamble%7B", "")
    assert entry["title"] == r"{A \textbraceright{} \textbraceleft{}}"
    for style, text in exported.items():
        assert INJECTED not in text, style
    assert made(replace(document, url="javascript:alert(1)"))["link"] == "Citecast library, passage p2, version 1"


def test_an_address_in_the_title_is_not_taken_for_the_one_that_is_cited() -> None:
    address = "https://example.org/a"
    note = made(Document(id="x", version=1, type="note", title=address, url=address))["markdown"]
    assert note.count(f"<{address}>") == 1
    assert note.index(f"<{address}>") > note.index("”")
