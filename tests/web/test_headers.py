"""Every page, also those that say no, carries the security headers."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

from search.service import Service
from tests.web.conftest import EPISODE
from web.app import create_app
from web.security import HEADERS


def assert_guarded(headers: Headers, more: str = "") -> None:
    """`more` is what a page may that plays a recording."""
    for name, value in HEADERS.items():
        assert headers[name].removesuffix(more) == value, name


def test_every_route_answers_with_the_headers(client: FlaskClient, addresses: list[tuple[str, str]]) -> None:
    for endpoint, address in addresses:
        response = client.get(address)
        assert response.status_code in (200, 302), address
        response.close()
        if endpoint in ("documents.original", "listening.recording"):
            assert "sandbox" in response.headers["Content-Security-Policy"]
            assert response.headers["X-Content-Type-Options"] == "nosniff"
        else:
            plays = "; media-src https:" if endpoint == "correcting.turn" else ""
            assert_guarded(response.headers, more=plays)
    assert len(addresses) > 12


@pytest.mark.parametrize(
    ("path", "status"), [("/nothing", 404), ("/d/nothing", 404), ("/p/p?v=x", 400), ("/api/search?limit=x", 400)]
)
def test_errors_answer_with_the_headers(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert_guarded(response.headers)


def test_a_fault_of_ours_is_a_page_that_says_so(
    client: FlaskClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(service.finder), "index_state", property(lambda self: 1 / 0))
    response = client.get("/")
    assert response.status_code == 500
    assert "Something went wrong here" in response.text
    assert "ZeroDivision" not in response.text
    assert_guarded(response.headers)


def test_static_files_carry_the_headers_and_may_be_kept(service: Service) -> None:
    response = create_app(service, home=service.home).test_client().get("/static/citecast.css")
    assert_guarded(response.headers)
    assert "max-age=3600" in response.headers["Cache-Control"]
    response.close()


def test_no_page_has_inline_script_or_style(client: FlaskClient, passage: str) -> None:
    for path in ("/", "/search?q=drones", f"/d/{EPISODE}?cite={passage}", f"/p/{passage}", "/library", "/add", "/help"):
        text = client.get(path).text
        assert ' style="' not in text
        assert "<style" not in text
        assert "onclick" not in text
        data = text.count('<script type="application/ld+json">')  # no script, to browsers: HTML, 4.12.1
        assert text.count("<script") == text.count("<script src=") + data
