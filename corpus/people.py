"""People of an episode page: guests from their bios, hosts and guests from the summary."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.model import Document, Passage, Person, Role, Section

_HONORIFIC = re.compile(r"(Dr|Prof|Professor|Mr|Mrs|Ms|Amb|Ambassador|Gen|General|Sen|Senator)\.?\s+")
_WORD = r"(?:[^\W\d_a-z]\.|[^\W\d_a-z][\w’'\-]+)"
_NAME = rf"{_WORD}(?:\s+(?:(?:de|del|der|van|von|bin|al|el|la|le)\s+)?{_WORD}){{1,3}}"
_BIO = re.compile(rf"((?:{_HONORIFIC.pattern})?)({_NAME})(?:,[^,]{{1,60}},)?\s+(?:is|was|serves|works|leads|joined)\b")
_LISTED = rf"(?:{_HONORIFIC.pattern})?{_NAME}(?:,? (?:an? |the )[^,.]+(?:, [a-z][^,.]*)*?(?=,? and |[,.]))?"
_HOSTED = re.compile(rf"hosted by ({_LISTED}(?:(?:,? and |, ){_LISTED})*)")
_JOINED = re.compile(
    rf"(?:sat down with|joined by|spoke (?:with|to)|talked (?:with|to)|interviewed) ({_NAME}(?:(?:,? and |, ){_NAME})*)"
)
_AT = re.compile(
    r"\b(?:at|of|with|for) (?:the )?([^\W\d_a-z][^,.;]*?)(?=,| where| who| and (?:a|an|the) |\.(?:\s|$)|;|$)"
)
_ACRONYM = re.compile(r"\(([A-Z]{2,})\)")


def from_summary(text: str) -> tuple[Person, ...]:
    """Hosts and guests that running text names: "hosted by …", "we sat down with …", "joined by …"."""
    found = [(name, "guest") for match in _JOINED.finditer(text) for name in re.findall(_NAME, match[1])]
    for match in _HOSTED.finditer(text):
        # What follows a name's comma and article is what the person is, not another person.
        names = re.sub(r", (?:an? |the )[^,.]*", "", _HONORIFIC.sub("", match[1]))
        found += [(name, "host") for name in re.split(r",? and |, ", names) if re.fullmatch(_NAME, name)]
    return merged(Person(name=name, roles=(role,)) for name, role in found)  # type: ignore[arg-type]


def from_bios(section: Section) -> tuple[tuple[Person, Document], ...]:
    """Each person whose bio stands in a section, with a document of that bio."""
    expansions = _expansions(" ".join(passage.text for passage in section.passages))
    found: list[tuple[Person, list[Passage]]] = []
    for passage in section.passages:
        match = _BIO.match(passage.text)
        if match:
            honorific = match[1].strip() or None
            affiliation = _affiliation(passage.text[match.end() :], expansions)
            person = Person(name=match[3], roles=("guest",), honorific=honorific, affiliation=affiliation)
            found.append((person, [passage]))
        elif found:
            found[-1][1].append(passage)  # a second paragraph of the bio before it
    return tuple((person, bio(person, section.heading, passages)) for person, passages in found)


def bio(person: Person, heading: str, passages: Iterable[Passage]) -> Document:
    """A person's bio as a document of its own."""
    subject = Person(name=person.name, roles=("subject",), honorific=person.honorific, affiliation=person.affiliation)
    section = Section(heading=heading, kind="bios", passages=tuple(passages))
    return Document(type="bio", title=person.name, people=(subject,), sections=(section,))


def _expansions(text: str) -> dict[str, str]:
    """What each bracketed acronym of a text stands for: the capitalised words before it."""
    found = {}
    for match in _ACRONYM.finditer(text):
        before = re.search(rf"((?:{_WORD}|of|for|the|and|on|in|[ ,])+?)\s*$", text[: match.start()])
        if before:
            found[match[1]] = re.sub(r"^(?:(?:of|for|the|and|on|in)\b|[ ,])+", "", before[1])
    return found


def _affiliation(text: str, expansions: dict[str, str]) -> str | None:
    """The first institution that a bio says its person is at."""
    at = re.search(
        r"\bat (?:the )?([^\W\d_a-z][^,.;]*?)(?=,| where| who| and (?:a|an|the) |[.;]|$)", text
    ) or _AT.search(text)
    if not at:
        return None
    name = at[1].strip()
    return f"{expansions[name]} ({name})" if name in expansions else name


def merged(people: Iterable[Person]) -> tuple[Person, ...]:
    """One entry a name, in order of first mention, with all its roles and what any entry knows."""
    found: dict[str, Person] = {}
    for person in people:
        known = found.get(person.name)
        if known is None:
            found[person.name] = person
            continue
        roles: tuple[Role, ...] = tuple(dict.fromkeys((*known.roles, *person.roles)))
        found[person.name] = Person(
            name=person.name,
            roles=roles,
            honorific=known.honorific or person.honorific,
            affiliation=known.affiliation or person.affiliation,
            url=known.url or person.url,
        )
    return tuple(found.values())
