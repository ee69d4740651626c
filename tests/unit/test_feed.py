"""Feeds: what their items say of themselves, in RSS 2.0, RSS 1.0 and Atom, and how each is kept alone."""

from __future__ import annotations

import pytest

from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.model import Document, Feed, Hints, Item, Link, NameParts, Person
from corpus.readers import registry
from corpus.readers.feed.feed import read_feed
from corpus.readers.feed.xml import is_feed
from tests.data import PODCASTING20

NAMESPACES = (
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
)
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB" xml:base="https://example.org/pilots/">
<title>Pilots</title><link rel="self" href="feed.atom"/><link href="https://example.org/pilots"/>
<author><name>Harbour Radio</name></author>
<entry><title type="html">Fog &amp;amp; &lt;i&gt;ice&lt;/i&gt;</title><id>tag:example.org,2024:fog</id>
<published>2024-05-03T23:30:00-05:00</published><updated>2025-01-01T00:00:00Z</updated>
<link href="fog"/><link rel="enclosure" type="audio/mpeg" href="fog.mp3"/>
<summary>A ship in the fog.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>A ship in the fog.</p><h2>Background</h2>
<p>It was <em>very</em> dense.</p></div></content></entry>
<entry><title>Plain</title><id>b</id><content type="text">Is a &lt; b?

It is.</content></entry>
</feed>"""
RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://example.org/"><title>Pilots</title><link>https://example.org/</link>
<items><rdf:Seq><rdf:li rdf:resource="https://example.org/fog"/></rdf:Seq></items></channel>
<item rdf:about="https://example.org/fog"><title>Fog</title><link>https://example.org/fog</link>
<description>A ship in the fog.</description><dc:date>2024-05-03</dc:date><dc:language>cy</dc:language></item>
<item rdf:about="https://example.org/ice"><title>Ice</title><link>https://example.org/ice</link></item>
</rdf:RDF>"""
NOTES = """<p>We sat down with Ann Lee.</p><p>Second.</p><h3>Background</h3><p>Ships sail.</p><p><b>Expert Bios</b></p>
<p>Ann Lee is a pilot at the Harbour Institute.</p><h3>Related Resources</h3>
<ul><li>Ben Low, <a href="https://example.org/r">“Ships,”</a> Harbour Press, May 2021.</li></ul>
<h3>Credits</h3><p>Music by nobody.</p><script>track()</script><!-- hidden -->"""


def rss(*items: str, channel: str = "<title>Pilots</title><link>https://example.org/pilots/</link>") -> str:
    inside = "\n".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?>\n<rss version="2.0" {NAMESPACES}><channel>{channel}\n{inside}</channel></rss>\n'


def read(text: str, hints: Hints | None = None) -> Feed:
    return read_feed(text.encode(), hints or Hints(name="2020-02-02.xml"))


def only(item: str, channel: str = "<title>Pilots</title><link>https://example.org/pilots/</link>") -> Item:
    (found,) = read(rss(f"<title>Fog</title>{item}", channel=channel)).items
    return found


def document(item: str, channel: str = "<title>Pilots</title><link>https://example.org/pilots/</link>") -> Document:
    return only(item, channel).reading.document


def passages(document: Document) -> list[str]:
    return [passage.text for passage in document.passages()]


@pytest.fixture(scope="module")
def example() -> Feed:
    if not PODCASTING20.exists():
        pytest.skip("the Podcasting 2.0 examples are not beside the project")
    found = registry.read((PODCASTING20 / "feed.xml").read_bytes(), Hints(name="feed.xml"))
    assert isinstance(found, Feed)
    return found


