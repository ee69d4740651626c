"""Which person each speaker's label of a transcript names: "LAMSON" and "Mr. Lamson" are Jim Lamson."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from corpus.model import Person
from corpus.names import DEGREES, HONORIFIC, PARTICLES, SUFFIX, describes, is_name
from corpus.text import verbatim

_HONORIFIC = re.compile(rf"{HONORIFIC}", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_DEGREES = re.compile(rf"{DEGREES}$", re.IGNORECASE)
_AFTER_ROLE = re.compile(
    r"(?:(?:the )?(?:(?:co-?)?host|guest|presenter|interview(?:er|ee)|moderator|narrator|speaker|panell?ist|reporter)"
    r" ?[,|/:(–—-] ?|(?:co-?)?host )(?P<name>[^()]{3,80})\)?",
    re.IGNORECASE,
)  # Host Ann Lee; Interviewer (Ann Lee)
_BESIDE = re.compile(r" [|/–—-] .*")  # Ann Lee | Ship News
_GIVEN = re.compile(r"[^\W\d_a-z][\w’'.-]*(?: [^\W\d_a-z][\w’'.-]*){0,2}")
_PARTICLE = re.compile(PARTICLES)
_LONGEST_INITIALS = 5
_BY_ROLE = {"host": "host", "the host": "host", "guest": "guest", "the guest": "guest"}


def speakers(labels: Iterable[str], known: Iterable[Person]) -> dict[str, str]:
    """The name of the known person whom each label names; a label that none or several fit is left out.

    Labels that are full names themselves make known persons too. "Host" names the only host, "Guest" the only guest.
    """
    everyone = tuple(known)
    printed = {label: bare_label(label) for label in dict.fromkeys(labels)}
    names, single = _Names(), _Names()
    for person in everyone:
        if words := _parts(person.name):
            (names if len(words) > 1 else single).add(person.name)
    for bare in sorted(printed.values(), key=lambda bare: (bare.isupper(), "." in bare)):  # the fullest first
        if is_name(bare) and not names.fitting(bare):
            names.add(bare)
    found = {
        label: names.fitting(bare) or single.fitting(bare) or _in_role(bare, everyone)
        for label, bare in printed.items()
    }
    return {label: next(iter(fitting)) for label, fitting in found.items() if len(fitting) == 1}


class _Names:
    """Names, to be found by what labels say of them: all words, the first or the last, or their initials."""

    def __init__(self) -> None:
        self._by_words: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        self._by_end: defaultdict[str, set[str]] = defaultdict(set)
        self._all: set[str] = set()

    def add(self, name: str) -> None:
        words = _parts(name)
        self._by_words[words].add(name)
        for end in {*words[:1], *words[-1:]}:
            self._by_end[end].add(name)
        self._all.add(name)

    def fitting(self, bare: str) -> set[str]:
        """The names that a bare label may stand for; the very name alone where it is one of them."""
        family, given = _inverted(bare)
        readings = [_parts(f"{given} {family}"), _parts(family)] if given else [_parts(bare)]
        if very := {name for said in readings for name in self._by_words.get(said, ())}:
            return very
        letters = bare.replace(".", "").replace(" ", "")
        may_be_initials = 1 < len(letters) <= _LONGEST_INITIALS  # AvdB, A.B., AB
        found = {name for name in self._all if letters in _initials(name)} if may_be_initials else set()
        for said in readings:
            near = {name for end in (*said[:1], *said[-1:]) for name in self._by_end.get(end, ())}
            found |= {name for name in near if _fits(said, _parts(name))}
        return found


@lru_cache(maxsize=4096)
def bare_label(label: str) -> str:
    """A label without honorific, degrees, role or affiliation, brackets and colon; "Lamson, Jim" as Jim Lamson.

    A comma stays where it cannot be known what it says: "Ann Lee, Inspector", "García Márquez, Gabriel".
    """
    text = verbatim(label).strip(" :：–—-")
    after_role = _AFTER_ROLE.fullmatch(text)
    if after_role and is_name(name := _untitled(after_role["name"])):
        text = name
    text = _untitled(_BESIDE.sub("", _ASIDE.sub("", text).strip(" :：–—-") or text.strip("()[]")))
    while (parts := text.rpartition(", "))[1] and describes(parts[2], parts[0]):
        text = parts[0]
    family, given = _inverted(text)
    return f"{given} {family}" if given and not is_name(family) else text


def _untitled(text: str) -> str:
    text = _HONORIFIC.sub("", text) if _HONORIFIC.match(text) else text
    return _DEGREES.sub("", text).strip()


def _inverted(text: str) -> tuple[str, str]:
    """The family and the given name of "Lamson, Jim"; else the text, and nothing."""
    family, comma, given = text.partition(", ")
    is_inverted = comma and _GIVEN.fullmatch(given) and not re.fullmatch(SUFFIX, given)
    return (family, given) if is_inverted else (text, "")


def _fits(said: Sequence[str], name: Sequence[str]) -> bool:
    """Whether a label is a part of a name: the first name, the last, or initials or first name with the last."""
    if not said or len(name) < 2:
        return False
    if len(said) == 1:
        return said[0] in (name[0], name[-1])
    if said[-1] != name[-1]:
        return said == name[: len(said)]
    first, given = said[0], name[0]
    return first == given or (len(first) == 1 and given.startswith(first)) or said == name[-len(said) :]


@lru_cache(maxsize=4096)
def _initials(name: str) -> frozenset[str]:
    """The initials of a name: all, without particles, or first and last."""
    words = [word for part in _parts(name) for word in part.split("-") if word]
    small = [bool(_PARTICLE.fullmatch(word)) for word in words]
    marks = [word[0] if is_small else word[0].upper() for word, is_small in zip(words, small, strict=True)]
    names = [mark for mark, is_small in zip(marks, small, strict=True) if not is_small]
    every = "".join(marks)
    return frozenset({every, every.upper(), "".join(names), "".join(names[:1] + names[-1:])})


def _in_role(bare: str, known: Iterable[Person]) -> list[str]:
    role = _BY_ROLE.get(bare.casefold())
    return list(dict.fromkeys(person.name for person in known if role in person.roles)) if role else []


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[str, ...]:
    """The words of a name for comparing: no case, no accents, no dots."""
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    plain = name.casefold()
    words = re.sub(r"\b(?:jr|sr|ii|iii|iv)\b\.?", "", re.sub(r"(?<=\b\w)\.", " ", plain)).replace("’", "'")
    return tuple(words.replace(",", " ").replace(".", " ").split())
