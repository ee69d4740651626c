"""What a command does to the files below a folder, and what it says, in order: recorded by strace."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

from tests.reliability.program import ENVIRONMENT

_CALLS = (
    "openat,open,creat,lseek,write,pwrite64,pwritev,pwritev2,writev,rename,renameat,renameat2,link,linkat,symlink,"
    "symlinkat,unlink,unlinkat,ftruncate,truncate,fallocate,fsync,fdatasync,sync_file_range,mkdir,mkdirat,rmdir,"
    "sendfile,copy_file_range,sendto"
)
_STRACE = ("strace", "-f", "-y", "-qq", "--seccomp-bpf", "-xx", "-s", "100000000", "-e", "signal=none")
_LINE = re.compile(r"(\d+)\s+(.*)", re.DOTALL)
_DESCRIPTOR = re.compile(r"(-?\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2})*)>(\(deleted\))?")
WHY_NOT = "strace is not installed, or may not trace here"
Kind = Literal["create", "write", "truncate", "rename", "link", "unlink", "mkdir", "rmdir", "sync", "said"]


class Event(NamedTuple):
    """One effect. Paths are relative to the folder; `at` is an offset or a size, `to` the second name."""

    kind: Kind
    path: str = ""
    data: bytes = b""
    at: int = 0
    to: str = ""


def is_possible() -> bool:
    """Whether strace is here and may trace."""
    trial = ["strace", "-qq", "-o", os.devnull, "true"]
    return bool(shutil.which("strace")) and subprocess.run(trial, check=False).returncode == 0


def record(argv: Sequence[str], folder: Path, *, drive: Callable[[int], None] | None = None) -> tuple[list[Event], str]:
    """Run a command and record what it does below a folder; the events, and all that it said.

    `drive` is called with its process id while it runs; after that it is asked to end.
    """
    log, out = folder.parent / "trace", folder.parent / "said"
    with out.open("wb") as said:
        process = subprocess.Popen(
            [*_STRACE, "-e", f"trace={_CALLS}", "-o", str(log), *argv],
            stdout=said,
            stderr=subprocess.STDOUT,
            env=ENVIRONMENT,
        )
        try:
            if drive:
                child = _child(process.pid, argv[0])
                drive(child)
                os.kill(child, signal.SIGTERM)
            process.wait(120)
        finally:
            process.kill()
            process.wait()
    events = list(_events(log, folder, out))
    log.unlink()
    return events, out.read_text("utf-8", "replace")


def _child(tracer: int, program: str) -> int:
    """The process of the program that strace runs."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for child in Path(f"/proc/{tracer}/task/{tracer}/children").read_text("ascii").split():
            with suppress(OSError):  # strace also starts one to try what it may, which ends at once
                if os.fsencode(program) == Path(f"/proc/{child}/cmdline").read_bytes().partition(b"\0")[0]:
                    return int(child)
        time.sleep(0.01)
    raise TimeoutError("strace runs nothing")


def _events(log: Path, folder: Path, out: Path) -> Iterator[Event]:
    unfinished: dict[str, str] = {}
    calls = _Calls(folder, out)
    for line in log.read_text("ascii").splitlines():
        match = _LINE.match(line)
        if not match:
            continue
        thread, text = match.groups()
        if text.endswith("<unfinished ...>"):
            unfinished[thread] = text.removesuffix("<unfinished ...>")
            continue
        if text.startswith("<... "):
            text = unfinished.pop(thread, "") + text.partition(" resumed>")[2]
        name, _, rest = text.partition("(")
        rest, _, result = rest.rpartition(" = ")
        if result and not result.startswith(("-1", "?")):
            yield from calls.effect(name, rest.rstrip().removesuffix(")"), result)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


