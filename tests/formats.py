"""One small file of each format, and the table of what is read from each; `python -m tests.formats` prints it."""

from __future__ import annotations

import json

from corpus.model import Feed, Hints, Reading
from corpus.readers import registry
from tests.papers import Paper, word

BIO = "Ann Lee is a fellow at the Mast Institute, where she works on masts."
_PAGE = f"""<!doctype html><title>On masts</title><article><p>Masts are high.</p>
<h2>Background</h2><p>They were higher.</p><h2>Expert Bios</h2><p>{BIO}</p></article>"""
_SPOKEN_PAGE = """<!doctype html><article><cite>Ann Lee:</cite><time>0:01</time><p>Masts are high.</p>
<cite>Ben Moe:</cite><time>0:03</time><p>Are they?</p></article>"""
_MARKDOWN = f"# On masts\n\nMasts are high.\n\n## Background\n\nThey were higher.\n\n## Expert Bios\n\n{BIO}\n"
_TURNS = "**Ann Lee:** \\[00:01\\] Masts are high.\n\n**Ben Moe:** \\[00:03\\] Are they?\n"
_SAVED = f"Masts are high, as we say in this episode.\n\nBackground\n\nThey were higher.\n\nExpert Bios\n\n{BIO}\n"
_LINES = "Ann Lee  0:01\nMasts are high.\n\nBen Moe  0:03\nAre they?\n\nAnn Lee  0:05\nYes.\n\nBen Moe  0:07\nWell.\n"
_STAMPS = "[00:00:01]\nMasts are high.\n\n[00:00:03]\nAre they?\n\n[00:00:05]\nYes.\n\n[00:00:07]\nWell.\n"
_NAMES = "ANN: Masts are high.\n\nBEN: Are they?\n\nANN: Yes.\n\nBEN: Well.\n"
_VTT = (
    "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann Lee>Masts are high.\n\n00:03.000 --> 00:04.000\n<v Ben Moe>Are they?\n"
)
_SRT = (
    "1\n00:00:01,000 --> 00:00:02,000\nAnn Lee: Masts are high.\n\n"
    "2\n00:00:03,000 --> 00:00:04,000\nBen Moe: Are they?\n"
)
_SBV = "0:00:01.000,0:00:02.000\nAnn Lee: Masts are high.\n\n0:00:03.000,0:00:04.000\nBen Moe: Are they?\n"
_TSV = "start\tend\ttext\n1000\t2000\tMasts are high.\n3000\t4000\tAre they?\n"
_LRC = "[ti:On masts]\n[00:01.00]Masts are high.\n[00:03.00]Are they?\n"
_ASS = """[Script Info]\nTitle: On masts\n\n[Events]\nFormat: Layer, Start, End, Style, Name, Text
Dialogue: 0,0:00:01.00,0:00:02.00,Default,Ann Lee,{\\i1}Masts{\\i0} are high.
Dialogue: 0,0:00:03.00,0:00:04.00,Default,Ben Moe,Are they?\n"""
_TTML = """<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"><body><div>
<p begin="1s" end="2s" ttm:agent="Ann">Masts are high.</p><p begin="3s" dur="1s" ttm:agent="Ben">Are they?</p>
</div></body></tt>"""
_PRINTED = "[00:01.000 --> 00:02.000]  Masts are high.\n[00:03.000 --> 00:04.000]  Are they?\n"
_PODCASTING = {
    "segments": [
        {"speaker": "Ann Lee", "startTime": 1, "endTime": 2, "body": "Masts are high."},
        {"speaker": "Ben Moe", "startTime": 3, "endTime": 4, "body": "Are they?"},
    ]
}
_WHISPER = {"language": "en", "segments": [{"id": 0, "start": 1.0, "end": 2.0, "text": " Masts are high."}]}
_WORDS = [
    {"speaker": "Ann Lee", "start": n, "end": n + 0.5, "word": word}
    for n, word in enumerate(["Masts", "are", "high", "."])
]
_TIMED = [{"start": n + 0.5, "end": n + 0.9} for n in range(3)]
_SPOKEN = list(zip(("Masts", "are", "high."), _TIMED, strict=True))
_AAI = [{"text": w, "start": int(1000 * t["start"]), "end": int(1000 * t["end"]), "speaker": "A"} for w, t in _SPOKEN]
_SERVICES: dict[str, object] = {
    "AssemblyAI": {"text": "Masts are high.", "words": _AAI, "audio_duration": 4},
    "Deepgram": {
        "results": {"channels": [{"alternatives": [{"words": [{"word": w, "speaker": 0, **t} for w, t in _SPOKEN]}]}]}
    },
    "AWS Transcribe": {
        "results": {
            "items": [
                {
                    "type": "pronunciation",
                    "alternatives": [{"content": w}],
                    "start_time": str(t["start"]),
                    "end_time": str(t["end"]),
                    "speaker_label": "spk_0",
                }
                for w, t in _SPOKEN
            ]
        }
    },
    "Google Speech-to-Text": {
        "results": [
            {
                "alternatives": [
                    {
                        "words": [
                            {"word": w, "startTime": f"{t['start']}s", "endTime": f"{t['end']}s", "speakerTag": 1}
                            for w, t in _SPOKEN
                        ]
                    }
                ]
            }
        ]
    },
    "Rev": {
        "monologues": [
            {
                "speaker": 0,
                "elements": [
                    {"type": "text", "value": f"{w} ", "ts": t["start"], "end_ts": t["end"]} for w, t in _SPOKEN
                ],
            }
        ]
    },
    "Speechmatics": {
        "results": [
            {
                "type": "word",
                "start_time": t["start"],
                "end_time": t["end"],
                "alternatives": [{"content": w, "speaker": "S1"}],
            }
            for w, t in _SPOKEN
        ]
    },
    "IBM Watson": {
        "results": [{"alternatives": [{"timestamps": [[w, t["start"], t["end"]] for w, t in _SPOKEN]}]}],
        "speaker_labels": [{"from": t["start"], "to": t["end"], "speaker": 0} for t in _TIMED],
    },
    "Kaldi, Vosk": {"text": "Masts are high.", "result": [{"word": w, "conf": 1.0, **t} for w, t in _SPOKEN]},
    "YouTube (json3)": {
        "events": [{"tStartMs": 500, "dDurationMs": 2000, "segs": [{"utf8": "Masts are"}, {"utf8": " high."}]}]
    },
    "ElevenLabs": {
        "words": [{"type": "word", "text": f"{w} ", "speaker_id": "speaker_0", **t} for w, t in _SPOKEN],
    },
    "Azure Speech": {
        "recognizedPhrases": [
            {"offset": "PT0.5S", "duration": "PT1.2S", "speaker": 1, "nBest": [{"display": "Masts are high."}]}
        ]
    },
    "Microsoft Teams": {
        "entries": [
            {
                "text": "Masts are high.",
                "speakerDisplayName": "Ann Lee",
                "startOffset": "00:00:00.5000000",
                "endOffset": "00:00:01.7000000",
            }
        ]
    },
    "Podlove": [{"start_ms": 500, "end_ms": 1700, "voice": "Ann Lee", "text": "Masts are high."}],
    "WhisperX": {"segments": [{"start": 0.5, "end": 1.7, "text": "Masts are high.", "speaker": "SPEAKER_00"}]},
    "whisper.cpp": {"transcription": [{"offsets": {"from": 500, "to": 1700}, "text": " Masts are high."}]},
}
_CHAPTERS = {"chapters": [{"startTime": 0, "title": "Masts are high"}, {"startTime": 60, "title": "They were higher"}]}
_NOTES = f"<![CDATA[<p>Masts are high.</p><h2>Background</h2><p>They were higher.</p><h2>Guests</h2><p>{BIO}</p>]]>"
_RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"
xmlns:psc="http://podlove.org/simple-chapters"><channel><title>Ships</title><item>
<title>On masts</title><pubDate>Fri, 03 May 2024 10:00:00 GMT</pubDate>
<podcast:person>Ann Lee</podcast:person><description>{_NOTES}</description>
<psc:chapters><psc:chapter start="0:00" title="Masts"/></psc:chapters></item></channel></rss>"""
_ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Ships</title><entry>
<title>On masts</title><published>2024-05-03T10:00:00Z</published><content type="html">{_NOTES}</content>
</entry></feed>"""


