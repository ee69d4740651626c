"""People of a page: from their bios, from running text ("hosted by …"), and from lines that list them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from corpus.dates import PartialDate
from corpus.model import Document, Passage, Person, Role, Section, merged
from corpus.names import DEGREES, HONORIFIC, NAME, POST, is_name, person
from corpus.sections import known_kind

_INTRO = (
    rf"(?:(?:(?:our|my|the|two|three|special|returning|guest|senior|former|fellow|political|nuclear|military|{POST}s?)"
    r"(?: and)?) ){0,5}"
)
_ITEM = re.compile(rf"{_INTRO}(?P<honorific>{HONORIFIC})?(?P<name>{NAME}){DEGREES}(?: \([Rr]et\.?\))?")
_SEPARATOR = re.compile(r"[,;]? (?:and|&|as well as|along with|plus) |[,;] |/")
_BRACKET = re.compile(r" \((?P<place>[^\W\d_a-z][^()]{1,80})\)")
_OF = re.compile(r" (?:of|from|at) (?=(?:the )?[^\W\d_a-z])")
_DESCRIBED = re.compile(rf", (?=(?:[Aa]n? |[Tt]he )?[a-z]|(?:[\w-]+ ){{0,5}}(?i:{POST})\b)(?!and |who |which |as )")
_STOP = re.compile(r",? (?:and|&) |[,;] ?|(?<!\b\w)\.(?=\s|$)|$| (?=who |where |to discuss|to talk|about |for an? )")
_LONGEST_DESCRIPTION = 300  # characters

_BIO = re.compile(
    rf"(?P<honorific>{HONORIFIC})?(?P<name>{NAME}){DEGREES}(?:,[^,]{{1,60}},|,? \([^()]{{1,60}}\))?\s+"
    r"(?:(?:is|was|has|had|serves|served|works|worked|leads|led|joined|directs|heads|holds|covers|writes|teaches|runs"
    r"|researches|studies|focuses|specializes|specialises|currently|founded|co-founded)\b)"
)
_ENTRY = re.compile(rf"(?P<honorific>{HONORIFIC})?(?P<name>{NAME}){DEGREES}(?P<rest>$|,? \(.*|:? [–—-] .*|: .*|, .*)")
_AT = re.compile(r"\bat (?:the )?([^\W\d_a-z][^,.;]*?)(?=,| where| who| since| and [a-z]| from \d| in \d|[.;]|$)")
_ELSEWHERE = re.compile(
    r"(?<!professor )(?<!author )(?<!host )(?<!member )(?<!authors )(?<!hosts )\b(?:of|with|for|from) (?:the )?"
    r"([^\W\d_a-z][^,.;]*?)(?=,| where| who| since| and [a-z]| in \d|\.(?:\s|$)|;|$)"
)
_SMALL = frozenset({"of", "for", "the", "and", "on", "in"})
_ACRONYM = re.compile(r"\(([A-Z]{2,})\)")

_OCCASION = (
    r"\b(?:[Ee]pisode|[Pp]odcast|[Ss]how|[Cc]onversation|[Ii]nterview|[Dd]iscussion|[Rr]ecording|[Ss]eries"
    r"|[Pp]rogram(?:me)?|[Ww]ebinar|[Pp]anel)\b"
)
_BY_US = (
    r"\b(?:[Ww]e|I|[Tt]he hosts?|[Hh]osts? [^.;:]{3,80}?)(?:['’](?:re|m|ve))?"
    r"(?: (?:are|were|was|am|is|have|had|been|also|recently|then|again|finally|just|first|get|got|once))*"
)
_TALK = (
    r"(?:s[ai]ts? down with|sitting down with|joined(?: \w+)? by|welcom(?:es?|ed|ing)|interview(?:s|ed|ing)?"
    r"|(?:spoke|speaks?|speaking|talk(?:s|ed|ing)?|chat(?:s|ted|ting)?) (?:with|to))"
)
_START = r"(?:^|(?<=[.!?:] ))"
_GUESTS = re.compile(
    rf"(?:{_BY_US} {_TALK}|\bsits? down with|{_OCCASION}[^.;]{{0,80}}?\b(?:{_TALK}|featur(?:es|ing))"
    rf"|\b(?:is|are) joined by|{_START}(?:Joined by|Featuring|With guests?)|\b[Ii]n conversation with"
    rf"|{_START}(?:An?|Our|My|This) (?:\w+ )?(?:conversation|interview|discussion|chat) with"
    r"|\b[Gg]uests?(?: today| this week)?(?: (?:is|are|includes?|was|were))?:?) (?=\S)"
)
_HOSTED = re.compile(rf"(?:{_OCCASION}[^.;]{{0,80}}?|{_START}It (?:is|was) |{_START})\b[Hh]osted by (?=\S)")
_HOSTED_BY = re.compile(r"\b[Hh]osted by (?=\S)")
_HOST = re.compile(
    r"(?<!show )(?<!radio )(?<!TV )(?<!news )(?<!podcast )(?<!former )(?<!to )(?<!will )(?<!we )(?<!can )"
    r"\b(?:[Yy]our |[Oo]ur |[Tt]he )?(?:[Cc]o-?)?[Hh]ost(?P<several>s?),? (?=\S)"
)
_JOINS = re.compile(rf"\b(?P<name>{NAME}) (?:joins|joined) (?:us|me|the (?:show|podcast|program(?:me)?)|hosts?)\b")
_LABEL = re.compile(
    r"(?:^|(?<=[.;|•·] ))(?P<label>(?:co-?)?hosts?|presenters?|guests?|featuring|speakers?|panell?ists?|authors?): *"
    r"|^(?P<by>by|written by|story by|text by|hosted by|presented by):? ",
    re.IGNORECASE,
)
_ROLES: dict[str, Role] = {
    "host": "host", "co-host": "host", "cohost": "host", "presenter": "host", "hosted by": "host",
    "presented by": "host", "guest": "guest", "featuring": "guest", "panelist": "guest", "panellist": "guest",
    "speaker": "speaker", "author": "author", "by": "author", "written by": "author", "story by": "author",
    "text by": "author",
}  # fmt: skip
_HEADED: dict[str, Role] = {
    "host": "host", "presenter": "host", "guest": "guest", "panel": "guest", "author": "author",
    "contributor": "author", "speaker": "speaker", "participant": "speaker",
}  # fmt: skip


class _Listed(NamedTuple):
    """The persons listed from some place in a text on, and where the list ends."""

    people: tuple[Person, ...]
    end: int


def from_summary(text: str) -> tuple[Person, ...]:
    """Hosts and guests that running text names: "hosted by …", "we sat down with …", "guests A and B"."""
    found = [each for match in _GUESTS.finditer(text) for each in _listed(text, match.end(), "guest").people]
    found += [each for match in _JOINS.finditer(text) for each in person(match["name"], "guest")]
    found += [each for match in _HOSTED.finditer(text) for each in _listed(text, match.end(), "host").people]
    for match in _HOST.finditer(text):
        hosts = _listed(text, match.end(), "host").people
        found += hosts if len(hosts) > 1 or not match["several"] else ()  # "hosts Ann Lee" is what a place does
    return merged(found)


def hosts_of(description: str) -> tuple[Person, ...]:
    """The hosts that the description of a show names, where "hosted by" can only be said of the show."""
    listed = [
        each for match in _HOSTED_BY.finditer(description) for each in _listed(description, match.end(), "host")[0]
    ]
    return merged((*listed, *(each for each in from_summary(description) if "host" in each.roles)))


def from_lines(lines: Iterable[str]) -> tuple[Person, ...]:
    """Those whom lines list and nothing else: "Host: A", "Guests: A, B", "By A and B"."""
    return merged(each for line in lines for each in _from_line(line))


def byline(line: str) -> tuple[Person, ...]:
    """The authors whom a line names, and nothing else but a date: "By A and B", "A and B, May 2024"."""
    listed = _listed(line, 0, "author")
    rest = line[listed.end :].strip(" ,.;|•·–—")
    found = listed.people if not rest or PartialDate.parse(rest) else from_lines([line])
    return tuple(person for person in found if "author" in person.roles)


def _from_line(line: str) -> Iterator[Person]:
    for match in _LABEL.finditer(line):
        label = (match["label"] or match["by"]).casefold()
        role = _ROLES.get(label) or _ROLES[label.removesuffix("s")]
        listed = _listed(line, match.end(), role)
        rest = line[listed.end :].strip(" ,.")
        if match["label"] or not rest or rest[0] in "|•·–—" or PartialDate.parse(rest):
            yield from listed.people


def _listed(text: str, start: int, role: Role) -> _Listed:
    found: list[Person] = []
    end = start
    while (match := _ITEM.match(text, start)) and is_name(match["name"]):
        affiliation, end = _description(text, match.end())
        honorific = (match["honorific"] or "").strip() or None
        found.append(Person(name=match["name"], roles=(role,), honorific=honorific, affiliation=affiliation))
        separator = _SEPARATOR.match(text, end)
        if not separator:
            break
        start = separator.end()
    return _Listed(tuple(found), end)


def _description(text: str, start: int) -> tuple[str | None, int]:
    """The affiliation that stands behind a name, and where what is said of the person ends."""
    if bracket := _BRACKET.match(text, start):
        return bracket["place"], bracket.end()
    opening = _OF.match(text, start) or _DESCRIBED.match(text, start)
    if not opening:
        return None, start
    limit = min(len(text), start + _LONGEST_DESCRIPTION)
    end = next((stop.start() for stop in _STOP.finditer(text, opening.end(), limit) if _ends(text, stop)), limit)
    return _affiliation(text[start:end], {}), end


def _ends(text: str, stop: re.Match[str]) -> bool:
    """Whether a comma, an "and" or another stop ends a description: what follows is a person, or no more of it."""
    following = _ITEM.match(text, stop.end())
    if following and is_name(following["name"]):
        return True
    return "and" not in stop[0] and not (stop[0].startswith(",") and re.match(r"[a-z]", text[stop.end() :]))


def bios_of(
    sections: Iterable[Section], *, known: Iterable[Person], role: Role
) -> tuple[tuple[Person, Document | None], ...]:
    """Each person whom the sections of bios introduce, in the role that their heading says.

    Where it says none: `role`, unless the person is known in another. Where it says several, none.
    """
    names = {person.name for person in known if person.roles}
    found: list[tuple[Person, Document | None]] = []
    said: list[Role] = []
    for section in sections:
        if section.kind != "bios" or not section.passages:
            continue
        if not _headed(section, role):  # a person's name heads a part of the section before
            said = list(dict.fromkeys(each for word, each in _HEADED.items() if word in section.heading.casefold()))
        for each, document in from_bios(section, said[0] if len(said) == 1 else role):
            if len(said) > 1 or (not said and each.name in names):
                each = replace(each, roles=())
            found.append((each, document))
    return tuple(found)


def from_bios(section: Section, role: Role = "guest") -> tuple[tuple[Person, Document | None], ...]:
    """Each person whom a section of bios introduces, with a document of the bio; None where there is but a name.

    A person is introduced by a sentence about them, by a line such as "Ann Lee, a fellow at …", or by the heading.
    """
    expansions = _expansions(" ".join(passage.text for passage in section.passages))
    found: list[tuple[Person, list[Passage]]] = [(each, []) for each in _headed(section, role)]
    for passage in section.passages:
        if found and passage.text.casefold() in _ROLES:  # "Host", on a line of its own below the name
            found[-1] = (replace(found[-1][0], roles=(_ROLES[passage.text.casefold()],)), [*found[-1][1], passage])
            continue
        introduced = _introduced(passage.text, role, expansions)
        if introduced and found and found[-1][0].name == introduced.name:
            same = merged([found[-1][0], replace(introduced, roles=())])
            found[-1] = (same[0], [*found[-1][1], passage])
        elif introduced:
            found.append((introduced, [passage]))
        elif found:
            found[-1][1].append(passage)  # a second paragraph of the bio before it
    return tuple(
        (each, bio(each, section.heading, passages) if any(p.text != each.name for p in passages) else None)
        for each, passages in found
    )


def _headed(section: Section, role: Role) -> tuple[Person, ...]:
    """The person whose name is a section's heading."""
    return () if known_kind(section.heading) else person(section.heading, role)


