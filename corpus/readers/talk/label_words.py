"""What the words of a label tell of it, whatever else its source prints."""

from __future__ import annotations

import re

from corpus.speakers import bare_label

_WHO = (
    r"(?:speaker|participant|caller|voice|interview(?:er|ee)|guest|(?:co-?)?host|moderator|audience|attendee|panel+ist"
    r"|presenter|narrator|announcer|operator|witness|translator|person|man|woman|male|female|everyone|all|both"
    r"|unidentified|unknown|new|various|student|mc|emcee)"
)
_OTHERS = (
    r"(?:entrevistador[ae]?|presentador[ae]?|ponente|entrevistad[oa]|moderador[ae]?|público|audiencia|interviewerin"
    r"|moderatorin|publikum|intervieweu[rs]e?"
    r"|animat(?:eur|rice)|intervistat(?:ore|rice|[oa])|pubblico|publiek|ведущ(?:ий|ая)|интервьюер|主持人|记者|記者|观众|觀眾|听众"
    r"|聽眾|司会|観客|聴衆|사회자|관객|청중)"
)
UNNAMED = re.compile(
    rf"(?:q ?& ?a )?{_WHO}(?:[ _-]{_WHO}|[ _-]members?|[ _-]questions?|[ _-]response)*(?:[ _-]?#?\d{{1,3}}|[ _-][a-z])?"
    rf"|(?:unidentified|unknown) \w{{1,30}}|{_OTHERS}(?: \d{{1,3}})?"
    r"|(?:the )?(?:court|witness|clerk|chair(?:man|woman|person)?|president|reporter|bailiff)|[qa]",
    re.IGNORECASE,
)  # speakers whom a transcript does not know by name
ADDRESSED = re.compile(
    r"(?:Dr|Mr|Mrs|Ms|Prof|Sen|Senator|Rep|Gov|Gen|Amb|Hon|Professor|Judge|Justice)\b\.? "
    r"(?!(?:president|chair\w*|speaker|secretary|ambassador)\b)\w+",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"\b(?:audience|attendees?|crowd|voices?|spectators?|participants?|callers?|members?|sponsors?|advert\w*|ads?"
    r"|audiencia|públicos?|asistentes?|oyentes?|miembros?|participantes?|todos|todas|voz|voces|anuncio|publicidad"
    r"|publik\w*|publiek|zuhörer\w*|zuschauer\w*|teilnehmer\w*|zwischenru\w*|stimmen?|saal|zaal|alle|werbung"
    r"|public|publics|auditoire|salle|auditeurs?|auditrices?|spectateurs?|intervenante?s?|voix|tous|publicité"
    r"|pubblico|sala|ascoltat\w*|partecipant\w*|voc[ei]|tutti|plateia|ouvintes?|vozes|participantes?|publiczność|głos\w*"
    r"|зал\w*|зрител\w*|слушател\w*|голос\w*|участни\w*|публика|все|izleyici\w*|dinleyici\w*|seyirci\w*"
    r"|m[ae]n|wom[ae]n|lady|gentlem[ae]n|hombres?|mujer|mujeres|señor\w*|hommes?|femmes?|dames?|monsieur|madame|uomo|donna"
    r"|signor[aei]?|homem|mulher|senhor\w*|mann|frau|herr|dame|мужчина|женщина"
    r"|الجمهور|الحضور|הקהל|קהל)\b|观众|觀眾|听众|聽眾|会場|会场|観客|聴衆|参加者|全員|大家|청중|관객",
    re.IGNORECASE,
)  # words of those who speak and are not named, and of what is read out
_OF_A_PLACE = re.compile(
    r"[^\W\d_a-z][\w’'-]{1,40}(?: [^\W\d_a-z][\w’'-]{1,40})?"
    r" (?:from|in|of|at|aus|von|vom|de|du|des|desde|da|di|из|van|från) (?:the |la |le |el )?[^\W\d_a-z][\w’'-]{1,40}"
)  # Ann from Hull
_FUNCTION_WORDS = """
    a an the our your their his her its this that these those we i you he she it they who what when where why how if
    in on at of for from with by to and or but as after before while during since until so now then here there yes no
    not well ok okay first firstly second secondly third next last finally also again is are was were do does did
    because about just please some
"""
_FUNCTION = frozenset(_FUNCTION_WORDS.split())
_ARTICLES = frozenset(["a", "an", "the", "some"])
NEVER = frozenset(["note", "notes", "example", "examples", "http", "https", "warning", "disclaimer", "dear"])
_SHORT = 4  # letters of two labels that are too few for a slip


def is_unnamed(label: str) -> bool:
    """Whether a label is that of a speaker whom nobody names: "Speaker 1", "Host", "THE COURT", "Q"."""
    return bool(UNNAMED.fullmatch(bare_label(label)))


def may_be(label: str) -> bool:
    """Whether a label of several words is that of somebody in a group or from a place, as far as its words tell."""
    says = label.split(" ", 1)[0].casefold() in _FUNCTION - _ARTICLES
    return not says and bool(_GROUP.search(label) or _OF_A_PLACE.fullmatch(label))


def is_slip(label: str, other: str) -> bool:
    """Whether two labels differ by no more than one letter, or by two that have changed places."""
    if abs(len(label) - len(other)) > 1 or label == other or len(label) + len(other) < _SHORT:
        return False
    same = next((n for n, (a, b) in enumerate(zip(label, other, strict=False)) if a != b), min(len(label), len(other)))
    a, b = label[same:], other[same:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    return max(len(a), len(b)) < 2 or (len(a) == 2 and a == b[::-1])


def is_phrase(label: str) -> bool:
    """Whether there are words in a label that no name has: "it was at"."""
    return not _FUNCTION.isdisjoint(label.casefold().split())
