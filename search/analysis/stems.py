"""Stems: what the inflections of a word have in common, by language."""

from __future__ import annotations

import re
from functools import lru_cache

import Stemmer

from search.analysis.folding import accented, folded

_NAMED = {
    **{"ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "cs": "czech", "da": "danish"},
    **{"nl": "dutch", "eo": "esperanto", "et": "estonian", "fi": "finnish", "fr": "french", "de": "german"},
    **{"el": "greek", "hi": "hindi", "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian"},
    **{"lt": "lithuanian", "ne": "nepali", "no": "norwegian", "nb": "norwegian", "nn": "norwegian"},
    **{"fa": "persian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian"},
    **{"es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish"},
}
_STEMMERS = {code: name for code, name in _NAMED.items() if name in Stemmer.algorithms()}
_CODES = {name: code for code, name in _STEMMERS.items()}
_AFTER_APOSTROPHE = "enigma"  # any word
_HANGUL = re.compile("[가-힣]{3,}")
_AFTER_ANY = ("에게서", "에서", "에게", "한테", "께서", "까지", "부터", "처럼", "보다", "마다", "의", "에", "도", "만")
_AFTER_CONSONANT = ("으로", "은", "이", "을", "과")
_AFTER_VOWEL = ("는", "가", "를", "와", "로")
_RIEUL = 8  # the final consonant behind which 로 stands as behind a vowel


@lru_cache(maxsize=1000)
def stemmer(language: str) -> str:
    """The code under which words of a language (`de`, `de-AT`, `German`) are stemmed; empty for English and others."""
    code = re.split("[-_]", language.lower())[0]
    return code if code in _STEMMERS else _CODES.get(code, "")


def english(form: str) -> str:
    """The base stem of a folded form: by Snowball's rules for English; a word in Hangul loses its particles."""
    if _HANGUL.fullmatch(form):
        return _without_particles(form)
    # A stemmer keeps its word while it works: one for each call, so that threads never share one.
    return Stemmer.Stemmer("english", 0).stemWord(form) if form.isalpha() else form


def stem_in(code: str, word: str) -> str:
    """The stem of a word as it is written, in a language that `stemmer` knows; folded."""
    return folded(Stemmer.Stemmer(_STEMMERS[code], 0).stemWord(accented(word)))


@lru_cache(maxsize=1000)
def is_elided(code: str, word: str) -> bool:
    """Whether a word stands before an apostrophe for an article or the like, as in l'armée, in such a language."""
    stem = Stemmer.Stemmer(_STEMMERS[code], 0).stemWord
    return bool(stem(f"{word.lower()}'{_AFTER_APOSTROPHE}") == stem(_AFTER_APOSTROPHE))


def _without_particles(word: str) -> str:
    """A word without the particles at its end, of which two syllables stay."""
    while (shorter := _without_particle(word)) != word:
        word = shorter
    return word


def _without_particle(word: str) -> str:
    for particle in _AFTER_ANY:
        if word.endswith(particle) and len(word) - len(particle) >= 2:
            return word[: -len(particle)]
    for particles, has_final in ((_AFTER_CONSONANT, True), (_AFTER_VOWEL, False)):
        for particle in particles:
            rest = word[: -len(particle)]
            if len(rest) >= 2 and word.endswith(particle):
                final = (ord(rest[-1]) - ord("가")) % 28
                if bool(final) == has_final or (particle == "로" and final == _RIEUL):
                    return rest
    return word