def test_the_example_of_the_podcast_namespace_is_read(example: Feed) -> None:
    assert (example.title, example.problems) == ("Podcasting 2.0 Namespace Example", ())
    documents = [item.reading.document for item in example.items]
    assert [(found.type, found.title, found.guid) for found in documents] == [
        ("episode", "Episode 3 - The Future", "https://example.com/ep0003"),
        ("episode", "Episode 2 - The Present", "https://example.com/ep0002"),
        ("episode", "Episode 1 - The Past", "https://example.com/ep0001"),
    ]
    third = documents[0]
    assert (third.show, third.publisher, third.language) == (example.title, "John Doe", "en-US")
    assert (third.date, third.url) == (PartialDate(2020, 10, 9), "https://example.com/podcast/ep0003")
    assert third.audio_url == "https://example.com/file-03.mp3"
    assert passages(third) == ["A look into the future of podcasting and how we get to Podcasting 2.0!"]
    assert [(person.name, person.roles) for person in third.people] == [
        ("Adam Curry", ("host",)), ("Dave Jones", ("guest",)),
    ]  # fmt: skip
    assert third.people[1].url == "https://github.com/daveajones/"
    assert all(item.reading.checks == () for item in example.items)


def test_what_the_example_offers_elsewhere_is_the_best_first(example: Feed) -> None:
    assert example.items[0].transcripts == (
        Link("https://example.com/episode1/transcript.vtt", "text/vtt", "es"),
        Link("https://example.com/ep3/transcript.txt", "text/plain", "en-US"),
    )
    assert example.items[0].chapters == Link("https://example.com/ep3_chapters.json", "application/json")


def test_an_item_alone_is_a_feed_that_is_read_the_same(example: Feed) -> None:
    whole = (PODCASTING20 / "feed.xml").read_bytes()
    for item in example.items:
        (again,) = read_feed(item.data, Hints()).items
        assert again == item
        head, tail = item.data.split(b"<item>")[0], item.data.split(b"</item>")[-1]
        assert whole.startswith(head)
        assert whole.endswith(tail)
        assert item.data.removeprefix(head).removesuffix(tail) in whole


@pytest.mark.parametrize("text", [ATOM, RDF, rss(NOTES.replace("<", "&lt;").join(("<description>", "</description>")))])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_an_item_alone_is_read_the_same_from_any_encoding(text: str, encoding: str) -> None:
    feed = read_feed(text.replace('encoding="utf-8"', f'encoding="{encoding}"').encode(encoding), Hints())
    assert feed.items
    for item in feed.items:
        assert read_feed(item.data, Hints()).items == (item,)


def test_atom_entries_are_episodes() -> None:
    feed = read(ATOM)
    fog, plain = (item.reading.document for item in feed.items)
    assert (feed.title, fog.title, fog.show, fog.publisher) == ("Pilots", "Fog & ice", "Pilots", "Harbour Radio")
    assert (fog.date, fog.language, fog.guid) == (PartialDate(2024, 5, 3), "en-GB", "tag:example.org,2024:fog")
    assert fog.url == "https://example.org/pilots/fog"
    assert fog.audio_url == "https://example.org/pilots/fog.mp3"
    assert [(section.kind, [p.text for p in section.passages]) for section in fog.sections] == [
        ("summary", ["A ship in the fog."]),
        ("background", ["It was very dense."]),
    ]
    assert passages(plain) == ["Is a < b?", "It is."]
    assert plain.guid == "example.org/pilots#b"


def test_elements_in_a_description_are_its_markup() -> None:
    found = document("<description>If x &lt; y &amp;amp; z<br/><br/>see <b>there</b>.</description>")
    assert passages(found) == ["If x < y &amp; z", "see there."]


def test_rss_1_items_are_episodes() -> None:
    fog, ice = (item.reading.document for item in read(RDF).items)
    assert (fog.title, fog.show, fog.guid, fog.url) == ("Fog", "Pilots", *["https://example.org/fog"] * 2)
    assert (fog.date, fog.language, passages(fog)) == (PartialDate(2024, 5, 3), "cy", ["A ship in the fog."])
    assert passages(ice) == ["Ice"]


def test_show_notes_have_the_sections_of_a_page() -> None:
    reading = only(f"<content:encoded><![CDATA[{NOTES}]]></content:encoded>").reading
    assert [(section.kind, section.heading) for section in reading.document.sections] == [
        ("summary", ""),
        ("background", "Background"),
        ("bios", "Expert Bios"),
        ("resources", "Related Resources"),
        ("credits", "Credits"),
    ]
    assert [(found.type, found.title) for found in reading.related] == [("bio", "Ann Lee"), ("report", "Ships")]
    assert reading.document.references[0].url == "https://example.org/r"
    assert [person.name for person in reading.document.people] == ["Ann Lee"]
    assert "track()" not in " ".join(passages(reading.document))


