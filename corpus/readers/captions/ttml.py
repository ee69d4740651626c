"""Captions in XML: TTML, its older form DFXP, and IMSC (W3C Timed Text Markup Language 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree

from corpus.errors import ReadError
from corpus.model import Hints, Reading
from corpus.readers.base.speech import head
from corpus.readers.captions.cue_text import Words
from corpus.readers.captions.cues import Cue, cue, moment, transcript_of
from corpus.text import printable, verbatim

_DECLARATION = re.compile(r"\A\ufeff?\s*(?:<\?xml\b[^>]*>)?")
_CLOCK = re.compile(r"(\d{1,5}):(\d\d):(\d\d)(?:(\.\d{1,9})|:(\d{1,3})(?:\.(\d{1,3}))?)?", re.ASCII)
_OFFSET = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)(h|ms|m|s|f|t)", re.ASCII)
_READINGS = ("text", "textContainer", "delimiter")  # of ruby: what stands above the words
_LATEST = 1e10  # milliseconds: a time that is later is a mistake
_SHOWN = 60  # characters of what is left out


class _Rates(NamedTuple):
    """How many frames, parts of a frame and ticks a second has."""

    frames: float
    parts: float
    ticks: float


class _Span(NamedTuple):
    """A time within the document, in milliseconds; None where nothing says it."""

    start: float | None = None
    end: float | None = None


def read_ttml(text: str, hints: Hints) -> Reading:
    """The transcript in TTML; whom `ttm:agent` names says the words. ReadError where it is no XML."""
    try:
        root = ElementTree.fromstring(_DECLARATION.sub("", text), forbid_dtd=True)
    except DefusedXmlException as error:
        raise ReadError("declares a DOCTYPE, which can do harm and no captions need: take it out") from error
    except (ParseError, ValueError) as error:
        raise ReadError(f"is not whole XML: {printable(str(error))}; is it cut short?") from error
    walk = _Walk(root)
    cues = list(walk.cues(root, _Span(), None))
    about = head({"title": _title(root), "language": _attributes(root).get("lang") or None})
    return transcript_of(cues, hints, about=about, problems=walk.problems, checks=walk.checks)


def _title(root: Element) -> str:
    return next(("".join(each.itertext()) for each in root.iter() if _local(each.tag) == "title"), "")


class _Walk:
    """The cues of a document, by its rates and its agents' names; `problems` say what was left out."""

    def __init__(self, root: Element) -> None:
        said = _attributes(root)
        self._rates = _rates(said)
        self._names = dict(_agents(root))
        # Apple's count from the beginning of the recording, whatever they stand in.
        self._is_apples = any("apple.com/" in name for each in root.iter() for name in each.attrib)
        self.problems: list[str] = []
        drops = said.get("dropMode", "nonDrop") != "nonDrop"
        self.checks = ["times count frames that were dropped: they may be some seconds late"] if drops else []

    def cues(self, element: Element, within: _Span, voice: str | None) -> Iterator[Cue]:
        """The cues of an element whose parent lasts `within`; an agent is that of all it holds."""
        said = _attributes(element)
        span = self._span(said, within, is_whole=_local(element.tag) == "body")
        voice = self._voice(said, voice)
        if _local(element.tag) == "p":
            yield from self._paragraph(element, span, voice)
            return
        is_sequence = said.get("timeContainer") == "seq"
        at = span
        for child in element:
            for each in self.cues(child, at, voice):
                yield each
                if is_sequence:
                    at = _Span(each.end_ms if each.end_ms is not None else each.start_ms, span.end)

    def _paragraph(self, element: Element, span: _Span, voice: str | None) -> Iterator[Cue]:
        if len(element) and all(_attributes(child).get("unit") == "sentence" for child in element):  # as Apple has it
            for child in element:
                said = _attributes(child)
                yield from self._paragraph(child, self._span(said, span), self._voice(said, voice))
            return
        timed = [
            said for each in element.iter() if self._time((said := _attributes(each)).get("begin", "")) is not None
        ]
        if timed and "begin" not in element.attrib:  # the times are those of its words
            spans = [self._span(said, span) for said in timed]
            ends = [each.end for each in spans if each.end is not None]
            span = _Span(min(each.start or 0 for each in spans), max(ends, default=None))
        words = list(self._words(element, voice))
        if span.start is not None:
            yield cue(round(span.start), None if span.end is None else round(span.end), words)
        elif text := printable("".join(part.text for part in words)):
            self.problems.append(f"words left out, their times cannot be read: {text[:_SHOWN]}")

    def _words(self, element: Element, voice: str | None, *, reading: bool = False) -> Iterator[Words]:
        yield Words(voice, _folded(element.text), reading)
        for child in element:
            said = _attributes(child)
            match _local(child.tag):
                case "br":
                    yield Words(voice, "\n", reading)
                case "span":
                    is_reading = reading or said.get("ruby") in _READINGS
                    yield from self._words(child, self._voice(said, voice), reading=is_reading)
                    if said.get("unit") == "word":
                        yield Words(voice, " ", reading)
            yield Words(voice, _folded(child.tail), reading)

    def _voice(self, said: Mapping[str, str], voice: str | None) -> str | None:
        """Who speaks by an element's agent, else its parent's; nobody where several do."""
        agents = said.get("agent", "").split()
        if not agents:
            return voice
        return self._names.get(agents[0], agents[0]) if len(agents) == 1 else None

    def _span(self, said: Mapping[str, str], within: _Span, *, is_whole: bool = False) -> _Span:
        """The time of an element, whose own times count from its parent's start; it ends with its parent at last."""
        begin, end, lasts = (self._time(said.get(name, "")) for name in ("begin", "end", "dur"))
        base = 0 if self._is_apples else within.start or 0
        start = within.start if begin is None else base + begin
        if start is None and not is_whole and (end is not None or lasts is not None):
            start = 0
        ends = [] if within.end is None else [within.end]
        if end is not None:
            ends.append(base + end)
        if lasts is not None:
            ends.append((start or 0) + lasts)
        return _Span(start, min(ends, default=None))

    def _time(self, text: str) -> float | None:
        text = text.strip()
        if match := _CLOCK.fullmatch(text):
            frames = int(match[5] or 0) + int(match[6] or 0) / self._rates.parts
            whole = (int(match[1]) * 60 + int(match[2])) * 60 + int(match[3])
            return 1000 * (whole + float(match[4] or 0) + frames / self._rates.frames)
        if match := _OFFSET.fullmatch(text):
            unit = {"h": 3600, "m": 60, "s": 1, "ms": 0.001, "f": 1 / self._rates.frames, "t": 1 / self._rates.ticks}
            time = 1000 * float(match[1]) * unit[match[2]]
            return time if time < _LATEST else None
        return moment(text)  # 1:02.5 and 62.5 are no times of TTML, but Apple's


