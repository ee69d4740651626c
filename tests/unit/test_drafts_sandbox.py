"""Drafts come out of the readers' processes as they are, and hostile ones end as one line."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Iterator
from functools import partial

import pytest

from corpus import sandbox, wire
from corpus.draft import Draft
from corpus.errors import ReadError
from corpus.model import Hints, Reading
from corpus.readers.drafts import read
from corpus.readers.drafts.read import read_draft
from corpus.sandbox import Limits, Sandbox
from corpus.wire import Answer, Request

DRAFT = b"# Keels\n\nHe [said](https://e.org) <q>so</q>[^1].\n\n> It was.\n\n[^1]: A note."
FITTING = {"name": "a", "format": "docx", "paragraphs": [{"text": "Words", "links": [[0, 5, "u"]], "place": 3}]}
UNFIT: dict[str, dict[str, object]] = {
    "a format unknown": {"format": "pdf"},
    "a kind unknown": {"paragraphs": [{"text": "Words", "kind": "x"}]},
    "a link of two parts": {"paragraphs": [{"text": "Words", "links": [[0, 5]]}]},
    "a link of four parts": {"paragraphs": [{"text": "Words", "links": [[0, 5, "u", "v"]]}]},
    "a link from a word": {"paragraphs": [{"text": "Words", "links": [["a", 5, "u"]]}]},
    "a link that is a word": {"paragraphs": [{"text": "Words", "links": ["abc"]}]},
    "a link beyond the text": {"paragraphs": [{"text": "Words", "links": [[0, 6, "u"]]}]},
    "a quotation before the text": {"paragraphs": [{"text": "Words", "quoted": [[-1, 5]]}]},
    "a quotation of nothing": {"paragraphs": [{"text": "Words", "quoted": [[2, 2]]}]},
    "half a character": {"paragraphs": [{"text": "\ud800"}]},
}


@pytest.fixture(scope="module")
def readers() -> Iterator[Sandbox]:
    made = Sandbox(Limits(3, 256), workers=1)
    yield made
    made.close()


def received(draft: object) -> object:
    text = json.dumps({"draft": draft}).encode()
    message = struct.pack(">QQ", len(text), 0) + text
    return wire.receive(io.BytesIO(message), Answer, most=2**20).found()


def test_a_draft_comes_over_as_it_was(readers: Sandbox) -> None:
    found = readers.read_draft(DRAFT, "keels.md")
    assert found == read_draft(DRAFT, "keels.md")
    assert [paragraph.kind for paragraph in found.paragraphs] == ["heading", "text", "note", "quote"]
    assert found.paragraphs[1].links == ((3, 7, "https://e.org"),)
    assert found.paragraphs[1].quoted == ((8, 10),)


def test_a_request_comes_over_as_it_was() -> None:
    request = Request(data=DRAFT, hints=Hints(name="a.md"), seconds=3, is_draft=True)
    assert wire.receive(io.BytesIO(b"".join(wire.packed(request))), Request, most=2**20) == request


def test_what_is_no_draft_is_refused_and_the_reader_goes_on(readers: Sandbox) -> None:
    for data, why in ((b"", "has no text"), (b"%PDF-1.7", "is a PDF"), (b"PK\x03\x04", "is not a whole Word document")):
        with pytest.raises(ReadError, match=why):
            readers.read_draft(data, "a")
    assert isinstance(readers.read(DRAFT, Hints(name="a.md")), Reading)


def test_a_draft_that_fits_is_taken() -> None:
    found = received(FITTING)
    assert isinstance(found, Draft)
    assert (found.paragraphs[0].links, found.paragraphs[0].place) == (((0, 5, "u"),), 3)


@pytest.mark.parametrize("part", UNFIT.values(), ids=UNFIT)
def test_a_draft_that_does_not_fit_is_refused(part: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # of the standard library's too
        received({**FITTING, **part})


@pytest.mark.parametrize("answer", [{"draft": FITTING}, {"reading": {"document": {"type": "note", "title": "A"}}}])
def test_what_was_not_asked_for_is_not_taken(answer: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps(answer).encode()
    broken = f"import sys; sys.stdout.buffer.write({struct.pack('>QQ', len(text), 0) + text!r}); sys.stdout.flush()"
    monkeypatch.setattr(sandbox, "_START", f"{broken}; sys.stdin.buffer.read()")
    made = Sandbox(Limits(3, 256), workers=1)
    ask = (
        partial(made.read, b"Words.", Hints(name="a"))
        if "draft" in answer
        else partial(made.read_draft, b"Words.", "a")
    )
    with pytest.raises(ReadError, match="made what reads it break off"):
        ask()
    made.close()


def test_a_draft_that_breaks_its_reader_is_refused_in_one_line(readers: Sandbox) -> None:
    with pytest.raises(ReadError, match="memory"):
        readers.read_draft(b"<p>a" * (read.MOST // 4), "a.html")
    assert readers.read_draft(DRAFT, "a.md").format == "markdown"


@pytest.mark.slow
def test_a_draft_that_takes_too_long_is_refused_and_the_next_is_read(readers: Sandbox) -> None:
    with pytest.raises(ReadError, match="takes longer than 3 s to read"):
        readers.read_draft(SLOW, "a.md")
    assert readers.read_draft(DRAFT, "a.md").format == "markdown"


SLOW = b"![" * 300_000 + b"[a](b)" * 300_000  # each link is looked for among all pictures that are open
