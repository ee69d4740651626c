"""Transcripts in JSON as the services of speech recognition write them: a function for each, chosen by its shape.

The unit of a time is that of the service's documentation, and never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from corpus.readers.base.times import Times
from corpus.readers.data.pieces import Piece, at, dicts, interleaved, spaced, text_in

_Time = Callable[[object], int | None]
_Items = Sequence[dict[str, Any]]
_POINTS = ".,;:!?…"  # after which there is a blank


def _words(items: _Items, texts: Sequence[str], time: _Time, *, by: object = None) -> Iterator[Piece]:
    """Words with times of their own; one that names no speaker is of the one that all are said `by`."""
    for item, text in zip(items, texts, strict=True):
        speaker = item.get("speaker")
        said_by = by if speaker is None else speaker
        yield Piece(said_by, text, time(item.get("start")), time(item.get("end")), is_word=True)


def _assemblyai(found: Any, times: Times) -> Iterator[Piece]:
    """AssemblyAI: milliseconds; all of it, or its utterances, sentences or paragraphs alone."""
    listed = _listed(found)
    if not any(" " in item["text"].strip() for item in listed):  # words alone
        yield from _words(listed, spaced([item["text"] for item in listed], at(found, "text")), times.ms)
        return
    for item in listed:
        words = [word for word in dicts(item, "words") if text_in(word, "text")]
        by = item.get("speaker")
        yield from _words(words, spaced([word["text"] for word in words], item["text"]), times.ms, by=by)
        if not words:
            yield Piece(by, item["text"], times.ms(item["start"]), times.ms(item["end"]))


def _is_assemblyai(found: Any) -> bool:
    listed = _listed(found)
    sure = isinstance(found, dict) and "audio_duration" in found
    return bool(listed) and all(
        isinstance(item.get("text"), str)
        and type(item.get("start")) is int
        and type(item.get("end")) is int
        and (sure or "confidence" in item)
        for item in listed
    )


def _listed(found: Any) -> list[dict[str, Any]]:
    names = ("utterances", "sentences", "paragraphs", "words")
    return dicts(found) or next(filter(None, (dicts(found, name) for name in names)), [])


def _deepgram(found: Any, times: Times) -> Iterator[Piece]:
    """Deepgram: seconds; its utterances, else the first alternative of each channel."""
    channels = dicts(found, "results", "channels")
    said = [(item.get("channel"), item) for item in dicts(found, "results", "utterances")]
    said = said or [(n, first) for n, each in enumerate(channels) for first in dicts(each, "alternatives")[:1]]
    yield from interleaved(_deepgram_words(*each, times, several=len(channels) > 1) for each in said)


def _deepgram_words(channel: object, said: dict[str, Any], times: Times, *, several: bool) -> Iterator[Piece]:
    words = [word for word in dicts(said, "words") if text_in(word, "punctuated_word", "word")]
    texts = spaced([text_in(word, "punctuated_word", "word") for word in words], said.get("transcript"))
    by = f"Channel {channel}" if several else said.get("speaker")
    for piece in _words(words, texts, times.seconds, by=by):
        both = several and piece.speaker != by  # people of different channels have the same numbers
        yield piece._replace(speaker=f"{by}, Speaker {piece.speaker}") if both else piece
    if not words and (text := text_in(said, "transcript")):
        yield Piece(by, text, times.seconds(said.get("start")), times.seconds(said.get("end")))


def _is_aws(found: Any) -> bool:
    paths = (("items",), ("audio_segments",), ("channel_labels", "channels"))
    return any(dicts(found, "results", *path) for path in paths)


def _aws(found: Any, times: Times) -> Iterator[Piece]:
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


def _aws_items(items: _Items, labels: dict[str, Any], whole: object, by: object, times: Times) -> Iterator[Piece]:
    texts = spaced([text_in(at(item, "alternatives", 0), "content") for item in items], whole)
    speaker = by
    for item, text in zip(items, texts, strict=True):
        if item.get("type") != "punctuation":  # which has neither time nor speaker
            speaker = item.get("speaker_label") or labels.get(str(item.get("start_time"))) or by
        start, end = times.seconds(item.get("start_time")), times.seconds(item.get("end_time"))
        yield Piece(speaker, text, start, end, is_word=True)


def _google(found: Any, times: Times) -> Iterator[Piece]:
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
            label = _first(word, "speakerLabel", "speaker_label", "speakerTag", "speaker_tag")
            number = int(label) if isinstance(label, str) and label.isdecimal() and len(label) < 10 else label
            start = times.written(_first(word, "startTime", "startOffset", "start_time", "start_offset"))
            end = times.written(_first(word, "endTime", "endOffset", "end_time", "end_offset"))
            speaker = f"{by}, Speaker {number}" if by and number else number or by
            yield Piece(speaker, text if n else f" {text.lstrip()}", start, end, is_word=True)


def _channel(result: dict[str, Any]) -> object:
    return _first(result, "channelTag", "channel_tag")


def _google_results(found: Any) -> list[dict[str, Any]]:
    found = at(found, "response") or found
    return dicts(found, "results") or [result for each in dicts(found) for result in dicts(each, "results")]


def _is_google(found: Any) -> bool:
    return any(
        at(result, "alternatives", 0, "words", 0, "word") or text_in(at(result, "alternatives", 0), "transcript")
        for result in _google_results(found)
    )


def _first(item: dict[str, Any], *names: str) -> Any:
    return next((item[name] for name in names if item.get(name) is not None), None)


def _rev(found: Any, times: Times) -> Iterator[Piece]:
    """Rev and Rev.ai: seconds, or a clock (`timestamp`) where people transcribed; blanks and points are elements."""
    for monologue in dicts(found, "monologues"):
        speaker = _first(monologue, "speaker_info", "speaker")
        named = at(speaker, "display_name") or monologue.get("speaker")
        blank = True  # before a word after a word, where no element says it
        for element in dicts(monologue, "elements"):
            if not isinstance(text := element.get("value"), str) or not text:
                continue
            start = times.seconds(element.get("ts")) if "ts" in element else times.written(element.get("timestamp"))
            end = (
                times.seconds(element["end_ts"]) if "end_ts" in element else times.written(element.get("end_timestamp"))
            )
            is_word = element.get("type") != "punct"
            before = " " if blank and is_word and not text[0].isspace() else ""
            blank = not text[-1].isspace() and (is_word or text[-1] in _POINTS)
            yield Piece(named, before + text, start, end, is_word=True)


def _is_speechmatics(found: Any) -> bool:
    return any(at(result, "alternatives", 0, "content") for result in dicts(found, "results"))


def _speechmatics(found: Any, times: Times) -> Iterator[Piece]:
    """Speechmatics: seconds; points say to which word they are attached. UU is a speaker whom it does not know."""
    delimiter = at(found, "metadata", "language_pack_info", "word_delimiter")
    blank = delimiter if isinstance(delimiter, str) else " "
    glued = True
    speaker: object = None
    for item in dicts(found, "results"):
        if not (text := text_in(at(item, "alternatives", 0), "content")):
            continue
        is_point = item.get("type") == "punctuation"
        attached = item.get("attaches_to", "previous" if is_point else "none")
        if not (is_point and attached in ("previous", "both")):  # else it is of the word before it
            named = at(item, "alternatives", 0, "speaker")
            speaker = None if named == "UU" else named if named is not None else item.get("channel")
        before = "" if glued or attached in ("previous", "both") else blank
        start, end = times.seconds(item.get("start_time")), times.seconds(item.get("end_time"))
        yield Piece(speaker, before + text, start, end, is_word=True)
        glued = attached in ("next", "both")


def _is_ibm(found: Any) -> bool:
    return isinstance(at((dicts(found) or [found])[0], "results", 0, "alternatives", 0, "timestamps"), list)


def _ibm(found: Any, times: Times) -> Iterator[Piece]:
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


def _spoken(each: Any) -> Any:
    """What Kaldi says in a value: its best alternative, else the value itself."""
    return next(iter(dicts(each, "alternatives")), each)


def _is_kaldi(found: Any) -> bool:
    return any(at(_spoken(each), "result", 0, "word") for each in dicts(found) or [found])


def _kaldi(found: Any, times: Times) -> Iterator[Piece]:
    """Kaldi and Vosk: seconds; an utterance each, one by one or in a list, with its words."""
    for each in dicts(found) or [found]:
        said = _spoken(each)
        words = [word for word in dicts(said, "result") if text_in(word, "word")]
        texts = spaced([word["word"] for word in words], at(said, "text"))
        for n, piece in enumerate(_words(words, texts, times.seconds)):
            yield piece if n else piece._replace(text=f" {piece.text.lstrip()}")
        if not words:
            yield Piece(None, text_in(said, "text"))


def _youtube(found: Any, times: Times) -> Iterator[Piece]:
    """YouTube's json3: milliseconds; events, which stay on the screen while others begin.

    Where it was recognised by a machine, the words of an event have offsets; else an event is a phrase.
    """
    events = [(event, dicts(event, "segs")) for event in dicts(found, "events")]
    by_word = any("tOffsetMs" in segment for _, segments in events for segment in segments)
    said: list[Piece] = []
    for event, segments in events:
        begin, lasts = times.ms(event.get("tStartMs")), times.ms(event.get("dDurationMs"))
        if not by_word:
            segments = [{"utf8": "".join(str(segment.get("utf8") or "") for segment in segments)}]
        for n, segment in enumerate(segments):
            start = None if begin is None else begin + (times.ms(segment.get("tOffsetMs")) or 0)
            end = None if begin is None or lasts is None else begin + lasts
            text = ("" if n else "\n") + str(segment.get("utf8") or "")
            timed = text.strip() != ""
            said.append(Piece(None, text, start if timed else None, end if timed else None, is_word=by_word))
    after: int | None = None
    for n, piece in reversed([*enumerate(said)]):
        ends = [ms for ms in (piece.end_ms, after) if ms is not None and ms > (piece.start_ms or 0)]
        said[n] = piece._replace(end_ms=min(ends, default=None))
        after = after if piece.start_ms is None else piece.start_ms
    yield from said


def _elevenlabs(found: Any, times: Times) -> Iterator[Piece]:
    """ElevenLabs: seconds; blanks are words of their own."""
    for word in dicts(found, "words"):
        start, end = times.seconds(word.get("start")), times.seconds(word.get("end"))
        yield Piece(word.get("speaker_id"), str(word.get("text") or ""), start, end, is_word=True)


def _azure(found: Any, times: Times) -> Iterator[Piece]:
    """Azure Speech: phrases with periods (PT1.3S), or with milliseconds by name."""
    for phrase in dicts(found, "recognizedPhrases"):
        start, lasts = times.written(phrase.get("offset")), times.written(phrase.get("duration"))
        text = text_in(at(phrase, "nBest", 0), "display", "lexical")
        end = None if start is None or lasts is None else start + lasts
        yield Piece(phrase.get("speaker"), text, start, end)


class Vendor(NamedTuple):
    """A service: how its JSON is known, and what it says piece by piece."""

    name: str
    is_one: Callable[[Any], bool]
    pieces: Callable[[Any, Times], Iterator[Piece]]


VENDORS = (
    Vendor("Deepgram", lambda found: bool(dicts(found, "results", "channels")), _deepgram),
    Vendor("AWS Transcribe", _is_aws, _aws),
    Vendor("IBM Watson", _is_ibm, _ibm),
    Vendor("Speechmatics", _is_speechmatics, _speechmatics),
    Vendor("Google", _is_google, _google),
    Vendor("Rev", lambda found: bool(dicts(found, "monologues", 0, "elements")), _rev),
    Vendor("Kaldi", _is_kaldi, _kaldi),
    Vendor("YouTube", lambda found: any("tStartMs" in event for event in dicts(found, "events")), _youtube),
    Vendor("ElevenLabs", lambda found: bool(at(found, "words", 0, "type")), _elevenlabs),
    Vendor("Azure", lambda found: bool(dicts(found, "recognizedPhrases")), _azure),
    Vendor("AssemblyAI", _is_assemblyai, _assemblyai),
)
