"""The pages of a home, asked for in this process: a client, and words as a reader sees them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from search.config import Settings
from search.service import Service
from web.app import close, create_app

PATIENCE = 60.0  # seconds


class Browser(FlaskClient):
    """Sends what a browser sends along with a form of the library's own pages."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        options["headers"] = {"Sec-Fetch-Site": "same-origin", **(options.get("headers") or {})}
        return super().open(*args, **options)


@contextmanager
def client(home: Path) -> Iterator[FlaskClient]:
    """A browser at the pages of a home, as `serve` shows them."""
    with Service.open(home, Settings.load(home, os.environ)) as service:
        service.catch_up()
        app = create_app(service, home=home)
        app.test_client_class = Browser
        try:
            yield app.test_client()
        finally:
            close(app)


def settled(browser: FlaskClient, path: str) -> TestResponse:
    """The page of a batch once nobody works on it."""
    end = time.monotonic() + PATIENCE
    while "data-live" in (page := browser.get(path)).text and time.monotonic() < end:
        time.sleep(0.02)
    return page


def words(page: str) -> str:
    """What a page says, without its markup."""
    main = BeautifulSoup(page, "lxml").select_one("main") or BeautifulSoup(page, "lxml")
    return " ".join(main.get_text(" ", strip=True).split())


def pages() -> dict[str, Any]:
    return {}
