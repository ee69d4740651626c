"""Recordings of any format as sound: 16 kHz, one channel, a minute or so at a time, cut where it is quiet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np
from numpy.typing import NDArray

from corpus.errors import ReadError
from corpus.listening.said import About

RATE = 16_000  # samples a second
Samples = NDArray[np.float32]

_LONGEST = 29 * RATE
_SHORTEST = 19 * RATE  # it is cut at the quietest place behind this
_QUIET = RATE // 5
_MOST_BROKEN = 50  # packets in a row, behind which nothing more is looked for
_PROTECTED = ("drms", "enca")  # sample entries of MP4 (ISO/IEC 14496-12, 8.12)
_TYPES = {
    "mp3": "audio/mpeg",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "mov,mp4,m4a,3gp,3g2,mj2": "audio/mp4",
    "matroska,webm": "audio/webm",
    "aac": "audio/aac",
    "aiff": "audio/aiff",
    "w64": "audio/wav",
    "matroska": "audio/webm",
}


class Stretch(NamedTuple):
    """Some of the sound, and the number of its first sample."""

    first: int
    samples: Samples


def about(path: Path) -> About:
    """What a recording says of itself; ReadError where it is none, or cannot be decoded."""
    with closing(_opened(path)) as container:
        stream = container.streams.audio[0]
        said = {name.lower(): value for name, value in {**container.metadata, **stream.metadata}.items()}
        length = container.duration or 0  # microseconds
        return About(
            duration_ms=max(round(length / 1000), 0),
            media_type=_TYPES.get(container.format.name, ""),
            title=said.get("title", ""),
            show=said.get("album", ""),
            date=said.get("date", ""),
        )


def stretches(path: Path, first: int = 0) -> Iterator[Stretch]:
    """The sound from a sample on, which is the first one or that of such a stretch. ReadError where it is none."""
    held = np.zeros(0, np.float32)
    passed = 0  # samples before what is held
    pieces: list[Samples] = []
    size = 0
    for piece in _decoded(path):
        if passed < first:
            skipped = min(first - passed, len(piece))
            passed += skipped
            piece = piece[skipped:]
        pieces.append(piece)
        size += len(piece)
        if size < _LONGEST:
            continue
        held = np.concatenate(pieces)
        while len(held) >= _LONGEST:
            cut = _quietest(held)
            yield Stretch(passed, held[:cut])
            passed, held = passed + cut, held[cut:]
        pieces, size = [held], len(held)
    if size:
        yield Stretch(passed, np.concatenate(pieces))


def whole(path: Path) -> Samples:
    """All of the sound at once, four bytes a sample; ReadError where it is none."""
    return np.concatenate([np.zeros(0, np.float32), *_decoded(path)])


def _quietest(samples: Samples) -> int:
    """Where to cut: the middle of the quietest fifth of a second in the last third of a minute."""
    power = np.cumsum(np.square(samples[_SHORTEST:_LONGEST], dtype=np.float64))
    return _SHORTEST + int(np.argmin(power[_QUIET:] - power[:-_QUIET])) + _QUIET // 2


def _opened(path: Path) -> Any:
    try:
        container = av.open(str(path), metadata_errors="ignore")
    except (av.error.FFmpegError, ValueError) as error:
        raise ReadError(
            "is no recording that can be read: it is broken, or of another kind than its name says"
        ) from error
    if container.format.name not in _TYPES:  # lists of other files, among others
        container.close()
        raise ReadError(
            f"is a recording of a kind that is not listened to ({container.format.name}): convert it to MP3"
        )
    if not container.streams.audio:
        container.close()
        raise ReadError("has no sound")
    if str(container.streams.audio[0].codec_context.codec_tag).lower() in _PROTECTED:
        container.close()
        raise ReadError("is protected against copying (DRM), so it cannot be listened to: get one that is not")
    return container


def _decoded(path: Path) -> Iterator[Samples]:
    """The sound in pieces as they are decoded; what is broken in it is left out."""
    with closing(_opened(path)) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        broken, heard = 0, False
        try:
            for packet in container.demux(stream):
                try:
                    frames = packet.decode()
                except av.error.InvalidDataError:
                    broken += 1
                    if broken > _MOST_BROKEN:
                        break
                    continue
                broken = 0
                for frame in frames:
                    heard = True
                    for each in resampler.resample(frame):
                        yield _samples(each)
        except av.error.FFmpegError as error:
            if not heard:
                raise _undecoded() from error
        if not heard:
            raise _undecoded()
        for each in resampler.resample(None):
            yield _samples(each)


def _samples(frame: Any) -> Samples:
    found: Samples = frame.to_ndarray().reshape(-1).astype(np.float32) / 32768
    return found


def _undecoded() -> ReadError:
    return ReadError("has no sound that can be decoded: it is broken, empty, or protected against copying (DRM)")
