"""Waitress: the app on its sockets, with the token where others can reach it, until it is told to end."""

from __future__ import annotations

import ipaddress
import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import click
from flask import Flask
from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server
from waitress.trigger import trigger

from search.service import Service
from search.settings import token
from web.app import close, create_app
from web.connections import Connection, Patience
from web.schedule import Schedule

log = logging.getLogger(__name__)
THREADS = 8
_CONNECTIONS = 500  # at once; each takes a file's number, of which a process has 1,024 as a rule
_GRACE = 10  # seconds for the answers that are due when the server is told to end, and for who still reads then


def run(
    service: Service,
    *,
    sockets: Sequence[socket.socket],
    host: str,
    port: int,
    ready: Callable[[], None],
) -> None:
    """Serve on listening sockets until SIGINT or SIGTERM; `ready` is called when requests are answered.

    Where other computers can reach it, by the address or by public_url, pages that write ask for the token.
    """
    public = urlsplit(service.settings.public_url).hostname
    local = is_loopback(host) and (public is None or is_loopback(public))
    with ExitStack() as running:  # all that goes on beside the requests ends with it, the last begun first
        running.callback(service.library.checkpoint, patience=_GRACE)
        app = create_app(service, home=service.home, token=None if local else token(service.home))
        running.callback(close, app)
        connections: dict[int, Any] = {}
        servers = _servers(app, sockets, connections)
        service.indexer.follow(click.echo)
        service.finder.prepare(click.echo)
        told = _told_to_end(connections)
        shown = "localhost" if is_loopback(host) else f"[{host}]" if ":" in host else host
        click.echo(f"Citecast is at http://{shown}:{port}/ (stop it with Ctrl-C)")
        if not local:
            click.echo("Other computers can reach it: adding and editing need the token of `citecast token`.")
        running.enter_context(Schedule(service))
        _precompile(service)
        ready()
        _serve(servers, connections, told)


def _servers(app: Flask, sockets: Sequence[socket.socket], connections: dict[int, Any]) -> list[BaseWSGIServer]:
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that requests wait for a thread is no news
    create_server(
        app,
        map=connections,
        sockets=list(sockets),
        threads=THREADS,
        connection_limit=_CONNECTIONS,
        asyncore_use_poll=True,
        log_socket_errors=False,  # of clients that have gone
        max_request_body_size=app.config["MAX_CONTENT_LENGTH"] + 1,
        clear_untrusted_proxy_headers=True,
        ident="Citecast",
    )
    servers = [each for each in connections.values() if isinstance(each, BaseWSGIServer)]
    for server in servers:
        server.channel_class = Connection
    return servers


def _precompile(service: Service) -> None:
    """Make searches quicker while they are answered already; the process does not wait for that to end."""

    def precompile() -> None:
        try:
            service.finder.precompile(click.echo)
        except Exception:  # nothing that is asked for depends on it
            log.exception("searches could not be made quicker")

    threading.Thread(target=precompile, name="citecast-precompile", daemon=True).start()


def _told_to_end(connections: dict[int, Any]) -> list[int]:
    """From now on, the signals to end that came; a second one ends at once."""
    told: list[int] = []
    wake = trigger(connections)  # type: ignore[arg-type]  # the stubs take numbers for text

    def stop(number: int, frame: object) -> None:
        told.append(number)
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_DFL)
        wake.pull_trigger()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return told


def _serve(servers: Sequence[BaseWSGIServer], connections: dict[int, Any], told: list[int]) -> None:
    """Answer until told to end, and then what was asked before."""
    patience = Patience()
    while not told:
        wasyncore.loop(timeout=1, use_poll=True, map=connections, count=1)
        patience.look(connections.values())
    for server in servers:
        wasyncore.dispatcher.close(server)  # its threads still wake the loop
    until = time.monotonic() + _GRACE
    while time.monotonic() < until and any(isinstance(c, Connection) and c.is_due for c in connections.values()):
        wasyncore.loop(timeout=0.1, use_poll=True, map=connections, count=1)
    servers[0].task_dispatcher.shutdown()
    wasyncore.close_all(connections)


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
