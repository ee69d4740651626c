"""The results page over HTTP, at 1 and 16 clients: requests a second and latency, beside Datasette."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from search.query.ast import And, Phrase, Term
from tests.bench.speed import corpus, queries, sites
from tests.bench.speed.run import say

PASSAGES = 317_894  # the archive
CLIENTS = (1, 16)
_REQUESTS = 200
_WARM_UP = 20
_SECONDS = 120  # after which an answer is given up
_KINDS = ("rare word", "mid word", "common word", "AND of 2", "AND of 3", "phrase of 2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a site did under so many clients: requests a second, and milliseconds of each."""

    site: str
    clients: int
    per_second: float
    milliseconds: list[float]
    kilobytes: float  # of a page, on average
    failed: int  # requests that were not answered with status 200


def measure(home: Path, passages: int = PASSAGES, requests: int = _REQUESTS) -> list[Load]:
    """Ask the same queries of each site."""
    say(f"{passages:,} passages: the sites")
    made = sites.made(home, passages)
    asked = _asked(passages, requests)
    loads = []
    for (name, site), clients in itertools.product(made.items(), CLIENTS):
        say(f"{passages:,} passages: {name}, {clients} clients")
        with sites.served(site) as port:
            pages = [site.page(words) for words in asked]
            _load(name, port, pages[:_WARM_UP], 1)
            loads.append(_load(name, port, pages, clients))
    return loads


def _asked(passages: int, requests: int) -> list[str]:
    """Queries as one types them, of all kinds by turns."""
    kinds = queries.drawn(queries.survey(corpus.documents(passages)), _KINDS, -(-requests // len(_KINDS)))
    turns = itertools.chain.from_iterable(itertools.zip_longest(*kinds.values()))
    return [_typed(query.node) for query in turns if query][:requests]


def _typed(node: object) -> str:
    match node:
        case Term(token):
            return token.exact
        case And(children):
            return " ".join(map(_typed, children))
        case Phrase(tokens):
            return f'"{" ".join(token.exact for token in tokens)}"'
    raise AssertionError(node)


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