def _introduced(text: str, role: Role, expansions: dict[str, str]) -> Person | None:
    match, said = _BIO.match(text), ""
    if match:
        said = text[match.end() :]
    elif match := _ENTRY.match(text):
        said = match["rest"]
        if said.startswith(",") and not re.search(rf"\b{POST}\b", said[:_LONGEST_DESCRIPTION], re.IGNORECASE):
            return None
    if not match or not is_name(match["name"]):
        return None
    honorific = (match["honorific"] or "").strip() or None
    return Person(name=match["name"], roles=(role,), honorific=honorific, affiliation=_affiliation(said, expansions))


def bio(subject: Person, heading: str, passages: Iterable[Passage]) -> Document:
    """A person's bio as a document of its own."""
    subject = replace(subject, roles=("subject",))
    section = Section(heading=heading, kind="bios", passages=tuple(passages))
    return Document(type="bio", title=subject.name, people=(subject,), sections=(section,))


def _expansions(text: str) -> dict[str, str]:
    """What each bracketed acronym of a text stands for: the capitalised words before it."""
    found = {}
    for match in _ACRONYM.finditer(text):
        before = reversed(text[max(0, match.start() - _LONGEST_DESCRIPTION) : match.start()].split())
        words = [*takewhile(lambda word: word[-1] != "." and (word[0].isupper() or word in _SMALL), before)]
        while words and words[-1] in _SMALL:
            words.pop()
        if words:
            found[match[1]] = " ".join(reversed(words))
    return found


def _affiliation(text: str, expansions: dict[str, str]) -> str | None:
    """The first institution that a description says its person is at."""
    said = text[:_LONGEST_DESCRIPTION]
    at = _AT.search(said) or _ELSEWHERE.search(said)
    if not at:
        return None
    name = at[1].strip()
    return f"{expansions[name]} ({name})" if name in expansions else name
