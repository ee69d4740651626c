"""What was given in the browser is on the disk before that is said, and is never taken for whole where it is not."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.service import Service
from tests.web.adding import rows, send, upload
from web.app import create_app

MEMOS = [(f"memo-{n}.txt", f"Turbine number {n} was inspected.\n".encode()) for n in (1, 2, 3)]
_GIVES_TWO_FILES = """
import io, os, sys
from pathlib import Path
from search.settings import Settings
from search.service import Service
from web.app import close, create_app

home = Path(sys.argv[1])
with Service.open(home, Settings()) as service:
    app = create_app(service, home=home)
    files = [(io.BytesIO(b"Turbine number one."), "a.txt"), (io.BytesIO(b"Turbine number two."), "b.txt")]
    answer = app.test_client().post("/add", data={"files": files}, headers={"Sec-Fetch-Site": "same-origin"})
    os.write(1, answer.location.encode())
    close(app)
"""


def staged(service: Service, batch: str, number: int) -> Path:
    return service.home / "staging" / batch.rpartition("/")[2] / f"{number}.data"


def synced(trace: str) -> set[str]:
    return {*re.findall(r"f(?:data)?sync\(\d+<([^>]*)>", trace)}


def cut_short(data: bytes) -> bytes:
    return data[:9]


def emptied(data: bytes) -> bytes:
    return b""


def altered(data: bytes) -> bytes:
    return data.replace(b"number", b"Number")


def zeros(data: bytes) -> bytes:
    return bytes(len(data))


@pytest.mark.parametrize("damage", [cut_short, emptied, altered, zeros])
def test_a_file_that_is_not_as_it_was_sent_is_said_and_never_added(
    client: FlaskClient, service: Service, damage: Callable[[bytes], bytes]
) -> None:
    batch = upload(client, *MEMOS)
    file = staged(service, batch, 2)
    file.write_bytes(damage(file.read_bytes()))
    send(client, batch, {"action": "set", "all": "yes", "show": "Turbines"})  # they are read again
    became = {row[0]: (row[1], row[-1].split()[0]) for row in rows(client, batch)}
    assert became["memo-2.txt"] == ("This file was not stored whole: send it again.", "failed")
    assert became["memo-1.txt"][1] == became["memo-3.txt"][1] == "check"
    send(client, batch, {"action": "all"})
    assert {row[0]: row[1].split()[0] for row in rows(client, batch)} == {
        "memo-2.txt": "failed",
        "memo-1.txt": "added",
        "memo-3.txt": "added",
    }
    assert "2 passages in 2 documents" in client.get("/search?q=turbine").text


def test_a_file_damaged_after_it_was_looked_at_is_not_added(client: FlaskClient, service: Service) -> None:
    batch = upload(client, *MEMOS)
    file = staged(service, batch, 1)
    file.write_bytes(cut_short(file.read_bytes()))
    send(client, batch, {"action": "all"})
    failed = rows(client, batch)[0]
    assert failed[:2] == ["memo-1.txt", "failed"]
    assert "was not stored whole: send it again" in client.get(batch).text
    assert "2 passages in 2 documents" in client.get("/search?q=turbine").text


def test_a_list_with_any_value_changed_is_damaged_and_never_believed(client: FlaskClient, service: Service) -> None:
    batch = upload(client, *MEMOS)
    manifest = staged(service, batch, 1).with_name("batch.json")
    whole = manifest.read_text()
    for value, other in (
        ('"indexed": 0', '"indexed": "x"'),
        ("memo-1", "memo-7"),
        ('"chosen": false', '"chosen": true'),
    ):
        assert value in whole
        manifest.write_text(whole.replace(value, other, 1))
        answer = client.get(batch)
        assert answer.status_code == 404
        assert "The list of these files is damaged: add the files again." in answer.text
        create_app(service, home=service.home)  # which goes on with what is not finished
    manifest.write_text(whole)
    assert client.get(batch).status_code == 200


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is missing, which records what is synced")
def test_bytes_list_and_folders_are_synced_before_the_answer(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    calls = "trace=fsync,fdatasync,rename,renameat,renameat2,write"
    command = ["strace", "-f", "-y", "-s", "64", "-e", calls, "-o", str(trace)]
    home = tmp_path / "home"
    done = subprocess.run([*command, sys.executable, "-c", _GIVES_TWO_FILES, str(home)], capture_output=True, text=True)
    if "ptrace" in done.stderr:
        pytest.skip("strace may not look on here")
    assert done.stdout.startswith("/add/"), done.stderr
    before = trace.read_text().partition(f'"{done.stdout}"')[0]
    batch = home / "staging" / done.stdout.removeprefix("/add/")
    rename = f'rename("{batch}/batch.json.new"'
    assert {str(batch / name) for name in ("1.data", "2.data", "batch.json.new")} <= synced(before.partition(rename)[0])
    assert {str(folder) for folder in (batch, home / "staging", home)} <= synced(before.partition(rename)[2])
