"""Speech in TEI, interviews in OHMS's XML, and chapters in a file of their own."""

from __future__ import annotations

import pytest

from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.locators import locate
from corpus.model import Hints, Part, Passage, Reading
from corpus.readers import registry


def reading(text: str) -> Reading:
    found = registry.read(text.encode(), Hints(name="a.xml"))
    assert isinstance(found, Reading)
    return found


def turns(text: str) -> list[tuple[str | None, int | None, int | None, str]]:
    return [(p.speaker, p.start_ms, p.end_ms, p.text) for p in reading(text).document.passages()]


def tei(body: str, more: str = "") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>
<titleStmt><title>A sailmaker remembers</title></titleStmt>
<publicationStmt><publisher>Harbour Archive</publisher><date when="2011">2011</date></publicationStmt>
<sourceDesc><recordingStmt><recording><date when="1985-06-18">18 June</date></recording></recordingStmt></sourceDesc>
</fileDesc><profileDesc><langUsage><language ident="en">English</language></langUsage><particDesc><listPerson>
<person xml:id="AL" role="interviewee"><persName><forename>Ann</forename> <surname>Lee</surname></persName></person>
<person xml:id="BM" role="interviewer"><persName>Ben Moe</persName></person>
</listPerson></particDesc></profileDesc></teiHeader><text>{more}<body>{body}</body></text></TEI>"""


_TIMELINE = """<timeline unit="s" origin="#T0"><when xml:id="T0" absolute="00:00:00"/>
<when xml:id="T1" interval="1.5" since="#T0"/><when xml:id="T2" interval="2" since="#T1"/>
<when xml:id="T3" absolute="00:01:10.25"/><when xml:id="T4"/></timeline>"""


def test_utterances_have_the_names_and_times_of_the_document() -> None:
    body = (
        '<u who="#AL" start="#T0" end="#T1">Sails are <pause/>torn.</u>'
        '<u who="#BM" start="#T2" end="#T3">Since when?</u><u who="#XX" start="0:01:20">Who knows.</u>'
    )
    assert turns(tei(body, _TIMELINE)) == [
        ("Ann Lee", 0, 1500, "Sails are torn."),
        ("Ben Moe", 3500, 70_250, "Since when?"),
        ("XX", 80_000, None, "Who knows."),
    ]
    document = reading(tei(body, _TIMELINE)).document
    assert (document.title, document.date, document.language, document.publisher, document.type) == (
        "A sailmaker remembers",
        PartialDate(1985, 6, 18),
        "en",
        "Harbour Archive",
        "transcript",
    )
    assert {person.name: person.roles for person in document.people} == {
        "Ann Lee": ("guest", "speaker"),
        "Ben Moe": ("host", "speaker"),
        "XX": ("speaker",),
    }


def test_a_point_within_an_utterance_is_the_time_of_what_follows() -> None:
    body = '<u who="#AL" start="#T0" end="#T3">Sails<anchor synch="#T1"/> are to<anchor synch="#T2"/>rn.</u>'
    (passage,) = reading(tei(body, _TIMELINE)).document.passages()
    assert passage.text == "Sails are torn."
    assert passage.parts == (Part(0, 0, 1500), Part(6, 1500, 70_250))


def test_words_of_annotated_speech_are_joined_as_they_are_written() -> None:
    body = (
        '<annotationBlock who="#AL" start="#T0" end="#T1"><u><seg><w>Sails</w><w>are</w> <w>torn</w> <pc>.</pc></seg>'
        "<seg><choice><sic>Wel</sic><corr>Well</corr></choice>?</seg></u>"
        "<spanGrp><span>NOUN</span></spanGrp></annotationBlock>"
    )
    assert turns(tei(body, _TIMELINE)) == [("Ann Lee", 0, 1500, "Sails are torn. Wel?")]


def test_what_the_transcriber_tells_is_not_said() -> None:
    body = (
        '<u who="#AL">Sails <vocal><desc>laughs</desc></vocal> are torn.</u>'
        "<incident><desc>A door slams.</desc></incident>"
        '<u who="#AL #BM">Yes.</u>'
    )
    found = reading(tei(body))
    assert [(p.speaker, p.text) for p in found.document.passages()] == [
        ("Ann Lee", "Sails are torn."),
        (None, "A door slams."),
        (None, "Yes."),
    ]
    assert "1 remark of the transcriber left out of what is said, such as “laughs”" in found.checks
    assert "speakers missing in 1 turn of several at once" in found.checks


def test_speeches_and_headed_parts() -> None:
    body = (
        "<div><head>The harbour</head><sp><speaker>Ann Lee:</speaker><p>Sails are torn.</p><stage>She points.</stage>"
        '<p>All.</p></sp><sp who="#BM"><speaker>MOE</speaker><p>Since when?</p></sp></div>'
    )
    (section,) = reading(tei(body)).document.sections
    assert section.heading == "The harbour"
    assert [(p.speaker, p.text) for p in section.passages] == [
        ("Ann Lee", "Sails are torn."),
        (None, "She points."),
        ("Ann Lee", "All."),
        ("Ben Moe", "Since when?"),
    ]


def test_a_speaker_whom_no_list_names_is_called_as_printed() -> None:
    body = '<sp who="#x1"><speaker>Cy Poe:</speaker><p>Sails are torn.</p></sp><sp who="#x2"><p>All.</p></sp>'
    (section,) = reading(tei(body)).document.sections
    assert [passage.speaker for passage in section.passages] == ["Cy Poe", "x2"]


@pytest.mark.parametrize(
    "timeline",
    [
        '<timeline unit="s"><when xml:id="T0" absolute="12:20:01"/><when xml:id="T1" interval="4"/></timeline>',
        '<timeline origin="#T0"><when xml:id="T0"/><when xml:id="T1" interval="4" since="#T0"/></timeline>',
    ],
)
def test_a_time_of_the_day_or_without_a_unit_is_none_and_told(timeline: str) -> None:
    found = reading(tei('<u who="#AL" start="#T1">Sails are torn.</u>', timeline))
    assert [passage.start_ms for passage in found.document.passages()] == [None]
    assert any(check.startswith("times not understood: ") for check in found.checks)


_OHMS = """<?xml version="1.0" encoding="UTF-8"?>
<ROOT xmlns="https://www.weareavp.com/nunncenter/ohms"><record id="1" dt="2015-01-01"><version>5.4</version>
<date value="1985-06-18" format="yyyy-mm-dd"/><title>Interview with Ann Lee</title><duration>00:04:05</duration>
<series_name>Sailmakers</series_name><repository>Harbour Archive</repository>
<interviewee>Ann Lee</interviewee><interviewer>Ben Moe</interviewer><sync>{sync}</sync>
<media_url>https://example.org/lee.mp3</media_url>
<index><point><time>0</time><title>Childhood</title><synopsis>She grows up at the port.</synopsis></point>
<point><time>95</time><title>First sails</title><keywords>sails;canvas</keywords></point></index>
<description>Ann Lee tells of her trade.</description><transcript>
MOE: Sails were torn
in those days, I hear.