def test_a_plain_description_keeps_its_paragraphs_and_headings() -> None:
    found = document("<description>First &amp;amp; last.\n\nSecond.\n\nRelated Resources\n- A B, “T,” P.</description>")
    assert [(section.kind, [p.text for p in section.passages]) for section in found.sections] == [
        ("summary", ["First & last.", "Second."]),
        ("resources", ["A B, “T,” P."]),
    ]


def test_lines_with_no_markup_but_links_are_paragraphs() -> None:
    link = '&lt;a href="https://example.org"&gt;here&lt;/a&gt;'
    assert passages(document(f"<description>First, {link}.\nSecond.</description>")) == ["First, here.", "Second."]


def test_what_looks_like_markup_and_is_none_stays() -> None:
    found = document("<description>Write to &lt;ann@example.org&gt; if x &lt;y&gt; z.</description>")
    assert passages(found) == ["Write to <ann@example.org> if x <y> z."]


def test_nothing_is_said_twice() -> None:
    found = document(
        "<description>Ships sail in the…</description><itunes:summary>Ships sail in the fog. Really.</itunes:summary>"
        "<content:encoded>&lt;p&gt;Ships sail in the fog.&lt;/p&gt;&lt;p&gt;Really.&lt;/p&gt;</content:encoded>"
    )
    assert passages(found) == ["Ships sail in the fog.", "Really."]


def test_what_one_field_alone_says_stands_before_the_fullest() -> None:
    found = document(
        "<itunes:subtitle>On ice.</itunes:subtitle><description>Ships sail in the fog. They do.</description>"
    )
    assert passages(found) == ["On ice.", "Ships sail in the fog. They do."]


def test_an_item_without_text_is_an_episode_all_the_same() -> None:
    assert passages(document("")) == ["Fog"]
    assert passages(document("<itunes:subtitle>On ice.</itunes:subtitle>")) == ["On ice."]


def test_an_item_without_a_title_is_named_by_its_show_and_says_so() -> None:
    (item,) = read(rss("<description>Text.</description><pubDate>3 May 2024 10:00:00 GMT</pubDate>")).items
    assert item.reading.document.title == "Pilots, 3 May 2024"
    assert item.reading.checks[0] == "title missing: named by its show"


def test_an_item_without_title_and_date_is_named_by_its_first_words_and_says_so() -> None:
    text = "The harbour froze over in a night, and the pilots walked home across the ice, all but two of them."
    (item,) = read(rss(f"<description>{text}</description>")).items
    assert (
        item.reading.document.title == "The harbour froze over in a night, and the pilots walked home across the ice,…"
    )
    assert item.reading.checks[0] == "title missing: named by its first words"


def test_an_item_that_offers_its_audio_alone_is_not_lost() -> None:
    (item,) = read(rss('<enclosure url="https://example.org/1.mp3" type="audio/mpeg"/><guid>1</guid>')).items
    assert (item.reading.document.title, item.reading.document.audio_url) == ("Pilots", "https://example.org/1.mp3")
    assert item.reading.checks[0] == "title missing: named by its show"


def test_an_item_of_a_nameless_feed_is_named_by_what_it_has_and_says_so() -> None:
    def named(item: str) -> tuple[str, str]:
        (found,) = read(f"<rss><channel><item>{item}</item></channel></rss>").items
        return found.reading.document.title, found.reading.checks[0]

    link = "<link>https://example.org/a</link>"
    assert named(link) == ("https://example.org/a", "title missing: named by its address")
    assert named(f"{link}<pubDate>3 May 2024 10:00:00 GMT</pubDate>") == (
        "3 May 2024",
        "title missing: named by its date",
    )


