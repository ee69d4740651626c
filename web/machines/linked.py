"""Linked data: documents and cited words as schema.org describes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.citation.item import Kind, Work, name_of
from corpus.model import Person
from corpus.name_parts import is_institution
from corpus.origin import origin, timed
from corpus.quotation import Quotation

Data = dict[str, Any]
_TYPES: dict[Kind, str] = {"podcast": "PodcastEpisode", "report": "Report", "web page": "WebPage"}


def described(work: Work, url: str) -> Data:
    """A document as schema.org has it, at an address; nothing that is not known."""
    document, is_episode = work.document, work.kind == "podcast"
    series = _typed("PodcastSeries" if is_episode else "CreativeWorkSeries", "name", document.show)
    return _known(
        {
            "@type": _TYPES.get(work.kind, "CreativeWork"),
            "url": url,
            "name": document.title,
            "description": work.origin,
            "partOfSeries" if is_episode else "isPartOf": series,
            "partOfSeason": _typed("PodcastSeason", "seasonNumber", document.season),
            "episodeNumber": document.episode,
            "datePublished": document.date.iso if document.date else None,
            "inLanguage": document.language,
            "publisher": _typed("Organization", "name", document.publisher),
            "isBasedOn": document.url,
            "associatedMedia": _typed("AudioObject", "contentUrl", document.audio_url),
            "author": [_agent(person) for person in document.people if "author" in person.roles],
            "contributor": [each for person in document.people for each in _in_roles(person)],
        }
    )


def _in_roles(person: Person) -> Iterator[Data]:
    """Somebody in each role that schema.org has no property for (schema.org, Role); it is the property's name again."""
    for role in person.roles:
        if role not in ("author", "subject", "speaker"):
            yield {"@type": "Role", "roleName": role, "contributor": _agent(person)}


def _agent(person: Person) -> Data:
    name = name_of(person).in_order
    return {"@type": "Organization" if is_institution(name) else "Person", "name": name}


def quoted(work: Work, quotation: Quotation, url: str, work_url: str) -> Data:
    """Cited words as schema.org has them: a quotation, and where the source says its time, a clip of the recording."""
    at = quotation.locator
    is_clip = at.start_ms is not None
    return _known(
        {
            "@type": ["Quotation", "Clip"] if is_clip else "Quotation",
            "url": url,
            "text": quotation.words,
            "description": "; ".join(filter(None, (of(work.document, quotation.passages) for of in (origin, timed)))),
            "inLanguage": work.document.language,
            "spokenByCharacter": [{"@type": "Person", "name": name} for name in quotation.speakers],
            "startOffset": at.start_ms / 1000 if at.start_ms is not None else None,
            "endOffset": at.end_ms / 1000 if is_clip and at.end_ms is not None else None,
            "partOfEpisode" if is_clip and work.kind == "podcast" else "isPartOf": described(work, work_url),
        }
    )


def in_schema(data: Data) -> Data:
    """What stands by itself, in the words of schema.org."""
    return {"@context": "https://schema.org", **data}


def _typed(type: str, name: str, value: str | None) -> Data | None:
    """What is known by one property; nothing where that is not known."""
    return {"@type": type, name: value} if value else None


def _known(data: Data) -> Data:
    return {name: value for name, value in data.items() if value not in (None, "", [])}
