"""A long recording that is listened to is killed again and again, and ends as one that was not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from search.listening.jobs import Jobs
from search.service import Service
from search.settings import Settings
from tests.commands import COMMAND
from tests.speech import LIGHTHOUSE, MODEL, recorded, samples, silence

_PATIENCE = 120.0  # seconds for a minute of sound, on a machine that does much else


def a_long_recording(path: Path, minutes: int) -> Path:
    """Speech of so many minutes, of voices that take turns."""
    voices = [samples(f"This is part {at}. {LIGHTHOUSE}", voice=voice) for at, voice in enumerate(("en-gb", "en-us"))]
    return recorded(path, *[sound for _ in range(4 * minutes) for sound in (*voices, silence(1))][: 12 * minutes])


def listening(home: Path, recording: Path) -> subprocess.Popen[bytes]:
    """The command that adds a recording, as a process group of its own."""
    return subprocess.Popen(
        [*COMMAND, "--home", str(home), "add", str(recording)],
        env={**os.environ, "CITECAST_SPEECH_MODEL": str(MODEL)},
        cwd=Path(__file__).parents[2],
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill_when_more_is_heard(home: Path, recording: Path, heard_ms: int) -> int | None:
    """Listen until more is heard than before, then kill -9 the program; how much was, None where it came to its end."""
    process = listening(home, recording)
    jobs, end = Jobs(home / "listening"), time.monotonic() + _PATIENCE
    while process.poll() is None:
        assert time.monotonic() < end, f"nothing more was heard within {_PATIENCE} s"
        found = next((far for job in jobs.all() if (far := jobs.progress(job))), None)
        if found and found.heard_ms > heard_ms:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return found.heard_ms
        time.sleep(0.01)
    assert process.returncode == 0
    return None


def transcripts(home: Path) -> list[tuple[int, list[object]]]:
    """Each document of a library: how many versions, and its passages as they are stored."""
    with Service.open(home, Settings()) as service:
        assert service.library.check(deep=True) == ()
        found = map(service.library.document, service.library.live())
        return [(each.version, [(p.id, p.text, p.parts) for p in each.passages()]) for each in found]


def hits(home: Path) -> list[str]:
    """The passages that a search of the command line finds."""
    said = subprocess.run(
        [*COMMAND, "--home", str(home), "search", "ships evening", "--match", "any", "--limit", "100", "--json"],
        check=True,
        capture_output=True,
        cwd=Path(__file__).parents[2],
    ).stdout
    return [hit["passage"] for hit in json.loads(said)["hits"]]


if __name__ == "__main__":
    print(a_long_recording(Path(sys.argv[1]), int(sys.argv[2])))
