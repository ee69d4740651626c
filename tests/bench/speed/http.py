"""The results page over HTTP, at 1 and 16 clients: requests a second and latency, beside Datasette."""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection

from tests.bench.speed.checkout import serving
from tests.bench.speed.run import say
from tests.bench.speed.sites import Site

CLIENTS = (1, 16)
_ROUNDS = 2
_WARM_UP = 20
_SECONDS = 120  # after which an answer is given up


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a site did under so many clients: requests a second, and milliseconds of each."""

    site: str
    clients: int
    per_second: float
    milliseconds: list[float]
    kilobytes: float  # of a page, on average
    failed: int  # requests that were not answered with status 200


def measure(sites: Mapping[str, Site], asked: Sequence[str]) -> list[Load]:
    """Ask the same queries of each site, one site after the other, some times over: the best time of each counts."""
    best: dict[tuple[str, int], Load] = {}
    for _, (name, site) in itertools.product(range(_ROUNDS), sites.items()):
        say(f"requests of {name}")
        with serving(site.command, site.environment) as port:
            pages = [site.page(words) for words in asked]
            _load(name, port, pages[:_WARM_UP], 1)
            for clients in CLIENTS:
                load = _load(name, port, pages, clients)
                best[name, clients] = max(load, best.get((name, clients), load), key=lambda each: each.per_second)
    return list(best.values())


def _load(name: str, port: int, pages: Sequence[str], clients: int) -> Load:
    waiting = iter(pages)  # one for all clients: next() of a list's iterator is safe among threads

    def client() -> list[tuple[float, int, int]]:
        connection = HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
        answers = []
        for page in waiting:
            began = time.perf_counter()
            connection.request("GET", page)
            response = connection.getresponse()
            size = len(response.read())
            answers.append(((time.perf_counter() - began) * 1000, response.status, size))
        connection.close()
        return answers

    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        futures = [pool.submit(client) for _ in range(clients)]
        answers = [answer for future in futures for answer in future.result()]
    seconds = time.perf_counter() - started
    return Load(
        site=name,
        clients=clients,
        per_second=len(answers) / seconds,
        milliseconds=[milliseconds for milliseconds, _, _ in answers],
        kilobytes=sum(size for _, _, size in answers) / len(answers) / 1000,
        failed=sum(status != 200 for _, status, _ in answers),
    )
