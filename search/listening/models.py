"""Speech models: which there are, how well each hears and how fast, and where the one that was chosen is."""

from __future__ import annotations

import hashlib
import os
import time
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from corpus.errors import InvalidValue, ReadError

_GENERIC = "model"  # a folder's name that says nothing
_WEIGHTS = "model.bin"
_LONGEST_WHY = 100
_DIGITS = 8  # of a model's hash in its name
_BESIDE_MB = 1300  # of memory, besides the weights as they are fetched and as they are held, a byte a parameter
# `python -m tests.bench.listening.cost` on one thread: millions of parameters, minutes for an hour of sound, and how
# many thousand millions of multiplications and additions a core does there in a second.
_CALIBRATED = (39, 3.4, 60.0)


class Known(NamedTuple):
    """A model that is known by its name: millions of parameters, MB to fetch, and the share of words that it gets
    wrong in clean read English (LibriSpeech test-clean, greedy: Radford et al. 2022, table 8), in percent;
    None where they do not say it."""

    name: str
    parameters: int
    size_mb: int
    errors: float | None
    languages: str


class Model(NamedTuple):
    """A model that is there: what a transcript says of it, and its folder."""

    name: str
    folder: Path


class Offer(NamedTuple):
    """A model as it would do here: memory in MB, minutes for an hour of sound, and whether it is fetched already."""

    known: Known
    memory_mb: int
    minutes: float
    fits: bool
    is_here: bool


KNOWN = (
    Known("tiny.en", 39, 75, 5.6, "English"),
    Known("tiny", 39, 75, 7.6, "many"),
    Known("base.en", 74, 145, 4.2, "English"),
    Known("base", 74, 145, 5.0, "many"),
    Known("small.en", 244, 484, 3.1, "English"),
    Known("small", 244, 484, 3.4, "many"),
    Known("medium.en", 769, 1528, 3.1, "English"),
    Known("medium", 769, 1528, 2.9, "many"),
    Known("large-v3-turbo", 809, 1618, None, "many"),
    Known("large-v3", 1550, 3087, None, "many"),
)


def is_installed() -> bool:
    """Whether what hears is there: the extra `audio`."""
    return find_spec("faster_whisper") is not None


def require() -> None:
    """ReadError where nothing can be heard here."""
    if not is_installed():
        raise ReadError("is a recording, and to listen to it Citecast needs its extra: pip install 'citecast[audio]'")


def chosen(setting: str, *, may_fetch: bool) -> Model:
    """The model that the setting names, fetched where it has to be and may; ReadError."""
    require()
    path = Path(setting).expanduser()
    if path.is_dir():
        folder, name = path, path.parent.name + "/" + path.name if path.name == _GENERIC else path.name
    elif os.sep in setting or setting not in (known.name for known in KNOWN):
        names = ", ".join(known.name for known in KNOWN)
        raise InvalidValue(f"no speech model {setting!r} (setting speech_model): name a folder, or one of {names}")
    else:
        folder, name = _fetched(setting, may_fetch=may_fetch), setting
    weights = folder / _WEIGHTS
    if not weights.is_file():
        raise ReadError(f"no speech model in {folder}: it has no {_WEIGHTS} (setting speech_model)")
    with weights.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Model(f"{name}@{digest[:_DIGITS]}", folder)


def _here(name: str) -> Path | None:
    """The folder of a model that was fetched before."""
    from faster_whisper.utils import download_model

    try:
        return Path(download_model(name, local_files_only=True))
    except Exception:  # of several packages, whose errors are many; all mean that it is not there
        return None


def _fetched(name: str, *, may_fetch: bool) -> Path:
    if folder := _here(name):
        return folder
    if not may_fetch:
        raise ReadError(
            f"the speech model {name} is not here, and Citecast may not fetch it: run `citecast listen` once, or name"
            " a model's folder (setting speech_model)"
        )
    from faster_whisper.utils import download_model

    try:
        return Path(download_model(name))
    except Exception as error:  # of several packages, whose errors are many
        why = str(error).strip().partition("\n")[0][:_LONGEST_WHY]
        raise ReadError(
            f"the speech model {name} is not here, and cannot be fetched ({why}): connect and try again, or name a"
            " model's folder (setting speech_model)"
        ) from error


def offers(*, threads: int, memory_mb: int) -> tuple[Offer, ...]:
    """Each model as it would do here, by a quick measurement of this machine."""
    cores = os.cpu_count() or 1
    speed = _speed() / cores * min(threads, cores)
    parameters, minutes, reference = _CALIBRATED
    return tuple(
        Offer(
            known,
            memory_mb=(need := known.size_mb + known.parameters + _BESIDE_MB),
            minutes=minutes * (known.parameters / parameters) * reference / speed,
            fits=need <= memory_mb,
            is_here=is_installed() and _here(known.name) is not None,
        )
        for known in KNOWN
    )


def _speed() -> float:
    """How many thousand millions of multiplications and additions all cores do in a second, at best of some tries."""
    import numpy as np

    size = 256
    left = np.ones((size, size), np.float32)
    best = min(_timed(left) for _ in range(20))
    return float(size**3 / best / 1e9)


def _timed(left) -> float:  # type: ignore[no-untyped-def]
    begun = time.perf_counter()
    left @ left
    return time.perf_counter() - begun
