"""Transcripts in JSON of services: who says what, and from when to when, in milliseconds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from corpus.errors import ReadError
from corpus.locators import locate
from corpus.model import Hints, Part, Reading
from corpus.plain import plain
from corpus.readers import registry

Turn = tuple[str | None, int | None, int | None, str]
_ANN_BEN: list[Turn] = [("Ann Lee", 500, 1700, "Sails are torn."), ("Ben Moe", 2000, 2400, "Since when?")]


def reading(value: object) -> Reading:
    data = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
    found = registry.read(data, Hints(name="a.json"))
    assert isinstance(found, Reading)
    return found


def turns(value: object) -> list[Turn]:
    return [(p.speaker, p.start_ms, p.end_ms, p.text) for p in reading(value).document.passages()]


def called(first: str, second: str) -> list[Turn]:
    """The same two turns, by speakers of these names."""
    return [(name, *rest) for name, (_, *rest) in zip((first, second), _ANN_BEN, strict=True)]  # type: ignore[misc]


def words(form: str = "word", scale: float = 1, **speakers: Any) -> list[dict[str, Any]]:
    """Ann's three words and Ben's two, with `speakers` as its fields for Ann; whole numbers where they are scaled."""
    times = [(0.5, 0.9), (0.9, 1.1), (1.2, 1.7), (2.0, 2.2), (2.2, 2.4)]
    texts = ("Sails", "are", "torn.", "Since", "when?")
    found = []
    for n, (text, (start, end)) in enumerate(zip(texts, times, strict=True)):
        span = (start, end) if scale == 1 else (round(start * scale), round(end * scale))
        said = {name: value[n > 2] for name, value in speakers.items()}
        found.append({form: text, "start": span[0], "end": span[1], "confidence": 0.9, **said})
    return found


_AAI = words("text", 1000, speaker=("A", "B"))
_DG = [{**w, "word": w["word"].lower().strip(".?"), "punctuated_word": w["word"]} for w in words(speaker=(0, 1))]
_AWS = [
    {"type": "pronunciation", "alternatives": [{"content": text}], "start_time": start, "end_time": end}
    for text, start, end in [
        ("Sails", "0.5", "0.9"), ("are", "0.9", "1.1"), ("torn", "1.2", "1.7"), ("Since", "2.0", "2.2"),
        ("when", "2.2", "2.4"),
    ]
]  # fmt: skip
_AWS.insert(3, {"type": "punctuation", "alternatives": [{"content": "."}]})
_AWS.append({"type": "punctuation", "alternatives": [{"content": "?"}]})
_AWS_WHO = {
    "segments": [
        {
            "speaker_label": label,
            "items": [{"start_time": w["start_time"], "speaker_label": label} for w in _AWS if "start_time" in w][part],
        }
        for label, part in (("spk_0", slice(0, 3)), ("spk_1", slice(3, 5)))
    ]
}
_GOOGLE = [
    {"word": w["word"], "startTime": f"{w['start']}00s", "endTime": f"{w['end']}00s", "speakerTag": w["tag"]}
    for w in words(tag=(1, 2))
]
_GOOGLE_2 = [
    {"word": w["word"], "startOffset": w["startTime"], "endOffset": w["endTime"], "speakerLabel": str(w["speakerTag"])}
    for w in _GOOGLE
]
_GOOGLE_1 = [{**w, "speakerTag": 0} for w in _GOOGLE]
_SAID = "Sails are torn. Since when?"
_SM = [
    {
        "type": kind,
        "start_time": start,
        "end_time": end,
        "alternatives": [{"content": text, "confidence": 1.0, "speaker": speaker}],
        **({"attaches_to": "previous"} if kind == "punctuation" else {}),
    }
    for kind, start, end, text, speaker in [
        ("word", 0.5, 0.9, "Sails", "S1"), ("word", 0.9, 1.1, "are", "S1"), ("word", 1.2, 1.7, "torn", "S1"),
        ("punctuation", 1.7, 1.7, ".", "S1"), ("word", 2.0, 2.2, "Since", "S2"), ("word", 2.2, 2.4, "when", "S2"),
        ("punctuation", 2.4, 2.4, "?", "S2"),
    ]
]  # fmt: skip


def _rev(*said: str | tuple[str, float, float]) -> list[dict[str, Any]]:
    return [
        {"type": "punct", "value": each}
        if isinstance(each, str)
        else {"type": "text", "value": each[0], "ts": each[1], "end_ts": each[2], "confidence": 0.9}
        for each in said
    ]


_REV: list[dict[str, Any]] = [
    {"speaker": 4, "elements": _rev(("Sails", 0.5, 0.9), " ", ("are", 0.9, 1.1), " ", ("torn", 1.2, 1.7), ".")},
    {"speaker": 7, "elements": _rev(("Since", 2, 2.2), " ", ("when", 2.2, 2.4), "?")},
]
_CASES: dict[str, tuple[Any, list[Turn]]] = {
    "AssemblyAI, words": ({"id": "1", "text": _SAID, "words": _AAI, "audio_duration": 9}, called("A", "B")),
    "AssemblyAI, utterances": (
        {
            "id": "1",
            "words": _AAI,
            "utterances": [
                {"speaker": "A", "text": "Sails are torn.", "start": 500, "end": 1700, "words": _AAI[:3]},
                {"speaker": "B", "text": "Since when?", "start": 2000, "end": 2400, "words": _AAI[3:]},
            ],
            "audio_duration": 3,
        },
        called("A", "B"),
    ),
    "AssemblyAI, the utterances alone": (
        [
            {"speaker": "A", "text": "Sails are torn.", "start": 500, "end": 1700, "confidence": 1},
            {"speaker": "B", "text": "Since when?", "start": 2000, "end": 2400, "confidence": 1},
        ],
        called("A", "B"),
    ),
    "Deepgram": (
        {"metadata": {}, "results": {"channels": [{"alternatives": [{"transcript": _SAID, "words": _DG}]}]}},
        called("Speaker 0", "Speaker 1"),
    ),
    "Deepgram, utterances": (
        {
            "results": {
                "channels": [{"alternatives": [{"transcript": _SAID, "words": _DG}]}],
                "utterances": [
                    {"start": 0.5, "end": 1.7, "channel": 0, "transcript": "Sails are torn.", "words": _DG[:3]},
                    {"start": 2.0, "end": 2.4, "channel": 0, "transcript": "Since when?", "words": _DG[3:]},
                ],
            }
        },
        called("Speaker 0", "Speaker 1"),
    ),
    "Deepgram, two channels": (
        {
            "results": {
                "channels": [
                    {"alternatives": [{"transcript": "Since when?", "words": words()[3:]}]},
                    {"alternatives": [{"transcript": "Sails are torn.", "words": words()[:3]}]},
                ]
            }
        },
        called("Channel 1", "Channel 0"),
    ),
    "AWS, labels apart": (
        {"results": {"transcripts": [{"transcript": _SAID}], "speaker_labels": _AWS_WHO, "items": _AWS}},
        called("spk_0", "spk_1"),
    ),
    "AWS, segments alone": (
        {
            "results": {
                "audio_segments": [
                    {"transcript": "Sails are torn.", "start_time": "0.5", "end_time": "1.7", "speaker_label": "spk_0"},
                    {"transcript": "Since when?", "start_time": "2.0", "end_time": "2.4", "speaker_label": "spk_1"},
                ]
            }
        },
        called("spk_0", "spk_1"),
    ),
    "Google, version 1": (
        {
            "results": [
                {"alternatives": [{"transcript": "Sails are torn.", "words": _GOOGLE_1[:3]}]},
                {"alternatives": [{"transcript": " Since when?", "words": _GOOGLE_1[3:]}]},
                {"alternatives": [{"words": _GOOGLE}]},
            ]
        },
        called("Speaker 1", "Speaker 2"),
    ),
    "Google, version 2": (
        {"results": [{"alternatives": [{"transcript": _SAID, "words": _GOOGLE_2}], "resultEndOffset": "2.5s"}]},
        called("Speaker 1", "Speaker 2"),
    ),
    "Rev": ({"monologues": _REV, "speakers": [{"id": 4, "name": "Ann Lee"}, {"id": 7, "name": "Ben Moe"}]}, _ANN_BEN),
    "Rev without blanks": (
        {
            "monologues": [
                {"speaker": 4, "elements": [e for e in _REV[0]["elements"] if e["value"] != " "]},
                {"speaker": 7, "elements": [e for e in _REV[1]["elements"] if e["value"] != " "]},
            ]
        },
        called("Speaker 4", "Speaker 7"),
    ),
    "Rev without names": ({"monologues": _REV}, called("Speaker 4", "Speaker 7")),
    "Speechmatics": ({"format": "2.9", "metadata": {}, "results": _SM}, called("S1", "S2")),
    "IBM Watson": (
        {
            "results": [
                {
                    "final": True,
                    "alternatives": [
                        {
                            "transcript": "sails are torn since when ",
                            "timestamps": [[w["word"].strip(".?").lower(), w["start"], w["end"]] for w in words()],
                        }
                    ],
                }
            ],
            "speaker_labels": [{"from": w["start"], "to": w["end"], "speaker": w["n"]} for w in words(n=(0, 2))],
        },
        [("Speaker 0", 500, 1700, "sails are torn"), ("Speaker 2", 2000, 2400, "since when")],
    ),
    "ElevenLabs": (
        {
            "language_code": "en",
            "words": [
                piece
                for w in words("text", speaker_id=("speaker_0", "speaker_1"))
                for piece in (
                    {**w, "type": "word"},
                    {**w, "text": " ", "start": w["end"], "type": "spacing"},
                )
            ],
        },
        called("speaker_0", "speaker_1"),
    ),
    "Azure": (
        {
            "recognizedPhrases": [
                {"offset": "PT0.5S", "duration": "PT1.2S", "speaker": 1, "nBest": [{"display": "Sails are torn."}]},
                {"offset": "PT2S", "duration": "PT0.4S", "speaker": 2, "nBest": [{"display": "Since when?"}]},
            ]
        },
        called("Speaker 1", "Speaker 2"),
    ),
    "Teams": (
        {
            "type": "Transcript",
            "entries": [
                {"text": "Sails are torn.", "speakerDisplayName": "Ann Lee", "startOffset": "00:00:00.5000000",
                 "endOffset": "00:00:01.7000000"},
                {"text": "Since when?", "speakerDisplayName": "Ben Moe", "startOffset": "00:00:02.0000000",
                 "endOffset": "00:00:02.4000000"},
            ],
        },
        _ANN_BEN,
    ),
    "Podlove": (
        [
            {"start": "00:00:00.500", "start_ms": 500, "end": "00:00:01.700", "end_ms": 1700, "speaker": "1",
             "voice": "Ann Lee", "text": "Sails are torn."},
            {"start": "00:00:02.000", "start_ms": 2000, "end": "00:00:02.400", "end_ms": 2400, "speaker": "2",
             "voice": "Ben Moe", "text": "Since when?"},
        ],
        _ANN_BEN,
    ),
    "WhisperX": (
        {
            "segments": [
                {"start": 0.5, "end": 1.7, "text": " Sails are torn.", "speaker": "SPEAKER_00",
                 "words": words(speaker=("SPEAKER_00", ""))[:3]},
                {"start": 2.0, "end": 2.4, "text": " Since when?", "speaker": "SPEAKER_01", "words": []},
            ]
        },
        called("SPEAKER_00", "SPEAKER_01"),
    ),
    "WhisperX, two speakers in a segment": (
        {
            "segments": [
                {"start": 0.5, "end": 2.4, "text": f" {_SAID}", "speaker": "SPEAKER_00",
                 "words": words(speaker=("SPEAKER_00", "SPEAKER_01"))},
            ]
        },
        called("SPEAKER_00", "SPEAKER_01"),
    ),
    "insanely-fast-whisper": (
        {
            "speakers": [
                {"speaker": "SPEAKER_00", "timestamp": [0.5, 1.7], "text": " Sails are torn."},
                {"speaker": "SPEAKER_01", "timestamp": [2.0, 2.4], "text": " Since when?"},
            ],
            "chunks": [{"timestamp": [0.5, 2.4], "text": f" {_SAID}"}],
        },
        called("SPEAKER_00", "SPEAKER_01"),
    ),
    "Happy Scribe": (
        [
            {"speaker": name, "words": [
                {"type": "text", "text": f"{w['word']} ", "data_start": w["start"], "data_end": w["end"]} for w in part
            ]}
            for name, part in (("Ann Lee", words()[:3]), ("Ben Moe", words()[3:]))
        ],
        _ANN_BEN,
    ),
    "AWS Call Analytics": (
        {
            "Transcript": [
                {"ParticipantRole": "AGENT", "BeginOffsetMillis": 500, "EndOffsetMillis": 1700,
                 "Content": "Sails are torn."},
                {"ParticipantRole": "CUSTOMER", "BeginOffsetMillis": 2000, "EndOffsetMillis": 2400,
                 "Content": "Since when?"},
            ]
        },
        called("AGENT", "CUSTOMER"),
    ),
    "Fireflies": (
        {
            "data": {
                "transcript": {
                    "sentences": [
                        {"speaker_name": "Ann Lee", "text": "Sails are torn.", "start_time": 0.5, "end_time": 1.7},
                        {"speaker_name": "Ben Moe", "text": "Since when?", "start_time": 2.0, "end_time": 2.4},
                    ]
                }
            }
        },
        _ANN_BEN,
    ),
}  # fmt: skip


@pytest.mark.parametrize("vendor", _CASES)
def test_who_says_what_and_when(vendor: str) -> None:
    value, expected = _CASES[vendor]
    assert turns(value) == expected
    assert not any(check.startswith("times") for check in reading(value).checks)


def replaced(value: object, path: Sequence[int], by: object) -> object:
    """A value of JSON with another in place of what stands at a path of positions."""
    if not path or not isinstance(value, list | dict) or not value:
        return by
    keys: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = keys[path[0] % len(keys)]
    held: Any = value
    changed = replaced(held[key], path[1:], by)
    return {**held, key: changed} if isinstance(held, dict) else [*held[:key], changed, *held[key + 1 :]]


@pytest.mark.parametrize("vendor", _CASES)
@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 9), max_size=8),
    st.sampled_from(
        [None, True, -1, 1.5, 10**30, float("nan"), "", "9" * 5000, "\ud800", [], [[]], [1, 2], {}, {"a": {}}]
    ),
)
def test_values_that_are_of_no_kind_that_is_meant_are_passed_over(vendor: str, path: list[int], by: object) -> None:
    with suppress(ReadError):
        json.dumps(plain(reading(json.dumps(replaced(_CASES[vendor][0], path, by)).encode()).document))


_UTTERANCES = [
    {
        "text": "sails are torn",
        "result": [{"conf": 1.0, **w, "word": w["word"].strip(".?").lower()} for w in words()[:3]],
    },
    {"text": ""},
    {"text": "since when", "result": [{"conf": 1.0, **w, "word": w["word"].strip(".?").lower()} for w in words()[3:]]},
]


@pytest.mark.parametrize(
    "data", [json.dumps(_UTTERANCES).encode(), "\n".join(json.dumps(each, indent=1) for each in _UTTERANCES).encode()]
)
def test_utterances_of_kaldi_in_a_list_or_on_end(data: bytes) -> None:
    assert turns(data) == [(None, 500, 2400, "sails are torn since when")]


def test_words_of_youtube_end_where_the_next_begins_or_the_event_does() -> None:
    events: list[dict[str, Any]] = [
        {"tStartMs": 0, "dDurationMs": 9000, "id": 1},
        {"tStartMs": 100, "dDurationMs": 4000, "segs": [{"utf8": "sails"}, {"utf8": " are", "tOffsetMs": 300}]},
        {"tStartMs": 2000, "dDurationMs": 2100, "aAppend": 1, "segs": [{"utf8": "\n"}]},
        {"tStartMs": 2000, "dDurationMs": 1500, "segs": [{"utf8": "torn", "acAsrConf": 0}]},
    ]
    assert turns({"wireMagic": "pb3", "events": events}) == [(None, 100, 3500, "sails are torn")]


def test_phrases_of_youtube_are_parted_by_a_blank_and_may_begin_with_labels() -> None:
    said = ["ANN: Sails are\ntorn.", "BEN: Since when?", "ANN: Since May.", "BEN: I see."]
    events = [{"tStartMs": 1000 * n, "dDurationMs": 900, "segs": [{"utf8": text}]} for n, text in enumerate(said)]
    assert turns({"wireMagic": "pb3", "events": events}) == [
        ("ANN", 0, 900, "Sails are torn."),
        ("BEN", 1000, 1900, "Since when?"),
        ("ANN", 2000, 2900, "Since May."),
        ("BEN", 3000, 3900, "I see."),
    ]


def test_channels_of_google_are_told_apart_and_follow_each_other_in_time() -> None:
    def result(channel: int, *said: tuple[str, str, str]) -> dict[str, Any]:
        words = [{"word": word, "startTime": start, "endTime": end} for word, start, end in said]
        return {
            "alternatives": [{"transcript": " ".join(word for word, _, _ in said), "words": words}],
            "channelTag": channel,
        }

    first = result(1, ("sails", "0.5s", "0.9s"), ("are", "0.9s", "1.1s"), ("torn", "1.2s", "1.7s"))
    second = result(2, ("since", "2s", "2.2s"), ("when", "2.2s", "2.4s"))
    found = [("Channel 1", 500, 1700, "sails are torn"), ("Channel 2", 2000, 2400, "since when")]
    assert turns({"results": [second, first]}) == found
    for each in (first, second):
        del each["alternatives"][0]["words"]
    assert turns({"results": [first, second]}) == [(who, None, None, said) for who, _, _, said in found]


@pytest.mark.parametrize(("called", "shown"), [("0", "Speaker 0"), ("?", None), ("-", None), ("B?", "B?")])
def test_a_number_names_a_speaker_and_a_mark_nobody(called: str, shown: str | None) -> None:
    said = {"offsets": {"from": 0, "to": 900}, "text": " It is so.", "speaker": called}
    assert turns({"transcription": [said]}) == [(shown, 0, 900, "It is so.")]


def test_words_of_no_speaker_among_those_of_others_are_told() -> None:
    said = [("Ann", 0, "So."), ("", 1.5, "Or not."), ("", 2.5, "Or."), ("Ben", 62, "Why?"), ("", 65.5, "Yes.")]
    value = [{"speaker": name, "start": start, "end": start + 1, "text": text} for name, start, text in said]
    assert "no speaker is named for words at 0:01, 1:05" in reading(value).checks
    assert (
        "no speaker is named for words at “Or not.”"
        in reading([{**each, "start": None, "end": None} for each in value[:4]]).checks
    )


def test_a_time_of_a_name_that_is_not_known_is_told() -> None:
    checks = reading([{"text": "So.", "start_offset": 16000, "end_offset": 48000}]).checks
    assert "times not understood: 1, such as “16000”" in checks


def test_a_sentence_of_timed_words_has_its_own_time() -> None:
    texts = ("One", "two.", "Three", "four.", "Five.")
    said = [{"word": text, "start": n + 0.25, "end": n + 1.0} for n, text in enumerate(texts)]
    (passage,) = reading({"words": said}).document.passages()
    found = locate(passage, passage.text.index("Three"), passage.text.index(" Five"))
    assert (found.start_ms, found.end_ms) == (2250, 4000)


def test_a_sentence_within_a_segment_has_the_time_of_its_words() -> None:
    segment = {"start": 0.5, "end": 2.4, "text": f" {_SAID}", "words": words()}
    (passage,) = reading({"segments": [segment]}).document.passages()
    assert passage.text == _SAID
    starts = {0: (500, 900), 6: (900, 1100), 10: (1200, 1700), 16: (2000, 2200), 22: (2200, 2400)}
    assert passage.parts == tuple(Part(offset, *span) for offset, span in starts.items())
    del segment["words"][1]["start"]
    assert [p.parts for p in reading({"segments": [segment]}).document.passages()] == [(Part(0, 500, 2400),)]


def test_words_without_points_keep_times_of_their_own() -> None:
    said: list[dict[str, Any]] = [{"word": f"w{n}", "start": float(n), "end": n + 0.5} for n in range(100)]
    (passage,) = reading([{"text": " ".join(w["word"] for w in said), "result": said}]).document.passages()
    assert passage.text == " ".join(w["word"] for w in said)
    found = locate(passage, passage.text.index("w97"))
    assert (found.start_ms, found.end_ms) == (97_000, 99_500)


def test_words_have_the_points_that_the_whole_text_has() -> None:
    said = [{"word": w, "start": n + 0.5, "end": n + 1.0} for n, w in enumerate(["well", "it", "is"])]
    value = {"results": {"channels": [{"alternatives": [{"transcript": "“Well,” it — is.", "words": said}]}]}}
    assert turns(value) == [(None, 500, 3000, "“Well,” it — is.")]


def test_words_of_a_script_without_blanks_have_none() -> None:
    said = [
        {"text": w, "start": n * 900, "end": n * 900 + 800, "confidence": 1}
        for n, w in enumerate(["船", "很", "旧", "。"])
    ]
    assert turns({"text": "船很旧。", "words": said}) == [(None, 0, 3500, "船很旧。")]


def test_a_speaker_whom_a_service_does_not_know_is_nobody() -> None:
    value = {"results": [{**_SM[0], "alternatives": [{"content": "Sails", "speaker": "UU"}]}]}
    assert turns(value) == [(None, 500, 900, "Sails")]


@pytest.mark.parametrize(
    "said",
    [
        [{"text": "Sails are torn.", "start": 3, "end": 9}, {"text": "Since when?", "start": 10, "end": 12}],
        [{"text": "Sails are torn.", "start": "soon"}],
        [{"text": "Sails are torn.", "startDateTime": "2024-05-03T10:00:00Z", "speakerName": "Ann Lee"}],
        [{"text": "Sails are torn.", "start": 61000.0, "end": 64500.5}],
        {
            "audio_duration": 9,
            "words": [{"text": "Sails", "start": 1, "end": 2}, {"text": "tear.", "start": 2, "end": 3}],
        },
    ],
)
def test_times_whose_unit_is_not_sure_are_left_out_and_told(said: object) -> None:
    found = reading(said)
    assert all((p.start_ms, p.end_ms, p.parts) == (None, None, ()) for p in found.document.passages())
    assert any(check.startswith("times not understood: ") for check in found.checks)


def test_labels_in_the_text_are_speakers_where_no_field_names_any() -> None:
    said = [">> ANN LEE: Sails are", "torn.", ">> BEN MOE: Since", "when?", ">> ANN LEE: May."]
    events = [
        {"tStartMs": n * 1000, "dDurationMs": 900, "segs": [{"utf8": f"{text}\n"}]} for n, text in enumerate(said)
    ]
    assert turns({"events": events}) == [
        ("ANN LEE", 0, 1900, "Sails are torn."),
        ("BEN MOE", 2000, 3900, "Since when?"),
        ("ANN LEE", 4000, 4900, "May."),
    ]


def test_the_meetings_of_microsoft_graph_are_json_in_webvtt() -> None:
    vtt = b"""WEBVTT

