"""Requests that mean no good: the same two hundred each time, forms, and documents that make them cost the most."""

from __future__ import annotations

import random
from collections.abc import Iterator
from urllib.parse import quote, urlencode

SEED = 20
COUNT = 200
LETTERS = "abcdefghijklmnopqrstuvwxyz"
COMMON = ("the", "of", "and", "a", "to", "in", "drone", "aircraft")


def document() -> str:
    """Plain text: words of two thousand letters, passages of thousands of the same words, many words like others."""
    chance = random.Random(SEED)  # noqa: S311
    alike = ["a" * (980 + number % 9) + LETTERS[number % 26] for number in range(60)]
    mixed = [" ".join(chance.choices(COMMON, k=2000)) for _ in range(8)]
    near = [" ".join(f"{x}{y}x" for x in LETTERS for y in LETTERS[:4])]
    return "\n\n".join(
        ["a" * 2000, "aab " * 1500, "the " * 4000, "the of " * 2000, "a.b" * 1300, *mixed, " ".join(alike), *near]
    )


def edited() -> str:
    """The document after somebody changed every third word of it."""
    return "\n\n".join(
        " ".join(word + "t" * (at % 3 == 1) for at, word in enumerate(passage.split()))
        for passage in document().split("\n\n")
    )


def huge(passages: int) -> str:
    """Plain text of so many passages, each of some 130 bytes."""
    chance = random.Random(SEED)  # noqa: S311
    return "\n\n".join(" ".join(chance.choices(COMMON, k=30)) for _ in range(passages))


def forms() -> Iterator[tuple[str, str, bytes]]:
    """POST requests as path, media type and body: what is large, of many parts, or costly to take apart."""
    field, part = "application/x-www-form-urlencoded", "multipart/form-data; boundary=edge"
    head = b'--edge\r\nContent-Disposition: form-data; name="files"; filename="%b"\r\n\r\n'
    line = b"the of " * 1_400_000
    yield "/add", field, b"text=" + line
    yield "/add", field, b"text=" + b"%E9%A3%9B" * 1_000_000
    yield "/add", field, b"a=1&" * 1_000_000
    yield "/add", field, b"text=the&title=" + line
    yield "/add", part, head % b"a.txt" + line + b"\r\n--edge--\r\n"
    yield "/add", part, head % b"a.txt" + b"\r\n--edg" * 2_000_000 + b"\r\n--edge--\r\n"
    yield "/add", part, head % b"a.txt" + b"\r" * 15_000_000 + b"\r\n--edge--\r\n"
    yield "/add", part, b"".join(head % b"%d.txt" % n + b"the\r\n" for n in range(300)) + b"--edge--\r\n"
    yield "/add", part, b"".join(head % b"a.txt" + b"\r\n" for _ in range(25_000)) + b"--edge--\r\n"
    yield "/add", part, b"--edge\r\n" + b"A: b\r\n" * 1_000_000
    yield "/library", field, b"show=the&" + b"id=hostile&" * 1_000_000
    yield "/library", field, b"show=the&" + b"".join(b"id=d%d&" % n for n in range(300_000))
    yield "/library?title=" + "a+" * 50_000, field, b"show=the&all=1"
    yield "/d/hostile/edit", field, b"title=" + line
    yield "/d/hostile/edit", field, b"title=the&date=" + b"1-" * 1_000_000
    yield "/d/hostile/edit", field, b"title=the&url=" + b"http://" * 1_000_000
    yield "/d/hostile/edit", field, b"title=the&language=" + b"a-" * 1_000_000


def requests(seed: int = SEED, count: int = COUNT) -> list[str]:
    """Paths of GET requests, percent-encoded; first those that are known to have cost much, then others like them."""
    chance = random.Random(seed)  # noqa: S311
    made = dict.fromkeys(_known())
    while len(made) < count:
        made[_one(chance)] = None
    return [*made][:count]


def _search(query: str, path: str = "/search", **more: str) -> str:
    return f"{path}?{urlencode({'q': query, **more})}"


