"""Hostile requests, one after the other, over the samples and a document that makes them cost the most."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus import samples
from search.ingest.values import RawSource, SourceSpec
from search.service import Service
from search.settings import Settings
from tests import hostile
from tests.web.conftest import Browser, finder
from web.app import close, create_app

pytestmark = pytest.mark.no_cover  # it asks for the same pages hundreds of times

SECONDS = 5  # for a search; the slowest takes a twentieth of the time that it is given


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    home: Path = tmp_path_factory.mktemp("hostile")
    files = [(file.name, file.read_bytes()) for file in samples.files()]
    files.append(("hostile.txt", hostile.document().encode()))
    with Service.open(home, Settings(search_seconds=SECONDS)) as service:
        added = service.adder.add(
            SourceSpec.at_hand(RawSource(source=name, name=name, data=data)) for name, data in files
        )
        assert {result.status for result in added} <= {"added", "updated"}
        service.indexer.catch_up()
        app = create_app(service, home=home)
        app.test_client_class = Browser
        yield app.test_client()
        close(app)


def test_there_are_as_many_as_are_said_and_the_same_each_time() -> None:
    found = hostile.requests()
    assert len(set(found)) == len(found) == hostile.COUNT
    assert found == hostile.requests()


def test_no_request_fails_or_outlives_its_deadline(attacked: FlaskClient) -> None:
    wrong = []
    for path in hostile.requests():
        begun = time.monotonic()
        status = attacked.get(path).status_code
        took = time.monotonic() - begun
        if (status >= 500 and status != 503) or took > 2 * SECONDS:
            wrong.append((status, round(took, 1), path[:200]))
    assert not wrong


def test_what_costs_too_long_to_find_or_mark_is_said_in_one_line(attacked: FlaskClient) -> None:
    service = attacked.application.extensions["citecast"].service
    found = service.finder
    service.finder = finder(service, Settings(search_seconds=0), service.engine)
    try:
        for path, status in (("/search?q=the", 503), ("/d/hostile?q=the", 200), ("/api/search?q=the", 503)):
            response = attacked.get(path)
            assert response.status_code == status, path
            assert "his search takes too long" in response.text
    finally:
        service.finder = found
