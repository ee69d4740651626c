"""What tests of adding do again and again: upload, wait for the worker, and hold it at a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.waiting import until


def upload(client: FlaskClient, *files: tuple[str, bytes]) -> str:
    """Give files in the form; the address of their batch, once they are read."""
    parts = [
        b'--edge\r\nContent-Disposition: form-data; name="files"; filename="%b"\r\n\r\n%b\r\n'
        % (name.encode(), content)
        for name, content in files
    ]
    body = b"".join([*parts, b"--edge--\r\n"])
    return send(client, "/add", body, content_type="multipart/form-data; boundary=edge")


def send(client: FlaskClient, path: str, data: dict[str, Any] | bytes, **options: Any) -> str:
    """Send a form; the address it leads to, once the worker is done."""
    response = client.post(path, data=data, **options)
    assert response.status_code == 303, response.text
    settled(client, response.location)
    return str(response.location)


def settled(client: FlaskClient, path: str) -> str:
    """The page of a batch once the worker is done with it."""
    return until(lambda: client.get(path).text, lambda text: "data-live" not in text)


def rows(client: FlaskClient, path: str) -> list[list[str]]:
    """The cells of the tables on the page of a settled batch."""
    soup = BeautifulSoup(settled(client, path), "lxml")
    return [[cell.get_text(" ", strip=True) for cell in row.select("td")] for row in soup.select("tbody tr")]


@contextmanager
def held(home: Path, batch: str, number: int) -> Iterator[None]:
    """Whoever opens a file of a batch waits for its bytes until the end of this context: it is a pipe until then."""
    file = home / "staging" / batch.rpartition("/")[2] / f"{number}.data"
    data = file.read_bytes()
    file.unlink()
    os.mkfifo(file)
    pipe = os.open(file, os.O_RDWR)
    try:
        yield
    finally:
        if file.exists():  # the batch may be gone
            file.with_suffix(".kept").write_bytes(data)
            file.with_suffix(".kept").replace(file)  # for whoever has not opened the pipe yet
        os.write(pipe, data)
        os.close(pipe)
