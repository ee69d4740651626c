"""Which heading is Background, Discussion, Bios, Resources, Credits …"""

from __future__ import annotations

import re

from corpus.model import SectionKind

_KINDS: dict[SectionKind, str] = {
    "summary": r"summary|overview|abstract|in this episode|about this episode|episode summary|description|introduction",
    "background": r"background|context",
    "discussion": r"(our |the )?(discussion|conversation|interview)|show ?notes|episode notes",
    "transcript": r"(full |episode )?transcript",
    "bios": r"(expert|guest|speaker)s?('s|’s|s'|s’)? bios?|bios|about (the|our) (guest|expert|speaker|author)s?"
    r"|(the )?(guests?|speakers?|experts?|participants)|biograph(y|ies)|meet (the|our) guests?",
    "resources": r"(related |further |additional |recommended )?(resources|readings?)|links( mentioned)?"
    r"|references|mentioned in (this|the) episode|see also",
    "credits": r"credits|acknowledge?ments|production credits|music",
}
_PATTERNS = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS.items()]


def kind_of(heading: str) -> SectionKind:
    """The kind of section that a heading opens; `body` where it is none of the known ones."""
    text = heading.strip().rstrip(":").strip()
    return next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(text)), "body")
