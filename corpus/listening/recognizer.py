"""What hears words: the protocol, and Whisper by faster-whisper."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from corpus.errors import ReadError
from corpus.heard import Word
from corpus.listening.audio import RATE, Samples

_LEAST_SPEECH = 0.25  # seconds of a stretch
_NEAR = 0.5  # seconds from any speech, behind which no word is said
_LEAST_WORD = 0.04  # seconds
_LEFT_OUT = 2.0  # seconds of speech without a word
_REPETITIVE = (
    2.4  # how many times smaller a text can be packed, where it goes round in circles (Radford et al. 2022, 4.5)
)
_MODEL_FILES = ("model.bin", "config.json")


_START, _END = itemgetter(0), itemgetter(1)
Span = tuple[float, float]  # from when to when, in seconds


class Sounds(NamedTuple):
    """What is heard in a stretch: words with their times from its beginning, the language, where there is any, and from
    when to when there is speech, in milliseconds."""

    words: tuple[Word, ...]
    language: str | None
    speech: tuple[tuple[int, int], ...] = ()


class Recognizer(Protocol):
    """Something that hears words. The same samples give the same words."""

    def hear(self, samples: Samples, *, language: str | None, names: str) -> Sounds:
        """The words in a stretch of sound; `language` where it is known, `names` that may be said in it."""
        ...


class Whisper:
    """Whisper (Radford et al. 2022) in a folder as faster-whisper has it; Silero's detector says where speech is."""

    def __init__(self, folder: Path, *, threads: int) -> None:
        """ReadError where there is no such model, or it is not whole."""
        from faster_whisper import WhisperModel

        if not all((folder / name).is_file() for name in _MODEL_FILES):
            raise ReadError(f"no speech model in {folder}: choose another (setting speech_model)")
        try:
            self._model: Any = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads)
        except (RuntimeError, ValueError, OSError) as error:
            raise ReadError(f"the speech model in {folder} is not whole: fetch it again ({error})") from error

    def hear(self, samples: Samples, *, language: str | None, names: str) -> Sounds:
        speech = _speech(samples)
        if sum(end - start for start, end in speech) < _LEAST_SPEECH:
            return Sounds((), None)
        words, language = self._words(samples, language, names, speech)
        for start, end in _left_out(words, speech, len(samples) / RATE):
            again, _ = self._words(samples[int(start * RATE) : int(end * RATE)], language, names, speech, start)
            words = sorted([*words, *again], key=lambda word: word.start_ms or 0)
        return Sounds(tuple(words), language, tuple((round(1000 * start), round(1000 * end)) for start, end in speech))

    def _language(self, said: str | None) -> str | None:
        """The model's own code of a language that it knows; None for it to be detected."""
        if not self._model.model.is_multilingual:
            return "en"
        code = (said or "").lower().replace("_", "-").partition("-")[0]
        return code if code in self._model.supported_languages else None

    def _words(
        self, samples: Samples, language: str | None, names: str, speech: Sequence[Span], offset: float = 0
    ) -> tuple[list[Word], str]:
        """The words in samples, which begin so many seconds into what the `speech` is of."""
        segments, language = self._heard(samples, language, names)
        if any(segment.compression_ratio > _REPETITIVE for segment in segments):
            segments, language = self._heard(samples, language, names, no_repeat_ngram_size=4)
        words = (_timed(word, offset, speech) for segment in segments for word in segment.words or ())
        return [word for word in words if word], language

    def _heard(self, samples: Samples, language: str | None, names: str, **more: object) -> tuple[list[Any], str]:
        # Only what is surest is taken, at each step: drawing words at random would give others each time.
        segments, about = self._model.transcribe(
            samples,
            language=self._language(language),
            hotwords=names or None,
            beam_size=1,
            temperature=0,
            word_timestamps=True,
            condition_on_previous_text=False,
            **more,
        )
        return list(segments), about.language


def _speech(samples: Samples) -> list[Span]:
    """Where there is speech, in seconds."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(min_silence_duration_ms=160, speech_pad_ms=40, min_speech_duration_ms=80)
    return [(each["start"] / RATE, each["end"] / RATE) for each in get_speech_timestamps(samples, options)]


def _left_out(words: Sequence[Word], speech: Sequence[Span], end: float) -> Iterator[Span]:
    """Where speech of some seconds has no words: Whisper may go from one sentence to a much later one."""
    ends = [0.0, *((word.end_ms or 0) / 1000 for word in words)]
    starts = [*((word.start_ms or 0) / 1000 for word in words), end]
    for since, until in zip(ends, starts, strict=True):
        spoken = sum(max(min(last, until) - max(first, since), 0) for first, last in speech) if until > since else 0
        if spoken >= _LEFT_OUT:
            yield since, until


def _timed(word: Any, offset: float, speech: Sequence[Span]) -> Word | None:
    """A word as it was heard, its time without the pause that Whisper counts with it; None where nobody speaks."""
    start, end = offset + float(word.start), offset + float(word.end)
    near = speech[bisect_right(speech, start - _NEAR, key=_END) : bisect_right(speech, end + _NEAR, key=_START)]
    if not near:
        return None
    first, last = max(near, key=lambda each: min(each[1], end) - max(each[0], start))  # where most of it is said
    if min(last, end) - max(first, start) >= _LEAST_WORD:
        start, end = max(first, start), min(last, end)
    return Word(word.word, round(start * 1000), round(end * 1000), round(word.probability * 100))
