"""Who is named in running text, in lines and in bios, in which role, and where nobody is."""

from __future__ import annotations

import pytest

from corpus import people
from corpus.model import Passage, Role, Section
from corpus.names import is_name, person


def named(text: str) -> dict[str, tuple[Role, ...]]:
    return {each.name: each.roles for each in people.from_summary(text)}


@pytest.mark.parametrize(
    ("text", "guests"),
    [
        ("We sat down with Ann Lee and Bo Ek.", "Ann Lee; Bo Ek"),
        ("This week, we’re joined by Ludwig van der Berg and Gen. (ret.) Jean-Luc D’Angelo.",
         "Ludwig van der Berg; Jean-Luc D’Angelo"),
        ("We were joined by Amb. Ann B. Lee (ret.), a senior fellow at the Pump Institute, to discuss pumps.",
         "Ann B. Lee"),
        ("An episode featuring Ann Lee (Pump Institute), Bo Ek (CNS), and Cy Roe", "Ann Lee; Bo Ek; Cy Roe"),
        ("With guests Ann Lee and Bo Ek Jr.", "Ann Lee; Bo Ek Jr."),
        ("In conversation with Seán Ó Briain about ships.", "Seán Ó Briain"),
        ("A conversation with Omar al-Rashid on ships.", "Omar al-Rashid"),
        ("Lt. Col. Ann Lee joins us. Bo Ek joins the show to talk.", "Ann Lee; Bo Ek"),
        ("I recently spoke with Zoë Müller-Lüdenscheidt, professor of political science at Yale University, and Bo Ek.",
         "Zoë Müller-Lüdenscheidt; Bo Ek"),
        ("In this podcast we talk to historian Bo Ek, author of “Big Pumps,” about it.", "Bo Ek"),
        ("Our guest today is J. R. R. Lee.", "J. R. R. Lee"),
        ("Our guests are Sen. Ann Lee & Dr. Bo Ek, PhD.", "Ann Lee; Bo Ek"),
    ],
)  # fmt: skip
def test_guests_are_named_in_many_ways(text: str, guests: str) -> None:
    assert named(text) == {name: ("guest",) for name in guests.split("; ")}


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("In this episode, host John Ek interviews Ann Lee.", {"John Ek": "host", "Ann Lee": "guest"}),
        ("Co-hosts Ann Lee and Bo Ek talk about pumps.", {"Ann Lee": "host", "Bo Ek": "host"}),
        ("The conversation was hosted by Ann Lee, a Fellow at the Pump Institute, and Bo Ek.",
         {"Ann Lee": "host", "Bo Ek": "host"}),
        ("Hosted by Ann Lee.", {"Ann Lee": "host"}),
        ("Your host, Ann Lee, is here with guest Bo Ek.", {"Ann Lee": "host", "Bo Ek": "guest"}),
        ("Ann Lee sits down with Bo Ek.", {"Bo Ek": "guest"}),
    ],
)  # fmt: skip
def test_hosts_are_told_from_guests(text: str, roles: dict[str, str]) -> None:
    assert named(text) == {name: (role,) for name, role in roles.items()}


@pytest.mark.parametrize(
    "text",
    [
        "We sat down with The New York Times.",
        "We were joined by a shared history.",
        "This podcast is hosted by the Wilson Center.",
        "We are joined by Stanford University.",
        "We talked to White House officials.",
        "In this episode we talk to North Korea and Saudi Arabia.",
        "The Center hosts Ann Lee for a talk.",
        "The summit was hosted by Ann Lee.",
        "Lenin was joined by Bo Ek in 1917.",
        "Police interviewed John Smith.",
        "The nuclear talks with Ann Lee went on.",
        "We saw how the minister talked to Ann Lee.",
        "We sat down with Ann Lee’s team.",
        "We sat down with Peace Studies and War Studies.",
        "She is a talk show host Ann Lee admires.",
        "An episode featuring Google News",
        "Joined by Monday Morning",
        "We spoke with ann lee.",
        "We sat down with Notte.",
        "Joined by the people of Ann Arbor",
    ],
)
def test_nobody_is_invented(text: str) -> None:
    assert named(text) == {}


@pytest.mark.parametrize(
    ("text", "affiliation"),
    [
        ("We sat down with Ann Lee, a senior fellow at the Pump Institute, and Bo Ek.", "Pump Institute"),
        ("We sat down with Ann Lee of the Pump Institute.", "Pump Institute"),
        ("We sat down with Ann Lee (Pump Institute).", "Pump Institute"),
        ("We sat down with Ann Lee, Director of Research at CNS, and Bo Ek.", "CNS"),
        ("We sat down with Ann Lee, president of Pump Press.", "Pump Press"),
        ("We sat down with Ann Lee, professor of Political Science.", None),
        ("We sat down with Ann Lee, author of Big Pumps.", None),
        ("We sat down with Ann Lee.", None),
    ],
)
def test_what_is_said_of_a_person_tells_the_affiliation(text: str, affiliation: str | None) -> None:
    assert people.from_summary(text)[0].affiliation == affiliation


