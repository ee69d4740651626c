"""Keeps a worker of the server running: the parent that holds the port, and starts the worker again when it ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress

import click

from corpus.errors import CitecastError, InvalidValue

_ENDS, _WITHIN = 5, 60  # a worker that ends so often in so many seconds is not started again
_PATIENCE = 20  # seconds in which a worker without a parent ends by itself
_WAITING = 1024  # connections that nobody has taken yet
_READY = b"."
_CAUSES = {"SIGBUS": "SIGBUS: a file of the index was cut short or cannot be read"}


def listening(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen on every address of a host; InvalidValue where one cannot be listened on."""
    sockets: list[socket.socket] = []
    try:
        for family, *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE):
            sockets.append(each := socket.socket(family, socket.SOCK_STREAM))
            if os.name == "posix":
                each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                each.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            each.bind(address)
            each.listen(_WAITING)
    except OSError as error:
        raise InvalidValue(
            f"cannot listen on {host} port {port}: {error.strerror or error}; choose another with --port"
        ) from error
    return sockets


def supervise(command: Sequence[str], sockets: Sequence[socket.socket]) -> int:
    """Run a worker, `command` with one more argument for `inherited`, and start it again where it ended unasked.

    SIGINT and SIGTERM are passed on. The exit code is that of a worker that ended when it was told to, or that
    could not begin; CitecastError where one ends again and again.
    """
    told: list[int] = []
    worker: subprocess.Popen[bytes] | None = None

    def pass_on(number: int, frame: object) -> None:
        told.append(number)
        if worker:
            worker.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, pass_on)
    ends: deque[float] = deque(maxlen=_ENDS)
    while True:
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                inherits = [each.fileno() for each in (theirs, *sockets)]
                # In a group of its own, so that a terminal's Ctrl-C comes to it once, from here.
                worker = subprocess.Popen(  # noqa: S603  # this program
                    [*command, ",".join(map(str, inherits))], pass_fds=inherits, process_group=0
                )
            if told:
                worker.send_signal(told[-1])
            code = worker.wait()
            was_ready = _has_said(ours)
        if told:
            return 0 if code in (0, -told[-1]) else max(code, 1)
        if code == 0 or (code > 0 and not was_ready):
            return code
        ends.append(time.monotonic())
        if len(ends) == _ENDS and ends[-1] - ends[0] < _WITHIN:
            raise CitecastError(
                f"the server ended {_ENDS} times within a minute, at last by {_cause(code)};"
                " run `citecast check`, then start it again"
            )
        with suppress(OSError):  # the terminal may be gone
            click.echo(f"citecast: the server ended unexpectedly ({_cause(code)}); started again", err=True)


def _has_said(ours: socket.socket) -> bool:
    ours.setblocking(False)
    try:
        return ours.recv(1) == _READY
    except OSError:
        return False


def _cause(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    name = next((each.name for each in signal.Signals if each == -code), f"signal {-code}")
    return _CAUSES.get(name, name)


def inherited(numbers: str) -> tuple[list[socket.socket], Callable[[], None]]:
    """In a worker: the listening sockets, and what to call once it is ready. It ends when its parent does."""
    parent, *sockets = [socket.socket(fileno=int(number)) for number in numbers.split(",")]
    for each in (parent, *sockets):
        each.set_inheritable(False)
    threading.Thread(target=_end_with, args=(parent,), name="citecast-parent", daemon=True).start()
    return sockets, lambda: parent.sendall(_READY)


def _end_with(parent: socket.socket) -> None:
    with suppress(OSError):
        parent.recv(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_PATIENCE)
    os._exit(1)
