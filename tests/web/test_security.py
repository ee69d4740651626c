"""Who may write: forms of the library's own pages, on known hosts, with the token where others can reach it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from search.service import Service
from tests.web.conftest import EPISODE
from web.app import create_app

EDIT = f"/d/{EPISODE}/edit"


@pytest.fixture
def client(service: Service) -> FlaskClient:
    return create_app(service, home=service.home).test_client()


@pytest.fixture
def guarded(service: Service) -> FlaskClient:
    return create_app(service, home=service.home, token=TOKEN).test_client()


TOKEN = "a-long-secret"
OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
def test_a_form_from_elsewhere_is_refused_and_changes_nothing(
    client: FlaskClient, service: Service, headers: dict[str, str]
) -> None:
    before = service.library.log.revision
    for path in (EDIT, f"/d/{EPISODE}/remove", "/add", "/add/address", "/library", "/token"):
        assert client.post(path, data={"title": "Other"}, headers=headers).status_code == 403, path
    assert service.library.log.revision == before


@pytest.mark.parametrize("headers", [OWN, {"Origin": "http://localhost"}])
def test_a_form_of_our_own_is_taken(client: FlaskClient, service: Service, headers: dict[str, str]) -> None:
    assert client.post(EDIT, data={"title": "Renamed"}, headers=headers).status_code == 303
    assert service.library.document(EPISODE).title == "Renamed"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "192.168.1.5:8000", ""])
def test_without_a_token_only_this_computers_names_are_served(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]"])
def test_this_computers_names_are_served(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


def test_with_a_token_reading_is_open_and_writing_asks_for_it(guarded: FlaskClient, service: Service) -> None:
    assert guarded.get("/search?q=drones", headers={"Host": "library.example"}).status_code == 200
    for path in ("/add", EDIT, "/add/0123456789abcdef"):
        response = guarded.get(path)
        assert response.status_code == 303
        assert response.location.startswith("/token?next=")
    before = service.library.log.revision
    assert guarded.post(EDIT, data={"title": "Other"}, headers=OWN).status_code == 303
    assert guarded.post(f"/d/{EPISODE}/remove", headers=OWN).status_code == 303
    assert service.library.log.revision == before


def test_the_token_opens_the_way_back_to_the_page_that_asked(guarded: FlaskClient, service: Service) -> None:
    assert guarded.post("/token", data={"token": "a-wrong-secret"}, headers=OWN).status_code == 403
    response = guarded.post("/token", data={"token": " a-long-secret ", "next": EDIT}, headers=OWN)
    assert response.location == EDIT
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "a-long-secret" not in cookie
    assert guarded.get(EDIT).status_code == 200
    guarded.post(EDIT, data={"title": "Renamed"}, headers=OWN)
    assert service.library.document(EPISODE).title == "Renamed"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "evil",
        "/\t/evil.example",
        "/\n/evil.example",
        "/a\\..//evil",
    ],
)
def test_the_token_page_leads_nowhere_else(guarded: FlaskClient, elsewhere: str) -> None:
    response = guarded.post("/token", data={"token": "a-long-secret", "next": elsewhere}, headers=OWN)
    assert response.location == "/"


def test_a_session_does_not_outlive_its_token(guarded: FlaskClient, service: Service) -> None:
    guarded.post("/token", data={"token": "a-long-secret"}, headers=OWN)
    cookie = guarded.get_cookie("citecast")
    renewed = create_app(service, home=service.home, token=TOKEN[::-1]).test_client()
    renewed.set_cookie("citecast", cookie.value)
    assert renewed.get(EDIT).status_code == 303


def test_an_upload_above_the_limit_is_refused_in_a_sentence(service: Service) -> None:
    app = create_app(service, home=service.home)
    app.config["MAX_CONTENT_LENGTH"] = 1000
    response = app.test_client().post("/add", data={"text": "x" * 2000}, headers=OWN)
    assert response.status_code == 413
    assert "too large" in response.text
