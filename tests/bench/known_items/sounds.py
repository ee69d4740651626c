"""A name as it may be misheard: its sounds, some of them taken for others, spelt as English spells them."""

from __future__ import annotations

import random
import re

_RATE = 0.15  # of the sounds are taken for another

# What English writes for a sound, the commonest first; of the symbols that espeak-ng has for American English.
_SPELT = {
    "tʃ": "ch tch", "dʒ": "j g", "ʃ": "sh", "ʒ": "zh s", "θ": "th", "ð": "th", "ŋ": "ng n", "ɹ": "r rr", "j": "y",
    "k": "k c ck", "f": "f ph", "s": "s ss", "z": "z s", "ɾ": "t d", "x": "kh h", "b": "b", "d": "d", "ɡ": "g",
    "h": "h", "l": "l ll", "m": "m", "n": "n", "p": "p", "t": "t tt", "v": "v", "w": "w",
    "iː": "ee i ea", "i": "y ie ee", "ɪ": "i e", "ᵻ": "i e", "eɪ": "ay a ei", "ɛ": "e a", "æ": "a", "aɪ": "i y ai",
    "aʊ": "ow au", "ɑː": "o a", "ɑ": "o a", "ɔː": "aw o au", "ɔ": "o aw", "oː": "o or", "oʊ": "o oh oe", "ɔɪ": "oy oi",
    "ʊ": "oo u", "uː": "oo u", "ʌ": "u o", "ə": "a e o u", "ɐ": "a u", "ɚ": "er or ar", "ɜː": "er ur ir", "a": "a",
    "e": "e", "o": "o", "u": "u",
}  # fmt: skip
# Sounds that differ in voice, in place or in manner alone, and neighbouring vowels (after Miller and Nicely, 1955).
_NEIGHBOURS = (
    "p b", "t d", "k ɡ", "f v", "s z", "ʃ ʒ", "tʃ dʒ", "θ f", "ð v", "m n", "n ŋ", "p t", "t k", "b d", "s ʃ", "v w",
    "tʃ ʃ", "l ɹ", "iː ɪ", "i ɪ", "ɪ ɛ", "ɛ æ", "eɪ ɛ", "æ ʌ", "ɑː ɔː", "ɑː ʌ", "oʊ ɔː", "uː ʊ", "ʊ ʌ", "ɚ ə", "aɪ ɔɪ",
)  # fmt: skip
_SOUND = re.compile("|".join(sorted(_SPELT, key=len, reverse=True)))


def confused(draw: random.Random, ipa: str) -> str:
    """Another spelling of a name's sounds, each of which is at times taken for one that is like it."""
    heard = [_neighbour(draw, sound) if draw.random() < _RATE else sound for sound in _SOUND.findall(ipa)]
    letters = "".join(_spelling(draw, sound) for sound in heard)
    plain = re.sub(r"(?<![aeiou])(.)\1", r"\1", re.sub("c(?=[eiy])", "k", letters))  # doubled after vowels alone
    return plain.capitalize()


def _neighbour(draw: random.Random, sound: str) -> str:
    pairs = [pair.split() for pair in _NEIGHBOURS]
    near = [other for pair in pairs if sound in pair for other in pair if other != sound]
    return draw.choice(near) if near else sound


def _spelling(draw: random.Random, sound: str) -> str:
    first, *others = _SPELT[sound].split()
    return draw.choice(others) if others and draw.random() < 0.4 else first
