"""What a suite ran and what it found, and the table of all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

FAULTS = ("lost", "doubled", "wrong", "traceback", "unclear", "unclean", "slow", "stuck")
MEANING = {
    "lost": "acknowledged, and not found afterwards",
    "doubled": "found twice",
    "wrong": "served, and not what was stored",
    "traceback": "ended in a traceback, a 500 without a cause, or a signal",
    "unclear": "a refusal that is not one line with a cause and what to do",
    "unclean": "`check --deep` found something where nothing may be, or nothing where something is",
    "slow": "took longer than it may",
    "stuck": "did not go on when it could",
}


@dataclass(slots=True, kw_only=True)
class Tally:
    """A suite's counts: how many cases ran and how many at least must have, what was seen, and each fault."""

    suite: str
    unit: str
    least: int
    ran: int = 0
    seen: Counter[str] = field(default_factory=Counter)  # what is no fault, such as damage that was told
    faults: list[tuple[str, str, str]] = field(default_factory=list)  # kind, case, what was seen
    skipped: str = ""  # why it could not run here

    def fault(self, kind: str, case: str, said: object) -> None:
        assert kind in FAULTS
        self.faults.append((kind, case, " ".join(str(said).split())))

    def add(self, case: str, problems: Iterable[tuple[str, str]]) -> None:
        """A case that ran, with what is wrong with it: one fault of a kind, however often it shows."""
        self.ran += 1
        for kind, said in {kind: (kind, said) for kind, said in reversed([*problems])}.values():
            self.fault(kind, case, said)

    @property
    def is_good(self) -> bool:
        return not self.faults and self.ran >= self.least and not self.skipped


def table(tallies: Iterable[Tally]) -> str:
    """The counts as Markdown: a row for each suite."""
    lines = [
        "| suite | ran | at least | " + " | ".join(FAULTS) + " | else |",
        "|---|" + "---:|" * (len(FAULTS) + 2) + "---|",
    ]
    for tally in tallies:
        kinds = Counter(kind for kind, _, _ in tally.faults)
        seen = ", ".join(f"{count:,} {what}" for what, count in sorted(tally.seen.items())) or tally.skipped
        cells = [
            tally.suite,
            f"{tally.ran:,} {tally.unit}",
            f"{tally.least:,}",
            *(f"{kinds[kind]:,}" for kind in FAULTS),
        ]
        lines.append(f"| {' | '.join(cells)} | {seen} |")
    return "\n".join(lines)


def told(tally: Tally, *, each: int = 3, width: int = 400) -> str:
    """The faults by kind and case, the first few of each."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, case, said in tally.faults:
        groups[kind, case.partition(":")[0]].append(f"{case}: {said}"[:width])
    lines = []
    for (kind, name), found in sorted(groups.items()):
        lines.append(f"{tally.suite}: {len(found)} {kind} ({MEANING[kind]}) in {name}")
        lines += [f"    {one}" for one in found[:each]]
    if tally.ran < tally.least:
        lines.append(f"{tally.suite}: ran {tally.ran} {tally.unit}, and at least {tally.least} must run")
    if tally.skipped:
        lines.append(f"{tally.suite}: skipped: {tally.skipped}")
    return "\n".join(lines)
