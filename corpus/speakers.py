"""Which person each speaker's label of a transcript names: "LAMSON" and "Mr. Lamson" are Jim Lamson."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from corpus.model import Person
from corpus.names import DEGREES, HONORIFIC, is_name
from corpus.text import verbatim

_HONORIFIC = re.compile(rf"{HONORIFIC}", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_DEGREES = re.compile(rf"{DEGREES}$", re.IGNORECASE)
_INVERTED = re.compile(r"([^,]+), ((?!Jr\b|Sr\b)[^,]+)", re.IGNORECASE)
_BY_ROLE = {"host": "host", "guest": "guest"}


def speakers(labels: Iterable[str], known: Iterable[Person]) -> dict[str, str]:
    """The name of the known person whom each label names; a label that none or several fit is left out.

    Labels that are full names themselves make known persons too. "Host" names the only host, "Guest" the only guest.
    """
    everyone = tuple(known)
    printed = {label: bare_label(label) for label in dict.fromkeys(labels)}
    names = [person.name for person in everyone if len(_parts(person.name)) > 1]
    for bare in sorted(printed.values(), key=lambda bare: (bare.isupper(), "." in bare)):  # the fullest first
        if is_name(bare) and not _fitting(bare, names):
            names.append(bare)
    single = [person.name for person in everyone if len(_parts(person.name)) == 1]
    found = {
        label: _fitting(bare, names) or _fitting(bare, single) or _in_role(bare, everyone)
        for label, bare in printed.items()
    }
    return {label: fitting[0] for label, fitting in found.items() if len(fitting) == 1}


def bare_label(label: str) -> str:
    """A label without honorific, degrees, affiliation in brackets and colon; "Lamson, Jim" as Jim Lamson."""
    text = _ASIDE.sub("", verbatim(label)).strip(" :–—-")
    text = _DEGREES.sub("", _HONORIFIC.sub("", text) if _HONORIFIC.match(text) else text).strip()
    inverted = _INVERTED.fullmatch(text)
    return f"{inverted[2]} {inverted[1]}" if inverted else text


def _fitting(bare: str, names: Iterable[str]) -> list[str]:
    """The names that a bare label may stand for, each once; the very name alone where it is one of them."""
    said = _parts(bare)
    each = list(dict.fromkeys(names))
    found = [name for name in each if _parts(name) == said] or [name for name in each if _fits(said, _parts(name))]
    if found or not (1 < len(bare) < 5 and bare.isupper()):
        return found
    return [name for name in each if len(said) == 1 and "".join(part[0] for part in _parts(name)) == said[0]]


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


def _in_role(bare: str, known: Iterable[Person]) -> list[str]:
    role = _BY_ROLE.get(bare.casefold())
    return list(dict.fromkeys(person.name for person in known if role in person.roles)) if role else []


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[str, ...]:
    """The words of a name for comparing: no case, no accents, no dots."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    words = re.sub(r"\b(jr|sr)\b\.?", "", re.sub(r"(?<=\b\w)\.", " ", plain)).replace("’", "'")
    return tuple(words.replace(",", " ").replace(".", " ").split())
