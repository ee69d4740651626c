"""Telling voices apart: the protocol, and one implementation by sherpa-onnx, whose models come as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple, Protocol

from corpus.errors import ReadError
from corpus.listening.audio import RATE, Samples

SEGMENTATION, EMBEDDING = "segmentation.onnx", "embedding.onnx"
_NOT_TOLD = "its voices cannot be told apart"
_ALIKE = 0.5  # how near two voices are that are one: sherpa-onnx's own default


class Voice(NamedTuple):
    """When a voice speaks, in milliseconds; voices are numbered from 1, in the order in which they are first heard."""

    start_ms: int
    end_ms: int
    number: int


class Diarizer(Protocol):
    """Something that tells voices apart, and does not guess whose they are."""

    def voices(self, samples: Samples) -> tuple[Voice, ...]:
        """Which voice speaks when, in a whole recording, in order."""
        ...


class SherpaVoices:
    """Voices by sherpa-onnx, from a folder with a model that finds them (pyannote's) and one that compares them."""

    def __init__(self, folder: Path, *, threads: int) -> None:
        """ReadError where the package or a model is not there."""
        try:
            import sherpa_onnx
        except ImportError as error:
            raise ReadError(
                f"{_NOT_TOLD} without the extra: pip install 'citecast[audio,voices]' (setting voice_models)"
            ) from error
        for name in (SEGMENTATION, EMBEDDING):
            if not (folder / name).is_file():
                raise ReadError(f"{_NOT_TOLD}: there is no {name} in {folder} (setting voice_models)")
        config = sherpa_onnx.OfflineSpeakerDiarizationConfig(
            segmentation=sherpa_onnx.OfflineSpeakerSegmentationModelConfig(
                pyannote=sherpa_onnx.OfflineSpeakerSegmentationPyannoteModelConfig(model=str(folder / SEGMENTATION)),
                num_threads=threads,
            ),
            embedding=sherpa_onnx.SpeakerEmbeddingExtractorConfig(model=str(folder / EMBEDDING), num_threads=threads),
            clustering=sherpa_onnx.FastClusteringConfig(num_clusters=-1, threshold=_ALIKE),
        )
        try:
            self._diarizer: Any = sherpa_onnx.OfflineSpeakerDiarization(config)
        except (RuntimeError, ValueError) as error:
            raise ReadError(f"{_NOT_TOLD}: the models in {folder} are not whole (setting voice_models)") from error
        if self._diarizer.sample_rate != RATE:
            raise ReadError(f"{_NOT_TOLD}: the models in {folder} are for another rate (setting voice_models)")

    def voices(self, samples: Samples) -> tuple[Voice, ...]:
        numbers: dict[int, int] = {}
        return tuple(
            Voice(round(each.start * 1000), round(each.end * 1000), numbers.setdefault(each.speaker, len(numbers) + 1))
            for each in self._diarizer.process(samples).sort_by_start_time()
        )
