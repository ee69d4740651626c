"""Transcripts in JSON as the services of the large clouds write them: Amazon's, Google's, IBM's and Microsoft's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from corpus.readers.base.times import Times
from corpus.readers.data.pieces import Items, Piece, at, dicts, first_of, interleaved, spaced, text_in


def is_aws(found: Any) -> bool:
    paths = (("items",), ("audio_segments",), ("channel_labels", "channels"))
    return any(dicts(found, "results", *path) for path in paths)


def aws(found: Any, times: Times) -> Iterator[Piece]:
    """AWS Transcribe: seconds, as text; items of words and of points, or else segments."""
    results = found["results"]
    channels = dicts(results, "channel_labels", "channels")
    if channels:
        named = [(dicts(each, "items"), each.get("channel_label")) for each in channels]
        yield from interleaved(_aws_items(items, {}, None, label, times) for items, label in named)
        return
    labels = {
        str(item.get("start_time")): item.get("speaker_label")
        for segment in dicts(results, "speaker_labels", "segments")
        for item in dicts(segment, "items")
    }
    if items := dicts(results, "items"):
        yield from _aws_items(items, labels, at(results, "transcripts", 0, "transcript"), None, times)
        return
    for segment in dicts(results, "audio_segments"):
        start, end = times.seconds(segment.get("start_time")), times.seconds(segment.get("end_time"))
        yield Piece(segment.get("speaker_label"), text_in(segment, "transcript"), start, end)


def _aws_items(items: Items, labels: dict[str, Any], whole: object, by: object, times: Times) -> Iterator[Piece]:
    texts = spaced([text_in(at(item, "alternatives", 0), "content") for item in items], whole)
    speaker = by
    for item, text in zip(items, texts, strict=True):
        if item.get("type") != "punctuation":  # which has neither time nor speaker
            speaker = item.get("speaker_label") or labels.get(str(item.get("start_time"))) or by
        start, end = times.seconds(item.get("start_time")), times.seconds(item.get("end_time"))
        yield Piece(speaker, text, start, end, is_word=True)


def google(found: Any, times: Times) -> Iterator[Piece]:
    """Google Speech-to-Text: durations; v1 (startTime, speakerTag) and v2 (startOffset, speakerLabel), REST or gRPC.

    Where v1 tells speakers apart, its last result has all words again, now with them.
    """
    listed = _google_results(found)
    results = [(_channel(each), first) for each in listed for first in dicts(each, "alternatives")[:1]]
    words = [[word.get("word") for word in dicts(result, "words")] for _, result in results]
    if len(results) > 1 and words[-1] and words[-1] == [word for before in words[:-1] for word in before]:
        whole = " ".join(text_in(each, "transcript") for _, each in results[:-1])
        results = [(None, {**results[-1][1], "transcript": whole})]
    channels = list(dict.fromkeys(channel for channel, _ in results))
    if len(channels) == 1:
        yield from _google_words((result for _, result in results), None, times)
        return
    yield from interleaved(
        _google_words((result for n, result in results if n == channel), f"Channel {channel}", times)
        for channel in channels
    )


def _google_words(results: Iterable[dict[str, Any]], by: str | None, times: Times) -> Iterator[Piece]:
    """The words of results; those without a speaker's number are of the one that all are said `by`."""
    for result in results:
        timed = [word for word in dicts(result, "words") if text_in(word, "word")]
        if not timed and (text := text_in(result, "transcript")):
            yield Piece(by, text)
        texts = spaced([word["word"] for word in timed], result.get("transcript"))
        for n, (word, text) in enumerate(zip(timed, texts, strict=True)):
            label = first_of(word, "speakerLabel", "speaker_label", "speakerTag", "speaker_tag")
            number = int(label) if isinstance(label, str) and label.isdecimal() and len(label) < 10 else label
            start = times.written(first_of(word, "startTime", "startOffset", "start_time", "start_offset"))
            end = times.written(first_of(word, "endTime", "endOffset", "end_time", "end_offset"))
            speaker = f"{by}, Speaker {number}" if by and number else number or by
            yield Piece(speaker, text if n else f" {text.lstrip()}", start, end, is_word=True)


def _channel(result: dict[str, Any]) -> object:
    return first_of(result, "channelTag", "channel_tag")


def _google_results(found: Any) -> list[dict[str, Any]]:
    found = at(found, "response") or found
    return dicts(found, "results") or [result for each in dicts(found) for result in dicts(each, "results")]


def is_google(found: Any) -> bool:
    return any(
        at(result, "alternatives", 0, "words", 0, "word") or text_in(at(result, "alternatives", 0), "transcript")
        for result in _google_results(found)
    )


def is_ibm(found: Any) -> bool:
    return isinstance(at((dicts(found) or [found])[0], "results", 0, "alternatives", 0, "timestamps"), list)


def ibm(found: Any, times: Times) -> Iterator[Piece]:
    """IBM Watson: seconds; words are [word, start, end], and a label says whose the word is that begins with it."""
    for each in dicts(found) or [found]:
        labels = {str(label.get("from")): label.get("speaker") for label in dicts(each, "speaker_labels")}
        for result in dicts(each, "results"):
            said = at(result, "alternatives", 0)
            stamps = at(said, "timestamps")
            words = [w for w in stamps if isinstance(w, list) and len(w) == 3] if isinstance(stamps, list) else []
            texts = spaced([str(word) for word, _, _ in words], at(said, "transcript"))
            for n, ((_, start, end), text) in enumerate(zip(words, texts, strict=True)):
                spoken = text if n else f" {text.lstrip()}"
                yield Piece(labels.get(str(start)), spoken, times.seconds(start), times.seconds(end), is_word=True)
            if not words:
                yield Piece(None, text_in(said, "transcript"))


def azure(found: Any, times: Times) -> Iterator[Piece]:
    """Azure Speech: phrases with periods (PT1.3S), or with milliseconds by name."""
    for phrase in dicts(found, "recognizedPhrases"):
        start, lasts = times.written(phrase.get("offset")), times.written(phrase.get("duration"))
        text = text_in(at(phrase, "nBest", 0), "display", "lexical")
        end = None if start is None or lasts is None else start + lasts
        yield Piece(phrase.get("speaker"), text, start, end)
