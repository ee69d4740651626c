"""A name in its parts: as its source says them, or by rule where it says but the name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from corpus.model import NameParts, Person, Role, in_order, with_particle
from corpus.names import DEGREES, HONORIFIC, OF_INSTITUTIONS, PARTICLES, PREFIX, SUFFIX, describes, is_name

_PARTICLES = frozenset(f"{PARTICLES}|abi|abu|mac|mc|ó|ní|saint|san|st|ste|'t|’t|und".split("|")) - {"y", "e"}
_BETWEEN_FAMILIES = frozenset({"y", "e", "i"})  # José Ortega y Gasset
_LOWER = frozenset({"do", "das", "ben", "san", "und", "lo", "zu", "av", "af"})  # capitalised, they are names
_INSTITUTION = re.compile(
    r"^(?:The|the|Der|Die|Les|Los|Las|Il) |^(?:Le|La|El) \S+$"
    r"|(?<!\S)\d+(?!\S)| (?:and|of|the|for|on|et|für|pour|para|sin|sans|without) |[&@/]"
    r"|\b(?:Institu|Universi|Minist[eè]r|Stiftung|Gesellschaft|Verlag|Verein|Zeitung|Fundaci|Fondation|Asociaci|Agenc"
    r"|Bundes|Amt\b|Comit[eé]|Conse[ij]|R[eé]da[ck]tion|GmbH|S\.A\.)"
    r"|(?<!\S)(?:UN|EU|UK|US|AP|(?!III\b)[A-Z]{3,})(?= \S*[a-z])"  # RAND Europe; JEAN DUPONT is none
)
_SUFFIXED = re.compile(rf"(?P<rest>.*[^\s,]),? (?P<suffix>{SUFFIX})")
_TITLED = re.compile(rf"(?P<honorific>{HONORIFIC})(?P<rest>.+)")
_GRADUATED = re.compile(rf"(?P<rest>.+?){DEGREES}")
_FAMILY_FIRST = re.compile(r"[぀-ヿ㐀-鿿가-힯々]+ [぀-ヿ㐀-鿿가-힯々]+")  # scripts of names whose family stands first
_GIVEN = re.compile(
    rf"(?P<given>[^\W\d_a-z][\w’'.-]*(?: [^\W\d_a-z][\w’'.-]*){{0,3}})(?P<particle>(?: (?:{PARTICLES}|d[’']))*)"
)
_FAMILY_NAME = rf"(?:(?:{PARTICLES}) )*(?:{PREFIX})?[^\W\d_a-z][\w’'.-]*"
_FAMILY = re.compile(rf"{_FAMILY_NAME}(?: {_FAMILY_NAME}){{0,2}}(?<=\w\w)")
_OF_A_KING = re.compile(r"\S+ [IVX]+")  # Charles II, Malcolm X
_LONGEST = 200  # characters of a name; more is no person's


class Written(NamedTuple):
    """A name in reading order, what the source says of its parts, and its honorific."""

    name: str
    parts: NameParts | None = None
    honorific: str | None = None

    def person(self, role: Role | None, *, affiliation: str | None = None, url: str | None = None) -> Person:
        """The person of this name, in this role, if any."""
        roles = (role,) if role else ()
        return Person(
            name=self.name, roles=roles, honorific=self.honorific, affiliation=affiliation, url=url, parts=self.parts
        )


def written(text: str) -> Written:
    """What a source means that writes one name: "Lee, Ann", "Berg, Ann van den", "Dr. Ann Lee, PhD", "King, Jr., Ann".

    A comma that says neither family and given name nor a suffix or a degree stays in the name.
    """
    name, _, honorific = untitled(text)
    pieces = name.split(", ")
    suffix = next((piece for piece in pieces[1:] if re.fullmatch(SUFFIX, piece)), "")
    rest = [piece for piece in pieces if piece != suffix]
    if len(rest) != 2 or len(text) > _LONGEST or is_institution(name):
        return Written(name, None, honorific)
    family, given = rest[0], _GIVEN.fullmatch(rest[1])
    are_two = is_name(family) and is_name(rest[1]) and not _is_particle(family.split()[0])  # Ann Lee, Ben Moe
    if not given or are_two or not _FAMILY.fullmatch(family) or describes(rest[1], family):
        return Written(name, None, honorific)
    parts = NameParts(family, given["given"], given["particle"].strip(), suffix)
    return Written(in_order(parts), parts, honorific)


def untitled(text: str) -> Written:
    """A name without its degrees and its honorific, and that: of what stands before but one word, only "Dr." is one."""
    if len(text) > _LONGEST:
        return Written(text)
    graduated = _GRADUATED.fullmatch(text)
    name = graduated["rest"] if graduated else text
    titled = _TITLED.fullmatch(name)
    if titled and (is_name(titled["rest"]) or titled["honorific"].endswith(". ")):
        return Written(titled["rest"], None, titled["honorific"].strip())
    return Written(name)


def said(keys: Mapping[str, str]) -> Written | None:
    """The name that keys give: `literal` whole, else `family`, `given`, `particle` and `suffix`, else `name`."""
    if literal := keys.get("literal"):
        return Written(literal, NameParts(literal))
    name, family = keys.get("name", ""), keys.get("family")
    if not family:
        return written(name) if name else None
    parts = NameParts(family, keys.get("given", ""), keys.get("particle", ""), keys.get("suffix", ""))
    if not parts.given and (whole := with_particle(parts)) in name:
        before, _, after = name.removesuffix(parts.suffix).rpartition(whole)
        parts = parts._replace(given=(before or after).strip(" ,"))
    return Written(name or in_order(parts), parts)


def said_in(text: str, name: str) -> NameParts | None:
    """The parts of a name in reading order that a text says by writing it turned round: "García Márquez, Gabriel"."""
    words = name.split()
    for first in range(1, len(words)):
        family, given = " ".join(words[first:]), " ".join(words[:first])
        if re.search(rf"(?<!\w){re.escape(family)}, {re.escape(given)}(?!\w)", text):
            return NameParts(family, given)
    return None


def parts_of(name: str) -> NameParts:
    """The parts of a name by rule: its last word is the family name, with its particles; an institution has none."""
    name = untitled(name).name
    if len(name) > _LONGEST or is_institution(name) or _OF_A_KING.fullmatch(name):
        return NameParts(name)
    suffixed = _SUFFIXED.fullmatch(name)
    name, suffix = suffixed.groups() if suffixed else (name, "")
    words = name.split()
    if "," in name or len(words) < 2:
        return NameParts(name, suffix=suffix)
    if _FAMILY_FIRST.fullmatch(name):
        return NameParts(words[0], words[1])
    first = len(words) - 1
    if first > 2 and words[first - 1] in _BETWEEN_FAMILIES:
        first -= 2
    while first > 1 and _is_particle(words[first - 1]):
        first -= 1
    return NameParts(" ".join(words[first:]), " ".join(words[:first]), suffix=suffix)


def _is_particle(word: str) -> bool:
    plain = word.rstrip(".").lower()
    return plain in _PARTICLES and (word[0].islower() or plain not in _LOWER)


def is_institution(name: str) -> bool:
    """Whether a name is not one of a person, as far as its words tell: those of institutions, "The …", RAND Europe."""
    words = (word.strip(".,").casefold() for word in name.split())
    return bool(_INSTITUTION.search(name)) or (" " in name and not OF_INSTITUTIONS.isdisjoint(words))
