"""Lucene, of Maven's central repository: EnglishAnalyzer and BM25, by a small program that Java compiles as it runs."""

from __future__ import annotations

import subprocess
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from tests.bench.ranking.collection import Text
from tests.bench.ranking.measures import DEPTH, Run

_VERSION = "9.12.3"  # the newest for Java 17
_JARS = ("lucene-core", "lucene-analysis-common", "lucene-queryparser")
_PROGRAM = Path(__file__).with_name("Ranked.java")


def ranked(documents: Mapping[str, Text], topics: Mapping[str, str], folder: Path) -> Run:
    for jar in _JARS:
        artifact = f"-Dartifact=org.apache.lucene:{jar}:{_VERSION}"
        _said(["mvn", "-q", "dependency:copy", artifact, f"-DoutputDirectory={folder}"], folder)
    _write(folder / "documents", {id: each.text for id, each in documents.items()})
    _write(folder / "topics", topics)
    run: defaultdict[str, list[str]] = defaultdict(list)
    for line in _said(["java", "-cp", f"{folder}/*", str(_PROGRAM), str(folder), str(DEPTH)], folder).splitlines():
        topic, _, document = line.partition("\t")
        run[topic].append(document)
    return run


def _write(file: Path, texts: Mapping[str, str]) -> None:
    file.write_text("".join(f"{id}\t{' '.join(text.split())}\n" for id, text in texts.items()), "utf-8")


def _said(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed\n{done.stdout}\n{done.stderr}")
    return done.stdout
