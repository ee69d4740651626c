"""Names of persons in text: how they are written, and which capitalised words are none."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.model import Person, Role

PARTICLES = (
    "de|del|della|dello|degli|dalla|der|den|di|da|das|do|dos|du|van|von|von und zu|zu|zum|zur|vom|af|av|ter|ten|bin"
    "|ibn|ben|bint|al|el|la|le|lo|y|e"
)
PREFIX = r"(?:al|el|ad|ar|as|ash|ez|d|l|o)[-’']"
_WORD = rf"(?:[^\W\d_a-z]\.(?:-?[^\W\d_a-z]\.)*|(?!(?:Jr|Sr)\b)(?:{PREFIX})?[^\W\d_a-z][\w’'\-]{{1,40}})"
NAME = rf"{_WORD}(?: (?:(?:{PARTICLES}|[^\W\d_a-z])\.? ){{0,3}}{_WORD}){{1,3}}(?:,? (?:Jr|Sr)\b\.?)?"
_TITLE = (
    r"(?:Dr|Prof|Professor|Mr|Mrs|Ms|Mx|Amb|Ambassador|Brig|Lt|Maj|Major|Gen|General|Vice|Rear|Adm|Admiral|Col|Colonel"
    r"|Capt|Captain|Cmdr|Sgt|Sen|Senator|Rep|Representative|Congress(?:man|woman)|Chair(?:man|woman|person)?|Gov|Governor"
    r"|President|Secretary|Minister|Justice|Judge|(?:The )?Hon|Rev|Sir|Dame|Lord|Lady|Baroness)"
)
HONORIFIC = rf"(?:{_TITLE}\b\.? (?:\([Rr]et\.?\) )?)+"
SUFFIX = r"(?:Jr|Sr|jr|sr|JR|SR)\.?|II|III|IV"
DEGREES = (
    r"(?:(?:,? (?:Ph\.? ?D|M\.?D|J\.?D|D\.?Phil|M\.?Sc|B\.?Sc|M\.?Phil|LL\.?[BDM]|Ed\.?D|Psy\.?D|MBA|MPH"
    r"|MPP|Esq|CFA|CPA|RN)|, (?:M\.?A|B\.?A|M\.?S|OBE|CBE|MBE|MP|QC|KC))\b\.?)*"
)
POST = (
    r"(?:director|fellow|professor|researcher|associate|analyst|scholar|expert|editor|president|chair\w*|head|chief|founder"
    r"|co-founder|ceo|cto|officer|adviser|advisor|correspondent|reporter|journalist|author|historian|economist|scientist"
    r"|lecturer|ambassador|minister|secretary|engineer|partner|manager|lead|leader|member|counsel|specialist|coordinator"
    r"|writer|columnist|producer|host|strategist|consultant|diplomat|lawyer|physicist|activist|guests?|colleagues?|friend)"
)
_POST = re.compile(rf"\b{POST}\b", re.IGNORECASE)
_SMALL = re.compile(rf"(?:{PARTICLES})\.?|{PREFIX}.+")
_PERSON = re.compile(rf"(?P<honorific>{HONORIFIC})?(?P<name>{NAME}){DEGREES}")

# Words that begin a sentence; words of places and days that are persons' names too; words of institutions and works.
_OPENING = """
    the a an our your their his her its this that these those we i you he she it they who what when where why how if
    in on at of for from with by to and or but as after before while during since until though although both all some
    there here then now tomorrow yesterday tonight last next first second most many one two three
"""
_ALSO_OF_PERSONS = """
    monday tuesday wednesday thursday friday saturday sunday january february april july august september october
    november december spring summer autumn winter north south west western eastern northern southern french german
    more peace israel china america asia york jersey francisco angeles rica river ocean island mountain valley hill
    church court street aviv
"""
_INSTITUTIONAL = """
    today new old central middle united european asian african american russian chinese iranian israeli ukrainian
    british saudi arab persian soviet international national federal global world public foreign military nuclear
    defense defence special deputy former senior korea africa arabia lanka kong aires dhabi europe russia iran
    ukraine zealand republic kingdom states nations union emirates gulf sea islands city county road avenue square
    house capitol mexico delhi university college school academy faculty institute institution center centre project
    program programme foundation association society council committee commission agency authority department ministry
    office bureau board parliament congress senate assembly party government administration army navy forces force
    command police guard guards corps intelligence security service services company corporation corp inc ltd llc
    group bank fund trust partners partnership network alliance coalition forum initiative lab labs laboratory
    laboratories hospital museum library club team league federation organization organisation press publishing books
    media news times post journal review magazine weekly daily herald tribune guardian radio television channel
    broadcasting podcast podcasts show episode series season edition report studies study affairs policy research
    relations history politics economics science sciences technology war wars treaty agreement accord summit
    conference festival prize award productions studios studio records music audio video film films apple google
    spotify youtube facebook twitter speaker speakers unknown unidentified voice male female audience member host
    hosts guest guests moderator operator announcer narrator interviewer interviewee commercial break clip transcript
    welcome hello thanks thank subscribe co-host co-hosts bio bios biography biographies staff editors editorial
    reporters correspondents contributors newsroom desk reuters rights watch amnesty greenpeace bulletin chronicle
    gazette observer monitor wire digest secretariat directorate embassy consulate technologies systems solutions
    industries holdings motors airlines publishers consulting analytics collective consortium doctors borders
    nonprofit stichting gmbh sans endowment archive archives commons various authors supreme jazeera
"""
OF_INSTITUTIONS = frozenset(_INSTITUTIONAL.split())
NOT_OF_PERSONS = OF_INSTITUTIONS.union(_OPENING.split(), _ALSO_OF_PERSONS.split())


@lru_cache(maxsize=4096)
def is_name(text: str) -> bool:
    """Whether words that are written as names are might be a person's full name, as far as the words tell."""
    words = text.split()
    plain = [word.strip(".,").casefold() for word in words]
    return (
        bool(re.fullmatch(NAME, text))
        and not NOT_OF_PERSONS.intersection(plain)
        and not re.search(r"[’']s?$|-$", text)
        and len(plain[-1]) > 1
        and all(not word[0].islower() or _SMALL.fullmatch(word) for word in words)
    )


def describes(said: str, name: str) -> bool:
    """Whether what stands after a name and a comma says something of the person: "SHIP NEWS HOST", "CNN"."""
    if _POST.search(said):
        return True
    is_loud = said.isupper() and len(said) > 2 and "." not in said and not re.fullmatch(SUFFIX, said)
    return is_name(name) and (is_loud or not NOT_OF_PERSONS.isdisjoint(said.casefold().split()))


def person(
    text: str, role: Role, *, honorific: str | None = None, affiliation: str | None = None
) -> tuple[Person, ...]:
    """The one person whom a text names and nothing else, in this role; none where it is no person's full name."""
    match = _PERSON.fullmatch(text)
    if not match or not is_name(match["name"]):
        return ()
    said = (match["honorific"] or "").strip() or honorific
    return (Person(name=match["name"], roles=(role,), honorific=said, affiliation=affiliation),)
