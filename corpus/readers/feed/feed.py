"""Podcast feeds in RSS and Atom: each item an episode with its show notes, and what it offers elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from hashlib import sha256
from xml.etree.ElementTree import Element

from corpus import people
from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.model import Document, Feed, Hints, Item, Link, Passage, Person, Reading, Section
from corpus.readers.base.assemble import assemble
from corpus.readers.base.encoding import decoded
from corpus.readers.data.chapters import Chapters, simple_chapters
from corpus.readers.feed import people as feed_people
from corpus.readers.feed.notes import show_notes, text_of
from corpus.readers.feed.xml import Parts, address, based, children, is_feed, take_apart, words
from corpus.text import milliseconds, verbatim

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_CUT_CHARACTER = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{0,2}\Z")
_GLOBAL = re.compile(r"[a-z][a-z0-9+.-]*://.*|(?:urn|tag):.*|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|.{20,}", re.I)
_DURATION = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,7})(?:\.(\d+))?", re.ASCII)
_DATES = (
    "pubDate", "dc:date", "atom:published", "atom:issued", "atom:created", "atom:updated", "atom:modified",
)  # fmt: skip
_FIRST_WORDS = 80  # characters of a title that is made of them
_TRANSCRIPTS = {  # by type and by the ending of the address, the best first
    "text/vtt": 0, "vtt": 0,
    "application/json": 1, "application/x-json": 1, "json": 1,
    "application/srt": 2, "application/x-subrip": 2, "text/srt": 2, "srt": 2,
    "text/html": 3, "html": 3, "htm": 3,
}  # fmt: skip
_OTHER = 4
_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
SAME_GUID = "guid the same as that of another episode of its feed"
_AUDIO = ("audio", "video", "")  # by the first half of its type, the best first; never an image


@dataclass(frozen=True, slots=True, kw_only=True)
class _Channel:
    """What a feed says of all its items."""

    title: str
    url: str
    place: str  # what makes a guid of it unique among feeds: the same whether by http or https
    language: str | None
    publisher: str | None
    people: tuple[Person, ...]
    hosts: frozenset[str]  # whom its description names as such


def read_feed(data: bytes, hints: Hints) -> Feed:
    """The episodes of a feed in RSS 2.0, RSS 1.0 or Atom; what is faulty is mended, or left out and said.

    Of the hints, show and type hold for each item. ReadError where nothing can be read, or where it declares
    entities. Sources: RSS 2.0; RDF Site Summary 1.0; RFC 4287; Podcast Namespace 1.0.
    """
    if not is_feed(data):
        raise ReadError("is not a feed in RSS or Atom")
    text, guessed = decoded(_CUT_CHARACTER.sub(b"", data))
    parts = take_apart(text)
    channel = _channel(parts, hints)
    items: list[Item] = []
    problems: list[str] = []
    for number, xml in enumerate(parts.items, 1):
        try:
            if item := _item(parts, xml, channel, hints):
                items.append(_with_checks(item, guessed) if guessed else item)
        except ReadError as error:
            problems.append(f"item {number} {error}, and was left out")
        except RecursionError:
            problems.append(f"item {number} is nested too deeply to be read, and was left out")
    if problems and not items:
        raise ReadError(f"is a feed of which no item can be read: {problems[-1]}")
    if parts.is_cut:
        problems.append(f"is cut short after item {len(parts.items)}: what follows was left out")
    return Feed(title=channel.title, items=_told_apart(items), problems=tuple(problems))


def _told_apart(items: list[Item]) -> tuple[Item, ...]:
    """The items, each that shares a guid with others known by more of what it says, and this said."""
    found = [item.reading.document for item in items]
    for more in (_address_or_name, _name, _digest):
        count = Counter(document.guid for document in found)
        found = [_known_by(document, more) if count[document.guid] > 1 else document for document in found]
    return tuple(
        item
        if item.reading.document.guid == document.guid
        else _with_checks(
            replace(item, reading=replace(item.reading, document=document)),
            SAME_GUID,
        )
        for item, document in zip(items, found, strict=True)
    )


def _known_by(document: Document, more: Callable[[Document], str]) -> Document:
    guid, added = document.guid or "", more(document)
    return document if guid.endswith(added) else replace(document, guid=f"{guid}#{added}")


def _address_or_name(document: Document) -> str:
    return document.url if document.url and document.url != document.guid else _name(document)


def _name(document: Document) -> str:
    return f"{document.title}/{document.date.iso if document.date else ''}"


def _digest(document: Document) -> str:
    said = (document.audio_url, *(passage.text for passage in document.passages()))
    return sha256(repr(said).encode()).hexdigest()[:16]


def _with_checks(item: Item, *checks: str) -> Item:
    return replace(item, reading=replace(item.reading, checks=(*item.reading.checks, *checks)))


def _channel(parts: Parts, hints: Hints) -> _Channel:
    try:
        root = parts.feed()
    except ReadError as error:
        raise ReadError(f"is a feed whose channel {error}: it must be mended where it comes from") from error
    channel = next(children(root, "channel"), root)
    url = _link(channel, based("", root, channel)) or ""
    title = text_of(channel, "title", "atom:title")
    about = text_of(channel, "description", "itunes:summary", "atom:subtitle")
    names = feed_people.authors(channel)
    return _Channel(
        title=hints.show or title,
        url=url,
        place=_SCHEME.sub("", url, count=1).rstrip("/") or words(channel, "podcast:guid") or title,
        language=words(channel, "language", "dc:language") or channel.get(_LANGUAGE) or root.get(_LANGUAGE),
        publisher=next((name for name in names if name.casefold() != title.casefold()), None),
        people=feed_people.people(channel, based(url, root, channel)) or (),
        hosts=frozenset(person.name for person in people.hosts_of(about)),
    )


def _item(parts: Parts, xml: str, channel: _Channel, hints: Hints) -> Item | None:
    """One episode, or None where it says nothing; ReadError where it is no XML."""
    path = parts.item(xml)
    item, base = path[-1], based(channel.url, *path)
    language = words(item, "dc:language") or item.get(_LANGUAGE) or channel.language
    # `data` is of the text, in UTF-8: of a feed in UTF-8 these are its own bytes, and of any other they are read again
    # as they were here, since what a feed declares is not believed where its bytes are UTF-8.
    reading = _reading(item, base, channel, hints, language)
    if reading is None:
        return None
    return Item(
        reading=reading,
        data=(parts.before + xml + parts.after).encode(),
        transcripts=tuple(_transcripts(item, base, language)),
        chapters=next(_links(children(item, "podcast:chapters"), base, None), None),
    )


def _reading(item: Element, base: str, channel: _Channel, hints: Hints, language: str | None) -> Reading | None:
    title = text_of(item, "title", "atom:title", "itunes:title", "media:title")
    sections, links, italics, _ = show_notes(item)
    url, audio = _link(item, base) or _permalink(item), _audio(item, base)
    if not sections and not title and not url and not audio:
        return None
    date = next(filter(None, map(_date, (words(item, name) for name in _DATES))), None)
    guid = words(item, "guid", "atom:id") or item.get(_ABOUT) or ""
    named, check = (title, "") if title else _named(channel, date, sections, url or audio or "")
    chapters = simple_chapters(children(item, "psc:chapters"))
    document = Document(
        type="episode",
        title=named,
        show=channel.title or None,
        date=date,
        url=url,
        guid=_global(guid, channel) or url or audio or f"{channel.place}#{named}/{date.iso if date else ''}",
        language=language,
        publisher=channel.publisher,
        people=_people(item, base, channel),
        sections=sections or (Section(heading="", kind="body", passages=(Passage(text=named),)),),
        season=words(item, "podcast:season", "itunes:season") or None,
        episode=words(item, "podcast:episode", "itunes:episode") or None,
        audio_url=audio,
        duration_ms=_duration(words(item, "itunes:duration")),
    )
    reading = assemble(document, Hints(type=hints.type), links=links, italics=italics)
    checks = (check, *reading.checks) if check else reading.checks
    return replace(reading, document=_with_chapters(reading.document, chapters), checks=(*checks, *chapters.checks))


def _named(channel: _Channel, date: PartialDate | None, sections: tuple[Section, ...], url: str) -> tuple[str, str]:
    """A title for an item that has none, and how it was made: of the first of its show, its text, its date and its
    address that there is."""
    text = next((passage.text for section in sections for passage in section.passages), "")
    if len(text) > _FIRST_WORDS:
        text = f"{text[:_FIRST_WORDS].rpartition(' ')[0] or text[:_FIRST_WORDS]}…"
    of_show = channel.title if date or not text else ""
    of = {
        "show": f"{of_show}, {date.written}" if of_show and date else of_show,
        "first words": text,
        "date": date.written if date else "",
        "address": url,
    }
    source = next(source for source, title in of.items() if title)
    return of[source], f"title missing: named by its {source}"


def _with_chapters(document: Document, chapters: Chapters) -> Document:
    """The document with the chapters that its notes do not list themselves."""
    listed = {
        (p.start_ms, p.text) for section in document.sections if section.kind == "chapters" for p in section.passages
    }
    more = tuple(passage for passage in chapters.passages if (passage.start_ms, passage.text) not in listed)
    section = Section(heading="Chapters", kind="chapters", passages=more)
    return replace(document, sections=(*document.sections, section)) if more else document


def _people(item: Element, base: str, channel: _Channel) -> tuple[Person, ...]:
    """An item's persons, else the channel's, else those of its authors whom the feed calls hosts."""
    persons = feed_people.people(item, base)
    if persons is None:
        persons = channel.people
    authors = channel.hosts.intersection(feed_people.authors(item))
    return persons or tuple(Person(name=name, roles=("host",)) for name in sorted(authors))


def _date(text: str) -> PartialDate | None:
    """The day in the time zone that it is given in; RFC 822 has years of two digits."""
    if date := PartialDate.parse(text):
        return date
    try:
        day = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return PartialDate.on(day)


def _duration(text: str) -> int | None:
    """Seconds, MM:SS or HH:MM:SS as milliseconds."""
    match = _DURATION.fullmatch(text)
    return milliseconds(match[1], match[2] or "0", match[3], match[4]) if match else None


def _global(guid: str, channel: _Channel) -> str:
    """A guid as printed, made unique among feeds where it does not look so."""
    return guid if not guid or _GLOBAL.fullmatch(guid) else f"{channel.place}#{guid}"


def _link(parent: Element, base: str) -> str | None:
    addresses = [*(link.text for link in children(parent, "link"))]
    addresses += [
        link.get("href") for link in children(parent, "atom:link") if link.get("rel", "alternate") == "alternate"
    ]
    return next(filter(None, (address(url, base) for url in addresses)), None)


def _permalink(item: Element) -> str | None:
    """The guid, where it is the item's address (RSS 2.0, guid)."""
    guids = (guid.text for guid in children(item, "guid") if guid.get("isPermaLink", "true") == "true")
    return address(next(guids, None), "")


