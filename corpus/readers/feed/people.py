"""People of a feed: who takes part, by `podcast:person`, and what of an author's field is a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from corpus.model import Person, Role, merged
from corpus.name_parts import written
from corpus.readers.feed.xml import address, children, words
from corpus.text import verbatim

_ROLES: dict[str, Role] = {  # of the Podcast Taxonomy, those who speak or write
    "host": "host", "co-host": "host", "cohost": "host", "guest host": "host", "guest": "guest",
    "reporter": "author", "author": "author", "writer": "author", "co-writer": "author", "guest writer": "author",
    "narrator": "speaker", "announcer": "speaker", "voice actor": "speaker",
}  # fmt: skip
_GROUPS = ("cast", "writing")
_LONGEST_NAME = 200
_MAILBOX = re.compile(r"\S+@\S+\s*\((?P<name>[^()@]+)\)|(?P<before>[^()<>@]+)[(<]\s*\S+@[^\s<>()]+\s*[)>]")


def people(parent: Element, base: str) -> tuple[Person, ...] | None:
    """Who takes part, by an item's or a channel's `podcast:person`; None where it has no such tag.

    Without a role it is a host, without a group the cast (Podcast Namespace 1.0, person).
    """
    persons = [*children(parent, "podcast:person")]
    if not persons:
        return None
    return merged(
        written(name).person(role, url=address(person.get("href"), base))
        for person in persons
        if (person.get("group") or "cast").strip().lower() in _GROUPS
        and (role := _ROLES.get((person.get("role") or "host").strip().lower()))
        and (name := verbatim("".join(person.itertext())))
    )


def authors(parent: Element) -> Iterator[str]:
    """The names in an item's or a channel's author fields, without addresses."""
    named = children(parent, "itunes:author", "author", "dc:creator")
    fields = [verbatim("".join(field.itertext())) for field in named]
    fields += [words(author, "atom:name") for author in children(parent, "atom:author")]
    for field in fields:
        if len(field) > _LONGEST_NAME:
            continue
        if mailbox := _MAILBOX.fullmatch(field):
            yield (mailbox["name"] or mailbox["before"]).strip()
        elif field and "@" not in field and "://" not in field:
            yield field