class _Calls:
    """System calls as they come, made into events."""

    def __init__(self, folder: Path, out: Path) -> None:
        self._folder = f"{folder}/"
        self._out = str(out)
        self._sizes: dict[str, int] = {}
        self._offsets: dict[tuple[str, str], int | None] = {}  # None: at the end, always

    def _inside(self, path: str) -> str | None:
        if path == self._folder[:-1]:
            return ""
        inside = path.startswith(self._folder) and not path.endswith("-shm")
        return path.removeprefix(self._folder) if inside else None

    def effect(self, name: str, arguments: str, result: str) -> Iterator[Event]:
        parts = _split(arguments)
        if name in ("openat", "open", "creat"):
            yield from self._opened(parts[1:] if name == "openat" else parts, parts[0], result)
        elif name == "sendto":
            yield Event("said", data=_text(parts[1]))
        elif name in ("rename", "renameat", "renameat2", "link", "linkat"):
            names = parts[:2] if name in ("rename", "link") else [f"{parts[0]}{parts[1]}", f"{parts[2]}{parts[3]}"]
            old, new = (self._inside(_path(each)) for each in names)
            if old is not None and new is not None:
                yield Event("link" if name.startswith("link") else "rename", old, to=new)
            elif old is not None or new is not None:
                raise NotImplementedError(f"a {name} between the folder and elsewhere")
        elif name in ("unlink", "rmdir", "mkdir", "unlinkat", "mkdirat"):
            path = self._inside(_path(f"{parts[0]}{parts[1]}" if name.endswith("at") else parts[0]))
            kind: Kind = (
                "rmdir" if "AT_REMOVEDIR" in arguments or name == "rmdir" else "mkdir" if "mkdir" in name else "unlink"
            )
            if path is not None:
                yield Event(kind, path)
        else:
            yield from self._on_descriptor(name, parts, result)

    def _opened(self, parts: list[str], where: str, result: str) -> Iterator[Event]:
        match = _DESCRIPTOR.match(result)
        path = self._inside(_bytes(match[2]).decode()) if match else None
        if match is None or path is None or "O_DIRECTORY" in parts[1]:
            return
        flags = parts[1] if len(parts) > 1 else "O_CREAT|O_TRUNC"
        self._offsets[match[1], path] = None if "O_APPEND" in flags else 0
        if "O_CREAT" in flags:
            yield Event("create", path)
        if "O_TRUNC" in flags:
            self._sizes[path] = 0
            yield Event("truncate", path)

    def _on_descriptor(self, name: str, parts: list[str], result: str) -> Iterator[Event]:
        match = _DESCRIPTOR.match(parts[0])
        if match is None or match[3]:
            return
        whole = _bytes(match[2]).decode()
        if whole == self._out and name in ("write", "writev"):
            yield Event("said", data=_text(parts[1]))
        path = self._inside(whole)
        if path is None:
            return
        key = (match[1], path)
        if name in ("fsync", "fdatasync"):
            yield Event("sync", path)
        elif name == "lseek":
            if self._offsets.get(key, 0) is not None:
                self._offsets[key] = int(result)
        elif name in ("ftruncate", "truncate"):
            yield Event("truncate", path, at=int(parts[1]))
        elif name == "pwrite64":
            yield Event("write", path, _text(parts[1])[: int(result)], int(parts[3]))
        elif name in ("write", "writev"):
            data = (_text(parts[1]) if name == "write" else b"".join(map(_text, re.findall(r'"[^"]*"', parts[1]))))[
                : int(result)
            ]
            offset = self._offsets.get(key, 0)
            yield Event("write", path, data, -1 if offset is None else offset)
            self._offsets[key] = None if offset is None else offset + len(data)
        elif name not in ("sync_file_range",):
            raise NotImplementedError(f"{name} below the folder")


def _split(arguments: str) -> list[str]:
    """The arguments of a call: with -xx there is no comma inside a string, but there are in brackets."""
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(arguments) if len(arguments) < 5_000 else _marks(arguments):
        if letter in "[{":
            depth += 1
        elif letter in "]}":
            depth -= 1
        elif letter == "," and not depth:
            parts.append(arguments[start:at].strip())
            start = at + 1
    return [*parts, arguments[start:].strip()]


def _marks(text: str) -> Iterator[tuple[int, str]]:
    return ((match.start(), match[0]) for match in re.finditer(r"[\[\]{},]", text))


def _text(part: str) -> bytes:
    return _bytes(part.strip('"'))


def _path(part: str) -> str:
    """An absolute path, of a folder's descriptor and a name or of a name alone."""
    match = _DESCRIPTOR.match(part)
    if not match:
        return _text(part).decode()
    name = _text(part[match.end() :]).decode()
    return name if name.startswith("/") else f"{_bytes(match[2]).decode()}/{name}"
