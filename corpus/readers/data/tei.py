"""Speech in TEI: utterances (`u`, also in `annotationBlock`) and speeches (`sp`), with their speakers and times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from xml.etree.ElementTree import Element

from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.model import Document, Hints, Person, Reading, Role, merged
from corpus.readers.base.speech import Said, section_of, sentences, transcript, turns
from corpus.readers.base.times import Times
from corpus.readers.data.xml import ID, LANGUAGE, parsed, text_at
from corpus.text import clock, plural, printable, verbatim

_UNITS = {"h": 3_600_000, "min": 60_000, "s": 1000, "ms": 1}
_ASIDES = ("incident", "kinesic", "note", "stage", "vocal", "writing")  # told by the transcriber, said by nobody
_PARTED = ("ab", "l", "lb", "p", "pause", "s", "seg", "shift", "gap")  # with a blank before and after them
_EITHER = ("choice", "app", "subst")  # of whose children one is the text
_UNSAID = ("spanGrp", "span", "index", "fs")
_POINTS = frozenset(".,;:!?…)]”’")
_ROLES: dict[str, Role] = {"interviewer": "host", "host": "host", "interviewee": "guest", "guest": "guest"}
_NAMED = ("person", "personGrp", "participant", "persName", "name", "respStmt")
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.ASCII)
_DATES = (
    (".//recordingStmt//date", ""),
    (".//profileDesc/creation//date", ""),
    (".//settingDesc//date", ""),
    (".//sourceDesc//date", ""),
    (".//publicationStmt//date", "date of the publication, not of the recording"),
)
_SHOWN = 3


class _Stretch:
    """Words after a point of the timeline, or after none."""

    def __init__(self, point: str | None = None) -> None:
        self.point = point
        self.words: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self.words)

    def add(self, text: str, *, glued: bool = False) -> None:
        """Text after what is said; `glued`, without the blanks before it."""
        while glued and self.words:
            if last := self.words.pop().rstrip():
                self.words.append(last)
                break
        self.words.append(text)


class _Speech:
    """What a TEI document says, section by section, and what there is to check of it."""

    def __init__(self, root: Element) -> None:
        self.times = Times()
        self.points = _timeline(root, self.times)
        self.names = dict(_names(root))
        self.asides: list[str] = []
        self.together = 0
        self.headings = [""]
        self.said: list[list[Said]] = [[]]

    def checks(self) -> Iterator[str]:
        if self.together:
            yield f"speakers missing in {plural(self.together, 'turn')} of several at once"
        if self.asides:
            shown = ", ".join(f"“{printable(aside)[:40]}”" for aside in dict.fromkeys(self.asides[:_SHOWN]))
            yield f"{plural(len(self.asides), 'remark')} of the transcriber left out of what is said, such as {shown}"
        yield from self.times.checks()

    def walk(self, parent: Element) -> None:
        for child in parent:
            if child.tag == "head" and parent.tag != "sp":
                self.headings.append(verbatim("".join(child.itertext())))
                self.said.append([])
            elif child.tag in ("u", "annotationBlock"):
                self._utterance(child)
            elif child.tag == "sp":
                self._speech(child)
            elif child.tag in ("div", "div1", "div2", "div3", "body", "group", "text", "front", "back", "floatingText"):
                self.walk(child)
            elif child.tag not in ("timeline", *_UNSAID):
                self._add(None, None, child, opens=True)

    def _utterance(self, block: Element) -> None:
        for each in [block] if block.tag == "u" else block.iterfind("u"):
            self._add(self._who(each if each.get("who") else block), block, each)

    def _speech(self, speech: Element) -> None:
        printed = verbatim(text_at(speech, "speaker")).rstrip(" :.")
        speaker = self._who(speech, printed)
        for child in speech:
            if child.tag in _ASIDES:
                self._add(None, None, child, opens=True)
            elif child.tag != "speaker":
                self._add(speaker, speech if child.get("start") is None else child, child)

    def _who(self, element: Element, printed: str = "") -> str | None:
        called = [each.rpartition("#")[2] for each in (element.get("who") or "").split()]
        if len(called) > 1:
            self.together += 1
            return None
        return self.names.get(called[0] if called else "") or printed or next(iter(called), None)

    def _add(self, speaker: str | None, timed: Element | None, element: Element, *, opens: bool = False) -> None:
        """Words of a speaker, those between two points of the timeline by themselves."""
        start = None if timed is None else self._time(element.get("start") or timed.get("start"))
        end = None if timed is None else self._time(element.get("end") or timed.get("end"))
        stretches = [_Stretch()]
        self._gather(element, stretches, top=True)
        said = [
            (start if each.point is None else self.points.get(each.point), each.text) for each in _parted(stretches)
        ]
        for n, (begins, text) in enumerate(said):
            ends = end if n + 1 == len(said) else said[n + 1][0]
            words = Said(speaker, verbatim(text), begins, ends, opens=n == 0 and (opens or speaker is None))
            self.said[-1].extend(sentences(words))

    def _time(self, value: str | None) -> int | None:
        if value and value.startswith("#"):
            return self.points.get(value[1:])
        return self.times.written(value)

    def _gather(self, element: Element, stretches: list[_Stretch], *, top: bool = False) -> None:
        """Adds what is said in an element; what is told of it is noted, and is nobody's words."""
        if not top and element.tag in _ASIDES:
            self.asides.append(verbatim("".join(element.itertext())) or element.tag)
            return
        if element.tag in _UNSAID:
            return
        if element.tag in ("anchor", "w", "seg") and (point := (element.get("synch") or "").removeprefix("#")):
            stretches.append(_Stretch(point))
        blank = " " if element.tag in _PARTED and element.get("break") != "no" else ""
        text = element.text or ""
        before = " " if element.tag == "w" else blank
        stretches[-1].add(before + text, glued=element.tag == "pc" and text[:1] in _POINTS)
        for child in element:
            self._gather(child, stretches)
            stretches[-1].add(child.tail or "")
            if element.tag in _EITHER:
                break
        stretches[-1].add(blank)


