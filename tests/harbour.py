"""A small archive of talks in made-up words, and quotations of it with known truth."""

from __future__ import annotations

from functools import cache
from itertools import product

from tests.bench.speed.seed import seeded
from tests.bench.verifying.archive import Archive, Talk, Turn
from tests.bench.verifying.truths import Truth, truths

PEOPLE = ("Edda Marling", "Tobin Oake", "Sunniva Ralph")
_NOUNS = [
    "".join(syllables)
    for syllables in product(
        ("bar", "cut", "dre", "est", "fer", "gan", "haw", "jet", "kel", "lan", "moor", "pon", "qua", "shol", "trawl"),
        ("ka", "lo", "di", "ru", "ma"),
        ("ket", "ler", "dy", "rin", "net", "sil", "mus", "tum", "ban", "tern", "dock", "ting", "toon", "gan", "len"),
    )
]
_VERBS = ("mended", "painted", "measured", "borrowed", "emptied", "followed", "repaired", "flooded", "drained")
_SAYINGS = (
    "The {0} was {v} before the {1} came back from the {2}, and the {3} stayed near the {4}.",
    "We never {v} the {0} because, you know, the {1} doesn't carry a {2} past the {3} at night.",
    "In Tarnhaven the {0} and the {1} are always {v} by forty people from the {2} - nobody minds the {3}.",
    "They realized that the {0} could be {v} with a {1}, a {2}, three ropes and the old {3}.",
    'She said "bring the {0} to me" and the {1} was {v} beside the {2} and the {3}.',
    "Is the {0} still {v} near the {1}, or was it the {2} that they {v} with the {3}?",
    "That's the {0}... And the {1} with the {2} was {v} under the {3} of the {4}.",
    "It's kind of the {0} that I wanted, and the {1}, as Marlow said, was {v} with the {2} and the {3}.",
)


@cache
def archive() -> Archive:
    """Nine talks of sentences that are made up, no two of which are the same."""
    draw = seeded("harbour")

    def sentence() -> str:
        return draw.choice(_SAYINGS).format(*draw.sample(_NOUNS, 5), v=draw.choice(_VERBS))

    def passage() -> str:
        return draw.choice((" ", " ", " ", " [laughter] ")).join(sentence() for _ in range(draw.randint(3, 7)))

    def turn(at: int) -> Turn:
        return Turn(PEOPLE[at % 3], tuple(passage() for _ in range(draw.choice((1, 1, 2)))))

    return Archive.of(
        Talk(f"d{number}", f"Harbour {number}", "harbour", tuple(turn(at) for at in range(24))) for number in range(9)
    )


@cache
def some() -> tuple[Truth, ...]:
    return tuple(truths(archive(), 200, "seed", tries=400))
