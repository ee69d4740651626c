"""Doubts that a reading tells of: times that cannot be, text without sentences, speakers who are not heard."""

from __future__ import annotations

import json

import pytest

from corpus.model import Hints, Reading
from corpus.readers import registry

SPOKEN = "The lamp of the {} tower was lit."


def checks(text: str, name: str) -> list[str]:
    """What there is to check of a source, but for what a file's name tells."""
    reading = registry.read(text.encode(), Hints(name=name))
    assert isinstance(reading, Reading)
    return [check for check in reading.checks if check.startswith(("times", "text", "speakers"))]


def timed(*starts: int) -> str:
    """A transcript in JSON of turns at so many seconds."""
    said = [{"speaker": "Ada Quill", "startTime": at, "body": SPOKEN.format(at)} for at in starts]
    return json.dumps({"segments": said})


def test_times_that_run_backwards_are_told_with_where() -> None:
    assert checks(timed(3, 850, 723, 900), "a.json") == ["times run backwards at 12:03, after 14:10"]
    assert checks(timed(3, 2400, 5, 1800, 6), "a.json") == [
        "times run backwards at 0:05, after 40:00, and 1 more such time"
    ]
    assert checks(timed(3, 3, 3602, 3601, 5400), "a.json") == [], "they overlap"


def test_cues_that_run_backwards_are_told_though_they_are_read_in_order() -> None:
    cues = "".join(f"00:{at}:00.000 --> 00:{at}:04.000\n{SPOKEN.format(at)}\n\n" for at in ("03", "14", "12", "15"))
    assert "times run backwards at 12:00, after 14:00" in checks(f"WEBVTT\n\n{cues}", "a.vtt")


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (10, ["times beyond the stated duration of 10:00: 14:10, and 1 more such time"]),
        (16, ["times beyond the stated duration of 16:00: 17:30"]),
        (17, []),
        (60, []),
        (0, []),
    ],
)
def test_times_beyond_the_stated_duration_are_told(minutes: int, told: list[str]) -> None:
    feed = f"""<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
<title>Lamp Hour</title><item><title>Towers</title><guid>https://lamps.example/1</guid>
<itunes:duration>{minutes}:00</itunes:duration>
<description>00:00 – The first tower&lt;br&gt;14:10 – The second tower&lt;br&gt;17:30 – The third tower</description>
</item></channel></rss>"""
    found = registry.read(feed.encode(), Hints(name="feed.xml"))
    (item,) = getattr(found, "items")  # noqa: B009
    assert [check for check in item.reading.checks if check.startswith("times")] == told


def test_a_long_text_without_the_end_of_a_sentence_is_told() -> None:
    words = [f"word{chr(97 + number % 26)}" for number in range(401)]
    assert checks(" ".join(words), "a.txt") == [
        "text without the end of a sentence for 401 words, from “worda wordb wordc wordd worde wordf”"
    ]
    assert checks(f"A beginning. {' '.join(words).capitalize()}. And an end of it.", "a.txt") == [
        "text without the end of a sentence for 401 words, from “Worda wordb wordc wordd worde wordf”"
    ]
    assert checks(" ".join(words[:400]), "a.txt") == []
    assert checks(f"{' '.join(words[:300])}. {' '.join(words[:300]).capitalize()}.", "a.txt") == []
    assert checks("\n\n".join(words), "a.txt") == [], "each is a paragraph of its own"


def test_a_note_that_names_its_speakers_and_has_none_is_told() -> None:
    front = "---\ntitle: On lamps\ntype: note\ndate: 2024-05-03\nspeakers: [Ada Quill, Bo Tarn]\n---\n\n"
    said = "The lamp of the northern tower was lit.\n\nIt burned for a year.\n"
    assert checks(front + said, "a.md") == ["speakers missing: no words are seen to be those of Ada Quill, Bo Tarn"]
    assert checks(front + "**Ada Quill:** " + said.replace("\n\n", "\n\n**Bo Tarn:** "), "a.md") == []
    assert checks(front.replace("note", "transcript") + said, "a.md") == ["speakers missing"]


def test_many_times_and_long_texts_are_looked_at_at_once() -> None:
    words = " ".join("word" for _ in range(200_000))
    assert len(checks(words, "a.txt")) == 1
    segments = [{"speaker": "Ada Quill", "startTime": 2 * (number % 1000), "body": "Lit."} for number in range(20_000)]
    assert checks(json.dumps({"segments": segments}), "a.json") == [
        "times run backwards at 0:00, after 33:18, and 18 more such times"
    ]