def _parted(stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """Stretches parted between words alone: a point within a word is passed over."""
    found = [stretches[0]]
    for before, stretch in pairwise(stretches):
        if before.text[-1:].strip() and stretch.text[:1].strip():
            found[-1].add(stretch.text)
        elif not any(map(str.strip, found[-1].words)):
            found[-1] = stretch
        else:
            found.append(stretch)
    return found


def _timeline(root: Element, times: Times) -> dict[str, int | None]:
    """The points of the timelines in milliseconds from their origin, by their ids; None where that is not known.

    An interval is of the unit that it or its timeline names. One origin stands at another time than 0, such as that
    of the day: nothing says where in the recording that is.
    """
    found: dict[str, int | None] = {}
    for timeline in root.iter("timeline"):
        whens = list(timeline.iterfind("when"))
        origin = (timeline.get("origin") or "").removeprefix("#") or (whens[0].get(ID) if whens else None)
        for when in whens:
            absolute = times.written(when.get("absolute"))
            unit = _UNITS.get(when.get("unit") or timeline.get("unit") or "")
            since = (when.get("since") or timeline.get("origin") or "").removeprefix("#") or origin
            interval = _interval(when.get("interval"), unit, times)
            begins = found.get(since or "")
            if when.get("absolute") is None and when.get(ID) == origin:
                absolute = 0
            found[when.get(ID) or ""] = absolute if interval is None or begins is None else begins + interval
        if found.get(origin or ""):
            times.unread.append(f"the timeline begins at {clock(found[origin or ''] or 0)}")
            found = dict.fromkeys(found)
    return found


def _interval(value: str | None, unit: int | None, times: Times) -> int | None:
    if value is None or value.startswith("-"):  # unknown (TEI, att.timed)
        return None
    if value[-1:].isdigit() and unit and (number := _NUMBER.fullmatch(value)):
        return round(float(number[0]) * unit)
    return times.written(value)


def _names(root: Element) -> Iterator[tuple[str, str]]:
    """Names of persons by their ids, from the lists of the header."""
    for element in root.iter():
        if element.tag in _NAMED and (called := element.get(ID)):
            own = "".join(element.itertext()) if element.tag.endswith("ame") else ""
            if name := verbatim(own or text_at(element, ".//persName", ".//name")):
                yield called, name


def read_tei(text: str, hints: Hints) -> Reading:
    """The speech in a TEI document; ReadError where it has none."""
    root = parsed(text)
    if next(root.iter("u"), None) is None and next(root.iter("sp"), None) is None:
        raise ReadError("is TEI without speech: it has no <u> and no <sp>")
    speech = _Speech(root)
    for body in root.iterfind("text") if root.tag != "teiCorpus" else root.iterfind(".//text"):
        speech.walk(body)
    sections = [
        section_of(turns(said), heading) for heading, said in zip(speech.headings, speech.said, strict=True) if said
    ]
    header = root.find("teiHeader")
    date, dated = _date(header)
    document = Document(
        type="transcript",
        title=verbatim(text_at(header, ".//titleStmt/title")),
        show=verbatim(text_at(header, ".//seriesStmt/title")) or None,
        date=date,
        publisher=verbatim(text_at(header, ".//publicationStmt/publisher")) or None,
        language=_language(root),
        people=merged(_people(root)),
    )
    return transcript(sections, hints, about=document, checks=[*filter(None, [dated]), *speech.checks()])


def _date(header: Element | None) -> tuple[PartialDate | None, str]:
    """When it was recorded, else when it was published, and this said."""
    for path, check in _DATES:
        for element in header.iterfind(path) if header is not None else ():
            said = element.get("when") or element.get("from") or verbatim("".join(element.itertext()))
            if date := PartialDate.parse(said):
                return date, check
    return None, ""


def _language(root: Element) -> str | None:
    spoken = root.find("text")
    said = None if spoken is None else spoken.get(LANGUAGE)
    listed = [each.get("ident") for each in root.iterfind(".//langUsage/language")]
    return said or (listed[0] if len(listed) == 1 else None) or root.get(LANGUAGE)


def _people(root: Element) -> Iterator[Person]:
    for person in root.iter("person"):
        role = _ROLES.get((person.get("role") or "").lower())
        if role and (name := verbatim(text_at(person, ".//persName", ".//name"))):
            yield Person(name=name, roles=(role,))