_CSV = "speaker,words,tags,timestamp\nAnn Lee,Masts are high.,,0:01\nBen Moe,Are they?,,0:03\n"
_TEI = """<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
<title>On masts</title></titleStmt></fileDesc><profileDesc><particDesc><person xml:id="AL"><persName>Ann Lee</persName>
</person></particDesc></profileDesc></teiHeader><text><body><u who="#AL" start="00:00:01">Masts are high.</u>
<u who="BM" start="00:00:03">Are they?</u></body></text></TEI>"""
_OHMS = """<?xml version="1.0"?><ROOT xmlns="https://www.weareavp.com/nunncenter/ohms"><record>
<title>On masts</title><interviewee>Ann Lee</interviewee><sync>1:|2(1)|</sync>
<index><point><time>0</time><title>Masts are high</title></point></index>
<transcript>LEE: Masts are high.

MOE: Are they?

LEE: Yes.</transcript></record></ROOT>"""
_SIMPLE = """<?xml version="1.0"?><chapters xmlns="http://podlove.org/simple-chapters">
<chapter start="00:00:00" title="Masts are high"/><chapter start="00:01:00" title="They were higher"/></chapters>"""


def _pdf() -> bytes:
    paper = Paper(running=False)
    paper.heading("On masts", size=22)
    paper.lines(["Masts are high, and they stand on", "ships of all kinds."])
    paper.heading("Background")
    paper.lines(["They were higher when ships were", "made of wood."])
    paper.heading("About the author")
    paper.lines([BIO])
    return paper.bytes()