00:00:00.500 --> 00:00:01.700
{"startDateTime":"2024-05-03T10:00:00Z","speakerName":"Ann Lee","spokenText":"Sails are torn.","spokenLanguage":"en"}

00:00:02.000 --> 00:00:02.400
{"startDateTime":"2024-05-03T10:00:02Z","speakerName":"Ben Moe","spokenText":"Since when?","spokenLanguage":"en"}
"""
    assert turns(vtt) == _ANN_BEN


def test_the_language_of_a_service_is_the_document_s() -> None:
    assert reading({"language_code": "cy", "words": _AAI, "audio_duration": 9}).document.language == "cy"


def test_the_text_alone_is_a_transcript_without_times() -> None:
    assert turns({"text": "Sails are torn.\nSince when?"}) == [(None, None, None, "Sails are torn. Since when?")]


def test_a_blank_with_a_time_of_its_own_begins_no_turn() -> None:
    said = [("Why?", "word", 0.5, "a"), (" ", "spacing", 0.9, "b"), ("So.", "word", 2.0, "b")]
    words = [{"text": t, "type": kind, "start": at, "end": at + 0.25, "speaker_id": who} for t, kind, at, who in said]
    assert turns({"words": words}) == [("a", 500, 750, "Why?"), ("b", 2000, 2250, "So.")]
