"""A machine transcript in a library, of words that nothing else has, and what has to be said where they are shown."""

from __future__ import annotations

import html
import io
import re
import zipfile

from corpus.dates import PartialDate
from corpus.heard import Check, Heard, Turn, Word
from corpus.library import Source
from corpus.model import Document, Hints, Part
from corpus.sound import Alignment, Recording
from search.ingest.values import RawSource, SourceSpec
from search.listening.keeping import keep
from search.service import Service

DAY = PartialDate(2026, 11, 30)
LABEL = "machine transcript"
NOT_CHECKED = "machine transcript, not checked"
CHECKED = "machine transcript, checked by Ann Lee on 30 November 2026"
PHRASE = "three copper kettles"  # of the turn that nobody checked
SAID = (
    ("Ada Brook", "So we found three copper kettles in the lamp room.", None),
    ("Ben Tarn", "Nobody had polished the brass railings since spring.", Check("Ann Lee", DAY)),
    ("Ada Brook", "And then three copper kettles were gone again by noon.", None),
)
TURN_MS, WORD_MS = 20_000, 500
_MARKS = re.compile(r"<[^<>]*>|[*\\,]")  # of HTML, of Markdown and the command line, of tables


def heard(title: str = "The lamp room", said: tuple[tuple[str, str, Check | None], ...] = SAID) -> Heard:
    """What a machine heard: turns that begin at 0:03, 0:23 …, a word each half second."""
    return Heard(
        recording=Recording(sha256="0" * 64, source="talk.mp3", size=1, media_type="audio/mpeg", duration_ms=90_000),
        model="small",
        made=DAY,
        turns=tuple(_turn(number, *each) for number, each in enumerate(said)),
        language="en",
        title=title,
        show="Lamp Hours",
        date=DAY,
        audio_url="https://media.example.org/talk.mp3",
    )


def _turn(number: int, speaker: str, text: str, checked: Check | None) -> Turn:
    begins = 3_000 + number * TURN_MS
    starts = range(begins, begins + TURN_MS, WORD_MS)
    words = (Word(f" {word}", start, start + WORD_MS, 90) for word, start in zip(text.split(), starts, strict=False))
    return Turn(words=tuple(words), speaker=speaker, checked=checked)


def listened(service: Service, found: Heard | None = None) -> Document:
    """The document of what was heard, once it is stored and can be found."""
    source = Source(source="talk.mp3", key="listened:talk")
    kept = keep(service.library, service.settings, found or heard(), source, Hints(name="talk.mp3"))
    assert kept.status == "added", kept
    service.indexer.catch_up()
    return service.library.document(kept.document)


def shown(data: bytes) -> str:
    """All texts of an answer or a file, those in an archive among them, without markup, each run of blanks as one."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"\n".join(archive.read(name) for name in archive.namelist())
    text = html.unescape(html.unescape(data.decode("utf-8", "replace")))
    return " ".join(f"{text} {_MARKS.sub('', text)}".split())


def has_words(text: str) -> bool:
    """Whether words that a machine heard are shown, and nobody checked."""
    return PHRASE in text


def is_labelled(text: str) -> bool:
    """Whether it is said that a machine heard them."""
    return LABEL in text.casefold()


def aligned(service: Service) -> Document:
    """The document of a printed talk, whose words a machine gave their times."""
    cues = "\n\n".join(
        f"00:0{number}.000 --> 00:0{number}.900\n<v {who}>{text}" for number, (who, text, _) in enumerate(SAID)
    )
    spec = SourceSpec.at_hand(RawSource(source="lamps.vtt", name="lamps.vtt", data=f"WEBVTT\n\n{cues}\n".encode()))
    (result,) = service.adder.add([spec])
    printed = service.library.document(result.document or "")
    times = {
        each.id: (Part(0, 3_000 + number * TURN_MS, 9_000 + number * TURN_MS, confidence=93),)
        for number, each in enumerate(printed.passages())
    }
    alignment = Alignment(model="small", made=DAY, words=15, heard=14)
    service.library.align(printed.id, printed.version, times, alignment, heard().recording)
    service.indexer.catch_up()
    return service.library.document(printed.id)
