"""How long the archive takes to read, here and by another checkout: `python -m tests.bench.reading CHECKOUT`."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from statistics import median

from tests.data import ARCHIVE

_EVERY = 6  # file of the archive
_ROUNDS = 3
_READ = """
import sys, time
from dataclasses import replace
from pathlib import Path
from corpus.model import Hints
from corpus.passages import identify
from corpus.readers import registry
files = [(Path(name).name, Path(name).read_bytes()) for name in sys.argv[1:]]
for name, data in files[:10]:
    registry.read(data, Hints(name=name))
begun = time.process_time()
for name, data in files:
    identify(replace(registry.read(data, Hints(name=name)).document, id="x"))
print(time.process_time() - begun)
"""


def seconds(checkout: Path, files: list[str]) -> float:
    """The seconds of the processor that reading files and naming their passages takes by the code of a checkout."""
    command = [sys.executable, "-P", "-c", _READ, *files]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    return float(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Print the medians and their ratio."""
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m tests.bench.reading CHECKOUT")
    checkouts = (Path(sys.argv[1]).resolve(), Path(__file__).parents[2])
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(ARCHIVE) as archive:
            archive.extractall(folder, filter="data")
        files = [str(file) for file in sorted(Path(folder).glob("*/*.md"))[::_EVERY]]
        rounds = [[seconds(checkout, files) for checkout in checkouts] for _ in range(_ROUNDS)]
    there, here = (median(each) for each in zip(*rounds, strict=True))
    print(f"{len(files)} files: {there:.2f} s there, {here:.2f} s here, {here / there:.2f} times")


if __name__ == "__main__":
    main()