def _known() -> Iterator[str]:
    for query in _QUERIES:
        yield _search(query)
    for query in _QUERIES[:12]:
        yield _search(query, "/d/hostile")
        yield _search(query, "/api/search", limit="1000")
    for values in (20, 21, 800):
        yield "/search?q=the&" + "&".join(f"type=t{number}" for number in range(values))
        yield "/search?" + "&".join(f"speaker={'a b c ' * 9}{number}" for number in range(values)).replace(" ", "+")
    for digits in (10, 20, 400, 5000):
        number = "9" * digits
        yield _search("the", page=number)
        yield _search("the", page=f"-{number}")
        yield f"/d/hostile?v={number}"
        yield f"/p/paaaaaaaaaaaaaaaa?v={number}"
        yield f"/p/paaaaaaaaaaaaaaaa?v=1&from={number}&to={number}"
        yield _search("the", "/api/search", limit=number)
        yield _search("the", "/api/search", after=number)
        yield _search("the", "/api/search", after=f"relevance {number} {number} d".encode().hex())
        yield _search(f'"the of"~{number} date:{number} of~{number} after:{number}')
    for raw in ("%", "%zz", "%ff%fe", "%00", "%0a%0d", "%ed%a0%80", "%f0%9f", "+" * 5000, "%C2%80", "%E2%80%AE"):
        yield f"/search?q={raw}"
        yield f"/d/{raw}"
        yield f"/p/{raw}?v={raw}"
    for words in ("a+" * 50_000, "the+" * 30_000, "+".join(f"{x}{y}" for x in LETTERS for y in LETTERS), "a" * 100_000):
        yield f"/library?title={words}"
    for query in ("the", '"the of"~20', "t*", "=of"):
        yield _search(query, "/d/huge")
    yield "/d/huge/original"
    for path in ("/d/", "/p/", "/p/x/cite/", "/static/", "/add/", "/d/x/original?v="):
        yield path + "x" * 9000
        yield path + "..%2f" * 30


_QUERIES = (
    "aa*a*a*b", "aa*a*a*a*a*a*a*a*b", "aa" + "*a" * 490 + "b", "aa*" + "a?" * 480 + "b", "aa" + "?" * 990, "th*e*e*e*q",
    '"the of"~1000', '"the of and a to in"~9999', '"the the the the"~9999', '"of the"~4000 OR "the of"~4000',
    " OR ".join(f'"the {word}"~900' for word in COMMON * 6), '"' + "the " * 240 + 'q"',
    "the", " OR ".join(COMMON), " ".join(COMMON), "a" * 984 + "~", "a" * 990 + "~1", " ".join(["the~"] * 64),
    " ".join(f"{x}{y}x~" for x in LETTERS[:8] for y in LETTERS[:8]), " OR ".join(["the"] * 1000), "the OR " * 140,
    "(" * 500 + "the" + ")" * 400, "(" * 1000, ")" * 1000, "-(" * 300 + "the", "NOT " * 250 + "the", "-" * 900 + "the",
    " ".join(f"w{number}" for number in range(63)), " ".join(f"w{number}" for number in range(64)),
    " ".join(f"w{number}" for number in range(65)), " ".join(f"{x}{y}x" for x in LETTERS[:16] for y in LETTERS[:4]),
    " OR ".join(f"{x}{y}x" for x in LETTERS[:16] for y in LETTERS[:4]), " ".join(f"-w{number}" for number in range(64)),
    " ".join(f"({x}{y}x OR the)" for x in LETTERS[:8] for y in LETTERS[:4]), "the " * 20_000, "the" * 20_000,
    "“" * 1000, "„" * 1000, '"' * 999, "[" * 1000, "title:" * 160, "speaker:" + "a-" * 400, "date:" + "1" * 900,
    "date:[" + " " * 400 + "TO" + " " * 400 + "]", 'date:"' + " " * 900 + '"', "\0\x01\x1b[2J the", "\ud7ff\ufffe the",
    "飛" * 900, "é" * 900 + "*", "in:" + "x" * 900, "year:" + "9" * 900, "=" * 900, "*" * 900, "~" * 900, ":" * 900,
)  # fmt: skip
_PIECES = (
    "the", "of", "a*", "aa*a", "*b", "?", "~", "~2", '"', "“", "(", ")", "-", "OR", "AND", "NOT", "speaker:", "title:",
    "date:", "after:", "in:hostile", "type:note", "2024", "9" * 30, "a" * 200, '"the of"~99', "aax", "aby~", "\0", "飛",
)  # fmt: skip


def _one(chance: random.Random) -> str:
    query = chance.choice(["", " "]).join(chance.choices(_PIECES, k=chance.choice([5, 64, 150])))
    path = chance.choice(["/search", "/search", "/api/search", "/d/hostile", quote(f"/d/{query[:50]}")])
    return _search(query, path, **chance.choice([{}, {"sort": "date"}, {"page": "3"}, {"limit": "100"}, {"at": query}]))
