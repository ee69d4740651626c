"""People as the details of a document give them: lists, names with "and" and commas between them, keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from corpus.model import LASTING_ROLES, ROLES, Person, Role, in_order, merged
from corpus.name_parts import is_institution, said, written
from corpus.names import DEGREES, SUFFIX, describes, is_name
from corpus.text import verbatim

_ROLES: dict[str, Role] = {  # by what a key or a role says, without "s" at its end
    "host": "host", "cohost": "host", "guesthost": "host", "hostedby": "host", "presenter": "host",
    "presentedby": "host", "guest": "guest", "interviewee": "guest", "panelist": "guest", "panellist": "guest",
    "author": "author", "writer": "author", "writtenby": "author", "by": "author", "byline": "author",
    "creator": "author", "speaker": "speaker", "participant": "speaker", "interviewer": "speaker",
    "moderator": "speaker", "narrator": "speaker",
}  # fmt: skip
_OF_ANY_ROLE = ("person", "people", "podcastperson")
KEYS = frozenset({*_ROLES, *(f"{key}s" for key in _ROLES), *_OF_ANY_ROLE, "nobody"})
_OTHER_NAMES = ("alias", "aliases", "label", "labels")
_YES = ("true", "yes", "on")
_NO = ("false", "no", "off")
_PARTS = ("given", "family", "particle", "suffix", "literal", "name")
_ALIASES = {
    "givenname": "given", "firstname": "given", "first": "given", "familyname": "family", "lastname": "family",
    "last": "family", "surname": "family", "nondroppingparticle": "particle", "droppingparticle": "particle",
    "organization": "affiliation", "organisation": "affiliation", "institution": "affiliation",
    "company": "affiliation", "prefix": "honorific", "href": "url", "link": "url", "website": "url",
    "homepage": "url",
}  # fmt: skip
_LINK = re.compile(r"\[\[?(?P<name>[^\[\]|]{1,200})(?:\|[^\[\]|]{1,200})?\]\]?(?:\((?P<url>[^()\s]{1,1000})\))?")
_LABELLED = re.compile(r"(?P<label>[^\W_][^:=]{0,30}?) ?[:=] ?(?P<name>[^:=]+)")  # AL: Ann Lee; AL = Ann Lee
_MAIL = re.compile(r" ?<[^<>\s]{1,300}>$")
_ASIDE = re.compile(r"(?P<name>[^()]+) \((?P<aside>[^()]+)\)")
_SAID_OF = re.compile(r"([^,]+?)(?:, (.+)| (?:of|from|at) (.+))")  # Ann Lee, director; Ann Lee of CNN
_BEHIND = re.compile(rf", (?:{SUFFIX})|{DEGREES}")
_AND = re.compile(r",? (?:and|&) ")
_MOST = 1_000  # persons of one key
_LONGEST = 2_000  # characters of a list of names


def squashed(key: object) -> str:
    """A key without what there are many manners of: podcast:episode, Podcast_Episode."""
    return re.sub(r"[\W_]+", "", str(key)).casefold()


def of_keys(names: Mapping[str, object]) -> tuple[Person, ...]:
    """Whom the keys name, by squashed key, in the roles that these say."""
    found: list[Person] = []
    for key, value in names.items():
        if key in KEYS:
            role = _role(key)
            is_list = isinstance(value, list)
            is_one = is_list or role == "author" or not (key.endswith("s") or key == "people")
            for entry in value[:_MOST] if isinstance(value, list) else [value]:
                if isinstance(entry, dict):
                    found += _of_mapping(entry, role) if _describes_one(entry) else _of_labels(entry, role)
                elif isinstance(entry, str):
                    found += _of_text(entry, role, is_one=is_one, is_entry=is_list)
    return merged(found)


def nobody(names: Mapping[str, object]) -> tuple[str, ...]:
    """What the keys say to be no name: a heading, or a label, that may be read as one."""
    entries = [entry for key in _OF_ANY_ROLE for entry in _list(names.get(key)) if isinstance(entry, dict)]
    said = [*_list(names.get("nobody"))]
    for entry in entries:
        plain = {squashed(key): value for key, value in entry.items()}
        said += [plain.get("name")] if _is_yes(plain.get("nobody")) else _list(plain.get("nobody"))
    return _texts(said)


def with_named(
    people: Sequence[Person], names: Mapping[str, object], named: Sequence[Person], *, of_folder: bool
) -> tuple[Person, ...]:
    """The people of a document and those `named` by the keys, in the roles that these say; of the `people` of a whole
    folder, those alone whom the document names."""
    if of_folder:
        printed = {person.name.casefold() for person in people}
        always = {each.name for each in of_keys({key: names[key] for key in names if key not in _OF_ANY_ROLE})}
        named = [each for each in named if each.name in always or printed & _known_by(each)]
    in_roles = {key for each in named if each.roles for key in _known_by(each)}
    kept = [
        replace(each, roles=tuple(role for role in each.roles if role in LASTING_ROLES))
        if each.name.casefold() in in_roles
        else each
        for each in people
    ]
    return merged((*kept, *named))


def _known_by(person: Person) -> set[str]:
    return {name.casefold() for name in (person.name, *person.aliases)}


def _list(value: object) -> list[object]:
    return value[:_MOST] if isinstance(value, list) else [value]


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    found = (verbatim(value) for value in values if isinstance(value, str))
    return tuple(dict.fromkeys(filter(None, found)))


def _is_yes(value: object) -> bool:
    return isinstance(value, str) and value.casefold() in _YES


def _role(said: str) -> Role | None:
    plain = squashed(said)
    return _ROLES.get(plain) or _ROLES.get(plain.removesuffix("s"))


def _of_mapping(entry: Mapping[object, object], role: Role | None) -> Iterator[Person]:
    """The person whom a mapping describes, by name or by the parts of one."""
    keys = {squashed(key): value for key, value in entry.items()}
    if _is_yes(keys.get("nobody")):
        return
    plain = {key: verbatim(value) for key, value in keys.items() if isinstance(value, str)}
    flags = [plain.pop(key) for key in ("institution", "literal") if plain.get(key, "").casefold() in (*_YES, *_NO)]
    if any(map(_is_yes, flags)):
        plain.setdefault("literal", plain.get("name", ""))
    given = {_ALIASES.get(key, key): value for key, value in plain.items() if value}
    name = said({key: given[key] for key in _PARTS if key in given})
    if name and any(map(str.isalpha, name.name)):
        name = name._replace(honorific=given.get("honorific") or name.honorific)
        in_role = given.get("role", "")
        as_role = _role(in_role) or next((each for each in ROLES if each == in_role.casefold()), role)
        person = name.person(as_role, affiliation=given.get("affiliation"), url=given.get("url"))
        yield _with_aliases(person, keys)


def _describes_one(entry: Mapping[object, object]) -> bool:
    return any(_ALIASES.get(key, key) in (*_PARTS, "nobody") for key in map(squashed, entry))


def _of_labels(entry: Mapping[object, object], role: Role | None) -> Iterator[Person]:
    """The persons of a mapping from labels to names, `AL: Ann Lee`, or from names to what is said of them."""
    for key, value in entry.items():
        label = verbatim(str(key))
        if isinstance(value, dict):
            named = _of_mapping(value if _describes_one(value) else {**value, "name": label}, role)
        elif not isinstance(value, str) or (is_name(label) and not is_name(verbatim(value))):
            named = _of_text(label, _role(str(value)) or role, is_one=True, is_entry=True)
        else:
            named = _of_text(value, _role(label) or role, is_one=True, is_entry=True)
        yield from (_called(person, label) for person in named)


def _called(person: Person, label: str) -> Person:
    """The person with a label, unless it is the name or says a role."""
    return person if label == person.name or _role(label) else replace(person, aliases=(*person.aliases, label))


def _with_aliases(person: Person, keys: Mapping[str, object]) -> Person:
    """The person with what else stands for them: labels, and the name as printed, where its parts are written
    otherwise."""
    aliases = _texts(value for key in _OTHER_NAMES for value in _list(keys.get(key)))
    name = in_order(person.parts) if person.parts else person.name
    if name != person.name and name.casefold() == person.name.casefold():
        return replace(person, name=name, aliases=(*aliases, person.name))
    return replace(person, aliases=aliases)


def _of_text(text: str, role: Role | None, *, is_one: bool, is_entry: bool) -> Iterator[Person]:
    """The persons whom a text lists; `is_one`, where "Lee, Ann" is one name in it rather than two."""
    text = re.sub(r"^by:? ", "", verbatim(text), flags=re.IGNORECASE)
    link = _LINK.fullmatch(text)
    full = text.split(", ")
    is_whole = link or (is_entry and len(full) == 2 and all(map(is_name, full)))  # Vargas Llosa, Mario Augusto
    for each in [text] if is_whole else _names(text, is_one=is_one):
        name = link["name"] if link else _MAIL.sub("", each)
        affiliation = None
        as_role = role
        label = ""
        if (told := _LABELLED.fullmatch(name)) and is_name(told["name"]):
            label, name = told.groups()
            as_role = _role(label) or role
        if (aside := _ASIDE.fullmatch(name)) and (said_role := _role(aside["aside"])):
            name, as_role = aside["name"], said_role
        elif aside and (is_institution(aside["aside"]) or aside["aside"].isupper()):
            name, affiliation = aside.groups()
        elif (parts := _SAID_OF.fullmatch(name)) and is_name(parts[1]) and (parts[3] or describes(parts[2], parts[1])):
            name, affiliation = parts[1], parts[2] or parts[3]
        if any(map(str.isalpha, name)):
            person = written(name).person(as_role, affiliation=affiliation, url=link["url"] if link else None)
            yield _called(person, label) if label else person


def _names(text: str, *, is_one: bool) -> list[str]:
    """The names that a text lists, each as written; the text itself where it is not sure that it lists several."""
    if len(text) > _LONGEST:
        return [text]
    if len(listed := re.split(r" ?; ?", text)) > 1:
        return [name for name in listed if name]
    between = _AND.split(text)
    names = [name for part in between for name in _between_commas(part, is_one=is_one)]
    is_list = len(between) == 1 or any(map(_is_of_person, names)) or (not is_one and not is_institution(names[0]))
    return names if is_list and all(map(_may_stand_alone, names)) else [text]


def _between_commas(text: str, *, is_one: bool) -> list[str]:
    names: list[str] = []
    for piece in text.split(", "):
        if names and (_BEHIND.fullmatch(f", {piece}") or describes(piece, names[-1])):
            names[-1] += f", {piece}"  # which is said of the person
        else:
            names.append(piece)
    full = sum(is_name(name.partition(", ")[0]) for name in names)
    if len(names) < 2 or full == len(names):
        return [text] if is_one and written(text).parts else names
    pairs = [", ".join(names[at : at + 2]) for at in range(0, len(names), 2)]
    are_pairs = len(names) % 2 == 0 and all(written(pair).parts for pair in pairs)
    if are_pairs and (is_one or all(re.search(r"\b\w\.", pair) for pair in pairs)):
        return pairs
    return [text] if is_one and 2 * full < len(names) else names


def _is_of_person(name: str) -> bool:
    return is_name(name.partition(", ")[0]) or bool(written(name).parts)


def _may_stand_alone(name: str) -> bool:
    """Whether a name is more than a part of a longer one, such as "Space Administration"."""
    return (name[:1].isalnum() and not name[0].islower()) or _is_of_person(name)
