"""The library: files as a user could write them, in many scripts, and some that are drawn from a few words."""

from __future__ import annotations

import random
from collections.abc import Iterator

from corpus.model import Hints
from search.ingest.values import RawSource, SourceSpec

# Words that are inflections of each other; any other word is of no other's family.
FAMILIES = (
    "drone drones", "factory factories", "engine engines", "missile missiles", "sanction sanctions sanctioned",
    "export exports exported exporting", "ship ships shipped shipping", "bomb bombs bombed bombing", "port ports",
    "river rivers", "border borders", "treaty treaties", "parliament parliaments", "test tests tested testing",
    "turbine turbines", "inspector inspectors", "shahed", "cease", "fire fires", "front fronts", "end ends",
    "ceasefire ceasefires", "enrich enriched enriches", "color colors", "haus", "hauser",
)  # fmt: skip
_SEVERAL = [family.split() for family in FAMILIES]
DRAWN = [word for family in _SEVERAL[:16] for word in family]
SPEAKERS = ("Ann Lee", "Bo Lee", "Zoë Özil")
SHOWS = ("Iran Watch Listen", "A Show")

_TALK = """---
type: transcript
title: Drones and their engines
show: Iran Watch Listen
date: 2024-08-21
language: en
---

**Ann Lee:** The drone factory at Yelabuga tested an engine; U.S. inspectors saw 1,500 turbines.

**Bo Lee:** Cease-fire talks ended, and the cease-fire held along the border.

**Ann Lee:** A ceasefire is no treaty. They cease, and others open fire.

**Zoë Özil:** The Yak-130 is not the Su 35; a Yak130 was shipped in 2021.

**Bo Lee:** What is the front-end of the front? No front end ends a war.

**Ann Lee:** Shahed-136 drones, a Shahed 136 engine, and one shaheed.

**Zoë Özil:** UF₆ is enriched at Natanz, they say; 10²⁰ is a number.
"""
_REPORT = """---
type: report
title: Sanctions on a factory
date: 2022-05
language: en
---

The parliament passed sanctions; exports of missiles stopped at once.

Zürich and Tromsø signed a treaty. Wałęsa met Kılıçdaroğlu in Łódź.

It's the drone's engine, don't you see? The bombed port wasn’t tested.

Iran and Russia exported drones by river and by ship.

The colour of a bomb; colors of rivers.

Qur'an and Qur’an are spelt with a sign, Quran without; so are Kaʿba and Kaba.

Soft\u00adhyphen and zero\u200bwidth signs stand within words.
"""
_SCRIPTS = """---
type: note
title: Other scripts
date: 2019-03-02
---

علي كتب عن إيران في سنة ١٤٠٢ مع عَلِيّ.

علی در تهران درباره ایران نوشت.

राम का घर यहाँ है।

राम को पानी दो।

大韓民国の首都はソウルです。

東京都の工場で試験をした。

กรุงเทพมหานครมีโรงงาน

Война и мир, войны и заводы.

שָׁלוֹם לכולם, שלום לעולם.

Ἀθῆναι καὶ Ἀθηνᾶ.
"""
_GERMAN = """---
type: note
title: Müller und die Häuser
show: A Show
language: de
---

Herr Müller sah die Häuser an der Straße.

Das Haus von Herrn Mueller ist blau.

Die Fabrik baut Drohnen; der Vertrag gilt.
"""


def sources() -> Iterator[SourceSpec]:
    """All files of the library."""
    written = {"talk": _TALK, "report": _REPORT, "scripts": _SCRIPTS, "german": _GERMAN}
    for name, text in (*written.items(), *_drawn()):
        yield SourceSpec.at_hand(RawSource(source=name, name=f"{name}.md", data=text.encode()), Hints())


def _drawn() -> Iterator[tuple[str, str]]:
    draw = random.Random("judged")  # noqa: S311  # nothing here is a secret
    for number in range(24):
        kind = draw.choice(("transcript", "note", "report"))
        head = [f"type: {kind}", f"title: {_run(draw, 3).capitalize()} {number}"]
        if draw.random() < 0.8:
            head.append(f"date: {draw.choice(('2019', '2020-02', '2021-07-15', '2022-05', '2023-12-31', '2024'))}")
        if draw.random() < 0.7:
            head.append(f"show: {draw.choice(SHOWS)}")
        if draw.random() < 0.6:
            head.append("language: en")
        passages = []
        for place in range(draw.randint(4, 8)):
            said = f"{_run(draw, draw.choice((3, 6, 12, 20)))}, number {number} of {place}."
            passages.append(f"**{draw.choice(SPEAKERS)}:** {said}" if kind == "transcript" else said.capitalize())
        yield f"drawn-{number}", "\n".join(("---", *head, "---", "", "\n\n".join(passages), ""))


def _run(draw: random.Random, count: int) -> str:
    weights = [1 / rank for rank in range(1, len(DRAWN) + 1)]
    return " ".join(draw.choices(DRAWN, weights, k=count))
