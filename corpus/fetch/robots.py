"""robots.txt: what a host asks programs to leave alone (RFC 9309)."""

from __future__ import annotations

import re
from collections.abc import Callable

from protego import Protego  # Python 3.11's own takes the first rule that fits, not the longest, and no * or $

from corpus.errors import FetchError
from corpus.fetch.addresses import Address
from corpus.fetch.exchange import WITH_CONTENT, Deadline

PROGRAM = "Citecast"
PARSED = 500 * 2**10  # bytes: section 2.5
_KEPT = 3_600  # seconds
_TRIED_AGAIN = 60  # seconds after which a host that could not be asked is asked again
_NAMES_AGENTS = re.compile(r"\s*user", re.IGNORECASE)
_OURS = re.compile(rf"\s*user-agent\s*:\s*(\*|{PROGRAM})\s*(#.*)?", re.IGNORECASE)

Read = Callable[[Address, Deadline], tuple[int, bytes]]


class Robots:
    """The rules of each origin, read when first needed and once an hour; a failure, again after a minute.

    Safe among threads.

    `read` gives the status and the content of an address, or raises FetchError.
    """

    def __init__(self, read: Read, clock: Callable[[], float]) -> None:
        self._read = read
        self._clock = clock
        self._rules: dict[str, tuple[float, Protego | str]] = {}

    def check(self, address: Address, deadline: Deadline) -> None:
        """FetchError where the host asks to leave an address alone, or cannot be asked."""
        now = self._clock()
        until, rules = self._rules.get(address.origin, (now, ""))
        if until <= now:
            rules = self._ask(address, deadline)
            self._rules[address.origin] = now + (_TRIED_AGAIN if isinstance(rules, str) else _KEPT), rules
        if isinstance(rules, str):
            raise FetchError(
                f"is left alone, since nobody can see whether {address.host} allows programs: its robots.txt {rules}"
            )
        if not rules.can_fetch(address.url, PROGRAM):
            raise FetchError(f"is to be left alone by programs, as {address.host} says in its robots.txt")

    def _ask(self, address: Address, deadline: Deadline) -> Protego | str:
        """The rules, or why there are none: section 2.3.1."""
        try:
            status, data = self._read(address._replace(target="/robots.txt"), deadline)
        except FetchError as error:
            return str(error)
        if 400 <= status < 500:
            return Protego.parse("")
        if status not in WITH_CONTENT:
            return f"answered {status}"
        return Protego.parse(_for_us(data.decode("utf-8-sig", "replace")))


def _for_us(text: str) -> str:
    """The rules with one name for all other programs.

    Protego keeps each rule once for every program it is for: with 20,000 of both that would fill the memory.
    """
    return "\n".join(
        "user-agent: another" if _NAMES_AGENTS.match(line) and not _OURS.fullmatch(line) else line
        for line in text.splitlines()
    )
