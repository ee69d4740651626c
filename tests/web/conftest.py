"""A client that sends what a browser sends along with a form of the library's own pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from search.engine import Engine
from search.results.finder import Finder
from search.results.values import SearchRequest
from search.service import Service
from search.settings import Settings
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
