"""Which heading is Background, Discussion, Bios, Resources, Chapters, Credits …"""

from __future__ import annotations

import re

from corpus.model import SectionKind

_LONGEST = 80  # characters of a heading of known kind
_NUMBER = r"(?:(?:episode|ep|part|chapter|section|no)\b[\s.#]*\d+|s\d+ ?e\d+|[ivx]+(?=\.))"
_BEFORE = rf"[\W\d_]*(?:{_NUMBER}[\W\d_]+)?"
_AFTER = (
    r"(?:\s*[(\[][^()\[\]]*[)\]])?"
    r"(?:(?:,? (?:for|of|from|to|in|on))?(?: (?:this|the|today['’]s|our))? (?:episode|show|podcast)(?: ?#?\d+)?)?"
    r"[\W_]*"
)
_WHO = r"(?:guest|expert|speaker|author|host|co-?host|panell?ist|participant|contributor|presenter|creator)s?"
_WORKS = r"(works?|sources|books?|papers?|articles?|studies|documents|people|resources|links|things|reports)"
_LISTS = r"(resources|links|references|notes|sources|reading)"
_HERE = r"( (in|on) (this|the|today['’]s) (episode|show))"
_KINDS: dict[SectionKind, str] = {
    "summary": r"(executive |episode )?(summary|overview|abstract|synopsis)|(episode )?description|introduction"
    r"|(in|on|about|what['’]s in) (this|the|today['’]s) episode|(in|on) (this|the|today['’]s) show",
    "background": r"(the )?background( information)?|((historical|some) )?context|background (and|&) context",
    "discussion": r"((our|the) )?(discussion|conversation|interview)|(the )?(show ?|episode )notes"
    r"|what we (discuss|discussed|talk about|talked about|cover|covered)|topics (discussed|covered)",
    "transcript": r"((read|view|see|show) )?((the|a|this|our) )?"
    r"((full|complete|edited|unedited|episode|podcast|interview|video|audio|auto(-| )?generated|machine|rough) ){0,3}"
    r"transcript(s|ion)?",
    "bios": r"((about |meet )?(the |our |today['’]s |this week['’]s )?(featured |special |guest )?"
    rf"{_WHO}(['’]s|s['’])?( (bio(graphie|graphy)?s?|info|information|details))?)"
    rf"|(our |the )?panel|bios|biograph(y|ies)|(about (the|our) )?{_WHO} (and|&) (the )?{_WHO}",
    "resources": r"((related|further|additional|recommended|suggested|selected|useful|helpful|more|other) ){0,2}"
    r"(resources|readings?|sources|links|references|reading list)|recommended (books|listening)|relevant links"
    rf"|(show|episode) (links|resources|references)|{_LISTS}( (and|&) {_LISTS}){{1,2}}"
    rf"|({_WORKS} )?(mentioned|referenced|cited|discussed){_HERE}?|(selected |annotated )?bibliography"
    r"|citations|see also",
    "chapters": r"time ?-?(stamp|code|mark)(er)?s?|chapters?( (markers|list))?|((episode|show) )?outline"
    r"|episode (breakdown|chapters|guide|timeline)|(topics|chapters) (and|&) time ?stamps|show timeline|jump to",
    "credits": r"((production|show|episode|music|photo|image) )*credits?|acknowledge?ments?|production( (team|notes))?"
    r"|((theme|intro|outro) )?music|credits (and|&) (acknowledge?ments|music|production)|produced by",
    "body": r"(key |main )?(takeaways?|insights|quotes)|key points|(episode |show )?highlights"
    r"|about ((the|our|this) (show|podcast|series)|us)|(our |episode |today['’]s )?sponsors?|sponsored by"
    r"|(support|follow|connect with) (us|the show|our show)|subscribe|disclaimer|contact( us)?",
}
_PATTERNS = [(kind, re.compile(rf"{_BEFORE}(?:{pattern}){_AFTER}", re.IGNORECASE)) for kind, pattern in _KINDS.items()]


def known_kind(heading: str) -> SectionKind | None:
    """The kind of section that a heading is known to open, or None; `body` is that of, say, Sponsors.

    Numbers, emoji and punctuation around it do not matter, nor does "Episode 12:" before it or "for this episode"
    after it.
    """
    if len(heading) > _LONGEST:
        return None
    return next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(heading)), None)


def kind_of(heading: str) -> SectionKind:
    """The kind of section that a heading opens; `body` where it is none of the known ones."""
    return known_kind(heading) or "body"