@pytest.mark.parametrize("prefix", ["itunes", "podcast"])
def test_the_numbers_of_season_and_episode_are_kept_as_printed(prefix: str) -> None:
    found = document(f"<{prefix}:season name='Ice'> 3 </{prefix}:season><{prefix}:episode>07.5</{prefix}:episode>")
    assert (found.season, found.episode) == ("3", "07.5")


def test_simple_chapters_are_chapters_with_their_times() -> None:
    chapters = (
        '<psc:chapters xmlns:psc="http://podlove.org/simple-chapters" version="1.2">'
        '<psc:chapter start="00:00:00.500" title="Leaving port"/><psc:chapter start="12:30" title="Ice &amp; fog"/>'
        '<psc:chapter start="1:00:00" title="10:30 tide" href="https://example.org/"/>'
        '<psc:chapter start="4000.25" title="Home"/><psc:chapter start="later" title="Thanks"/></psc:chapters>'
    )
    reading = only(f"<description>Ships.</description>{chapters}").reading
    section = reading.document.sections[-1]
    assert (section.heading, section.kind) == ("Chapters", "chapters")
    assert [(p.start_ms, p.text) for p in section.passages] == [
        (500, "Leaving port"),
        (750_000, "Ice & fog"),
        (3_600_000, "10:30 tide"),
        (4_000_250, "Home"),
        (None, "Thanks"),
    ]
    assert "times not understood: 1, such as “later”" in reading.checks


def test_chapters_that_the_notes_list_too_are_not_said_twice() -> None:
    notes = "<description>0:00 Leaving port\n\n0:30 Ice\n\n1:00 Fog</description>"
    chapters = (
        '<psc:chapters xmlns:psc="http://podlove.org/simple-chapters/"><psc:chapter start="0:30" title="Ice"/>'
        '<psc:chapter start="1:30" title="Home"/></psc:chapters>'
    )
    assert passages(document(notes + chapters)) == ["Leaving port", "Ice", "Fog", "Home"]


def test_atom_0_3_is_read() -> None:
    (item,) = read(
        """<?xml version="1.0"?><feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Pilots</title>
<link rel="alternate" type="text/html" href="https://example.org/"/>
<entry><title>Fog</title><id>tag:example.org,2004:fog</id>
<link rel="alternate" type="text/html" href="https://example.org/fog"/>
<issued>2004-05-03T10:00:00Z</issued><modified>2005-01-01T00:00:00Z</modified>
<content type="text/html" mode="escaped">&lt;p&gt;A ship.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</content>
</entry></feed>"""
    ).items
    found = item.reading.document
    assert (found.title, found.show, found.url, found.date) == (
        "Fog",
        "Pilots",
        "https://example.org/fog",
        PartialDate(2004, 5, 3),
    )
    assert passages(found) == ["A ship.", "Two."]


def test_an_item_that_says_nothing_is_left_out_and_is_no_problem() -> None:
    feed = read(rss("<title>Fog</title>", "<guid>1</guid>"))
    assert len(feed.items) == 1
    assert feed.problems == ()
    assert read(rss("<guid>1</guid>")) == Feed(title="Pilots")


def test_a_live_item_is_no_episode() -> None:
    live = "<podcast:liveItem><title>Live</title></podcast:liveItem>"
    feed = read(rss("<title>Fog</title>", channel=f"<title>Pilots</title>{live}"))
    assert [item.reading.document.title for item in feed.items] == ["Fog"]


def test_a_feed_may_have_no_items_yet() -> None:
    assert read(rss()) == Feed(title="Pilots")


