"""Crash points: a command's record is cut off anywhere, the power is lost, and the home is opened again."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.reliability import disk, recorder
from tests.reliability.counts import Tally
from tests.reliability.disk import POLICIES, Disk
from tests.reliability.notes import Allowed, allowed, chance as draw, compared, shown
from tests.reliability.program import Helper, workplace
from tests.reliability.scenarios import Scenario, made

_AGAIN = 4  # of so many crashes one is followed by the same command again
_BATCH = re.compile(r"Location: (/add/[0-9a-f]+)")


def run(*, points: int, seed: int, only: str = "", keep: Path | None = None) -> Tally:
    """So many crash points over all commands; `only` one of them. Homes that are at fault are copied to `keep`."""
    tally = Tally(suite="crash", unit="crash points", least=points)
    if not recorder.is_possible():
        tally.skipped = recorder.WHY_NOT
        return tally
    with workplace() as work, Helper() as helper:
        scenarios: list[Scenario] = []
        for _, scenario in made(helper, work, only):
            if isinstance(scenario, str):
                tally.seen[f"without {scenario}"] += 1
            else:
                scenarios.append(scenario)
        for scenario in scenarios:
            tally.seen["events recorded"] += len(scenario.events)
            share = -(-points // len(scenarios))
            for number, (said, files, policy) in enumerate(_points(scenario, share, seed)):
                case = f"{scenario.name}: point {number} of seed {seed}, keeping {policy}"
                folder = work / "crashed"
                disk.write(files, folder)
                problems = _tried(helper, scenario, folder, said, tally, go_on=number % _AGAIN == 0)
                tally.add(case, problems)
                if problems and keep:
                    shutil.copytree(folder, keep / f"{scenario.name}-{number}", dirs_exist_ok=True)
                shutil.rmtree(folder)
    return tally


def _points(scenario: Scenario, count: int, seed: int) -> Iterator[tuple[str, dict[str, bytes | None], str]]:
    """What was said by then, what is left, and of what kind the crash was; in the order of the record."""
    chance = draw(f"{seed} {scenario.name}")
    chosen = [*sorted(chance.choices(range(len(scenario.events)), k=count - 1)), len(scenario.events)]
    live, done, said = Disk.of(scenario.before), 0, ""
    for point in chosen:
        for event in scenario.events[done:point]:
            live.do(event)
            said += event.data.decode("utf-8", "replace") if event.kind == "said" else ""
        done = point
        policy = chance.choice(POLICIES)
        yield said, live.crashed(chance, policy), policy


def _tried(
    helper: Helper, scenario: Scenario, folder: Path, said: str, tally: Tally, *, go_on: bool
) -> list[tuple[str, str]]:
    home = str(folder / scenario.home)
    states = _states(scenario, said)
    if scenario.job == "uploads":
        answer = helper.do("uploads", home=home, batches=_BATCH.findall(said))
    elif scenario.job == "backup":
        answer = helper.do("backup", home=home, file=str(folder / "kept.citecast"), said=bool(said.strip()))
    else:
        again = [[_moved(word, scenario, folder) for word in words] for words in scenario.again if go_on]
        answer = helper.do("verify", home=home, again=again)
    if died := answer.get("died"):
        return [("traceback", died[-600:])]
    tally.seen["mended as told"] += bool(answer["said"]) and not answer.get("refused")
    problems = [(kind, text) for kind, text in answer["problems"]]
    if answer.get("refused"):
        if all(None in may_be for may_be in states.values()):  # nothing was acknowledged
            tally.seen["refused, nothing being acknowledged"] += 1
        else:
            problems.append(("lost", f"all: {answer['refused'][-1]}"))
    else:
        problems += compared(states, shown(answer["observed"]))
    if "after" in answer:
        done = allowed(scenario.kept, scenario.changes, "\n".join(change.said for change in scenario.changes))
        left = compared(done, shown(answer["after"]))
        problems += [("stuck", f"the same command again: {answer['again'] or text}") for _, text in left]
    return problems


def _states(scenario: Scenario, said: str) -> Allowed:
    if scenario.job != "uploads":
        return allowed(scenario.kept, scenario.changes, said)
    first, second = scenario.changes[:3], scenario.changes[3:]
    batches = len(set(_BATCH.findall(said)))
    sure = [*(first if batches else ()), *(second if batches > 1 else ())]
    return {
        **{key: [shown] for key, shown in scenario.kept.items()},
        **{change.key: [None, change.after] for change in scenario.changes},
        **{change.key: [change.after] for change in sure},
    }


def _moved(word: str, scenario: Scenario, folder: Path) -> str:
    """A word of a command that named the recorded folder, for the one of the crash."""
    return word.replace(str(scenario.before.parent / "live"), str(folder))
