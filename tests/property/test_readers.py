"""Whatever the bytes: a reading whose text is verbatim, or one line that says why not."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings, strategies as st

from corpus.errors import ReadError
from corpus.model import Document, Hints
from corpus.passages import identify
from corpus.readers import registry
from corpus.text import verbatim

PIECES = (
    "<p>",
    "</p>",
    "<h2>Background</h2>",
    "<b>Bios</b>",
    "<li>",
    "<article>",
    "<br>",
    "<!--",
    "-->",
    "&amp;",
    "<figcaption>",
    "<script type='application/ld+json'>{\"name\": ",
    "[]}",
    "</script>",
    "<table><tr><td>",
    "<meta charset=utf-8>",
    "**Ann:** ",
    "\\[04:08\\] ",
    "---\n",
    "title: x\n",
    "date: 2024-02-30\n",
    "# ",
    "- ",
    "| a | b |\n",
    "```\n",
    "*",
    "_",
    "WEBVTT\n\n",
    "00:01.000 --> 00:02.000\n",
    "1\n00:00:01,000 --> 00:00:02,000\n",
    "<v Ann>",
    "</v>",
    "NOTE title: t\n",
    "Ann: ",
    "Related Resources\n",
    "A B, “T,” P, May 2024.\n",
    "Ann Lee is a fellow at PI.\n",
    '{"segments": [',
    '{"speaker": "Ann", "startTime": 0.5, "body": "word"},',
    '{"text": " a sentence, said at last.", "start": 1}',
    "Ann Lee  0:12\n",
    "[00:01:02] ",
    "<cite>Ann:</cite><time>0:01</time><p>",
    "\n\n",
    "\n",
    " ",
    "word ",
    "é",
    "e\u0301",
    "飛",
    "\u00a0",
    "\u2028",
    "😀",
    "\ufeff",
    "x" * 50,
)
structured = st.lists(st.sampled_from(PIECES), max_size=40).map("".join).map(str.encode)
names = st.sampled_from(["a.html", "a.md", "a.txt", "a.vtt", "a.srt", "a.json", "", "2024-05-03.txt"])


def check(document: Document) -> None:
    passages = list(document.passages())
    assert passages
    for passage in passages:
        assert passage.text
        assert passage.text == verbatim(passage.text)
        assert passage.speaker is None or passage.speaker.strip()
    named = list(identify(replace(document, id="x")).passages())
    assert len({passage.id for passage in named}) == len(named)
    assert verbatim(" ".join(p.text for p in named)) == verbatim(" ".join(p.text for p in passages))
    assert document.title


@settings(max_examples=500, deadline=None)
@given(data=st.binary(max_size=300) | structured | st.text(max_size=300).map(lambda text: text.encode()), name=names)
def test_any_bytes_are_read_or_refused_in_one_line(data: bytes, name: str) -> None:
    try:
        reading = registry.read(data, Hints(name=name))
    except ReadError as error:
        refused = str(error)
    else:
        for document in (reading.document, *reading.related):
            check(document)
        return
    assert len(refused.splitlines()) == 1