LEE: They were. I mended them
at night by the light of one lamp,
and in the morning they went out.

MOE: All of them?

LEE: All.
{more}</transcript></record></ROOT>"""


def test_an_interview_of_ohms_has_its_details_its_index_and_its_turns() -> None:
    found = reading(_OHMS.format(sync="1:|5(3)|8(2)|", more=""))
    document = found.document
    assert (document.title, document.show, document.publisher, document.date, document.duration_ms) == (
        "Interview with Ann Lee",
        "Sailmakers",
        "Harbour Archive",
        PartialDate(1985, 6, 18),
        245_000,
    )
    assert document.audio_url == "https://example.org/lee.mp3"
    assert [(section.heading, section.kind) for section in document.sections] == [
        ("", "summary"),
        ("Chapters", "chapters"),
        ("Index", "body"),
        ("Transcript", "transcript"),
    ]
    _, chapters, index, transcript = document.sections
    assert [(p.start_ms, p.text) for p in chapters.passages] == [(0, "Childhood"), (95_000, "First sails")]
    assert [(p.start_ms, p.text) for p in index.passages] == [
        (0, "She grows up at the port."),
        (95_000, "sails;canvas"),
    ]
    assert [(p.speaker, p.text) for p in transcript.passages] == [
        ("MOE", "Sails were torn in those days, I hear."),
        ("LEE", "They were. I mended them at night by the light of one lamp, and in the morning they went out."),
        ("MOE", "All of them?"),
        ("LEE", "All."),
    ]


@pytest.mark.parametrize("sync", ["1:|5(3)|8(2)|", "1:|6(3)|9(2)|"])
def test_a_mark_of_ohms_is_the_time_of_its_word_where_one_way_to_count_lines_fits(sync: str) -> None:
    found = reading(_OHMS.format(sync=sync, more="")).document.sections[-1].passages
    lee, moe = found[1], found[2]
    assert lee.parts == (Part(lee.text.index("by the light"), 60_000),)
    assert locate(lee, lee.text.index("by the light")).start_ms == 60_000
    assert (moe.start_ms, moe.parts) == (120_000, ())


@pytest.mark.parametrize("sync", ["1:|6(3)|", "1:|5(3)|900(1)|", "1:|5(90)|8(2)|", "1:|5(3)|2(1)|", "soon", "1:|a|"])
def test_marks_of_ohms_that_fit_no_text_are_told(sync: str) -> None:
    found = reading(_OHMS.format(sync=sync, more=""))
    assert not any(p.start_ms or p.parts for p in found.document.sections[-1].passages)
    assert any(check.startswith("times not understood: the marks of the transcript") for check in found.checks)


def test_marks_of_ohms_s_own_are_no_words() -> None:
    found = reading(_OHMS.format(sync="", more="\nMOE: A lamp[[footnote]]1[[/footnote]] {00:03:10}only?\n"))
    assert list(found.document.passages())[-1].text == "A lamp[1] only?"


def test_notes_at_the_foot_of_ohms_s_transcript_are_nobody_s() -> None:
    notes = "\n[[footnotes]]\n[[note]]A lamp of oil.[[/note]]\n[[/footnotes]]\n"
    last = list(reading(_OHMS.format(sync="", more=notes)).document.passages())[-1]
    assert (last.speaker, last.text) == (None, "A lamp of oil.")


def test_the_captions_of_a_newer_file_of_ohms_are_its_transcript() -> None:
    captions = "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n&lt;v Ann Lee&gt;Sails are torn."
    text = _OHMS.format(sync="", more="").partition("<transcript>")[0]
    found = reading(f"{text}<vtt_transcript>{captions}</vtt_transcript></record></ROOT>").document.sections[-1]
    assert [(p.speaker, p.start_ms, p.end_ms, p.text) for p in found.passages] == [
        ("Ann Lee", 1000, 2500, "Sails are torn.")
    ]


def test_simple_chapters_in_a_file_of_their_own() -> None:
    found = reading(
        '<?xml version="1.0"?><psc:chapters version="1.2" xmlns:psc="http://podlove.org/simple-chapters">'
        '<psc:chapter start="00:00:01.5" title="Leaving port"/></psc:chapters>'
    )
    (section,) = found.document.sections
    assert (section.kind, section.passages) == ("chapters", (Passage(text="Leaving port", start_ms=1500),))


@pytest.mark.parametrize(
    "text",
    [
        "<?xml version='1.0'?><TEI><text><body><p>A letter.</p></body></text></TEI>",
        "<?xml version='1.0'?><TEI><text>",
        "<?xml version='1.0'?><!DOCTYPE TEI [<!ENTITY a 'b'>]><TEI><text><body><u>&a;</u></body></text></TEI>",
        "<?xml version='1.0'?><ROOT xmlns='https://www.weareavp.com/nunncenter/ohms'/>",
        "<?xml version='1.0'?><ROOT xmlns='https://www.weareavp.com/nunncenter/ohms'><record/></ROOT>",
        "<?xml version='1.0'?><chapters/>",
        "<?xml version='1.0'?><recipe><step>Mend.</step></recipe>",
    ],
)
def test_other_xml_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(ReadError, match=r"XML|TEI") as raised:
        reading(text)
    assert len(str(raised.value).splitlines()) == 1
