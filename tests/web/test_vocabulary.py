"""The vocabulary in a browser: lines added, changed, taken out and taken back, files, and queries with and without."""

from __future__ import annotations

import io
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from corpus import equivalents
from search.service import Service
from tests.unit.test_library import keep, note
from tests.web.conftest import Browser
from web.app import close, create_app

TEXT = "# Names\nShahed-136 = Geran-2  # of Russia\ncolour = color\n"


@pytest.fixture(autouse=True)
def held(service: Service) -> None:
    for number, text in enumerate(("Parts of a Geran-2.", "Parts of a Shahed-136.", "<i>Colour</i> parts.")):
        keep(service.library, note(text, title=f"N{number}"), at=f"/{number}.md")
    service.library.vocabulary.change(lambda _: TEXT)
    service.indexer.catch_up()


def text(service: Service) -> str:
    return service.library.vocabulary.latest.text


def uploaded(client: FlaskClient, data: bytes) -> TestResponse:
    return client.post("/vocabulary/import", data={"file": (io.BytesIO(data), "v.txt")})


def test_the_library_and_the_help_lead_to_its_lines(client: FlaskClient) -> None:
    for path in ("/library", "/help", "/search?q=colour"):
        assert 'href="/vocabulary"' in client.get(path).text
    shown = client.get("/vocabulary").text
    assert '<th colspan="2" scope="rowgroup">Names</th>' in shown
    assert '<b>Shahed-136</b> = Geran-2<br><span class="muted">of Russia</span>' in shown
    assert "<b>colour</b>" not in client.get("/vocabulary?find=geran").text
    assert "No line has “zebra”" in client.get("/vocabulary?find=zebra").text


def test_a_line_is_added_found_and_taken_back(client: FlaskClient, service: Service) -> None:
    made = client.post("/vocabulary", data={"line": "Geran = zebra"})
    assert made.status_code == 303
    assert text(service) == f"{TEXT}Geran = zebra\n"
    assert "1 passage in 1 document" in client.get("/search?q=zebra").text
    shown = client.get(made.location).text
    edition = re.search(r'name="edition" value="(\d+)"', shown)
    assert edition
    assert client.post("/vocabulary/undo", data={"edition": edition[1]}).status_code == 303
    assert text(service) == TEXT
    assert "The vocabulary was changed." not in client.get(made.location).text
    assert client.post("/vocabulary/undo", data={"edition": edition[1]}).status_code == 400
    assert client.post("/vocabulary/undo", data={"edition": "x"}).status_code == 400


def test_a_line_is_changed_and_taken_out(client: FlaskClient, service: Service) -> None:
    shown = client.get("/vocabulary", query_string={"was": "colour = color"}).text
    assert '<input type="hidden" name="was" value="colour = color">' in shown
    assert '<input name="line" value="colour = color"' in shown
    assert client.post("/vocabulary", data={"was": "colour = color", "line": "colour = hue"}).status_code == 303
    assert text(service) == TEXT.replace("= color", "= hue")
    assert client.post("/vocabulary", data={"was": "colour = hue", "line": "", "out": "yes"}).status_code == 303
    assert text(service) == TEXT.replace("colour = color\n", "")
    refused = client.post("/vocabulary", data={"was": "colour = hue", "line": "a = b"})
    assert refused.status_code == 400
    assert "“colour = hue” is not in the vocabulary any more" in refused.text


@pytest.mark.parametrize("line", ["alone", "a =", "a = *", "a = b\nc = d", "Color = Colour", "", "# comment"])
def test_a_line_that_cannot_be_understood_is_said_and_stays_to_be_mended(
    client: FlaskClient, service: Service, line: str
) -> None:
    refused = client.post("/vocabulary", data={"line": line})
    assert refused.status_code == 400
    assert refused.text.count('role="alert"') == 1
    assert f'<input name="line" value="{line}"' in refused.text
    assert text(service) == TEXT


def test_of_a_file_it_is_shown_first_what_comes_in(client: FlaskClient, service: Service) -> None:
    data = b"\xef\xbb\xbf# Mine\r\ncolor = Colour\r\ngrey = gray"
    shown = uploaded(client, data).text
    assert "2 lines of the file are new" in shown
    assert "It has 2 groups, of which 1 is in the vocabulary already" in shown
    assert text(service) == TEXT
    given = {"text": "# Mine\r\ncolor = Colour\r\ngrey = gray\r\n"}  # as a browser sends it
    assert client.post("/vocabulary/import", data={**given, "sure": "add"}).status_code == 303
    assert text(service) == f"{TEXT}# Mine\ngrey = gray\n"
    assert client.post("/vocabulary/import", data={**given, "sure": "replace"}).status_code == 303
    assert text(service) == "# Mine\ncolor = Colour\ngrey = gray\n"


