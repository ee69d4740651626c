"""Whom a draft credits with a quotation: by the sentence around it, and where that names nobody, the one before."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from search.verifying.marks import MASK
from search.verifying.names import TITLE, parts
from search.verifying.values import Quoted

_PARTICLES = r"(?:van der|van den|van de|van|von|de la|de|del|der|di|da|dos|du|le|la|bin|ibn|al|el|ter|ten|st\.|St\.)"
_WORD = r"[^\W\d_a-z]\w*(?:[’'-](?!s\b)\w+)*"
_NAME = (
    rf"(?<!\w)(?:{TITLE})?(?:(?:{_PARTICLES})\s+)?{_WORD}"
    rf"(?:\s+(?:(?:{_PARTICLES}\s+)?{_WORD}|[A-Z]\.)){{0,6}}"
)
_SAID = (
    r"(?:said|says|say|saying|tells?|told|writes?|wrote|asks?|asked|adds?|added|explain(?:s|ed)?|argue[sd]?|notes?|noted"
    r"|recall(?:s|ed)?|claim(?:s|ed)?|insist(?:s|ed)?|warn(?:s|ed)?|repl(?:y|ies|ied)|answer(?:s|ed)?|continue[sd]?"
    r"|conclude[sd]?|observe[sd]?|remark(?:s|ed)?|state[sd]?|puts?|joke[sd]?|admit(?:s|ted)?|acknowledge[sd]?"
    r"|promise[sd]?|predict(?:s|ed)?|foresees?|foresaw|wonder(?:s|ed)?|describe[sd]?|calls?|called|muse[sd]?"
    r"|suggest(?:s|ed)?|believe[sd]?|thinks?|thought|confirm(?:s|ed)?|announce[sd]?|comment(?:s|ed)?|declare[sd]?"
    r"|report(?:s|ed)?|testif(?:y|ies|ied)|stress(?:es|ed)?|quip(?:s|ped)?|respond(?:s|ed)?|points? out|pointed out"
    r"|emphasi[sz]e[sd]?|tweet(?:s|ed)?|goes|sigh(?:s|ed)?|hope[sd]?|concede[sd]?|maintain(?:s|ed)?|boast(?:s|ed)?"
    r"|talk(?:s|ed) (?:of|about)|speaks? of|spoke of|sagte?|dit|dice)"
)
_WORDS = (
    r"views?|advice|words?|line|reply|answer|claim|summary|verdict|take|point|theory|rule|motto|warning|remark|phrase"
    r"|question|complaint|joke|comment|argument|observation|conclusion|response|opinion"
)
_ADVERB = r"(?:\w+ly\s+|has\s+|had\s+|have\s+|once\s+|later\s+|also\s+|then\s+|would\s+|will\s+)*"
_LITTLE = r"(?:\s+(?:the|a|an|his|her|their|this|that|[a-z]+)){0,4}?,?\s+"  # said the host, Mat Ryer
_ASIDE = r"(?:,[^,.\ufffc]{1,80},|\s*\([^()]{1,60}\))?"
_BEHIND = (
    rf"^[\ufffc\W]*(?:{_SAID})(?:{_LITTLE}|\s+)(?P<name>{_NAME})",
    rf"^[\ufffc\W]*(?:the\s+(?:[a-z]+\s+){{1,3}}|the\s+[a-z]+,\s+)?(?P<name>{_NAME}){_ASIDE},?\s+{_ADVERB}(?:{_SAID})\b",
    rf"\b[Aa]ccording to (?P<name>{_NAME})",
    rf"^[\ufffc\W]*as (?P<name>{_NAME})\b[^.\ufffc]{{0,80}}?\b(?:{_SAID})\b",
    rf"^[\ufffc\W]*in (?P<name>{_NAME})[’']s? words\b",
    rf"^[\ufffc\W]*(?:was|is|were) (?P<name>{_NAME})[’']s? ",
    rf"^[\ufffc\W]*is how (?P<name>{_NAME}) ",
    rf"^[^\w\ufffc]*[(—–-]\s*(?P<name>{_NAME})\)?\W*$",
)
_VERB_BEHIND = (  # any verb, where a comma or a stop closes the quotation
    rf"^\s*(?P<verb>[a-z]+)\s+(?P<name>{_NAME})",
    rf"^\s*(?P<name>{_NAME})\s+(?P<verb>[a-z]+)\b",
)
_BEFORE = (
    rf"\b(?:[Aa]ccording to|[Ii]n the words of) (?P<name>{_NAME})(?![\w’'])(?!\s+[A-Z])[^\ufffc]*$",
    rf"\b[Ii]n (?P<name>{_NAME})[’']s words[^\ufffc]*$",
    rf"(?P<name>{_NAME})[’']s? (?:\w+ ){{0,2}}(?:{_WORDS})\b[^\w\ufffc]*(?:is|was|that)?[^\w\ufffc]*$",
    rf"\b(?:told|asked|informed|warned|reminded|quoted) by (?P<name>{_NAME})[^\ufffc]*$",
    rf"\b(?:{_SAID}|quot(?:es|ed|ing)|recall(?:s|ed|ing)) (?P<name>{_NAME}) (?:as )?saying[^\ufffc]*$",
)
_SPEAKS = rf"(?P<name>{_NAME}){_ASIDE}\s+{_ADVERB}(?P<verb>{_SAID})\b"
_COLON = rf"(?P<name>{_NAME})(?:\s+(?:to|on)\s[^:\ufffc]{{1,60}})?\s*:\s*$"
_PASSIVE = re.compile(
    rf"(?:{_NAME}|\b[Hh]e|\b[Ss]he|\b[Tt]hey)\s+(?:was|were|is|are|has been|had been|been)\s+(?:\w+ly\s+)?"
    r"(?:told|asked|informed|warned|reminded|quoted)\b"
)
_SOMEBODY = re.compile(rf"(?:\b[Tt]he|[’']s) (?:[a-z]+ ){{1,2}}(?:{_SAID})\b")
_ASKS = re.compile(r"\b(?:asked|asks|asking|wondered|listened|nodded|winced|heard)\b")
_PRONOUN = re.compile(rf"\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]|[Ww]e)\s+{_ADVERB}[a-z]+")
_NOT_SUBJECTS = re.compile(
    r"\b(?:to|told|asked|with|of|for|from|about|against|than|by|at|in|on|after|before|like)\s+$", re.IGNORECASE
)
_IN_CLAUSES = re.compile(r"\b(?:when|if|while|that|not)\s+$", re.IGNORECASE)
_NO_VERBS = {
    "in", "of", "at", "on", "for", "to", "from", "with", "by", "as", "and", "or", "but", "that", "than", "about",
    "into", "over", "under", "after", "before", "like", "is", "was", "were", "are", "has", "had", "the", "a", "an",
    "which", "who", "while", "when", "because", "whereas", "if", "though", "although", "where", "not",
}  # fmt: skip
_NO_NAMES = {
    "the", "a", "an", "and", "but", "or", "so", "then", "when", "while", "if", "as", "in", "on", "at", "for", "of",
    "to", "from", "with", "by", "after", "before", "since", "today", "yesterday", "he", "she", "it", "they", "we", "i",
    "you", "his", "her", "its", "their", "this", "that", "these", "those", "there", "here", "what", "who", "how", "why",
    "where", "did", "does", "do", "is", "was", "were", "are", "has", "had", "have", "will", "would", "can", "could",
    "not", "no", "yes", "yet", "still", "once", "also", "emphasis", "italics",
}  # fmt: skip


class Credit(NamedTuple):
    """Whom a draft credits. Where neither a verb nor the like says that they speak it is not sure: only somebody of the
    document, or a whole name that is known, is meant by it.
    """

    name: str
    is_sure: bool


def credit(quoted: Quoted, known: Collection[str]) -> Credit | None:
    """Whom a draft credits with a quotation; None where it names nobody, or only by a pronoun. `known` are the
    `parts_of` names of people."""
    before, behind = quoted.before, quoted.behind
    for pattern in _BEHIND:
        if name := _found(pattern, behind, known):
            return Credit(name, True)
    if quoted.text.rstrip()[-1:] in ",.?!…—–" or behind.lstrip(MASK)[:1] == ",":
        for pattern in _VERB_BEHIND:
            match = re.search(pattern, behind.lstrip(MASK + ","))
            if match and match["verb"] not in _NO_VERBS and (name := _proper(match["name"], known)):
                return Credit(name, _is_known(name, known))
    if _SOMEBODY.search(behind):
        return None
    if (match := re.search(_COLON, before)) and not _NOT_SUBJECTS.search(before[: match.start()]):
        name = _proper(match["name"], known)
        if name and _is_known(name, known):
            return Credit(name, True)
    for pattern in _BEFORE:
        if name := _found(pattern, before, known):
            return Credit(name, True)
    if _PASSIVE.search(before) or _SOMEBODY.search(before):
        return None
    is_question = "?" in quoted.text[-3:]
    for match in reversed(list(re.finditer(_SPEAKS, before))):
        is_asking = match["verb"].startswith("ask") and not is_question
        if MASK in before[match.end() :] or is_asking or _NOT_SUBJECTS.search(before[: match.start()]):
            continue
        if name := _proper(match["name"], known):
            return Credit(name, True)
    named = list(_subjects(before, known))
    if named:
        return Credit(named[0], False) if len({*named}) == 1 else None
    if _PRONOUN.search(before) or _PRONOUN.search(behind):
        return None
    if before.strip(MASK + " \n") and not quoted.is_block and not before.rstrip().endswith((":", ",")):
        return None
    if _PASSIVE.search(quoted.earlier) or _ASKS.search(quoted.earlier):
        return None
    named = list(_subjects(quoted.earlier, known))
    return Credit(named[0], False) if len({*named}) == 1 else None


def _found(pattern: str, text: str, known: Collection[str]) -> str | None:
    match = re.search(pattern, text)
    return _proper(match["name"], known) if match else None


def _subjects(sentence: str, known: Collection[str]) -> Iterator[str]:
    """The names of people in a sentence that are not told to, of or by somebody."""
    for match in re.finditer(_NAME, sentence):
        name = _proper(match[0], known)
        ahead = sentence[: match.start()]
        is_owner = match[0].endswith(("’s", "'s")) or sentence[match.end() :].startswith(("’s", "'s", "’ ", "' "))
        if is_owner or _NOT_SUBJECTS.search(ahead) or _IN_CLAUSES.search(ahead):
            continue
        if name and _is_known(name, known):
            yield name


def _is_known(name: str, known: Collection[str]) -> bool:
    return not parts(name).isdisjoint(known)


def _proper(name: str, known: Collection[str]) -> str | None:
    """A name without what is no part of it, such as a word that begins the sentence; None where nothing remains."""
    words = re.sub(r"[’']s?$", "", name).split()
    while words and words[0].casefold().strip(".,") in _NO_NAMES:
        words.pop(0)
    while len(words) > 1 and parts(words[0]).isdisjoint(known) and not parts(" ".join(words[1:])).isdisjoint(known):
        words.pop(0)
    return " ".join(words) or None
