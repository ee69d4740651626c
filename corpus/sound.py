"""What a document knows of its recording: which it is, that a machine heard its words, or gave them their times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from corpus.dates import PartialDate


class Checked(NamedTuple):
    """Turns of a machine's transcript, by their numbers, that a person compared with the recording, and on what day."""

    first: int
    last: int
    by: str
    day: PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """That a transcript is what a machine heard: by which model, on which day, and what of it a person has checked."""

    model: str
    made: PartialDate
    checked: tuple[Checked, ...] = ()

    def check_of(self, turn: int) -> Checked | None:
        """Who checked a turn last, if anybody did."""
        return next((each for each in reversed(self.checked) if each.first <= turn <= each.last), None)


class Disagreement(NamedTuple):
    """Where print and sound differ, from a time to another in milliseconds: words of a `passage` that were not heard,
    from one offset to another; or, where that is empty, `text` that was heard and is not printed there."""

    start_ms: int
    end_ms: int
    passage: str = ""
    first: int = 0
    last: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """That a machine gave printed words their times: by which model, when; of how many words it heard how many."""

    model: str
    made: PartialDate
    words: int
    heard: int
    is_stale: bool = False  # whether words were printed otherwise since, which have no times
    disagreements: tuple[Disagreement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recording that was listened to: its bytes, and where they came from."""

    sha256: str
    source: str
    size: int  # bytes
    media_type: str = ""
    duration_ms: int = 0
