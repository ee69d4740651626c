"""What a browser sends to a server, and until when it waits for one."""

from __future__ import annotations

import http.client
import time
import urllib.request
from collections.abc import Iterable
from typing import Any
from urllib.error import HTTPError

from tests.reliability.notes import Note


def files(given: Iterable[Note | tuple[str, bytes]]) -> tuple[bytes, str]:
    """A form with files, each a note or a name and bytes; and the form's type."""
    named = [(each.name, each.data) if isinstance(each, Note) else each for each in given]
    head = b'--edge\r\nContent-Disposition: form-data; name="files"; filename="%b"\r\n\r\n%b\r\n'
    parts = [head % (name.encode(), data) for name, data in named]
    return b"".join([*parts, b"--edge--\r\n"]), "multipart/form-data; boundary=edge"


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_opener = urllib.request.build_opener(_Stay)


def post(base: str, path: str, data: bytes, kind: str, *, timeout: float = 60) -> str:
    """Send a form; the path that the answer leads to. HTTPError where it does not."""
    asked = urllib.request.Request(base + path, data, {"Content-Type": kind, "Sec-Fetch-Site": "same-origin"})
    try:
        with _opener.open(asked, timeout=timeout):
            raise ValueError(f"{path} leads nowhere")
    except HTTPError as answer:
        with answer:
            if answer.code != 303:
                raise
            return str(answer.headers["Location"])


def get(
    port: int, path: str, *, method: str = "GET", headers: dict[str, str] | None = None, body: bytes | None = None
) -> tuple[int, str]:
    """One request on a connection of its own."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request(method, path, body, headers or {})
        answer = line.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    finally:
        line.close()


def wait_for(base: str, seconds: float = 120) -> None:
    """Until a server answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(f"{base}/help", timeout=10).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
