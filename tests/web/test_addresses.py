"""Adding from an address in the browser: where it is allowed, in the background, each document of a feed by itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.service import Service
from search.settings import Settings
from tests.servers import Page, Site
from tests.waiting import until
from tests.web.adding import rows, send, settled, upload
from tests.web.conftest import Browser
from web import jobs
from web.app import close, create_app

ITEM = "<item><title>Episode {n}</title><guid>{n}</guid><link>{site}{n}</link><description>{words}</description></item>"


@pytest.fixture
def fetching(tmp_path: Path, site: Site) -> Iterator[FlaskClient]:
    """A client of an app that may fetch from the site."""
    settings = Settings(fetch_enabled=True, fetch_allowed=site.place)
    with Service.open(tmp_path / "fetching", settings) as service:
        app = create_app(service, home=service.home)
        app.test_client_class = Browser
        yield app.test_client()
        close(app)


def feed(site: Site) -> bytes:
    """A feed of three episodes, the second with a transcript, the third with one that is missing."""
    more = '<podcast:transcript url="{0}{1}.vtt" type="text/vtt"/></item>'
    site.pages["/2.vtt"] = Page(b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>The turbine at Rosh turned.\n")
    items = [ITEM.format(n=n, site=site.url(), words=f"Turbine number {n}.") for n in (1, 2, 3)]
    items[1:] = [item.replace("</item>", more.format(site.url(), n)) for n, item in zip((2, 3), items[1:], strict=True)]
    head = '<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><title>Turbines</title>'
    return f"{head}{''.join(items)}</channel></rss>".encode()


def became(client: FlaskClient, batch: str) -> dict[str, str]:
    """The results by the end of their source."""
    found = rows(client, batch)
    assert len({row[0] for row in found}) == len(found), "each source has one row"
    return {row[0].rpartition("/")[2]: row[1] for row in found}


ALL = {"3.vtt": "failed", "1": "added", "2": "added", "2.vtt": "added", "3": "added"}


def test_the_form_is_there_only_where_fetching_is_allowed(client: FlaskClient, site: Site) -> None:
    assert "From a link or feed" not in client.get("/add").text
    response = client.post("/add/address", data={"address": site.url("/page")})
    assert response.status_code == 400
    assert "Whoever runs it can allow that (setting fetch_enabled)" in response.text
    assert site.requests == []


@pytest.mark.parametrize("address", ["", "/etc/hostname", "file:///etc/hostname", "example.org", "-"])
def test_what_is_no_address_is_never_taken_for_a_file(fetching: FlaskClient, address: str) -> None:
    assert "From a link or feed" in fetching.get("/add").text
    response = fetching.post("/add/address", data={"address": address})
    assert response.status_code == 400
    assert "Write the whole address" in response.text


def test_a_page_is_added_from_its_address(fetching: FlaskClient, site: Site) -> None:
    site.pages["/page"] = Page(b"<html><body><h1>Pumps</h1><p>The pump at Rosh failed.</p></body></html>")
    batch = send(fetching, "/add/address", {"address": f" {site.url('/page')} "})
    assert became(fetching, batch) == {"page": "added"}
    assert "1 passage in 1 document" in fetching.get("/search?q=pump").text
    assert site.paths() == ["/page"]


def test_an_address_that_cannot_be_had_says_why(fetching: FlaskClient, site: Site) -> None:
    batch = send(fetching, "/add/address", {"address": site.url("/missing")})
    ((source, status, why),) = rows(fetching, batch)
    assert (source, status) == (site.url("/missing"), "failed")
    assert "404" in why
    assert "can be searched now" not in fetching.get(batch).text


def test_each_document_of_a_feed_has_its_row_and_the_next_time_all_are_unchanged(
    fetching: FlaskClient, site: Site
) -> None:
    site.pages["/feed"] = Page(feed(site))
    assert became(fetching, send(fetching, "/add/address", {"address": site.url("/feed")})) == ALL
    assert "4 passages in 4 documents" in fetching.get("/search?q=turbine").text
    again = became(fetching, send(fetching, "/add/address", {"address": site.url("/feed")}))
    assert again == {name: "failed" if name == "3.vtt" else "unchanged" for name in ALL}


def test_a_feed_that_is_uploaded_says_first_what_it_brings(fetching: FlaskClient, site: Site) -> None:
    batch = upload(fetching, ("feed.xml", feed(site)))
    ((name, what, *_),) = rows(fetching, batch)
    assert (name, what) == ("feed.xml", "feed.xml a feed: it brings in 3 episodes and their transcripts")
    assert became(fetching, send(fetching, batch, {"action": "all"})) == ALL


def test_a_feed_can_be_stopped_and_gone_on_with(
    fetching: FlaskClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_ADD_SECONDS", 0)
    site.pages["/feed"] = Page(feed(site))
    may_answer = threading.Event()

    class Slow(dict[str, Page]):
        def get(self, path: str, default: Page) -> Page:  # type: ignore[override]
            if path == "/2.vtt":
                may_answer.wait()
            return super().get(path, default)

    site.pages = Slow(site.pages)
    try:
        batch = fetching.post("/add/address", data={"address": site.url("/feed")}).location
        text = until(lambda: fetching.get(batch).text, lambda text: "Adding 1 address" in text)
        assert "<progress" in text
        fetching.post(batch, data={"action": "stop"})
    finally:
        may_answer.set()
    assert "1 address still waiting" in settled(fetching, batch)
    assert became(fetching, send(fetching, batch, {"action": "all"})).keys() == ALL.keys()
    assert "4 passages in 4 documents" in fetching.get("/search?q=turbine").text
