"""Entries of Related Resources and bibliographies, in the shapes that the Chicago, APA and MLA manuals give them."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.authors import authors_of
from corpus.dates import PartialDate
from corpus.model import Document, Passage, Person, Reference, Section
from corpus.name_parts import said_in

_ADDRESS = re.compile(r"https?://[^\s<>“”\"]+|\b(?:doi:? ?)(?=10\.)(?P<doi>10\.\d{4,9}/[^\s<>“”\"]+)", re.IGNORECASE)
_ACCESSED = re.compile(
    r"(?<![\s,.;(])[\s,.;(]*\b(?:last )?(?:accessed|retrieved|viewed|consulted)(?: on)?:? [^()]{4,30}?\d{4}"
    r"(?:,? from)?[.,)]*"
    r"(?=\s|$)"
    r"|(?<![\s,.;])[\s,.;]*\b(?:available (?:at|from)|retrieved from|url|from):?[\s.]*$",
    re.IGNORECASE,
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_QUOTED = re.compile(r"“(?P<title>[^“”]+(?:“[^“”]*”[^“”]*)*)”|\"(?P<straight>[^\"]+)\"")
_APA = re.compile(
    r"(?P<authors>[^()]{2,300}?(?: \([^\W\d_a-z][^()\d]{1,30}\)\.?)?) ?"
    rf"\((?P<date>n\.d\.|(?P<year>{_YEAR})[a-z]?(?:, (?P<day>[^()]{{3,20}}))?)\)\. ?(?P<rest>.+)"
)
_TITLE_END = re.compile(r"(?<![\s.][A-Z])(?<!\bvs)(?<!\bNo)[.?!](?=\s|$)")
_NOTE = re.compile(r"\s*(?:\([^()]*(?:\bed\.|[Nn]o\.|[Vv]ol\.|[Tt]rans)[^()]*\)|\[[^\[\]]*\])$")
_BY = re.compile(
    r",? by (?P<authors>(?:[^,;(–—]+, )+and [^,;(–—]+?|[^,;(–—]+?)(?=\.?$| ?[,;(–—]|(?<!\b\w)\. [^\W\d_a-z][a-z])"
)
_AUTHOR_DATE = re.compile(rf"(?P<authors>.+?) \(?(?P<date>{_YEAR}[a-z]?|n\.d\.)\)?[.,:]?")
_PLACE = re.compile(r"(?:[^\W\d_a-z][\w.’' ,/-]{2,40}): (?P<publisher>[^\W\d_a-z].*)")
_VOLUME = re.compile(r",? (?:\d|vol\. ?\d|no\. ?\d|issue \d|pp?\. ?\d|\().*$", re.IGNORECASE)
_PAGES = re.compile(r"[,:]? ?(?:pp?\. ?)?\d+[–-]\d+$")
_EDITED = re.compile(r"(?:^|,? )(?:(?:edited|translated) by|eds?\.|trans\.)(?: by)? [^,.(]+(?:[,.] |$)", re.IGNORECASE)
_THESIS = re.compile(r"^(?:PhD|MA|Master['’]s|Doctoral) (?:diss(?:ertation|\.)|thesis),? ")
_LONGEST = 1000  # characters of an entry; more is no entry of a list
_LONGEST_PUBLISHER = 100


class _Parts(NamedTuple):
    """An entry taken apart: what stands before its title, the title, and what stands behind."""

    before: str
    title: str
    after: str


def reference(text: str, url: str | None = None, italic: str | None = None) -> Reference:
    """An entry as printed, and what was understood of it: nothing but text and address where its shape is not known.

    `italic` are the words that it prints in italics, its title where none is in quotation marks. A date of access
    is no date, editors and translators are no authors (Chicago 17, 14; APA 7, 9–10; MLA 9, 5).
    """
    url = url or _address(text)
    if len(text) > _LONGEST:
        return Reference(text=text, url=url)
    entry = _ADDRESS.sub("", text).rstrip(" .,;<>(").lstrip(" •·*–—-")
    for _ in range(2):  # "Retrieved 3 May 2024, from", and the words before an address
        entry = _ACCESSED.sub("", entry)
    found = _apa(entry, italic) or _titled(entry, italic)
    if not found:
        return Reference(text=text, url=url)
    authors, title, publisher, date = found
    if title not in text or (publisher or "") not in text:  # the address stands in the midst of them
        return Reference(text=text, url=url)
    return Reference(text=text, authors=authors, title=title, publisher=publisher, date=date, url=url)


Found = tuple[tuple[str, ...], str, str | None, PartialDate | None]


def _address(text: str) -> str | None:
    match = _ADDRESS.search(text)
    if not match:
        return None
    found = (f"https://doi.org/{match['doi']}" if match["doi"] else match[0]).rstrip(".,;:!?’'")
    return found.rstrip(")") if found.count(")") > found.count("(") else found


def _apa(entry: str, italic: str | None) -> Found | None:
    """Author, A. (2024, May 3). Title. Publisher."""
    match = _APA.fullmatch(entry)
    authors = authors_of(match["authors"]) if match else None
    if not match or authors is None:
        return None
    rest = match["rest"].strip()
    if quoted := _QUOTED.match(rest):
        title, after = _words(quoted), rest[quoted.end() :]
    elif italic and rest.startswith(italic):
        title, after = italic, rest[len(italic) :]
    else:
        end = _TITLE_END.search(rest)
        title, after = (rest[: end.end()], rest[end.end() :]) if end else (rest, "")
    title = title.strip().rstrip(".,")
    after = re.sub(r"^(?: ?[(\[][^()\[\]]*[)\]])+\.?", "", after)
    while note := _NOTE.search(title):
        title = title[: note.start()]
    date = PartialDate.parse(f"{match['day']}, {match['year']}") if match["day"] else None
    if not date and match["year"]:
        date = PartialDate(int(match["year"]))
    after = _NOTE.sub("", after.strip(" .,"))
    if re.match(r"In [^\W\d_a-z]", after):  # a chapter: who brought the book out stands last
        after = after[ends[-1].end() :] if (ends := [*_TITLE_END.finditer(after)]) else ""
    return (authors, title, _publisher(re.sub(r",? \d.*$", "", after)), date) if title else None


def _titled(entry: str, italic: str | None) -> Found | None:
    """Author, “Title,” Publisher, Date; the same in a bibliography; “Title” by Author; a title in italics."""
    parts = _parts(entry, italic)
    if not parts:
        return None
    before, title, after = parts
    if before and before[-1] not in ".,:)":
        return None  # "Read “On Pumps”" names nobody
    dated = None
    if match := _AUTHOR_DATE.fullmatch(before):
        before = match["authors"]
        dated = PartialDate(int(match["date"][:4])) if match["date"][0].isdigit() else None
    authors = authors_of(before) if before else ()
    if authors is None:
        return None
    by = _BY.match(after) if not before else None
    if by:
        named = authors_of(by["authors"])
        if named is None:
            return None
        authors, after = named, after[by.end() :]
    date, rest = _dated(after.strip(" .,;:"))
    if parts.title == italic and not (authors or by or date or dated):
        return None  # words in italics alone may be anything
    return authors, title, _publisher(rest), dated or date


def _parts(entry: str, italic: str | None) -> _Parts | None:
    quoted = _QUOTED.search(entry)
    if quoted:
        title = _words(quoted).strip().rstrip(",.")
        return _Parts(entry[: quoted.start()].strip(), title, entry[quoted.end() :]) if title else None
    if italic and (start := entry.find(italic)) >= 0:
        title = italic.strip(" ,.")
        return _Parts(entry[:start].strip(), title, entry[start + len(italic) :]) if title else None
    return None


def _words(quoted: re.Match[str]) -> str:
    return quoted["title"] or quoted["straight"]


def _dated(rest: str) -> tuple[PartialDate | None, str]:
    """The date in what follows a title, and what stands before it."""
    if found := PartialDate.find(rest):
        date, start, _ = found
        return date, rest[:start].rstrip(" ,.(")
    years = [*re.finditer(rf"(?<![\d/-]){_YEAR}\b(?![-–/]\d)", rest)]
    if not years:
        return None, rest
    return PartialDate(int(years[-1][0])), rest[: years[-1].start()].rstrip(" ,.(:")


def _publisher(text: str) -> str | None:
    """Who brought it out: the press behind a place, the journal before its volume; None where it is a sentence."""
    said = text.strip(" ,.;:")
    if book := re.match(r"in .*\((?P<imprint>[^()]*)$", said, re.IGNORECASE):
        said = book["imprint"]
    elif re.match(r"in\b", said, re.IGNORECASE):
        return None
    if opening := re.match(r"\((?P<imprint>[^()]*)\)?", said):
        said = opening["imprint"]
    said = re.sub(r"\. [a-z].*$", "", said)
    said = _THESIS.sub("", _EDITED.sub("", said))
    said = _PAGES.sub("", _VOLUME.sub("", said)).strip(" ,.;:(")
    if place := _PLACE.fullmatch(said):
        said = place["publisher"]
    small = [word for word in said.split() if len(word) > 3 and word[0].islower()]
    fits = said and not said[0].islower() and len(said) <= _LONGEST_PUBLISHER and not said.startswith(("–", "—", "-"))
    return said if fits and 2 * len(small) < len(said.split()) else None


def stub(entry: Reference) -> Document | None:
    """The report that an entry names, known from it alone; None where it has no title."""
    if not entry.title:
        return None
    return Document(
        type="report",
        title=entry.title,
        date=entry.date,
        url=entry.url,
        publisher=entry.publisher,
        people=tuple(Person(name=name, roles=("author",), parts=said_in(entry.text, name)) for name in entry.authors),
        sections=(Section(heading="", kind="body", passages=(Passage(text=entry.text),)),),
        stub=True,
    )
