"""What a source says of itself in keys and values: front matter, or the YAML that lies beside any file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import yaml

from corpus.addresses import web_address
from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.model import DOCUMENT_TYPES, Hints, Passage, Reading, Section, merged
from corpus.name_parts import written
from corpus.readers.base import details_people
from corpus.readers.base.details_people import squashed
from corpus.readers.base.inline_markdown import plain
from corpus.text import milliseconds, printable, verbatim

# The keys of each detail, squashed; the first that says something goes before the others.
_TEXTS = {
    "title": ("title", "episodetitle"),
    "show": (
        "show", "podcast", "series", "showtitle", "showname", "podcasttitle", "podcastname", "podcastseries",
        "seriestitle", "seriesname",
    ),
    "url": ("url",),
    "language": ("language", "lang"),
    "publisher": ("publisher", "publishername"),
    "guid": ("guid",),
    "audio_url": ("audiourl",),
}  # fmt: skip
_ADDRESSES = {  # of these, only what is an address of the web
    "url": ("link", "permalink", "canonical", "canonicalurl", "sourceurl", "episodeurl", "pageurl", "source"),
    "audio_url": (
        "media", "mediaurl", "audio", "audiofile", "audiolink", "mp3", "mp3url", "enclosure", "enclosureurl", "video",
        "videourl", "youtube", "youtubeurl", "youtubeid", "recording", "recordingurl",
    ),
}  # fmt: skip
_NUMBERS = {
    "season": ("season", "seasonnumber", "podcastseason", "itunesseason"),
    "episode": ("episode", "episodenumber", "episodeno", "podcastepisode", "itunesepisode", "podcastepisodenumber"),
}
_DATES = (
    "date", "published", "pubdate", "publishdate", "publisheddate", "datepublished", "publicationdate", "publishedat",
    "publishedon", "releasedate", "released", "airdate", "aired", "dateaired", "issued", "year",
)  # fmt: skip
_DURATIONS = ("duration", "podcastduration", "itunesduration", "audioduration", "runtime")
_SUMMARIES = ("description", "summary", "excerpt", "abstract")
_INNER = frozenset({"podcast", "itunes", "show", "series", "episode", "enclosure", "publisher", "audio", "media"})
_CONTAINERS = frozenset({"params", "extra", "metadata", "meta"})  # of Hugo, Zola and others
_KNOWN = frozenset(
    {*(key for keys in (*_TEXTS.values(), *_ADDRESSES.values(), *_NUMBERS.values()) for key in keys)}
    | {*_DATES, *_DURATIONS, *_SUMMARIES, *_INNER, *_CONTAINERS, *details_people.KEYS, "type", "affiliation"}
)
_OF_ONE = frozenset(
    {key for name in ("title", "url", "guid", "audio_url") for key in _TEXTS[name]}
    | {key for keys in _ADDRESSES.values() for key in keys}
    | {*_NUMBERS["episode"], *_DURATIONS, *_SUMMARIES}
)  # keys of what no two documents share
_NOTHING = ("", "~", "null", "Null", "NULL")  # YAML 1.2.2, 10.3.2
_MOST_UNKNOWN = 10  # names that mean nothing here, which are said
_HINTED = ("title", "type", "show", "date")
_NUMBER = re.compile(r"(?:season|episode|ep\.?|no\.?|nr\.?|#) ?(?=\d)", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)(?:\.(\d{1,3}))?")
_ISO_DURATION = re.compile(r"PT(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,5})(?:\.\d{1,6})?S)?")
_DAY = re.compile(r"(?P<year>\d{4})[/.](?P<month>\d\d?)[/.](?P<day>\d\d?)(?= |$)")
_YOUTUBE = re.compile(r"[\w-]{11}")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")


def loaded(text: str) -> object:
    """What YAML says, values as they are written: text, lists and dictionaries. YAMLError where it is none."""
    return yaml.BaseLoader(text).get_single_data()


def is_understood(key: str, value: str) -> bool:
    """Whether a key and its value say a detail."""
    return squashed(key) in _SUMMARIES or any(details({key: value}).values())


def is_head(keys: Iterable[str]) -> bool:
    """Whether keys are those of a document's head: its title or its date, and something more."""
    known = {squashed(key) for key in keys} & _KNOWN
    return len(known) > 1 and not known.isdisjoint((*_TEXTS["title"], *_DATES))


