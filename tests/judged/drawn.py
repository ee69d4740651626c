"""Queries that are drawn, with what each has to find."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.judged.corpus import DRAWN, SHOWS, SPEAKERS
from tests.judged.judge import Judge, days, either, every, exact, fuzzy, has, near, no, show, speaker, title, wild, word

Asked = tuple[str, Judge]


def _word(draw: random.Random) -> Asked:
    text = draw.choice(DRAWN)
    return draw.choice((text, text.upper(), text.capitalize())), word(text)


def _exact(draw: random.Random) -> Asked:
    text = draw.choice(DRAWN)
    return draw.choice((f"={text}", f'"{text}"', f"“{text}”")), exact(text)


def _phrase(draw: random.Random) -> Asked:
    text = " ".join(draw.choices(DRAWN[:12], k=draw.choice((2, 2, 3))))
    return f'"{text}"', exact(text)


def _near(draw: random.Random) -> Asked:
    text, distance = " ".join(draw.choices(DRAWN[:20], k=draw.choice((2, 2, 3)))), draw.randint(1, 12)
    return f'"{text}"~{distance}', near(text, distance)


def _wild(draw: random.Random) -> Asked:
    text = draw.choice(DRAWN)
    at = draw.randint(2, max(2, len(text) - 1))
    pattern = draw.choice((f"{text[:at]}*", f"{text[:at]}?{text[at + 1 :]}", f"{text[:at]}*{text[-1]}"))
    return (pattern, wild(pattern)) if not pattern.endswith("?") else (f"{text[:2]}*", wild(f"{text[:2]}*"))


def _fuzzy(draw: random.Random) -> Asked:
    text, edits = draw.choice([each for each in DRAWN if len(each) > 4]), draw.randint(1, 2)
    at = draw.randint(0, len(text) - 1)
    text = text[:at] + draw.choice(("", "a", "zz")) + text[at + 1 :]
    return f"{text}~{edits}", fuzzy(text, edits)


def _field(draw: random.Random) -> Asked:
    who, name, said = draw.choice(SPEAKERS), draw.choice(SHOWS), draw.choice(DRAWN)
    kind, year = draw.choice(("transcript", "note", "report", "bio")), draw.choice(("2019", "2021", "2022", "2024"))
    return draw.choice((
        (f'speaker:"{who}"', speaker(who)),
        (f'show:"{name}"', show(name)),
        (f"title:{said}", title(said)),
        (f"type:{kind}", has("type", kind)),
        (f"year:{year}", has("year", year)),
        ("lang:en", has("lang", "en")),
        (f"date:{year}", days(f"{year}-01-01", f"{year}-12-31")),
        (f"after:{year}", days(f"{year}-01-01", "")),
        (f"before:{year}-07", days("", f"{year}-06-30")),
    ))  # fmt: skip


_TEXTS: tuple[Callable[[random.Random], Asked], ...] = (_word, _word, _word, _exact, _phrase, _near, _wild, _fuzzy)


def _text(draw: random.Random) -> Asked:
    return draw.choice(_TEXTS)(draw)


def _any(draw: random.Random) -> Asked:
    return _field(draw) if draw.random() < 0.25 else _text(draw)


def _or(draw: random.Random) -> Asked:
    asked = [_text(draw) for _ in range(draw.randint(2, 4))]
    return f"({' OR '.join(query for query, _ in asked)})", either(*(judge for _, judge in asked))


def _not(draw: random.Random) -> Asked:
    query, judge = draw.choice((_any, _or))(draw)
    return draw.choice(("-", "NOT ")) + query, no(judge)


def drawn(draw: random.Random) -> Asked:
    """One query, of one to four parts, all of which are asked for."""
    parts = [draw.choice((_text, _any, _or, _not))(draw) for _ in range(draw.randint(1, 4))]
    query = draw.choice((" ", " ", " AND ")).join(query for query, _ in parts)
    judges = [judge for _, judge in parts]
    return query, every(*judges) if len(judges) > 1 else judges[0]
