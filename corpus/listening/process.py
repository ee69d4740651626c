"""A process that listens: one request on its standard input, and a line for each minute that it has heard."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from corpus.errors import ReadError
from corpus.listening.said import Line, Request, Stretch
from corpus.plain import plain, typed

if TYPE_CHECKING:
    from corpus.listening.voices import Diarizer


def main() -> None:
    """Answer the request: what the recording is, what is heard in each stretch of it, and why not more."""
    answers = _answers()
    request = typed(Request, json.loads(sys.stdin.readline()))
    threading.Thread(target=_end_with_who_asked, daemon=True).start()
    _limit(request.memory_mb)
    try:
        for line in _lines(request):
            _say(answers, line)
    except ReadError as error:
        _say(answers, Line(error=str(error)))
    except MemoryError:
        _say(answers, Line(error=f"takes more than {request.memory_mb} MB of memory (setting listen_memory_mb)"))


def _lines(request: Request) -> Iterator[Line]:
    from corpus.listening import audio

    path = Path(request.path)
    found = audio.about(path)
    if found.duration_ms > request.longest_ms:
        raise _too_long(found.duration_ms, request.longest_ms)
    yield Line(about=found)
    if not request.model:
        return
    from corpus.listening.recognizer import Recognizer, Whisper

    diarizer = _diarizer(request)
    recognizer: Recognizer = Whisper(Path(request.model), threads=request.threads)
    language = request.language
    for each in audio.stretches(path, request.first):
        last = each.first + len(each.samples)
        if last * 1000 // audio.RATE > request.longest_ms:
            raise _too_long(0, request.longest_ms)
        heard = recognizer.hear(each.samples, language=language, names=request.names)
        language = language or heard.language
        offset = each.first * 1000 // audio.RATE
        words = tuple(
            word._replace(start_ms=(word.start_ms or 0) + offset, end_ms=(word.end_ms or 0) + offset)
            for word in heard.words
        )
        speech = tuple((start + offset, end + offset) for start, end in heard.speech)
        end_ms = last * 1000 // audio.RATE
        yield Line(stretch=Stretch(last=last, end_ms=end_ms, words=words, language=language, speech=speech))
    if diarizer:
        yield Line(
            voices=tuple((each.start_ms, each.end_ms, each.number) for each in diarizer.voices(audio.whole(path)))
        )
    yield Line(is_end=True)


def _diarizer(request: Request) -> Diarizer | None:
    """What tells voices apart, where that is asked; made before anything is heard, so that it fails at once."""
    if not request.voices:
        return None
    from corpus.listening.voices import SherpaVoices

    return SherpaVoices(Path(request.voices), threads=request.threads)


def _too_long(length_ms: int, longest_ms: int) -> ReadError:
    long = f"is {length_ms / 3_600_000:.1f} hours long, and the limit is" if length_ms else "is longer than"
    return ReadError(
        f"{long} {longest_ms / 3_600_000:g} hours: split it; whoever runs Citecast can allow more"
        " (setting max_audio_hours)"
    )


def _end_with_who_asked() -> None:
    """End at once where who asked has: that closes standard input."""
    sys.stdin.read()
    os._exit(0)


def _answers() -> IO[str]:
    """Standard output, for answers alone: what a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def _say(answers: IO[str], line: Line) -> None:
    print(json.dumps(plain(line), ensure_ascii=False), file=answers, flush=True)


def _limit(megabytes: int) -> None:
    """Limit the memory, and let whoever searches go first."""
    with suppress(OSError, AttributeError):
        os.nice(10)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with suppress(ValueError, OSError):  # not every system lets a process limit its memory
            resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))
