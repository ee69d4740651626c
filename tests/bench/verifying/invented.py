"""Quotations that nobody said, in the words of a show; whether enough of them stand in order is judged later."""

from __future__ import annotations

from itertools import pairwise

from tests.bench.verifying.archive import tokens
from tests.bench.verifying.drawing import Draw, Piece
from tests.bench.verifying.edits_altered import is_content
from tests.bench.verifying.lexicon import bare

_TOLD = (
    "Whoever deals with {} learns in due course that {} hardly pays unless somebody minds {}",
    "My sober reading of {} was always that {} arrives late and disappoints everyone",
    "Nobody warned us that {} would swallow whole summers before {} even mattered",
    "Strangely, our patience with {} ran thin long before {} became fashionable",
    "The lesson I carried home was modest: respect {}, distrust {}, and budget generously",
)


def framed(draw: Draw) -> Piece | None:
    """A sentence whose words of content are others of its document."""
    piece = draw.sentence(9, 30)
    if not piece:
        return None
    words = draw.words_of(piece.spot)
    parts = piece.text.split(" ")
    changed = [
        part.replace(bare(part), draw.random.choice(words), 1) if words and is_content(bare(part)) else part
        for part in parts
    ]
    return piece._replace(text=" ".join(changed)) if changed != parts else None


def shuffled(draw: Draw) -> Piece | None:
    """The words of a passage, each somewhere else."""
    piece = draw.sentences(12, 40)
    if not piece:
        return None
    words = [bare(part) for part in piece.text.split(" ") if bare(part)]
    draw.random.shuffle(words)
    return piece._replace(text=_as_sentence(words))


def chained(draw: Draw) -> Piece | None:
    """Words each of which somebody said behind the one before it."""
    piece = draw.sentence(9, 30)
    if not piece:
        return None
    following: dict[str, list[str]] = {}
    for turn in draw.archive.talks[piece.spot.talk].turns:
        for text in turn.texts:
            for word, next_word in pairwise(part for part in map(bare, text.split(" ")) if part.isalpha()):
                following.setdefault(word.lower(), []).append(next_word)
    words = [tokens(piece.text)[0]]
    while len(words) < draw.random.randint(12, 26) and words[-1].lower() in following:
        words.append(draw.random.choice(following[words[-1].lower()]))
    return piece._replace(text=_as_sentence(words)) if len(words) > 9 else None


def paraphrased(draw: Draw) -> Piece | None:
    """What a sentence is about, in other words."""
    piece = draw.sentence(9, 40)
    frame = draw.random.choice(_TOLD)
    if not piece:
        return None
    said = [word for word in map(bare, piece.text.split(" ")) if is_content(word) and word not in draw.archive.frequent]
    count = frame.count("{}")
    if len(said) < count:
        return None
    kept = sorted(draw.random.sample(range(len(said)), count))
    return piece._replace(text=frame.format(*(said[at] for at in kept)) + ".")


def _as_sentence(words: list[str]) -> str:
    return f"{words[0][0].upper()}{words[0][1:]} {' '.join(words[1:])}."