def test_show_and_type_of_the_hints_hold_for_each_item_and_the_rest_for_none() -> None:
    hints = Hints(name="2020-02-02.xml", type="report", title="T", show="A Show", date=PartialDate(1999))
    found = read(rss("<title>Fog</title>"), hints).items[0].reading
    assert (found.document.type, found.document.title, found.document.show) == ("report", "Fog", "A Show")
    assert found.document.date is None
    assert found.checks == ("date missing",)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("<pubDate>Fri, 09 Oct 2020 23:30:38 -0700</pubDate>", "2020-10-09"),
        ("<pubDate>09 Oct 20 04:30 GMT</pubDate>", "2020-10-09"),
        ("<pubDate>soon</pubDate><dc:date>2020-10-09T23:30:00-07:00</dc:date>", "2020-10-09"),
        ("<pubDate>9 Oct 99999999999999999999 1:1:1</pubDate>", None),
        ("<pubDate>31 Feb 2021 0:00 GMT</pubDate>", None),
    ],
)
def test_a_date_is_the_day_in_its_own_time_zone(field: str, expected: str | None) -> None:
    date = document(field).date
    assert (date.iso if date else None) == expected


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("3723", 3723),
        ("62:03", 3723),
        ("1:02:03", 3723),
        ("0:00:01.5", 1.5),
        ("an hour", None),
        ("", None),
        ("-1", None),
    ],
)
def test_a_duration_is_in_seconds_or_by_the_clock(said: str, seconds: float | None) -> None:
    found = document(f"<itunes:duration>{said}</itunes:duration>").duration_ms
    assert found == (None if seconds is None else seconds * 1000)


@pytest.mark.parametrize(
    ("guid", "channel", "expected"),
    [
        ("https://example.org/?p=1", "", "https://example.org/?p=1"),
        ("01234567-89ab-cdef-0123-456789abcdef", "", "01234567-89ab-cdef-0123-456789abcdef"),
        ("Buzzsprout-1234567890", "", "Buzzsprout-1234567890"),
        ("12", "<podcast:guid>abc</podcast:guid><link>https://example.org</link>", "example.org#12"),
        ("12", "<link>http://www.example.org/</link>", "example.org#12"),
        ("12", "<podcast:guid>abc</podcast:guid>", "abc#12"),
        ("12", "", "Pilots#12"),
    ],
)
def test_a_guid_is_unique_among_feeds(guid: str, channel: str, expected: str) -> None:
    found = document(f'<guid isPermaLink="false">{guid}</guid>', f"<title>Pilots</title>{channel}")
    assert (found.guid, found.url) == (expected, None)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ('<link>/fog</link><enclosure url="fog.mp3" type="audio/mpeg"/>', "https://example.org/fog"),
        ('<enclosure url="fog.mp3" type="audio/mpeg"/>', "https://example.org/pilots/fog.mp3"),
        ("<pubDate>3 May 2024 10:00 GMT</pubDate>", "example.org/pilots#Fog/2024-05-03"),
        ("", "example.org/pilots#Fog/"),
    ],
)
def test_without_a_guid_its_address_names_an_item_else_its_title_and_date(item: str, expected: str) -> None:
    assert document(item).guid == expected


SHARED = "guid the same as that of another episode of its feed"
SAME = "<guid isPermaLink='false'>1</guid>"


@pytest.mark.parametrize(
    ("items", "guids"),
    [
        (
            (f"<title>Fog</title>{SAME}<link>/fog</link>", f"<title>Ice</title>{SAME}<pubDate>2024-05-03</pubDate>"),
            ("#1#https://example.org/fog", "#1#Ice/2024-05-03"),
        ),
        (
            (f"<title>Fog</title>{SAME}<link>/fog</link>", f"<title>Ice</title>{SAME}<link>/fog</link>"),
            ("#1#https://example.org/fog#Fog/", "#1#https://example.org/fog#Ice/"),
        ),
    ],
)
def test_items_that_share_a_guid_are_told_apart_whatever_their_order(
    items: tuple[str, ...], guids: tuple[str, ...]
) -> None:
    other = "<title>Sea</title><guid>2</guid>"
    for order in ((*items, other), (other, *reversed(items))):
        found = {item.reading.document.title: item.reading for item in read(rss(*order)).items}
        assert tuple(found[title].document.guid for title in ("Fog", "Ice")) == tuple(
            f"example.org/pilots{guid}" for guid in guids
        )
        assert SHARED in found["Fog"].checks
        assert SHARED in found["Ice"].checks
        assert SHARED not in found["Sea"].checks


def test_items_that_share_their_link_alone_are_told_apart_by_title_and_date() -> None:
    items = read(rss(*(f"<title>{title}</title><link>/fog</link>" for title in ("Fog", "Ice")))).items
    assert [item.reading.document.guid for item in items] == [
        "https://example.org/fog#Fog/",
        "https://example.org/fog#Ice/",
    ]


