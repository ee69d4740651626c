"""Which words before a colon or a time are a speaker's label, and which are said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from corpus.names import DEGREES, is_name
from corpus.speakers import bare_label

_PARTICLE = r"(?:de|del|der|den|di|da|van|von|bin|ibn|al|el|la|le)\b"
_WORD = r"(?:(?:al|el|ad|ar|as|ash|ez|d|l|o)[-’'])?[^\W\d_a-z][\w.’'&-]{0,40}"
_ASIDE = r" ?[(\[][^()\[\]:]{1,40}[)\]]"  # (CNS), [CROSSTALK]
LABEL = (
    rf"(?P<label>{_WORD}(?: (?:{_WORD}|\d{{1,3}}\b|{_PARTICLE})){{0,5}}"
    rf"(?:,? (?:Jr|Sr)\b\.?)?{DEGREES}(?:{_ASIDE}){{0,2}})"
)
_CHANGE = r"(?:>>+ ?|[-–—] |-(?=[^\W\d_]))"
_OPENING = re.compile(rf"(?P<change>{_CHANGE})?(?:{LABEL}:(?: |$|(?=[^\W\d_])))?")
_UNNAMED = re.compile(
    r"(?:speaker|participant|caller|voice|interviewer|guest|host) #?\d{1,3}"
    r"|(?:unidentified|unknown)(?: (?:speaker|male|female|man|woman|voice|participant))+",
    re.IGNORECASE,
)  # speakers whom a transcript does not know by name
_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*$")
_SHOWN = 3


class Opening(NamedTuple):
    """The start of a line that may open a turn: whose label it is, if any, and whether `>>` or a dash says so."""

    label: str | None
    rest: str
    words: str  # all that is said where the label is none
    changes: bool


class Turn(NamedTuple):
    """Whose the words of a line are, and whether another begins to speak with them."""

    speaker: str | None
    text: str
    opens: bool


def opening(line: str) -> Opening | None:
    """How a line, its white space folded, opens a turn: `Ann Lee (CNS): …`, `>> ANN: …`, `- …`; None where not."""
    match = _OPENING.match(line)
    if not match or not match[0]:
        return None
    words = line[len(match["change"] or "") :]
    return Opening(match["label"], line[match.end() :], words, changes=match["change"] is not None)


def ends_sentence(text: str) -> bool:
    """Whether a text is at the end of a sentence."""
    return bool(_SENTENCE.search(text))


class Labels:
    """The labels of one source, and which of them name a speaker.

    Those do that return, whole or in part ("CAVES" after "JOHN CAVES:"), that name a person known from elsewhere,
    or that say that nobody knows the name ("Speaker 1"). One that is printed once does where it begins a sentence
    and is a full name, or is in capitals where labels are. Another in the manner of the labels is left in doubt:
    its words are nobody's. What is written otherwise is said.
    """

    def __init__(self, printed: Iterable[str], known: Iterable[str] = ()) -> None:
        labels = list(printed)
        names = {label: bare_label(label) for label in dict.fromkeys(labels)}
        counts = Counter(names[label].casefold() for label in labels)
        self._full = {name.casefold() for name in names.values() if is_name(name)}
        persons = {bare_label(name).casefold() for name in known}
        parts = {part for name in self._full | persons for part in _ends(name)}
        self._strong = {
            name
            for name, count in counts.items()
            if count > 1
            or name in persons
            or name in parts
            or (name in self._full and any(part in counts for part in _ends(name)))
            or _UNNAMED.fullmatch(name)
        }
        likely = self._strong | self._full
        styles = Counter(
            _in_capitals(names[label])
            for label in labels
            if (name := names[label].casefold()) in likely and not _UNNAMED.fullmatch(name)
        )
        self._capitals = 3 * styles[True] > 2 * styles.total()
        self.of_persons = self._capitals or any(name in self._full or _UNNAMED.fullmatch(name) for name in self._strong)

    def returns(self, label: str) -> bool:
        """Whether a label does not stand on the one time alone that it is printed."""
        return bare_label(label).casefold() in self._strong

    def is_speaker(self, label: str, *, fresh: bool) -> bool:
        """Whether a label names a speaker; `fresh`, where nothing before it on the way is left unfinished."""
        name = bare_label(label).casefold()
        if name in self._strong:
            return self._styled(label) or name in self._full
        return fresh and self._styled(label) and (name in self._full or self._capitals)

    def turn(self, opening: Opening | None, line: str, speaker: str | None, *, fresh: bool) -> Turn:
        """Whose a line is that comes after words of `speaker`."""
        if opening is None:
            return Turn(speaker, line, opens=False)
        if opening.label and self.is_speaker(opening.label, fresh=fresh):
            return Turn(opening.label, opening.rest, opens=True)
        doubtful = opening.label is not None and fresh and self._styled(opening.label)
        if opening.changes or doubtful:
            return Turn(None, opening.words, opens=True)
        return Turn(speaker, line, opens=False)

    def checks(self, speakers: Iterable[str | None]) -> tuple[str, ...]:
        """What to check of the speakers that were found: those who are named only once."""
        once = [each for each in dict.fromkeys(speakers) if each and not self.returns(each)]
        return (f"speaker named only once: {'; '.join(once[:_SHOWN])}",) if once else ()

    def _styled(self, label: str) -> bool:
        name = bare_label(label)
        return not self._capitals or _in_capitals(name) or bool(_UNNAMED.fullmatch(name))


def _ends(name: str) -> tuple[str, ...]:
    words = name.split()
    return (words[0], words[-1]) if len(words) > 1 else ()


def _in_capitals(name: str) -> bool:
    return 2 * sum(map(str.isupper, name)) > sum(map(str.isalpha, name))
