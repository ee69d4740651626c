"""Requests a second of results pages over HTTP, at 1 and 16 clients."""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import NamedTuple

from tests.bench.speed.checkout import PATIENCE, serving
from tests.bench.speed.run import say
from tests.bench.speed.sites import Site

CLIENTS = (1, 16)
_ROUNDS = 2
_WARM_UP = 20


class Load(NamedTuple):
    """What a site did under so many clients."""

    per_second: float
    failed: int  # requests that were not answered with status 200


def measure(sites: Mapping[str, Site], asked: Sequence[str]) -> dict[tuple[str, int], Load]:
    """Ask the same queries of each site, one site after the other, some times over: the best of each counts."""
    best: dict[tuple[str, int], Load] = {}
    for _, (name, site) in itertools.product(range(_ROUNDS), sites.items()):
        say(f"requests of {name}")
        with serving(site.command, site.environment) as port:
            pages = [site.page(words) for words in asked]
            _load(port, pages[:_WARM_UP], 1)
            for clients in CLIENTS:
                load = _load(port, pages, clients)
                best[name, clients] = max(load, best.get((name, clients), load))
    return best


def _load(port: int, pages: Sequence[str], clients: int) -> Load:
    waiting = iter(pages)  # one for all clients: next() of a list's iterator is safe among threads

    def client() -> list[int]:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        statuses = []
        for page in waiting:
            connection.request("GET", page)
            response = connection.getresponse()
            response.read()
            statuses.append(response.status)
        connection.close()
        return statuses

    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        futures = [pool.submit(client) for _ in range(clients)]
        statuses = [status for future in futures for status in future.result()]
    return Load(len(statuses) / (time.perf_counter() - started), sum(status != 200 for status in statuses))