def test_items_of_the_same_title_and_no_guid_are_told_apart_by_their_text() -> None:
    texts = ("First.", "Second.")
    items = [f"<title>Bonus</title><description>{text}</description>" for text in texts]
    first = {item.reading.document.guid: passages(item.reading.document) for item in read(rss(*items)).items}
    assert [text for (text,) in first.values()] == [*texts]
    again = read(rss(*reversed(items))).items
    assert {item.reading.document.guid: passages(item.reading.document) for item in again} == first


def test_guests_that_the_notes_name_stand_beside_the_channel_s_host() -> None:
    notes = "<description>Ann Lee is joined by Ben Low, a fellow at RUSI.</description>"
    people = document(notes, f"<title>Pilots</title>{HOST}").people
    assert [(person.name, person.roles, person.affiliation) for person in people] == [
        ("Ann Lee", ("host",), None),
        ("Ben Low", ("guest",), "RUSI"),
    ]


def test_a_guid_that_is_an_address_is_the_items_own() -> None:
    assert document("<guid>https://example.org/fog</guid>").url == "https://example.org/fog"


def test_the_audio_is_what_is_offered_as_audio() -> None:
    found = document(
        '<enclosure url="https://example.org/a.jpg" type="image/jpeg"/>'
        '<media:group><media:content url="https://example.org/a.mp4" type="video/mp4"/>'
        '<media:content url="https://example.org/a.mp3" type="audio/mpeg"/></media:group>'
    )
    assert found.audio_url == "https://example.org/a.mp3"


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("john@example.com (John Doe)", "John Doe"),
        ("John Doe (john@example.com)", "John Doe"),
        ("John Doe &lt;john@example.com&gt;", "John Doe"),
        ("john@example.com", None),
        ("PILOTS", None),
        ("https://example.com", None),
        ("Doe " * 100, None),
        ("Harbour Radio", "Harbour Radio"),
    ],
)
def test_the_publisher_is_a_name_and_not_the_show_or_an_address(author: str, expected: str | None) -> None:
    channel = f"<title>Pilots</title><itunes:author>{author}</itunes:author>"
    assert document("", channel).publisher == expected


HOST = '<podcast:person href="https://example.org/ann">Ann Lee</podcast:person>'


def test_persons_of_an_item_replace_those_of_the_channel() -> None:
    channel = f"<title>Pilots</title>{HOST}"
    ann = Person(name="Ann Lee", roles=("host",), url="https://example.org/ann")
    assert document("", channel).people == (ann,)
    guest = '<podcast:person role="Guest" href="javascript:alert(1)">Ben Low</podcast:person>'
    assert document(guest, channel).people == (Person(name="Ben Low", roles=("guest",)),)


@pytest.mark.parametrize(
    ("attributes", "roles"),
    [
        ("", ("host",)),
        ('role="Co-Host"', ("host",)),
        ('group="writing" role="author"', ("author",)),
        ('role="reporter"', ("author",)),
        ('role="narrator"', ("speaker",)),
        ('role="cover art designer"', None),
        ('group="visuals"', None),
        ('group="audio production" role="host"', None),
    ],
)
def test_roles_are_those_of_people_who_speak_or_write(attributes: str, roles: tuple[str, ...] | None) -> None:
    people = document(f"<podcast:person {attributes}>Ann Lee</podcast:person>").people
    assert people == (() if roles is None else (Person(name="Ann Lee", roles=roles),))  # type: ignore[arg-type]


def test_a_person_that_is_turned_round_is_named_in_reading_order() -> None:
    (person,) = document("<podcast:person>García Márquez, Gabriel</podcast:person>").people
    assert (person.name, person.parts) == ("Gabriel García Márquez", NameParts("García Márquez", "Gabriel"))


def test_an_author_is_a_host_only_where_the_feed_says_so() -> None:
    item = "<itunes:author>Ann Lee</itunes:author>"
    assert document(item).people == ()
    channel = "<title>Pilots</title><description>Ships, hosted by Ann Lee and Ben Low.</description>"
    assert document(item, channel).people == (Person(name="Ann Lee", roles=("host",)),)