@pytest.mark.parametrize(
    ("line", "roles"),
    [
        ("Host: Ann Lee", {"Ann Lee": "host"}),
        ("Guests: Ann Lee, Bo Ek and Cy Roe", {"Ann Lee": "guest", "Bo Ek": "guest", "Cy Roe": "guest"}),
        ("Host: Ann Lee. Guests: Bo Ek (CNS), Cy Roe. Producer: Di Fox",
         {"Ann Lee": "host", "Bo Ek": "guest", "Cy Roe": "guest"}),
        ("By Ann Lee", {"Ann Lee": "author"}),
        ("By Ann Lee and Bo Ek, May 3, 2024", {"Ann Lee": "author", "Bo Ek": "author"}),
        ("By Ann Lee | Harbour Times", {"Ann Lee": "author"}),
        ("Written by Ann Lee.", {"Ann Lee": "author"}),
        ("Authors: Ann Lee, Pump Institute", {"Ann Lee": "author"}),
        ("Speaker: Ann Lee", {"Ann Lee": "speaker"}),
        ("Hosted by Ann Lee", {"Ann Lee": "host"}),
        ("Produced by Di Fox", {}),
        ("By Ann Lee in Vienna", {}),
        ("By The Associated Press", {}),
        ("Hosted by the Wilson Center", {}),
    ],
)  # fmt: skip
def test_lines_list_people(line: str, roles: dict[str, str]) -> None:
    assert {each.name: each.roles for each in people.from_lines([line])} == {n: (role,) for n, role in roles.items()}


def section(heading: str, *texts: str) -> Section:
    return Section(heading=heading, kind="bios", passages=tuple(Passage(text=text) for text in texts))


@pytest.mark.parametrize(
    ("heading", "roles"),
    [
        ("About the guest", ("guest",)),
        ("Hosts", ("host",)),
        ("About the authors", ("author",)),
        ("Speakers", ("speaker",)),
        ("Bios", ("guest",)),
        ("Hosts and guests", ()),
    ],
)
def test_the_heading_of_bios_says_the_role(heading: str, roles: tuple[Role, ...]) -> None:
    ((found, _),) = people.bios_of([section(heading, "Ann Lee works at Pump Press.")], known=(), role="guest")
    assert found.roles == roles


def test_who_is_known_as_host_is_no_guest_for_having_a_bio() -> None:
    known = people.from_summary("Hosted by Ann Lee.")
    ((found, _),) = people.bios_of([section("Bios", "Ann Lee works at Pump Press.")], known=known, role="guest")
    assert found.roles == ()


def test_bios_may_be_lines_or_stand_under_the_person_s_name() -> None:
    sections = [
        section(
            "Guests", "Dr. Ann Lee, senior fellow at the Pump Institute", "Bo Ek", "Cy Roe – Pump Press, since 1999"
        ),
        section("Di Fox", "Host", "She mends pumps at Pump Press."),
    ]
    found = [(each.name, each.roles, bio is not None) for each, bio in people.bios_of(sections, known=(), role="guest")]
    assert found == [
        ("Ann Lee", ("guest",), True),
        ("Bo Ek", ("guest",), False),
        ("Cy Roe", ("guest",), True),
        ("Di Fox", ("host",), True),
    ]


def test_a_paragraph_that_opens_with_an_institute_is_no_bio() -> None:
    texts = ("The Pump Institute is old.", "Foreign Affairs, a magazine, is older.", "Ann Lee’s book is new.")
    assert people.from_bios(section("Bios", *texts)) == ()


@pytest.mark.parametrize(
    ("text", "name", "honorific"),
    [
        ("Dr. Jim Lamson", "Jim Lamson", "Dr."),
        ("Lt. Gen. (ret.) Ann Lee", "Ann Lee", "Lt. Gen. (ret.)"),
        ("María de la Cruz, PhD", "María de la Cruz", None),
        ("J.R.R. Ek", "J.R.R. Ek", None),
    ],
)
def test_a_full_name_is_read_with_its_honorific(text: str, name: str, honorific: str | None) -> None:
    (found,) = person(text, "guest")
    assert (found.name, found.honorific) == (name, honorific)


@pytest.mark.parametrize("text", ["admin", "Harbour Radio Staff", "ann lee", "Ann", "Ann Lee and Bo Ek", "Ann L.", ""])
def test_what_is_no_full_name_is_no_person(text: str) -> None:
    assert person(text, "guest") == ()
    assert not is_name(text)
