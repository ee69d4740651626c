"""Whose the labelled turns of Markdown transcripts are: `python -m tests.bench.labels FOLDER`, by a reader of its own.

It knows one thing: a line that begins with a name and a colon, where the front matter names that speaker or three lines
begin so, opens a turn of that name.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from corpus.errors import ReadError
from corpus.model import Document, Feed, Hints
from corpus.readers import registry

_HEAD = re.compile(r"---\s*\n(?P<head>.*?)\n---\s*\n", re.DOTALL)
_TIME = r"(?:\s*[\[(]?\d{1,2}:\d\d(?::\d\d)?[\])]?)?"
_LABEL = re.compile(
    rf"(?:\*\*)?(?P<name>[^\W\d_][\w.’' -]{{0,40}}?)(?:\*\*)?{_TIME}\s*:(?:\*\*)?(?!//){_TIME}(?=\s)(?P<said>.*)"
)
_RETURNS = 3
_FIRST, _FEWEST = 80, 24  # letters and digits that tell where a turn begins


class Turns(NamedTuple):
    """The turns that a file labels, and how many of them its reading gives to another, and to nobody."""

    labelled: int
    wrong: list[str]
    unattributed: int


def labelled(text: str) -> Iterator[tuple[str, str]]:
    """The labels of a text that open turns, with what their speaker says first."""
    head = _HEAD.match(text)
    said = yaml.safe_load(head["head"]) if head else {}
    speakers = said.get("speakers") if isinstance(said, dict) else None
    known = {str(name).casefold() for name in speakers} if isinstance(speakers, list) else set()
    lines = text[head.end() if head else 0 :].split("\n")
    found = [match for line in lines if (match := _LABEL.fullmatch(line.strip()))]
    counts = Counter(match["name"] for match in found)
    for match in found:
        if match["name"].casefold() in known or counts[match["name"]] >= _RETURNS:
            yield match["name"], match["said"]


def compared(text: str, document: Document) -> Turns:
    """The labelled turns of a text against those of its reading, each looked for behind the one before it.

    Words that are too few to be known again are passed over.
    """
    passages = [(passage.speaker, _letters(passage.text)) for passage in document.passages()]
    at = labels = nobody = 0
    wrong = []
    for name, said in labelled(text):
        first = _letters(re.sub(r"\]\([^)]*\)", "", said))[:_FIRST]
        if len(first) < _FEWEST:
            continue
        held = [n for n in range(at, len(passages)) if first in passages[n][1]]
        place = next((n for n in held if passages[n][1].startswith(first)), held[0] if held else None)
        if place is None:
            continue
        at, labels = place, labels + 1
        speaker = passages[place][0]
        if speaker is None:
            nobody += 1
        elif _letters(speaker) != _letters(name):
            wrong.append(f"{name}: {said[:40]!r} is {speaker}'s")
    return Turns(labels, wrong, nobody)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def main() -> None:
    """Print what is another's, and the counts."""
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m tests.bench.labels FOLDER")
    files = right = wrong = nobody = 0
    for path in sorted(Path(sys.argv[1]).rglob("*.md")):
        text = path.read_text("utf-8", "replace")
        try:
            reading = registry.read(path.read_bytes(), Hints(name=path.name))
            turns = compared(text, reading.document) if not isinstance(reading, Feed) else Turns(0, [], 0)
        except (ReadError, yaml.YAMLError):
            continue
        if turns.labelled > 1:
            files, wrong, nobody = files + 1, wrong + len(turns.wrong), nobody + turns.unattributed
            right += not (turns.wrong or turns.unattributed)
            for each in turns.wrong:
                print(f"{path}: {each}")
    print(f"{right} of {files} files with labelled turns are exactly right; {wrong} turns are another's, ", end="")
    print(f"{nobody} nobody's")


if __name__ == "__main__":
    main()
