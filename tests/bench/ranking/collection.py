"""A test collection from its folder: documents, topics, and which documents answer which topic.

TREC-like: documents as files in a tar or a folder, one a document or between <DOC> tags, `topics*`, and `qrels*` of
four columns. Tables: `corpus.jsonl` or `docs.tsv`, `queries.jsonl` or `queries.tsv`, and `qrels.tsv`, also in a folder
`qrels` as BEIR has it.
"""

from __future__ import annotations

import csv
import html
import json
import re
import tarfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import NamedTuple

_DOC = re.compile(r"<DOC>(.*?)</DOC>", re.DOTALL | re.IGNORECASE)
_DOCNO = re.compile(r"<DOCNO>\s*(\S+?)\s*</DOCNO>", re.IGNORECASE)
_TITLE = re.compile(r"<(TITLE|HEADLINE|TI)>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_TOPIC = re.compile(r"<(top|DOC)>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_NUMBER = re.compile(r"<(?:num|DOCNO)>\s*(?:Number:)?\s*(\S+?)\s*(?=<|\s)", re.IGNORECASE)
_ASKED = re.compile(r"<title>\s*(?:Topic:)?(.*?)(?=<|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_LAST_NUMBER = re.compile(r"\d+$")

Judged = Mapping[str, Mapping[str, int]]  # topic to document to its grade, which is above 0


class Text(NamedTuple):
    """A document of a collection: its file as a person would add it, and the text in it, of which the title is one."""

    title: str
    text: str
    name: str  # of the file
    data: bytes


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents and topics by id, and the judgments; only judged topics are kept."""

    documents: Mapping[str, Text]
    topics: Mapping[str, str]
    judged: Judged

    def strays(self) -> int:
        """How many judgments name a document that is not there."""
        return sum(id not in self.documents for grades in self.judged.values() for id in grades)

    def mended(self) -> Collection:
        """The collection with the zeros that strays lack at the head of their number."""
        full = {_LAST_NUMBER.sub(lambda number: str(int(number[0])), id): id for id in self.documents}
        judged = {
            topic: {id if id in self.documents else full.get(id, id): grade for id, grade in grades.items()}
            for topic, grades in self.judged.items()
        }
        return Collection(self.documents, self.topics, judged)


def load(folder: Path) -> Collection:
    """The collection in a folder; SystemExit where it lacks something."""
    tables = [*folder.glob("corpus.jsonl"), *folder.glob("docs.tsv")]
    documents = dict(_table(tables[0]) if tables else _files(folder))
    topics = dict(_asked(folder))
    judged: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for topic, document, grade in _judgments(folder):
        if grade > 0 and topic in topics:
            judged[topic][document] = grade
    if not documents or not judged:
        raise SystemExit(f"{folder}: {len(documents)} documents, {len(topics)} topics, {len(judged)} of them judged")
    return Collection(documents, {topic: topics[topic] for topic in sorted(judged, key=_place)}, judged)


def _place(topic: str) -> tuple[int, str]:
    return (int(topic), "") if topic.isdecimal() else (0, topic)


def _table(file: Path) -> Iterator[tuple[str, Text]]:
    for row in _rows(file):
        title, body = row.get("title", ""), row["text"]
        text = f"{title}\n\n{body}" if title else body
        yield row["_id"], Text(title or _first(body), text, f"{row['_id']}.txt", text.encode())


def _rows(file: Path) -> Iterator[dict[str, str]]:
    """Lines of JSON, or of an id and a text, or an id, a title and a text."""
    with file.open(encoding="utf-8") as lines:
        if file.suffix == ".jsonl":
            yield from map(json.loads, lines)
            return
        for cells in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield {"_id": cells[0], "title": cells[1] if len(cells) > 2 else "", "text": cells[-1]}


def _files(folder: Path) -> Iterator[tuple[str, Text]]:
    for name, data in _members(folder):
        markup = data.decode("utf-8", "replace") if _is_utf8(data) else data.decode("latin-1")
        several = _DOC.findall(markup)
        for each in several:
            if number := _DOCNO.search(each):
                yield number[1], _text(_DOCNO.sub("", each), f"{number[1]}.txt", None)
        if not several:
            yield PurePath(name).stem, _text(markup, PurePath(name).name, data)


def _members(folder: Path) -> Iterator[tuple[str, bytes]]:
    tars = sorted(folder.glob("*.t*gz")) + sorted(folder.glob("*.tar*"))
    for tar in dict.fromkeys(tars):
        with tarfile.open(tar) as archive:
            for member in archive:
                if file := archive.extractfile(member):
                    yield member.name, file.read()
    if not tars:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.lower().startswith(("topics", "qrels", "readme")):
                yield path.name, path.read_bytes()


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _text(markup: str, name: str, data: bytes | None) -> Text:
    text = html.unescape(_TAG.sub(" ", markup)).strip()
    titled = _TITLE.search(markup)
    title = html.unescape(_TAG.sub(" ", titled[2])) if titled else _first(text)
    return Text(" ".join(title.split()), text, name, text.encode() if data is None else data)


def _first(text: str) -> str:
    """The first paragraph, as its title is in collections that do not mark it."""
    return " ".join(re.split(r"\n\s*\n", text.strip(), maxsplit=1)[0].split())


def _asked(folder: Path) -> Iterator[tuple[str, str]]:
    for file in (*folder.glob("queries.jsonl"), *folder.glob("queries.tsv")):
        yield from ((row["_id"], row["text"]) for row in _rows(file))
    for file in sorted(folder.glob("topics*")):
        for _, topic in _TOPIC.findall(file.read_text("utf-8", "replace")):
            if number := _NUMBER.search(topic):
                asked = _ASKED.search(topic)
                text = asked[1] if asked else topic[number.end() :]
                yield number[1], " ".join(html.unescape(_TAG.sub(" ", text)).split())


def _judgments(folder: Path) -> Iterator[tuple[str, str, int]]:
    files = [file for file in (*folder.glob("qrels*"), *folder.glob("qrels/*.tsv")) if file.is_file()]
    for line in (line for file in sorted(files) for line in file.read_text("utf-8").splitlines()):
        cells = line.split()
        if len(cells) in (3, 4) and cells[-1].lstrip("-").isdecimal():
            yield cells[0], cells[-2], int(cells[-1])
