"""Telling voices apart: what is said where that cannot be done. The models are not shipped by any package, so that what
they tell is not tried here."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.listening.voices import EMBEDDING, SEGMENTATION, SherpaVoices
from tests.commands import refused
from tests.speech import MODEL, spoken


def test_models_that_are_missing_are_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"there is no segmentation\.onnx in"):
        SherpaVoices(tmp_path, threads=1)
    (tmp_path / SEGMENTATION).write_bytes(b"no model")
    with pytest.raises(ReadError, match=r"there is no embedding\.onnx in"):
        SherpaVoices(tmp_path, threads=1)


def test_broken_models_are_one_line_before_anything_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in (SEGMENTATION, EMBEDDING):
        (tmp_path / name).write_bytes(b"no model")
    with pytest.raises(ReadError, match="are not whole"):
        SherpaVoices(tmp_path, threads=1)
    monkeypatch.setenv("CITECAST_SPEECH_MODEL", str(MODEL))
    monkeypatch.setenv("CITECAST_VOICE_MODELS", str(tmp_path))
    line = refused(tmp_path / "home", "add", spoken(tmp_path / "talk.wav"))
    assert "its voices cannot be told apart: the models in" in line
    capfd.readouterr()
