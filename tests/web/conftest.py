"""A client that sends what a browser sends along with a form of the library's own pages."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from search.engine import Engine
from search.results.finder import Finder
from search.results.values import SearchRequest
from search.service import Service
from search.settings import Settings
from tests.machine import listened
from tests.web.adding import upload
from web.app import close, create_app


class Browser(FlaskClient):
    def open(self, *args: Any, **options: Any) -> TestResponse:
        options["headers"] = {"Sec-Fetch-Site": "same-origin", **(options.get("headers") or {})}
        return super().open(*args, **options)


@pytest.fixture
def client(service: Service) -> Iterator[FlaskClient]:
    app = create_app(service, home=service.home)
    app.test_client_class = Browser
    yield app.test_client()
    close(app)


@pytest.fixture
def passage(service: Service) -> str:
    """The id of the one passage with the glide bombs."""
    (hit,) = service.finder.search(SearchRequest(query='"glide bombs"')).hits
    return hit.place.passage.id


EPISODE = "how-iran-and-russia-came-to-arm-each-other"


def finder(service: Service, settings: Settings, engine: Engine) -> Finder:
    """A finder as a service has it, with other settings or another engine."""
    latest, left = service.indexes
    latest = latest._replace(engine=engine)
    return Finder(latest, left, settings, link=service.citer.permalink, outlook=lambda: service.indexer.outlook())


def kept_recording(service: Service) -> str:
    """The hash of a recording that is kept, of a few bytes."""
    data = b"OggS and what follows it"
    digest = sha256(data).hexdigest()
    service.library.recordings.folder.mkdir(exist_ok=True)
    (service.library.recordings.folder / digest).write_bytes(data)
    return digest


_ASKED = {  # what these pages have to be asked, of a passage
    "machines.oembed": "url=http://localhost/p/{}",
    "clippings.choose": "c={}?v=1",
    "clippings.export": "format=csv",
}


@pytest.fixture
def addresses(client: FlaskClient, service: Service, passage: str) -> list[tuple[str, str]]:
    """The endpoint of each page that can be opened, and an address of it."""
    batch = upload(client, ("note.txt", b"Some words."))
    edited = client.post("/library", data={"id": EPISODE, "show": "A"}).location
    values: dict[str, dict[str, object]] = {
        "documents": {"id": EPISODE},
        "passages": {"id": passage, "style": "apa"},
        "lines": {"kind": "csv"},
        "api": {"document": EPISODE, "passage": passage},
        "add": {"id": batch.rpartition("/")[2], "number": 1},
        "library": {"id": edited.partition("?")[0].rpartition("/")[2]},
        "clippings": {"id": 1},
        "correcting": {"id": (machine := listened(service).id), "number": 1},
        "documents.captions": {"id": machine},
        "listening": {"sha256": kept_recording(service)},
    }
    client.post("/clippings/collect", data={"c": f"{passage}?v=1", "name": "Clippings"})
    return [
        (rule.endpoint, _address(rule, values.get(rule.endpoint) or values.get(_room(rule), {}), passage))
        for rule in client.application.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "static"
    ]


def _room(rule: Rule) -> str:
    return rule.endpoint.partition(".")[0]


def _address(rule: Rule, values: dict[str, object], passage: str) -> str:
    path = rule.rule
    for name in rule.arguments:
        path = path.replace(f"<int:{name}>", str(values[name])).replace(f"<{name}>", str(values[name]))
    if more := _ASKED.get(rule.endpoint):
        return f"{path}?{more.format(passage)}"
    return path + ("?q=drones" if "search" in rule.endpoint else "")
