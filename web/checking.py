"""Drafts that are checked: how many at once, what is fair to a browser, and what became of each quotation."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, NamedTuple

from flask import request

from corpus.draft import MOST
from corpus.errors import EngineBusy, InvalidValue, ReadError
from corpus.text import plural
from search.verifying.values import OPTIONS, Finding, Report
from web import security
from web.current import service

FAIR = "fair"  # the cookie
_AT_ONCE = 2  # each keeps a thread of the server, and a core
_ROUND = 64 * 2**10  # bytes of a form around the draft in it
_FEW = 3  # quotations in which nothing is to be looked at that are all shown
_room = threading.BoundedSemaphore(_AT_ONCE)

State = Literal["other", "altered", "missing", "fair", "exact"]
STATES: dict[State, tuple[str, str]] = {  # its sign, and in words
    "other": ("↔", "said by another"),
    "altered": ("≠", "altered"),
    "missing": ("?", "not found"),
    "fair": ("≈", "fair"),
    "exact": ("=", "exact"),
}


def check_size() -> None:
    """InvalidValue for a request that is too large to have a draft in it, before anything of it is read."""
    if (size := request.content_length or 0) > MOST + _ROUND:
        raise InvalidValue(f"that is {size / 2**20:,.1f} MB, and the limit for a draft is {MOST // 2**20} MB: split it")


def checked(data: bytes, name: str, fair: Collection[str]) -> Report:
    """What is found of the quotations of a draft. Nothing of it is kept.

    InvalidValue for what is no draft, EngineBusy where others are being checked.
    """
    if not _room.acquire(blocking=False):
        raise EngineBusy("other drafts are being checked; try again in a moment")
    try:
        verifier = service().verifier
        return verifier.verify(verifier.read(data, name), fair=fair, administers=security.may_write())
    except ReadError as error:
        raise InvalidValue(f"“{name}” {error}") from error
    finally:
        _room.release()


def fair_here() -> list[str]:
    """The differences that this browser wants counted as fair besides."""
    kept = request.cookies.get(FAIR, "").split(".")
    return [each for each in OPTIONS if each in kept]


class Checked(NamedTuple):
    """A finding, and its number among those of the draft that are no short ones."""

    number: int
    finding: Finding

    @property
    def states(self) -> tuple[State, ...]:
        """What became of it, the worst first: words that another says are not told to be fair or exact."""
        each = self.finding
        status: State = "missing" if each.status == "not-found" else each.status
        if not each.said_by_other:
            return (status,)
        return ("other", "altered") if status == "altered" else ("other",)

    @property
    def is_again(self) -> bool:
        """Whether it is to be looked at again, though its words are the source's."""
        return bool(self.finding.again) and not self.finding.is_wrong

    @property
    def told(self) -> str:
        """The same in words."""
        return ", ".join(STATES[each][1] for each in self.states) + (", look again" if self.is_again else "")

    @property
    def rank(self) -> tuple[int, bool, int]:
        """By which the worst comes first."""
        order = list(STATES)
        worst = order.index("fair") if self.is_again else order.index(self.states[0])
        return worst, not self.is_again, self.number

    @property
    def is_good(self) -> bool:
        """Whether there is nothing to be looked at."""
        return not (self.finding.is_wrong or self.is_again)


@dataclass(frozen=True)
class Findings:
    """A report as its page shows it."""

    report: Report
    fair: Collection[str]

    @property
    def own(self) -> list[Checked]:
        """In the draft's order, without short ones and titles."""
        found = [each for each in self.report.findings if not each.quoted.is_short]
        return [Checked(number, each) for number, each in enumerate(found, 1)]

    @property
    def short(self) -> list[Checked]:
        found = [each for each in self.report.findings if each.quoted.is_short]
        return [Checked(number, each) for number, each in enumerate(found, 1)]

    @property
    def shown(self) -> tuple[list[Checked], list[Checked]]:
        """The worst first; and those that are folded, where these are not few."""
        every = sorted(self.own, key=lambda each: each.rank)
        good = [each for each in every if each.is_good]
        if len(good) <= _FEW:
            return every, []
        first = {each.finding.status: each for each in reversed(good)}.values()
        folded = [each for each in good if each not in first]
        return [each for each in every if each not in folded], folded

    @property
    def counts(self) -> list[tuple[State, str, str, int]]:
        """How many became what, with its sign and in words."""
        own = self.own
        counted = [(state, *said, sum(state in each.states for each in own)) for state, said in STATES.items()]
        return [each for each in counted if each[-1]]


def folded_told(folded: Collection[Checked]) -> str:
    """How many are folded: 2 more fair, 8 more exact."""
    counts = [(sum(state in each.states for each in folded), state) for state in ("fair", "exact")]
    return ", ".join(f"{count:,} more {state}" for count, state in counts if count)


def short_told(short: Collection[Checked]) -> str:
    return plural(len(short), "short one or title", "short ones and titles")