def test_transcripts_are_ordered_by_type_then_by_ending_and_language() -> None:
    offered = [
        ("a.txt", "text/plain", ""),
        ("a", "text/html", ""),
        ("a.srt?x=1", "", ""),
        ("b.vtt", "text/vtt; charset=utf-8", "fr"),
        ("a.JSON", "application/octet-stream", ""),
        ("a.vtt", "text/vtt", "en"),
        ("ftp://example.org/a.vtt", "text/vtt", ""),
        ("http://[", "text/vtt", ""),
        ("", "text/vtt", ""),
    ]
    tags = "".join(
        f'<podcast:transcript url="{url}" type="{type_}" {f"language={language!r}" if language else ""}/>'
        for url, type_, language in offered
    )
    found = only(
        tags, "<title>Pilots</title><link>https://example.org/pilots/</link><language>en</language>"
    ).transcripts
    base = "https://example.org/pilots/"
    assert found == (
        Link(f"{base}a.vtt", "text/vtt", "en"),
        Link(f"{base}b.vtt", "text/vtt", "fr"),
        Link(f"{base}a.JSON", "application/octet-stream", "en"),
        Link(f"{base}a.srt?x=1", "", "en"),
        Link(f"{base}a", "text/html", "en"),
        Link(f"{base}a.txt", "text/plain", "en"),
    )


def test_addresses_are_within_their_base() -> None:
    text = rss('<title>Fog</title><podcast:transcript xml:base="t/" url="a.vtt"/>')
    feed = read(text.replace("<item>", '<item xml:base="https://example.net/x/">'))
    assert feed.items[0].transcripts == (Link("https://example.net/x/t/a.vtt"),)


@pytest.mark.parametrize(
    ("prefix", "address"),
    [
        ("podcast", "http://podcastindex.org/namespace/1.0"),
        ("podcast", "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"),
        ("pc", "https://podcastindex.org/namespace/1.0/"),
    ],
)
def test_older_spellings_of_the_podcast_namespace_are_known(prefix: str, address: str) -> None:
    feed = read(f'<rss xmlns:{prefix}="{address}"><channel><item><title>A</title><{prefix}:person>Ann</{prefix}:person>'
                "</item></channel></rss>")  # fmt: skip
    assert feed.items[0].reading.document.people == (Person(name="Ann", roles=("host",)),)


def test_the_itunes_namespace_is_known_in_any_case() -> None:
    feed = read('<rss xmlns:i="http://www.iTunes.com/DTDs/Podcast-1.0.dtd"><channel><item><title>A</title>'
                "<i:duration>5</i:duration></item></channel></rss>")  # fmt: skip
    assert feed.items[0].reading.document.duration_ms == 5000


@pytest.mark.parametrize(
    "data",
    [
        rss().encode(),
        b"\xef\xbb\xbf" + rss().encode(),
        b"\n\n" + rss().encode(),
        rss().encode("utf-16"),
        ATOM.encode(),
        RDF.encode(),
        b'<!-- a --><!DOCTYPE rss PUBLIC "-//N//RSS 0.91//EN" "http://x.example/rss.dtd"><rss version="0.91"></rss>',
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ELEMENT rss ANY>]><?pi?><rss></rss>',
        b'<a:feed xmlns:a="http://www.w3.org/2005/Atom"></a:feed>',
    ],
)
def test_a_feed_is_told_by_its_content(data: bytes) -> None:
    assert is_feed(data)
    assert isinstance(registry.read(data, Hints(name="page.html")), Feed)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><rss></html>",
        b"<feed>",
        b"<rssx>",
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>',
        b"rss",
        b"<!--" * 10_000,
        b"<!---->" * 9_000 + b"<x>",
    ],
)
def test_what_is_no_feed_is_not_taken_for_one(data: bytes) -> None:
    assert not is_feed(data)
    with pytest.raises(ReadError, match="is not a feed"):
        read_feed(data, Hints())