def _docx() -> bytes:
    return word(
        ("Title", "On masts"), ("Normal", "Masts are high."), ("Heading 1", "Background"), ("Normal", "They were."),
        ("Heading 1", "About the authors"), ("Normal", BIO),
    )  # fmt: skip


FILES: dict[str, tuple[str, bytes]] = {
    "HTML page": ("page.html", _PAGE.encode()),
    "HTML transcript (Podcasting 2.0)": ("spoken.html", _SPOKEN_PAGE.encode()),
    "Markdown page": ("page.md", _MARKDOWN.encode()),
    "Markdown transcript (`**Name:**`)": ("turns.md", _TURNS.encode()),
    "plain text, a saved page": ("page.txt", _SAVED.encode()),
    "plain text, `Name  0:12` (Otter, Descript)": ("lines.txt", _LINES.encode()),
    "plain text, `[00:00:12]`": ("stamps.txt", _STAMPS.encode()),
    "plain text, `NAME:`": ("names.txt", _NAMES.encode()),
    "WebVTT": ("a.vtt", _VTT.encode()),
    "SubRip (SRT)": ("a.srt", _SRT.encode()),
    "captions of YouTube (SBV)": ("a.sbv", _SBV.encode()),
    "captions in a table (TSV of Whisper)": ("a.tsv", _TSV.encode()),
    "captions in LRC": ("a.lrc", _LRC.encode()),
    "captions in ASS or SSA": ("a.ass", _ASS.encode()),
    "captions in TTML, DFXP, IMSC": ("a.ttml", _TTML.encode()),
    "plain text, what Whisper prints": ("printed.txt", _PRINTED.encode()),
    "JSON of Podcasting 2.0": ("podcasting.json", json.dumps(_PODCASTING).encode()),
    "JSON of Whisper": ("whisper.json", json.dumps(_WHISPER).encode()),
    "JSON, a word a segment": ("words.json", json.dumps(_WORDS).encode()),
    **{f"JSON of {name}": ("service.json", json.dumps(said).encode()) for name, said in _SERVICES.items()},
    "CSV, TSV: columns named speaker, start, text": ("table.csv", _CSV.encode()),
    "TEI XML: utterances, speeches": ("tei.xml", _TEI.encode()),
    "OHMS XML of oral history": ("ohms.xml", _OHMS.encode()),
    "chapters in JSON": ("chapters.json", json.dumps(_CHAPTERS).encode()),
    "chapters in XML (Podlove)": ("chapters.xml", _SIMPLE.encode()),
    "feed, RSS: each episode": ("rss.xml", _RSS.encode()),
    "feed, Atom: each episode": ("atom.xml", _ATOM.encode()),
    "PDF": ("paper.pdf", _pdf()),
    "Word (DOCX)": ("paper.docx", _docx()),
}
_COLUMNS = ("text", "speakers", "times", "pages", "sections", "people")


def table() -> str:
    """What is read from each format, as a Markdown table, made from the readings of `FILES`."""
    rows = [["format", *_COLUMNS], ["---"] * (1 + len(_COLUMNS))]
    for form, (name, data) in FILES.items():
        held = _held(reading_of(data, name))
        rows.append([form, *("✓" if column in held else "" for column in _COLUMNS)])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def reading_of(data: bytes, name: str) -> Reading:
    """The reading of a file, or of the one episode of a feed."""
    found = registry.read(data, Hints(name=name))
    return found.items[0].reading if isinstance(found, Feed) else found


def _held(reading: Reading) -> set[str]:
    """The columns that a reading has something in; the speakers of a transcript are people too."""
    document = reading.document
    passages = list(document.passages())
    found = {
        "text": any(passage.text for passage in passages),
        "speakers": any(passage.speaker for passage in passages),
        "times": any(passage.start_ms is not None for passage in passages),
        "pages": any(passage.page for passage in passages),
        "sections": len({section.heading for section in document.sections}) > 1,
        "people": bool(document.people),
    }
    return {column for column, held in found.items() if held}


if __name__ == "__main__":
    print(table(), end="")
