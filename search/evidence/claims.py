"""What a file of evidence claims: texts of a page, each marked with what it says, read back from that page alone."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from html import escape
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from bs4 import BeautifulSoup

from corpus.errors import InvalidValue

LARGEST = 100 * 2**20  # bytes
_DATA = "data:application/octet-stream;base64,"
_HEAD = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Citecast evidence 1">
<title>Evidence</title>
<style>body{font:1rem/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}blockquote,.near{font-family:serif}
blockquote{font-size:1.25rem;border-left:3px solid;margin:1rem 0;padding-left:1rem}.near{color:#555}dt{color:#555}
dd{margin:0 0 .4rem;overflow-wrap:anywhere}</style>
"""
LABELS = {  # of claims that stand in the list, in its order
    "title": "Document",
    "show": "Show",
    "date": "Date of the document",
    "origin": "The words",
    "around": "What stands around them",
    "timed_by": "When they are said",
    "source": "Source",
    "permalink": "In the library",
    "sha256": "SHA-256 of the original",
    "stored": "Stored",
    "compared": "Compared with the source",
    "made": "This file was made",
}


class Turn(NamedTuple):
    """Words of one passage, and who says them."""

    speaker: str
    words: str


class Evidence(NamedTuple):
    """What one file says: the words, what stands around them, the citation in a style, and LABELS' values by name; the
    original and its file's name, where it is enclosed."""

    turns: tuple[Turn, ...]
    before: str
    after: str
    style: str
    citation: str
    facts: dict[str, str]
    original: bytes | None = None
    name: str = ""


def page(said: Evidence) -> str:
    """A page that stands for itself, whose marked texts are what it claims."""
    turns = "".join(
        f"<p>{_claim('b', 'speaker', who)} {_claim('span', 'words', text)}</p>\n" for who, text in said.turns
    )
    told = [(label, name, said.facts[name]) for name, label in LABELS.items() if name in said.facts]
    facts = "".join(f"<dt>{label}</dt>{_claim('dd', name, text)}\n" for label, name, text in told)
    citation = _claim("span", "citation", said.citation, style=said.style)
    return (
        f"{_HEAD}<h1>Words, and where they come from</h1>\n{_near('before', said.before)}<blockquote>\n{turns}"
        f"</blockquote>\n{_near('after', said.after)}<p>{citation}</p>\n<dl>\n{facts}{_enclosed(said)}</dl>\n"
        "<p>Who doubts it compares: <code>citecast check-evidence FILE</code> says of each of these what the enclosed"
        " original and a library bear out, and what could not be compared.</p>\n</html>\n"
    )


def _near(name: str, text: str) -> str:
    return f'<p class="near">{_claim("span", name, text)}</p>\n' if text else ""


def _enclosed(said: Evidence) -> str:
    if said.original is None:
        return ""
    name, data = escape(said.name), base64.b64encode(said.original).decode()
    link = f'<a data-claim="original" download="{name}" href="{_DATA}{data}">{name}</a>'
    return f"<dt>The original, enclosed</dt><dd>{link}</dd>\n"


def _claim(tag: str, name: str, text: str, **more: str) -> str:
    said = "".join(f' data-{key}="{escape(value)}"' for key, value in more.items())
    return f'<{tag} data-claim="{name}"{said}>{escape(text)}</{tag}>'


def claimed(text: str) -> Evidence:
    """What a page claims; InvalidValue for what is no file of evidence."""
    soup = BeautifulSoup(text, "lxml")
    if not soup.find("meta", content="Citecast evidence 1"):
        raise InvalidValue("this is no file of evidence that this version of Citecast can read")
    speakers, words = (list(_texts(soup, name)) for name in ("speaker", "words"))
    if not words or len(speakers) != len(words):
        raise InvalidValue("this file of evidence has no words, or not one speaker's place for each")
    cited, enclosed = soup.select_one('[data-claim="citation"]'), soup.select_one('a[data-claim="original"]')
    return Evidence(
        turns=tuple(Turn(*each) for each in zip(speakers, words, strict=True)),
        before="".join(_texts(soup, "before")),
        after="".join(_texts(soup, "after")),
        style=str(cited.get("data-style", "")) if cited else "",
        citation="".join(_texts(soup, "citation")),
        facts={name: "\n".join(found) for name in LABELS if (found := list(_texts(soup, name)))},
        original=_original(str(enclosed.get("href", ""))) if enclosed else None,
        name=str(enclosed.get("download", "")) if enclosed else "",
    )


def _texts(soup: BeautifulSoup, name: str) -> Iterator[str]:
    return (each.get_text() for each in soup.select(f'[data-claim="{name}"]'))


def _original(address: str) -> bytes:
    data = address.removeprefix(_DATA)
    if data == address:
        return b""
    try:
        return base64.b64decode(unquote_to_bytes(data), validate=True)
    except binascii.Error:
        return b""
