"""What the program and a process that listens say to each other: JSON, a line each."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.heard import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to listen to, from which sample on, and by which model; without one it is only looked at."""

    path: str
    model: str = ""  # its folder
    threads: int = 1
    memory_mb: int
    longest_ms: int
    first: int = 0
    language: str | None = None
    names: str = ""  # that may be said
    voices: str = ""  # the folder of the models that tell voices apart; empty where that is not asked


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a recording says of itself; its length in milliseconds, 0 where it does not say it."""

    duration_ms: int
    media_type: str
    title: str
    show: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What was heard up to a sample, which is at a time."""

    last: int
    end_ms: int
    words: tuple[Word, ...]
    language: str | None = None
    speech: tuple[tuple[int, int], ...] = ()  # from when to when there is any, in milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One of: what the recording is, what was heard, why not more, or that it is at its end."""

    about: About | None = None
    stretch: Stretch | None = None
    voices: tuple[tuple[int, int, int], ...] | None = None  # from when to when, in milliseconds, and which
    error: str | None = None
    is_end: bool = False
