"""What it costs to verify a draft: `python -m tests.bench.verifying.speed ARCHIVE`.

A draft of 5,000 words with 60 quotations of all kinds is verified against the transcript archive, each time in a
process of its own: by the command, by the verifier as the command has it, and by that of a server, whose searches are
compiled. Plain rapidfuzz is beside it: the best `partial_ratio` among all passages, of as many of the quotations as a
minute is enough for; the time of all is reckoned from these.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import NamedTuple

from corpus.readers.drafts.read import read_draft
from search.service import Service
from search.settings import Settings
from tests.bench.known_items.sources import filled
from tests.bench.speed import child
from tests.bench.speed.checkout import Checkout
from tests.bench.speed.machine import described
from tests.bench.verifying import fuzzy
from tests.bench.verifying.__main__ import drawn
from tests.bench.verifying.drafts import Text, lengthened

_HERE = Path(__file__).parents[3]
_WORDS = 5_000
_DRAWN = 2_000  # quotations, so that a draft of them has some of all kinds
_COLUMNS = ("", "s, median", "s, best", "s of the processor", "ms a quotation", "MB before", "at most", "after", "more")


class Cost(NamedTuple):
    """Seconds of the clock and of the processor; resident memory before, at most meanwhile, and after."""

    seconds: float
    cpu: float
    before_mb: float | None
    peak_mb: float | None
    after_mb: float | None


def main() -> None:
    """Print a table of what it cost."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.verifying.speed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("archive", type=Path, metavar="ARCHIVE", help="a folder of transcripts, or a tar file of it")
    parser.add_argument("--seed", default="verifying")
    parser.add_argument("--home", type=Path, metavar="FOLDER", help="keep the archive's library here, and use it again")
    parser.add_argument("--times", type=int, default=5, metavar="N")
    parser.add_argument("--minute", type=float, default=60, metavar="SECONDS", help="for each comparison by rapidfuzz")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = given.home or Path(folder) / "home"
        with filled(home, given.archive) as service:
            text = lengthened(drawn(service, _DRAWN, given.seed)[0], _WORDS, given.seed)
        draft = Path(folder) / text.name
        draft.write_text(text.markdown)
        print(f"{described()}\n\n{len(text.markdown.split()):,} words, {len(text.truths)} quotations\n")
        costs = verified(home, draft, given.times)
        beside = [
            child.run(_compared, home, [truth.words for truth in text.truths], given.minute, no_shorter)
            for no_shorter in (False, True)
        ]
    print("\n".join(table(text, costs, beside)))


def verified(home: Path, draft: Path, times: int) -> dict[str, list[Cost]]:
    """What each way costs, so many times, by turns, so that a slow moment is slow for all."""
    costs: dict[str, list[Cost]] = {}
    for _ in range(times):
        costs.setdefault("the command", []).append(child.run(_command, home, draft).value)
        for how in ("not compiled", "compiled"):
            first, again = child.run(_verifier, home, draft, how == "compiled").value
            costs.setdefault(how, []).append(first)
            costs.setdefault(f"{how}, again in the same process", []).append(again)
    return costs


def table(text: Text, costs: dict[str, list[Cost]], beside: Sequence[child.Outcome]) -> Iterator[str]:
    """In Markdown."""
    count = len(text.truths)
    yield f"| {' | '.join(_COLUMNS)} |"
    yield f"|---|{'---:|' * (len(_COLUMNS) - 1)}"
    for name, each in costs.items():
        yield _row(name, each, count)
    notes = []
    for name, outcome in zip(("plain rapidfuzz", "of passages that are no shorter"), beside, strict=True):
        found: fuzzy.Compared = outcome.value
        done = max(len(found.scores), 1)
        share = count / done
        cost = Cost(found.seconds * share, found.cpu * share, found.before_mb, outcome.peak_mb, found.after_mb)
        yield _row(name, [cost], count)
        notes.append(
            f"{name.capitalize()}: {version('rapidfuzz')}, {found.passages:,} passages, {done} of {count} quotations in"
            f" {found.seconds:.1f} s{', the rest reckoned' if done < count else ''};"
            f" {fuzzy.told(text.truths, found.scores)}."
        )
    yield from ("", *notes)


def _row(name: str, costs: Sequence[Cost], count: int) -> str:
    seconds, cpu = [each.seconds for each in costs], [each.cpu for each in costs]
    before, peak, after = (_most(each) for each in list(zip(*costs, strict=True))[2:])
    more = None if before is None or peak is None else peak - before
    times = [
        f"{median(seconds):.2f}",
        f"{min(seconds):.2f}",
        f"{median(cpu):.2f}",
        f"{1000 * median(seconds) / count:.1f}",
    ]
    memory = ["" if each is None else f"{each:,.0f}" for each in (before, peak, after, more)]
    return f"| {' | '.join((name, *times, *memory))} |"


def _most(found: Sequence[float | None]) -> float | None:
    return max((each for each in found if each is not None), default=None)


# in processes of their own


def _command(home: Path, draft: Path) -> Cost:
    command = Checkout(_HERE, home.parent).command("verify", str(draft))
    environment = {**os.environ, "PYTHONPATH": str(_HERE), "CITECAST_HOME": str(home)}
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):  # 1 where something is to be mended
        raise SystemExit("citecast verify failed; what it said is above")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, None, usage.ru_maxrss * 1024 / 1e6, None)


def _verifier(home: Path, draft: Path, compiled: bool) -> tuple[Cost, Cost]:
    """For the first time, and once more."""
    read = read_draft(draft.read_bytes(), draft.name)
    with Service.open(home, Settings()) as service:
        if compiled:
            service.finder.precompile(lambda line: print(line, file=sys.stderr))

        def once() -> Cost:
            with suppress(OSError):
                Path("/proc/self/clear_refs").write_text("5")  # VmHWM begins again: proc_pid_clear_refs(5)
            before, cpu, started = child.memory_mb("VmRSS"), time.process_time(), time.perf_counter()
            service.verifier.verify(read)
            seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
            return Cost(seconds, cpu, before, child.memory_mb("VmHWM"), child.memory_mb("VmRSS"))

        return once(), once()


def _compared(home: Path, quotations: Sequence[str], seconds: float, no_shorter: bool) -> fuzzy.Compared:
    return fuzzy.compared(home, quotations, seconds, no_shorter=no_shorter)


if __name__ == "__main__":
    main()
