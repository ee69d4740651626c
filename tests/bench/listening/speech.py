"""Speech with known times: espeak-ng says sentences and tells when it begins each word, sox adds noise."""

from __future__ import annotations

import ctypes
import subprocess
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

RATE = 16_000  # samples of a second, as recognisers take them
_LIBRARY = "libespeak-ng.so.1"
_RETRIEVAL, _UTF8, _CHARACTER = 2, 1, 1  # speak_lib.h: AUDIO_OUTPUT_SYNCHRONOUS, espeakCHARS_UTF8, POS_CHARACTER
_END, _WORD = 0, 1  # espeakEVENT_LIST_TERMINATED, espeakEVENT_WORD
_SPEED = 1  # espeakRATE


class _Event(ctypes.Structure):
    """espeak_EVENT."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class Said(NamedTuple):
    """Samples of a sentence, and when each of its words begins, in milliseconds; None for one that is not said."""

    samples: NDArray[np.int16]
    starts_ms: tuple[int | None, ...]


@cache
def _espeak() -> tuple[ctypes.CDLL, int]:
    """The library, and how many samples of a second it makes; OSError where it is not installed."""
    library = ctypes.CDLL(_LIBRARY)
    return library, library.espeak_Initialize(_RETRIEVAL, 500, None, 0)


def said(words: Sequence[str], voice: str, speed: int) -> Said:
    """A sentence said by a voice, like en-us+f2, at so many words of a minute."""
    library, rate = _espeak()
    chunks: list[NDArray[np.int16]] = []
    begun: dict[int, int] = {}
    offsets = list(accumulate((len(word) + 1 for word in words), initial=1))  # espeak counts characters from 1

    def hear(samples: Any, count: int, events: Any) -> int:
        if samples and count:
            chunks.append(np.ctypeslib.as_array(samples, (count,)).astype(np.int16))
        at = 0
        while events[at].type != _END:
            if events[at].type == _WORD:
                number = bisect_right(offsets, events[at].text_position) - 1
                begun.setdefault(number, events[at].audio_position)
            at += 1
        return 0

    callback = _CALLBACK(hear)
    library.espeak_SetSynthCallback(callback)
    if library.espeak_SetVoiceByName(voice.encode()) != 0:
        raise ValueError(f"espeak-ng has no voice {voice}")
    library.espeak_SetParameter(_SPEED, speed, 0)
    text = " ".join(words).encode()
    library.espeak_Synth(text, len(text) + 1, 0, _CHARACTER, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    samples = np.concatenate(chunks) if chunks else np.zeros(0, np.int16)
    return Said(_at_rate(samples, rate), tuple(begun.get(number) for number in range(len(words))))


def _at_rate(samples: NDArray[np.int16], rate: int) -> NDArray[np.int16]:
    return _sox([*_raw(rate), "-", *_raw(RATE), "-"], samples)


def with_noise(samples: NDArray[np.int16], loudness: float) -> NDArray[np.int16]:
    """The same with pink noise, at a share of the loudest that there could be."""
    if not loudness:
        return samples
    seconds = len(samples) / RATE
    noise = ["-n", *_raw(RATE), "-", "synth", f"{seconds:.3f}", "pinknoise", "vol", f"{loudness:.3f}"]
    made = _sox(noise, np.zeros(0, np.int16))[: len(samples)].astype(np.int32)
    mixed = samples.astype(np.int32)
    mixed[: len(made)] += made
    return np.clip(mixed, -32768, 32767).astype(np.int16)


def _raw(rate: int) -> list[str]:
    return ["-t", "raw", "-e", "signed", "-b", "16", "-c", "1", "-r", str(rate)]


def _sox(arguments: list[str], samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """What sox makes of samples, always the same: its noise of one seed, and no dither."""
    done = subprocess.run(
        ["sox", "-V1", "-R", "-D", *arguments], input=samples.tobytes(), stdout=subprocess.PIPE, check=True
    )
    return np.frombuffer(done.stdout, np.int16)
