"""What listening costs: memory over many hours, minutes for an hour of sound, and how slow searches are meanwhile.

    python -m tests.bench.listening.cost ARCHIVE [--hours 6] [--model FOLDER]

A server has the archive (`../shared/data/changelog-transcripts.tar.xz`, unpacked) and answers searches one after the
other. They are timed again while the command adds a recording of so many hours, made of one that is repeated, on one
thread; and the memory of the process that listens is read until it is done.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from urllib.parse import quote

from search.listening.jobs import Jobs
from tests.commands import COMMAND
from tests.speech import LIGHTHOUSE, MODEL, recorded, samples, silence

PORT = 8765
WORDS = [
    "open",
    "source",
    "database",
    "security",
    "testing",
    "kubernetes",
    "elixir",
    "rust",
    "browser",
    "community",
    "license",
    "performance",
]
SEARCHES = 200
_VOICES = ("en-gb", "en-us", "en-gb+f2", "en-us+m3")


def recording(path: Path, hours: float) -> Path:
    """A recording of so many hours: a few minutes of several voices, again and again."""
    spoken = [samples(f"Part {at}. {LIGHTHOUSE}", voice=_VOICES[at % 4], speed=140 + at % 5 * 8) for at in range(24)]
    piece = recorded(path.with_name("piece.mp3"), *[each for one in spoken for each in (one, silence(0.6))])
    seconds = sum(map(len, spoken)) / 22_050 + 24 * 0.6
    with path.open("wb") as file:
        for _ in range(round(hours * 3600 / seconds)):
            file.write(piece.read_bytes())
    return path


@contextmanager
def served(home: Path) -> Iterator[None]:
    environment = {**os.environ, "CITECAST_BACKUP_EVERY": "0"}
    server = subprocess.Popen([*COMMAND, "--home", str(home), "serve", "--port", str(PORT)], env=environment)
    try:
        for _ in range(600):
            time.sleep(0.1)
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=5).close()
                break
            except OSError:
                continue
        yield
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


def searched(seed: int) -> float:
    """The median of some searches, in milliseconds, through the page of results."""
    draw, times = random.Random(seed), []  # noqa: S311
    for _ in range(SEARCHES):
        query = quote(" ".join(draw.sample(WORDS, 2)))
        begun = time.perf_counter()
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/search?q={query}", timeout=60) as answer:
            answer.read()
        times.append(time.perf_counter() - begun)
    return 1000 * median(times)


def listening_process() -> int | None:
    """The process that listens."""
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            if folder.name.isdigit() and b"corpus.listening.process" in (folder / "cmdline").read_bytes():
                return int(folder.name)
    return None


def memory_mb() -> float:
    """What the process that listens has in memory now; 0 where there is none."""
    with suppress(OSError):
        if process := listening_process():
            found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
            return int(found[1]) / 1024 if found else 0
    return 0


def followed(jobs: Jobs, command: subprocess.Popen[bytes], alone: float) -> float:
    """Follow the command until it ends: how slow searches are meanwhile, and the most memory, which is the answer."""
    most, told, during = 0.0, 0, 0.0
    while command.poll() is None:
        far = next((jobs.progress(job) for job in jobs.all()), None)
        heard = far.heard_ms / 3_600_000 if far else 0.0
        if heard > 0.1 and not during:
            during = searched(1)
            times = f"{during / alone:.2f} times as long (at most 1.5)"
            print(f"a search takes {alone:.1f} ms alone, {during:.1f} ms while it listens: {times}", flush=True)
        most = max(most, memory_mb())
        if heard >= told + 1:
            told = int(heard)
            print(f"{told} h heard, at most {most:.0f} MB so far", flush=True)
        time.sleep(0.3)
    return most


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("archive", type=Path)
    options.add_argument("--hours", type=float, default=6)
    options.add_argument("--model", type=Path, default=MODEL)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        add = [*COMMAND, "--home", str(home), "add"]
        subprocess.run([*add, str(asked.archive)], check=False, stdout=subprocess.DEVNULL)
        path = recording(Path(folder) / "long.mp3", asked.hours)
        print(f"{asked.hours:g} hours, {path.stat().st_size / 1e6:.0f} MB", flush=True)
        environment = {**os.environ, "CITECAST_SPEECH_MODEL": str(asked.model), "CITECAST_LISTEN_THREADS": "1"}
        with served(home):
            searched(0)
            alone = searched(1)
            begun = time.monotonic()
            with subprocess.Popen([*add, str(path)], env=environment) as command:
                most = followed(Jobs(home / "listening"), command, alone)
        took = (time.monotonic() - begun) / 60
        print(f"heard in {took:.1f} minutes, {took / asked.hours:.2f} for an hour, in at most {most:.0f} MB")


if __name__ == "__main__":
    main()