def _audio(item: Element, base: str) -> str | None:
    groups = [item, *children(item, "media:group")]
    offered = [*children(item, "enclosure")]
    offered += [link for link in children(item, "atom:link") if link.get("rel") == "enclosure"]
    offered += [content for group in groups for content in children(group, "media:content")]
    found = [
        (_AUDIO.index(kind), url)
        for each in offered
        if (kind := (each.get("type") or each.get("medium") or "").partition("/")[0].strip().lower()) in _AUDIO
        and (url := address(each.get("url") or each.get("href"), base))
    ]
    return min(found, key=lambda rank_url: rank_url[0])[1] if found else None


def _transcripts(item: Element, base: str, language: str | None) -> list[Link]:
    links = _links(children(item, "podcast:transcript"), base, language)
    return sorted(links, key=lambda link: (_rank(link), link.language != language))


def _rank(link: Link) -> int:
    ending = re.split(r"[?#]", link.url, maxsplit=1)[0].rpartition(".")[2].lower()
    return _TRANSCRIPTS.get(link.media_type, _TRANSCRIPTS.get(ending, _OTHER))


def _links(elements: Iterator[Element], base: str, language: str | None) -> Iterator[Link]:
    for element in elements:
        if url := address(element.get("url"), based(base, element)):
            media_type = (element.get("type") or "").partition(";")[0].strip().lower()
            yield Link(url, media_type, verbatim(element.get("language") or "") or language)
