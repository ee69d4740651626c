"""kill -9, again and again, while a long recording is listened to: it ends as one that was not, and nothing twice."""

from __future__ import annotations

import os
from pathlib import Path

from tests.reliability.listening import a_long_recording, hits, kill_when_more_is_heard, listening, transcripts

_KILLS = int(os.environ.get("CITECAST_LISTENING_KILLS", "3"))


def test_a_recording_that_is_killed_again_and_again_ends_as_one_that_was_not(tmp_path: Path) -> None:
    recording = a_long_recording(tmp_path / "long.wav", _KILLS + 2)
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    assert listening(whole, recording).wait(600) == 0
    heard: int | None = 0
    for _ in range(_KILLS):
        heard = kill_when_more_is_heard(killed, recording, heard or 0)
        assert heard is not None, "the recording is too short to be killed so often"
    assert listening(killed, recording).wait(600) == 0
    assert transcripts(killed) == transcripts(whole)
    assert [version for version, _ in transcripts(killed)] == [1]
    assert hits(killed) == hits(whole) != []
    assert [each.name for each in (killed / "listening").iterdir()] == ["lock"]