def test_what_is_exported_and_taken_in_again_is_the_same_byte_for_byte(client: FlaskClient, service: Service) -> None:
    exported = client.get("/vocabulary/export")
    assert exported.headers["Content-Disposition"] == "attachment; filename=vocabulary.txt"
    assert exported.data == TEXT.encode()
    service.library.vocabulary.change(lambda _: "")
    assert "The vocabulary is empty" in client.get("/vocabulary").text
    shown = uploaded(client, exported.data).text
    given = re.search(r'name="text" value="([^"]*)"', shown)
    assert given
    assert client.post("/vocabulary/import", data={"text": given[1], "sure": "add"}).status_code == 303
    assert client.get("/vocabulary/export").data == exported.data


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"a = b\nalone\n", "Line 2: “alone” stands alone"),
        (b"\xff\xfea\x00", "Line 1: this is no text in UTF-8"),
        (b"a = b\x00\n", "Line 1: this has the control character U+0000"),
    ],
)
def test_a_file_that_cannot_be_understood_is_said(client: FlaskClient, service: Service, data: bytes, why: str) -> None:
    refused = uploaded(client, data)
    assert refused.status_code == 400
    assert why in refused.text
    assert client.post("/vocabulary/import", data={"text": data.decode("latin-1"), "sure": "add"}).status_code == 400
    assert client.post("/vocabulary/import", data={}).status_code == 400
    assert text(service) == TEXT


def test_what_was_also_searched_is_said_and_switched_off(client: FlaskClient) -> None:
    shown = client.get("/search?q=Shahed-136+parts+-colour").text
    assert "Also searched: <i>Geran-2</i> for <i>Shahed-136</i>" in shown
    assert "Also left out: <i>color</i> for <i>colour</i>" in shown
    assert ">Geran-2</mark>" in shown
    off = "/search?q=Shahed-136+parts+-colour&amp;vocabulary=off"
    assert f'<a href="{off}">search without</a>' in shown
    without = client.get(off.replace("&amp;", "&")).text
    assert "Also searched" not in without
    assert ">Geran-2</mark>" not in without
    assert "Searched without the vocabulary." in without
    assert 'href="/search?q=Shahed-136+parts+-colour">Search with it' in without


def test_a_query_without_it_stays_without_it_on_all_its_links(client: FlaskClient, service: Service) -> None:
    for number in range(25):
        keep(service.library, note(f"The Shahed-136 number {number}.", title=f"M{number}"), at=f"/m{number}.md")
    service.indexer.catch_up()
    shown = client.get("/search?q=Shahed-136&vocabulary=off").text
    links = re.findall(r'href="(/(?:search|d/)[^"]*q=Shahed-136[^"]*)"', shown)
    other = [link for link in links if "vocabulary=off" not in link]
    assert len(links) > 25
    assert other == ["/search?q=Shahed-136"], "but the one that searches with it"
    assert "page=2" in shown
    document = next(link for link in links if link.startswith("/d/")).replace("&amp;", "&")
    read = client.get(document).text
    assert "hit 1 of 26" in read
    assert "vocabulary=off" in read


def test_a_document_marks_what_its_query_also_found(client: FlaskClient) -> None:
    assert "<mark>Geran-2</mark>" in client.get("/d/n0?q=Shahed-136").text
    assert "<mark>" not in client.get("/d/n0?q=Shahed-136&vocabulary=off").text


def test_the_api_says_what_it_also_searched_and_can_do_without(client: FlaskClient) -> None:
    answer = client.get("/api/search?q=Shahed-136").json
    assert answer["also"] == [{"word": "Shahed-136", "also": ["Geran-2"]}]
    assert answer["total"] == 2
    answer = client.get("/api/search?q=Shahed-136&vocabulary=off").json
    assert (answer["also"], answer["total"]) == ([], 1)
    refused = client.get("/api/search?q=a&vocabulary=no")
    assert (refused.status_code, refused.json["error"]) == (400, "Parameter vocabulary: 'no' is not one of on, off.")


def test_hostile_words_are_shown_as_they_are(client: FlaskClient, service: Service) -> None:
    hostile = "<b onclick> '&lt; = &amp;<script>`"
    service.library.vocabulary.change(lambda _: f"# <h1>\n{hostile}  # <i>\n{hostile.replace('=', '= zebra =')}\n")
    for path in ("/vocabulary", "/search?q=zebra"):
        shown = client.get(path).text
        assert "<b onclick" not in shown
        assert "<script>`" not in shown
        assert "<h1>\n" not in shown
    assert "&lt;b onclick" in client.get("/vocabulary").text
    shown = uploaded(client, hostile.replace("script", "u").encode()).text
    assert "<u>" not in shown


def test_a_form_from_elsewhere_or_without_the_token_changes_nothing(service: Service) -> None:
    app = create_app(service, home=service.home, token="t" * 20)
    app.test_client_class = Browser
    client = app.test_client()
    for path in ("/vocabulary", "/vocabulary/import", "/vocabulary/undo"):
        data = {"line": "x = y", "text": "x = y", "sure": "add", "edition": "3"}
        assert client.post(path, data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        assert client.post(path, data=data).location.startswith("/token")
    assert client.get("/vocabulary").status_code == 200
    assert text(service) == TEXT
    close(app)


def test_the_first_list_fits_on_the_page(client: FlaskClient, service: Service) -> None:
    service.library.vocabulary.change(lambda _: equivalents.first_list())
    shown = client.get("/vocabulary").text
    assert shown.count('aria-label="Take out ') == sum(
        bool(each.wordings) for each in equivalents.lines(equivalents.first_list())
    )
    service.library.vocabulary.change(lambda _: "".join(f"a{n} = b{n}\n" for n in range(400)))
    assert "and 100 more" in client.get("/vocabulary").text
