"""Making files of evidence of cited words, and checking them against the original they enclose and a library."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Literal, NamedTuple

from corpus import sandbox
from corpus.citation import TEXT_STYLES
from corpus.errors import CitecastError, InvalidValue, ReadError
from corpus.library import Clip, Library
from corpus.model import Feed, Hints
from corpus.origin import origin
from corpus.text import printable
from search.evidence.claims import LABELS, Evidence, Turn, claimed
from search.ingest.values import Rechecked
from search.results.citer import Citer
from search.results.collector import clip_of, said
from search.settings import Settings

Verdict = Literal["borne out", "unsupported", "not compared"]
_ORIGINAL, _LIBRARY = "the enclosed original", "the library"
_SOURCE = "the source today"
_LASTING = tuple(name for name in LABELS if name not in ("compared", "made"))
_OF_A_DAY = ("compared", "made")  # claims of which a library knows no more what was so then


class Finding(NamedTuple):
    """What came of comparing a claim with something."""

    claim: str
    verdict: Verdict
    by: str
    why: str = ""


class Attestor:
    """What makes and checks files of evidence of one library. It says what was compared with what, and how that came
    out; never that anything is genuine."""

    def __init__(self, library: Library, settings: Settings, *, public_url: str, today: Callable[[], dt.date]) -> None:
        self._library, self._settings = library, settings
        self._public_url, self._today = public_url, today

    def evidence(self, clip: Clip, style: str, *, with_original: bool = False) -> Evidence:
        """The evidence of some words, as of today; NotFound, Gone or InvalidValue."""
        return self._evidence(clip, style, self._today(), with_original=with_original)

    def _evidence(self, clip: Clip, style: str, made: dt.date, *, with_original: bool = False) -> Evidence:
        if style not in TEXT_STYLES:
            raise InvalidValue(f"no style {style!r} for evidence; there are {', '.join(TEXT_STYLES)}")
        citer = Citer(self._library, public_url=self._public_url, today=lambda: made)
        view = citer.passage(clip.passage, clip.version, quote=clip.range)
        document, quoted = view.document, view.quotation
        every = list(document.passages())
        first, last = (turn.place.passage.ordinal for turn in (quoted.first, quoted.last))
        around = [*every[max(first - 1, 0) : first], *every[last + 1 : last + 2]]
        (version,) = (each for each in self._library.versions(document.id) if each.version == document.version)
        facts = {
            "title": document.title,
            "show": document.show,
            "date": document.date.iso if document.date else None,
            "origin": view.origin,
            "around": origin(document, around) if around else None,
            "timed_by": view.timed_by,
            "source": document.url,
            "permalink": said(clip),
            "sha256": version.sha256,
            "stored": version.added_at.isoformat(),
            "compared": view.compared.told,
            "made": made.isoformat(),
        }
        file = printable(PurePath(version.source.replace("\\", "/")).name) or document.id
        return Evidence(
            turns=tuple(Turn(turn.place.passage.who or "", turn.words) for turn in quoted.turns),
            before=every[first - 1].text if first else "",
            after=every[last + 1].text if last + 1 < len(every) else "",
            style=style,
            citation=citer.cite_place(document, view.place, style, quote=clip.range).text,
            facts={name: text for name, text in facts.items() if text},
            original=self._library.original(document.id, document.version) if with_original else None,
            name=file if with_original else "",
        )

    def check(self, text: str, recheck: Callable[[str], Rechecked] | None = None) -> Iterator[Finding]:
        """What the enclosed original, this library and, where `recheck` asks it for a document, the source today bear
        out of each claim of a page; InvalidValue for what is no file of evidence."""
        file = claimed(text)
        yield from self._by_original(file)
        yield from self._by_library(file)
        yield from self._by_source(file, recheck)

    def _by_original(self, file: Evidence) -> Iterator[Finding]:
        if file.original is None:
            yield Finding("all of it", "not compared", _ORIGINAL, "the file encloses none")
            return
        told = hashlib.sha256(file.original).hexdigest()
        is_same = told == file.facts.get("sha256")
        yield _finding(LABELS["sha256"], is_same, _ORIGINAL, f"its SHA-256 is {told}")
        try:
            hints = Hints(name=file.name, heard_here=True)  # what is compared is what the file itself says
            read = sandbox.shared(self._settings.reading_limits).read(file.original, hints)
        except ReadError as error:
            yield Finding("the words", "not compared", _ORIGINAL, f"it cannot be read: {error}")
            return
        if isinstance(read, Feed):
            yield Finding("the words", "not compared", _ORIGINAL, "it is a feed, of which the episode is not named")
            return
        texts = [passage.text for passage in read.document.passages()]
        for words in (turn.words for turn in file.turns):
            is_there = any(words in text for text in texts)
            yield _finding(f"the words “{_short(words)}”", is_there, _ORIGINAL, "they are not in it")
        for name, near in (("before", file.before), ("after", file.after)):
            if near:
                yield _finding(f"what stands {name}", any(near in text for text in texts), _ORIGINAL, "it is not in it")

    def _by_library(self, file: Evidence) -> Iterator[Finding]:
        try:
            clip, made = clip_of(file.facts.get("permalink", "")), dt.date.fromisoformat(file.facts.get("made", ""))
            kept = self._evidence(clip, file.style, made)
        except (CitecastError, ValueError) as error:
            yield Finding("all of it", "not compared", _LIBRARY, str(error))
            return
        said_by, there_by = ([each.speaker for each in some.turns] for some in (file, kept))
        quoted, there = ([each.words for each in some.turns] for some in (file, kept))
        yield _finding("the words", quoted == there, _LIBRARY, f"it has: {' / '.join(map(_short, there))}")
        yield _finding("who says them", said_by == there_by, _LIBRARY, f"it has: {' / '.join(there_by) or 'nobody'}")
        for name, told, known in (
            ("what stands before", file.before, kept.before),
            ("what stands after", file.after, kept.after),
            ("the citation", file.citation, kept.citation),
            *((LABELS[name], file.facts.get(name, ""), kept.facts.get(name, "")) for name in _LASTING),
        ):
            if told or known:
                yield _finding(name, told == known, _LIBRARY, f"it has: {_short(known) or 'nothing'}")
        for name in _OF_A_DAY:
            yield Finding(LABELS[name], "not compared", _LIBRARY, "it says what is so today, not what was")

    def _by_source(self, file: Evidence, recheck: Callable[[str], Rechecked] | None) -> Iterator[Finding]:
        if recheck is None:
            yield Finding("the words", "not compared", _SOURCE, "it was not asked; --source asks it")
            return
        try:
            clip = clip_of(file.facts.get("permalink", ""))
            asked = recheck(self._library.passage(clip.passage, clip.version).document)
        except CitecastError as error:
            yield Finding("the words", "not compared", _SOURCE, str(error))
            return
        if asked.outcome == "words_gone":
            gone = [each.words for each in asked.gone]
            lost = [turn.words for turn in file.turns if any(turn.words in text for text in gone)]
            yield _finding("the words", not lost, _SOURCE, f"it does not have: {' / '.join(map(_short, lost))}")
        elif asked.outcome in ("same", "changed"):
            yield Finding("the words", "borne out", _SOURCE)
        else:
            yield Finding("the words", "not compared", _SOURCE, asked.why)


def _finding(claim: str, is_so: bool, by: str, otherwise: str) -> Finding:
    return Finding(claim, "borne out", by) if is_so else Finding(claim, "unsupported", by, otherwise)


def _short(text: str) -> str:
    text = printable(text)
    return text if len(text) <= 60 else f"{text[:60]}…"
