"""A corrected file in the browser: it is told as nearly the same, and may become a new version of the document."""

from __future__ import annotations

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from search.service import Service
from tests.web.adding import rows, send, settled, upload

WORDS = ("weir", "ledger", "mill", "lock", "barge", "lamp", "towpath", "sluice", "parish", "flood", "keeper", "culvert")
TURNS = [
    f"{'Ada Quill' if at % 2 else 'Bo Tarn'}: The {WORDS[at % 12]} was drawn before the {WORDS[(5 * at + 1) % 12]} of"
    f" eighteen {at} by a clerk of the {WORDS[(7 * at + 2) % 12]}, who never said why."
    for at in range(24)
]
TALK = "---\ntitle: On the river\nshow: Mill Hour\ndate: 2024-05-03\n---\n\n" + "\n\n".join(TURNS) + "\n"
CORRECTED = "\n\n".join(turn.replace("keeper", "miller").replace("eighteen 7", "eighteen 17") for turn in TURNS) + "\n"


def add(client: FlaskClient, name: str, text: str) -> None:
    send(client, upload(client, (name, text.encode())), {"action": "all"})


def choices(client: FlaskClient, batch: str) -> list[list[str]]:
    soup = BeautifulSoup(settled(client, batch), "lxml")
    return [[option.get_text() for option in select.select("option")] for select in soup.select('select[name^="as-"]')]


def test_a_corrected_file_is_offered_as_a_new_version(client: FlaskClient, service: Service) -> None:
    add(client, "river.md", TALK)
    batch = upload(client, ("corrected.txt", CORRECTED.encode()))
    ((_, what, _, _, state),) = rows(client, batch)
    assert "text nearly the same as that of on-the-river" in state
    assert "Add it as a document of its own a new version of On the river" in what
    added = send(client, batch, {"action": "all", "as-1": "on-the-river"})
    ((_, state, _),) = rows(client, added)
    assert state == "updated"
    found = service.library.document("on-the-river")
    assert (found.version, found.title, found.show) == (2, "On the river", "Mill Hour")
    assert "miller" in " ".join(passage.text for passage in found.passages())
    assert [
        record.document.id
        for record in service.library.records(service.library.listed())
        if record.document.show == "Mill Hour"
    ] == [found.id]


def test_it_stays_a_document_of_its_own_unless_that_is_said(client: FlaskClient, service: Service) -> None:
    add(client, "river.md", TALK)
    batch = upload(client, ("corrected.txt", CORRECTED.encode()))
    added = send(client, batch, {"action": "all", "as-1": ""})
    ((_, state, known),) = rows(client, added)
    assert state == "added"
    assert "text nearly the same as that of on-the-river" in known
    assert service.library.document("on-the-river").version == 1
    batch = upload(client, ("again.txt", (CORRECTED + "\nIt ends.\n").encode()))
    send(client, batch, {"action": "all", "as-1": "how-iran-and-russia-came-to-arm-each-other"})
    assert service.library.document("how-iran-and-russia-came-to-arm-each-other").version == 1, "it was not offered"


def test_the_choice_outlives_details_that_are_set(client: FlaskClient, service: Service) -> None:
    add(client, "river.md", TALK)
    batch = upload(client, ("corrected.txt", CORRECTED.encode()))
    send(client, batch, {"action": "set", "entry": "1", "date": "2025", "as-1": "on-the-river"})
    soup = BeautifulSoup(settled(client, batch), "lxml")
    (chosen,) = soup.select('select[name="as-1"] option[selected]')
    assert chosen["value"] == "on-the-river"
    send(client, batch, {"action": "all"})
    found = service.library.document("on-the-river")
    assert (found.version, str(found.date and found.date.iso)) == (2, "2025")


def test_two_in_one_upload_are_told(client: FlaskClient) -> None:
    other = "\n\n".join(turn.replace("The", "No").replace("drawn", "told").replace("who", "and") for turn in TURNS)
    batch = upload(client, ("river.md", TALK.encode()), ("b.txt", CORRECTED.encode()), ("c.txt", other.encode()))
    told = {name: state for name, _, _, _, state in rows(client, batch)}
    assert "nearly" not in told["river.md"]
    assert "text nearly the same as that of river.md, of these files" in told["b.txt"]
    assert "nearly" not in told["c.txt"]


def test_what_is_ready_does_not_include_what_is_nearly_the_same(client: FlaskClient, service: Service) -> None:
    details = "---\ntitle: {}\ndate: 2024\n---\n\n{}\n"
    one, two = details.format("One", "\n\n".join(TURNS)), details.format("Two", "\n\n".join(TURNS[1:]))
    batch = upload(client, ("one.md", one.encode()), ("two.md", two.encode()))
    send(client, batch, {"action": "ready"})
    assert [
        record.document.title
        for record in service.library.records(service.library.listed())
        if record.document.title in ("One", "Two")
    ] == ["One"]
    assert choices(client, batch) == [], "what was not stored is no document yet"
    send(client, batch, {"action": "set", "all": "yes", "show": "Mills"})
    assert choices(client, batch) == [["a document of its own", "a new version of One"]]