def _rates(said: Mapping[str, str]) -> _Rates:
    frames, parts = _number(said.get("frameRate"), 30), _number(said.get("subFrameRate"), 1)
    if (multiplier := re.fullmatch(r"(\d{1,6})[ :](\d{1,6})", said.get("frameRateMultiplier", ""))) and int(
        multiplier[2]
    ):
        frames *= max(int(multiplier[1]), 1) / int(multiplier[2])
    ticks = _number(said.get("tickRate"), frames * parts if "frameRate" in said else 1)
    return _Rates(frames, parts, ticks)


def _number(text: str | None, otherwise: float) -> float:
    return (int(text) if text and re.fullmatch(r"\d{1,9}", text, re.ASCII) else 0) or otherwise


def _agents(root: Element) -> Iterator[tuple[str, str]]:
    """The agents that a document names, by their ids."""
    for agent in root.iter():
        if _local(agent.tag) == "agent" and (id := _attributes(agent).get("id")):
            names = {_attributes(each).get("type", ""): verbatim("".join(each.itertext())) for each in agent}
            parts = [names[each] for each in ("given", "family") if names.get(each)]
            if name := names.get("full") or " ".join(parts) or next(filter(None, names.values()), ""):
                yield id, name


def _attributes(element: Element) -> dict[str, str]:
    return {_local(name): value for name, value in element.attrib.items()}


def _local(name: object) -> str:
    """A name without its namespace, of which TTML had several; empty for what is no element."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def _folded(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")
