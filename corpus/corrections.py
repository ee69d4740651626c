"""Who is meant by the names that sources print, as a person said it: what was said, and what it makes of a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from corpus.errors import InvalidValue
from corpus.model import (
    LASTING_ROLES,
    LONGEST_DETAIL,
    ROLES,
    Document,
    NameParts,
    Passage,
    Person,
    Role,
    in_order,
    merged,
)
from corpus.text import verbatim

Scope = Literal["document", "show", "library"]
_IN_TALK = ("episode", "transcript", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """Who is meant by a name: how they are named, with its parts, and their role; None for what is not said.

    `nobody`: it is a heading, or a label, and no name.
    """

    name: str | None = None
    parts: NameParts | None = None
    role: Role | None = None
    nobody: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person said of some names as printed: in documents or shows, whose ids or names are `places`, or
    everywhere in the library."""

    id: int
    at: dt.datetime
    undone: dt.datetime | None
    scope: Scope
    places: tuple[str, ...]
    names: tuple[str, ...]
    meant: Meant


def understood(names: Iterable[str], meant: Meant) -> tuple[tuple[str, ...], Meant]:
    """Names and what is said of them as they are kept; InvalidValue where it cannot be understood."""
    printed = tuple(dict.fromkeys(filter(None, map(verbatim, names))))
    parts = meant.parts and NameParts(*map(verbatim, meant.parts))
    if parts and not parts.family:
        raise InvalidValue("a name in parts needs its family name; one that is not to be split is all family name")
    name = verbatim(meant.name or "") or (in_order(parts) if parts else None)
    if not printed:
        raise InvalidValue("no name was given: write it as it is printed")
    if not (name or meant.role or meant.nobody):
        raise InvalidValue(f"nothing is said of {printed[0]!r}: who is meant, in which role, or that it is nobody")
    if meant.nobody and (name or meant.role):
        raise InvalidValue("nobody has neither a name nor a role")
    if meant.role and meant.role not in ROLES:
        raise InvalidValue(f"role {meant.role!r}: write {', '.join(ROLES)}")
    if len(longest := max((*printed, name or ""), key=len)) > LONGEST_DETAIL:
        raise InvalidValue(f"name of {len(longest):,} characters: write at most {LONGEST_DETAIL:,}")
    return printed, replace(meant, name=name, parts=parts)


class Speaker(NamedTuple):
    """The fields of a passage that say who speaks."""

    speaker: str | None = None
    person: str | None = None
    label: str | None = None


class Names:
    """Who is meant by each name that a document prints. A later statement goes before an earlier one."""

    def __init__(self, document: Document, corrections: Sequence[Correction] = ()) -> None:
        self._links: dict[str, str] = {}  # a name, and the one that stands for the same person
        self._found: dict[str, Meant] = {}
        for person in document.people:
            if person.aliases:
                self._say(person.aliases, Meant(name=person.name, parts=person.parts))
        if document.nobody:
            self._say(document.nobody, Meant(nobody=True))
        for each in corrections:
            meant = each.meant
            if each.scope != "document" and document.type not in _IN_TALK:  # the host of a show wrote this report
                meant = replace(meant, role=None)
            self._say(each.names, meant)

    def __bool__(self) -> bool:
        return bool(self._found)

    def __repr__(self) -> str:
        return f"Names({sorted(self._found.items())}, {sorted(self._links.items())})"

    def _say(self, names: Iterable[str], meant: Meant) -> None:
        itself = _key(meant.name or "")
        said = {_key(name): name for name in names}
        for key, name in sorted(said.items(), key=lambda each: each[0] != itself):
            if meant.nobody:
                self._links.pop(key, None)
                self._found[key] = meant
                continue
            known = self.meant(name) or Meant()
            shown = meant.name or known.name
            target = _key(shown or name)
            *others, root = self._chain(target)
            if others and not meant.parts and said.keys().isdisjoint((*others, root)):  # it stands for another
                target, shown = root, self._found[root].name
            self._links.pop(target, None)
            before = self._found.get(target, Meant())
            role = meant.role or before.role or known.role
            self._found[target] = Meant(name=shown, parts=meant.parts or before.parts, role=role)
            if key != target:
                self._links[key] = target
                self._found.pop(key, None)

    def meant(self, name: str) -> Meant | None:
        """Who is meant by a name; None where nobody said anything of it."""
        return self._found.get(self._chain(_key(name))[-1]) if self._found else None

    def _chain(self, key: str) -> list[str]:
        """A name, and those that stand for the same person, one after the other."""
        chain = [key]
        while chain[-1] in self._links:
            chain.append(self._links[chain[-1]])
        return chain

    def name(self, name: str) -> str | None:
        """The name of who is meant by a name, where somebody said it."""
        meant = self.meant(name)
        return meant.name if meant else None

    def is_nobody(self, name: str) -> bool:
        meant = self.meant(name)
        return meant is not None and meant.nobody

    def person(self, person: Person) -> Person | None:
        """A person of the document as they are meant; None for nobody."""
        meant = self.meant(person.name)
        if meant is None:
            return person
        if meant.nobody:
            return None
        name = meant.name or person.name
        parts = meant.parts or (person.parts if _key(name) == _key(person.name) else None)
        lasting = [role for role in person.roles if role in LASTING_ROLES]
        roles = tuple(dict.fromkeys((meant.role, *lasting))) if meant.role else person.roles
        return replace(person, name=name, parts=parts, roles=roles)

    def people(self, people: Iterable[Person]) -> tuple[Person, ...]:
        """Persons as they are meant, each once."""
        return merged(filter(None, map(self.person, people)))

    def passage(self, passage: Passage, named: Mapping[str, str]) -> Passage:
        """A passage with the person whom its label names, where somebody said so, else as `named` has it; the label of
        nobody is kept apart."""
        said_by = self.said_by(passage.speaker, named)
        return replace(passage, speaker=said_by.speaker, person=said_by.person, label=said_by.label)

    def said_by(self, label: str | None, named: Mapping[str, str]) -> Speaker:
        """Who speaks under a printed label: whom it names, where somebody said so, else as `named` has it."""
        if not label:
            return Speaker(label)
        meant = self.meant(label)
        if meant and meant.nobody:
            return Speaker(label=label)
        return Speaker(label, (meant.name if meant else None) or named.get(label))


def _key(name: str) -> str:
    return verbatim(name).casefold()
