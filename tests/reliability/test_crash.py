"""After a power loss at any point of a command, what was acknowledged is found, once."""

from __future__ import annotations

from collections.abc import Callable

from tests.reliability import crash
from tests.reliability.counts import Tally
from tests.reliability.disk import POLICIES, Disk
from tests.reliability.notes import chance
from tests.reliability.recorder import Event


def test_nothing_is_lost_by_a_power_loss(judged: Callable[[Tally], None]) -> None:
    judged(crash.run(points=60, seed=1))


def crashed(*events: Event) -> set[tuple[tuple[str, bytes | None], ...]]:
    """All that crashes after these events have left, of many tried."""
    disk = Disk()
    for event in events:
        disk.do(event)
    tries = [disk.crashed(chance(number), policy) for number in range(60) for policy in POLICIES]
    return {tuple(sorted(files.items())) for files in tries}


def test_what_was_not_synced_may_be_lost() -> None:
    made = (Event("create", "a"), Event("write", "a", b"xy"))
    assert crashed(*made) >= {(), (("a", b""),), (("a", b"x"),), (("a", b"xy"),), (("a", b"\0\0"),)}
    assert crashed(*made, Event("sync", "a")) == {(), (("a", b"xy"),)}
    assert crashed(*made, Event("sync", "a"), Event("sync", "")) == {(("a", b"xy"),)}


def test_a_rename_is_whole_and_may_come_before_the_bytes() -> None:
    begun = (Event("create", "a"), Event("write", "a", b"old"), Event("sync", "a"), Event("sync", ""))
    renamed = (Event("create", "b"), Event("write", "b", b"new"), Event("rename", "b", to="a"))
    found = crashed(*begun, *renamed)
    assert (("a", b""),) in found
    assert all(dict(files).get("a") is not None for files in found)
    safely = (*renamed[:2], Event("sync", "b"), renamed[2], Event("sync", ""))
    assert crashed(*begun, *safely) == {(("a", b"new"),)}


def test_writes_are_reordered() -> None:
    made = (Event("create", "a"), Event("write", "a", b"xx"), Event("sync", "a"), Event("sync", ""))
    found = crashed(*made, Event("write", "a", b"1"), Event("write", "a", b"2", at=1))
    assert {(("a", content),) for content in (b"xx", b"1x", b"x2", b"12")} <= found
