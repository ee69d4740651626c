"""Which labels of a source name a speaker, which may, and which are said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable
from typing import NamedTuple

from corpus.names import is_name
from corpus.readers.talk.asides import is_aside
from corpus.readers.talk.label_words import ADDRESSED, NEVER, UNNAMED, is_phrase, is_slip, may_be
from corpus.readers.talk.openings import Opening
from corpus.speakers import bare_label

_NUMBER = re.compile(r"(?<=[^\W\d])[ _-]?#?\d{1,3}$")
_SENTENCE = re.compile(r"[.!?…。！？][\"'”’)\]]*$")
_SMALL = re.compile(r"(?<![\w’'-])[a-zß-öø-ÿа-яё][\w’'-]*+(?! ?[:：])")
_OFTEN = 4  # times that an ordinary word is printed as a label by which it is one
_SHOWN = 3
_LONGEST = 60  # characters of a label that is a line
_ASIDE = re.compile(r"[(\[]([^\W\d_a-z]{1,4})[)\]]")


class Turn(NamedTuple):
    """Whose the words of a line are, and whether another begins to speak with them."""

    speaker: str | None
    text: str
    opens: bool
    doubt: str | None = None  # a label that may be a speaker's, and is not sure


def ends_sentence(text: str) -> bool:
    """Whether a text is at the end of a sentence."""
    return bool(_SENTENCE.search(text))


def is_likely(label: str, count: int, ordinary: Container[str], *, of: int = 0) -> bool:
    """Whether a label that is printed so many times, of so many labels, is that of a speaker, as its words tell."""
    words = label.casefold().split()
    if ADDRESSED.match(label):
        return True
    if is_aside(label) or is_phrase(label) or NEVER.intersection(words):
        return False
    return count >= max(_OFTEN, of // 10) or not all(word in ordinary for word in words)


class Prose:
    """The words that texts write small and not before a colon, looked for when first asked."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts
        self._words: frozenset[str] | None = None

    def __contains__(self, word: object) -> bool:
        if self._words is None:
            self._words = frozenset(found for text in self._texts for found in _SMALL.findall(text))
        return word in self._words