def details(said: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a Document by name, `people` always; names that mean nothing here are passed over."""
    names = _named(said)
    texts = {key: text for key, value in names.items() if isinstance(value, str) and (text := verbatim(value))}
    found: dict[str, Any] = {}
    for name, keys in _TEXTS.items():
        if key := next((key for key in keys if key in texts), None):
            found[name] = texts[key]
    for name, keys in _ADDRESSES.items():
        if not web_address(found.get(name)) and (url := next(_addresses(names, keys), None)):
            found[name] = url
    for name, keys in _NUMBERS.items():
        if number := next((texts[key] for key in keys if re.search(r"\d", texts.get(key, ""))), None):
            found[name] = _NUMBER.sub("", number, count=1)
    if texts.get("type") in DOCUMENT_TYPES:
        found["type"] = texts["type"]
    if date := _date(texts):
        found["date"] = date
    if duration := next((ms for key in _DURATIONS if (ms := _duration(texts.get(key, "")))), None):
        found["duration_ms"] = duration
    people = details_people.of_keys(names)
    if found.get("type") == "bio" and "title" in found:
        subject = written(found["title"]).person("subject", affiliation=texts.get("affiliation"))
        people = merged((*people, subject))
    return {**found, "people": people}


def with_summary(reading: Reading, said: Mapping[str, Any]) -> Reading:
    """The reading with what its keys sum it up in as a section before all others, but for what it says itself."""
    document = reading.document
    key, text = next(_summaries(said), ("", ""))
    paragraphs = [plain(_TAG.sub(" ", paragraph)) for paragraph in re.split(r"\n\s*\n", text)]
    words = " ".join(paragraphs).rstrip(" .…")
    if not words or words in " ".join(passage.text for passage in document.passages()):
        return reading
    passages = tuple(Passage(text=paragraph) for paragraph in paragraphs if paragraph)
    section = Section(heading=key.capitalize(), kind="summary", passages=passages)
    return replace(reading, document=replace(document, sections=(section, *document.sections)))


def with_sidecar(reading: Reading, hints: Hints) -> Reading:
    """The reading with what the sidecar says, and the files for its folders, in place of what the source says, but for
    what the hints say; the nearest goes before.

    A check of a detail that is given there is settled; a name that means nothing is said. ReadError where it is no
    YAML of details.
    """
    for text in reversed(hints.folders):
        reading = _with(reading, hints, text, of_folder=True)
    return _with(reading, hints, hints.sidecar, of_folder=False) if hints.sidecar.strip() else reading


def _with(reading: Reading, hints: Hints, text: str, *, of_folder: bool) -> Reading:
    said = _said(text, "in folder.yaml" if of_folder else "beside it")
    of_one = [name for name in said if of_folder and squashed(name) in _OF_ONE]
    unknown = [name for name in said if squashed(name) not in _KNOWN][:_MOST_UNKNOWN]
    said = {name: value for name, value in said.items() if name not in of_one}
    known = details(said)
    found = {name: value for name, value in known.items() if name not in _HINTED or getattr(hints, name) is None}
    named = found.pop("people")
    names = _named(said)
    people = details_people.with_named(reading.document.people, names, named, of_folder=of_folder)
    nobody = tuple(dict.fromkeys((*reading.document.nobody, *details_people.nobody(names))))
    document = replace(reading.document, **found, people=people, nobody=nobody)
    settled = {*found, "people"} if people else {*found}
    checks = [check for check in reading.checks if check.split()[0] not in settled]
    file = "folder.yaml" if of_folder else "sidecar"
    checks += [f"{file} says “{printable(str(name))[:60]}”, which means nothing here" for name in unknown]
    checks += [f"{file} says “{name}”, which is of one document: it was left out" for name in of_one]
    read = replace(reading, document=document, checks=tuple(checks))
    return read if of_folder else with_summary(read, said)


def _said(text: str, where: str) -> dict[str, Any]:
    try:
        said = loaded(text) if text.strip() else {}
    except yaml.YAMLError as error:
        raise ReadError(
            f"has details {where} that are not valid YAML{line_of(error)}: mend them, a `title: …` on each line"
        ) from error
    if not isinstance(said, dict):
        raise ReadError(f"has details {where} that are not of the form `title: …`: mend them, or take them away")
    names = _named(said)
    if names.get("date") and not _date({"date": str(names["date"])}):
        raise ReadError(
            f"has a date {where} that cannot be understood, {names['date']!r}: write 2024, 2024-08 or 2024-08-21"
        )
    if names.get("type") and names["type"] not in DOCUMENT_TYPES:
        listed = f"{', '.join(DOCUMENT_TYPES[:-1])} or {DOCUMENT_TYPES[-1]}"
        raise ReadError(f"has a type {where} that is not known, {names['type']!r}: write {listed}")
    return said


def line_of(error: yaml.YAMLError, *, before: int = 0) -> str:
    """Where in a file the YAML is wrong, which begins after some lines `before` it."""
    mark = getattr(error, "problem_mark", None)
    return f" in line {mark.line + 1 + before}" if mark else ""


def _named(said: Mapping[str, Any]) -> dict[str, Any]:
    """The values by squashed key; those of a mapping in it, such as `podcast: {season: 2}`, by both keys together."""
    found: dict[str, Any] = {}
    for name, value in said.items():
        key = squashed(name)
        if isinstance(value, dict) and key in _INNER | _CONTAINERS:
            prefix = "" if key in _CONTAINERS else key
            inner = {f"{prefix}{squashed(each)}": of_each for each, of_each in value.items()}
        else:
            inner = {key: value}
        for each, of_each in inner.items():
            if of_each not in _NOTHING:
                found.setdefault(each, of_each)
    return found


def _addresses(names: Mapping[str, Any], keys: tuple[str, ...]) -> Iterator[str]:
    has_media = any(key in names for key in _ADDRESSES["audio_url"])
    for key in keys:
        if key == "source" and has_media:
            continue  # where the media is from: a channel, a list that others are from too
        value = names.get(key)
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str):
                text = text.strip(" <>")
                is_id = key.startswith("youtube") and _YOUTUBE.fullmatch(text)
                url = web_address(f"https://www.youtube.com/watch?v={text}" if is_id else text)
                if url:
                    yield url


def _summaries(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    names = _named(said)
    return ((key, names[key]) for key in _SUMMARIES if isinstance(names.get(key), str))


def _date(texts: Mapping[str, str]) -> PartialDate | None:
    said = (_DAY.sub(_with_hyphens, texts[key]) for key in _DATES if key in texts)
    return next(filter(None, map(PartialDate.parse, said)), None)


def _with_hyphens(day: re.Match[str]) -> str:
    return f"{day['year']}-{day['month']:0>2}-{day['day']:0>2}"


def _duration(text: str) -> int | None:
    """A clock's time or an ISO 8601 duration as milliseconds; what is but a number may be of minutes or seconds."""
    if clock := _CLOCK.fullmatch(text):
        return milliseconds(*clock.groups())
    if (iso := _ISO_DURATION.fullmatch(text)) and any(iso.groups()):
        return milliseconds(iso[1], iso[2] or "0", iso[3] or "0")
    return None