class Labels:
    """The labels of one source, and which of them name a speaker.

    Those do that return, whole or in part ("CAVES" after "JOHN CAVES:"), that name a person known from elsewhere,
    also by initials, that say that nobody knows the name ("Speaker 1"), or that are `vouched` for, by a time or marks.
    One that is printed once does where it begins a sentence and is a full name, or is in capitals where labels are.
    Another in the manner of the labels is left in doubt: its words are nobody's. What is written otherwise is said.
    `ordinary` are words that the source writes small. Where labels are set apart (`strict`), others are said, but
    for those of persons.
    """

    def __init__(
        self,
        printed: Iterable[str],
        known: Iterable[str] = (),
        *,
        vouched: Iterable[str] = (),
        ordinary: Container[str] = (),
        strict: bool = False,
    ) -> None:
        labels = list(printed)
        self._strict = strict
        self._ordinary = ordinary
        self._names = names = {label: bare_label(label) for label in dict.fromkeys(labels)}
        self._sure: dict[tuple[str, bool], bool] = {}
        counts = Counter(names[label].casefold() for label in labels)
        self._full = {name.casefold() for name in names.values() if is_name(name) and name.lower() != name.upper()}
        self._full = {name for name in self._full if name.split()[0] not in NEVER}
        persons = {bare_label(name).casefold() for name in known}
        full = self._full | persons
        self._of_persons = {part for name in full for part in _ends(name)} | persons
        self._of_persons |= {_initials(name) for name in full if len(name.split()) > 1}
        self._of_persons |= {initials for label in names for initials in _called(label)}
        self._vouched = {bare_label(label).casefold() for label in vouched}
        self._vouched |= {
            name.casefold() for label, name in names.items() if _initials(name.casefold()) in _called(label)
        }
        self._strong = {
            name
            for name, count in counts.items()
            if name in self._vouched
            or (name in self._full and any(part in counts for part in (*_ends(name), _initials(name))))
            or (count > 1 and is_likely(name, count, ordinary, of=len(labels)))
        }
        self._counts = counts
        numbered = {_NUMBER.sub("", name) for name in self._strong if _NUMBER.search(name)}
        self._strong |= {name for name in counts if _NUMBER.search(name) and _NUMBER.sub("", name) in numbered}
        likely = self._strong | self._full
        styles: Counter[bool] = Counter()
        for label, count in Counter(labels).items():
            name = names[label].casefold()
            if (name in likely or self._is_strong(name)) and not UNNAMED.fullmatch(name):
                styles[_in_capitals(names[label])] += count
        self._initials = all(len(name) < _OFTEN for name in names.values() if _in_capitals(name))
        self._capitals = 3 * styles[True] > 2 * styles.total()
        self.of_persons = self._capitals or any(
            name in self._full or name in self._of_persons or (len(name) > 1 and UNNAMED.fullmatch(name))
            for name in counts
            if self._is_strong(name)
        )

    @classmethod
    def of(cls, openings: Iterable[Opening | None], texts: Iterable[str], known: Iterable[str] = ()) -> Labels:
        """The labels of openings, in a source that says these texts."""
        return cls((each.label for each in openings if each and each.label), known, ordinary=Prose(texts))

    def returns(self, label: str) -> bool:
        """Whether a label does not stand on the one time alone that it is printed."""
        return self._is_strong(self._bare(label).casefold())

    def is_slip(self, label: str) -> bool:
        """Whether a label is nearly that of a speaker."""
        name = self._bare(label).casefold()
        return any(is_slip(name, other) for other in self._strong if abs(len(name) - len(other)) < 2)

    def is_vouched(self, label: str) -> bool:
        """Whether a time or marks set a label apart from what is said."""
        return self._bare(label).casefold() in self._vouched

    def is_person(self, label: str) -> bool:
        """Whether a label is that of a person, or of a role that speaks, whatever else the source prints."""
        name = self._bare(label).casefold()
        return name in self._full or name in self._of_persons or bool(UNNAMED.fullmatch(name))

    def is_speaker(self, label: str, *, fresh: bool) -> bool:
        """Whether a label names a speaker; `fresh`, where nothing before it on the way is left unfinished."""
        if (label, fresh) not in self._sure:
            self._sure[label, fresh] = self._is_speaker(label, fresh=fresh)
        return self._sure[label, fresh]

    def turn(self, opening: Opening | None, line: str, speaker: str | None, *, fresh: bool) -> Turn:
        """Whose a line is that comes after words of `speaker`."""
        if opening is None:
            is_label = fresh and len(line) < _LONGEST and speaker is not None and line.casefold() in self._strong
            return Turn(None, line, opens=True, doubt=line) if is_label else Turn(speaker, line, opens=False)
        if opening.label and self.is_speaker(opening.label, fresh=fresh):
            return Turn(opening.label, opening.rest, opens=True)
        if opening.label and fresh and (opening.manner == "mark" or self._may_be(opening.label)):
            return Turn(None, opening.words, opens=True, doubt=opening.label)
        if opening.changes:
            return Turn(None, opening.words, opens=True)
        return Turn(speaker, line, opens=False)

    def checks(self, speakers: Iterable[str | None], doubts: Iterable[str | None] = ()) -> tuple[str, ...]:
        """What to check of the speakers that were found: those who are named only once, and labels in doubt."""
        once = [each for each in dict.fromkeys(speakers) if each and not self.returns(each)]
        checks = [f"speaker named only once: {'; '.join(once[:_SHOWN])}"] if once else []
        if unsure := [*filter(None, doubts)]:
            places = f"{len(unsure)} place{'s' if len(unsure) > 1 else ''}"
            checks.append(f"speaker not sure in {places}: {quoted(unsure)}")
        return tuple(checks)

    def _is_speaker(self, label: str, *, fresh: bool) -> bool:
        name = self._bare(label).casefold()
        if self._is_strong(name):
            sure = self.is_person(label) or name in self._vouched or self._counts[name] >= _OFTEN
            return sure or self._styled(label)
        if ADDRESSED.match(label):
            return fresh and not self._strict
        likely = (name in self._full or self._capitals) and not any(word in self._ordinary for word in name.split())
        return fresh and not self._strict and self._styled(label) and likely

    def _bare(self, label: str) -> str:
        if label not in self._names:
            self._names[label] = bare_label(label)
        return self._names[label]

    def _is_strong(self, name: str) -> bool:
        return name in self._strong or name in self._of_persons or bool(UNNAMED.fullmatch(name))

    def _may_be(self, label: str) -> bool:
        """Whether a label that does not name a speaker for sure may yet."""
        name = self._bare(label)
        words = name.casefold().split()
        if self.is_person(label) or ADDRESSED.match(label) or may_be(label) or self.is_slip(label):
            return True
        if is_phrase(name) or self._strict or len(words) > 3:
            return False
        return (
            self._styled(label)
            or self._counts[name.casefold()] > 1
            or not all(word in self._ordinary for word in words)
        )

    def _styled(self, label: str) -> bool:
        name = self._bare(label)
        if not self._capitals or _in_capitals(name) or (self._initials and name.casefold() in self._full):
            return True
        return bool(UNNAMED.fullmatch(name) or ADDRESSED.match(label))


def initials_of(label: str) -> list[str]:
    """The initials by which a label says that its speaker is called from then on: Ann Lee (AL)."""
    return _ASIDE.findall(label)


def _called(label: str) -> list[str]:
    return [initials.casefold() for initials in initials_of(label)]


def quoted(labels: Iterable[str]) -> str:
    """Labels as a check shows them, the first three."""
    each = list(dict.fromkeys(labels))
    return ", ".join(f"“{label[:40]}:”" for label in each[:_SHOWN]) + (" …" if len(each) > _SHOWN else "")


def _ends(name: str) -> tuple[str, ...]:
    words = name.split()
    return (words[0], words[-1]) if len(words) > 1 else ()


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.split(r"[ -]", name) if word)


def _in_capitals(name: str) -> bool:
    return 2 * sum(map(str.isupper, name)) > sum(map(str.isalpha, name))
