"""How a name sounds: names that are misheard for one another have one key, or keys of which one may become the other.

The key is Caverphone's (D. Hood, Caverphone Revisited, University of Otago 2004), which is made for speech without r
before consonants, but coarser: consonants that differ in voice or a little in place are one, s and sh, f and v, k and
g, t and d, p and b, m and n; l and r are heard apart, h and y not at all. Vowels are heard too differently to count
but at the beginning and at the end, where each is an A, and -er and -ow are vowels. Besides, a name may be heard as
two in a row; and where one of two names has five sounds or more, one sound may be another, missing, or too many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from search.analysis.folding import folded
from search.analysis.function_words import known

_HEARD = re.compile(
    "(?:^[gkmp](?=n)|^p(?=s)|gh(?=t)|(?<=m)b$|r(?![aeiouyhA]))"  # silent
    "|(?P<S>sch|tch|sh|zh|ch|cz|dj|dg(?=[eiy])|j|ts|tz|ci(?=[aeou])|ti(?=[ou]))|(?P<F>ph|v|wh?(?=[aeiouyA])|f)"
    "|(?P<K>kh|gh|ck|q|k|c(?![eiy])|g)|(?P<KS>x)|(?P<SS>[csz])|(?P<T>th|[dt])|(?P<P>[bp])|(?P<N>[mn])|(?P<L>l)|(?P<R>r)"
)
_LAST = re.compile("(?:[aeiouy](?:re?|w|h)|[aeiouy]{2,}|[aiouy])$")  # a vowel, which a single e is not
_OPEN = re.compile("[^aeiouy]e$")  # as of Steve or of Dante
_UNHEARD = re.compile("[^A-Z]")
_TWICE = re.compile(r"(.)(?=\1)")
_SOUNDS = "AFKLNPRST"
_LONG = 5  # sounds: of four, one that is another is too much
_NO_NAMES = (  # though sentences often begin with them, besides function words
    "actually another anyway basically even every exactly first good great let like look many maybe much now obviously "
    "okay one people please probably really right said see since something sometimes still sure thank thanks thing "
    "things think though today two want well whatever yeah yes yet"
)
_PARTICLES = "bin bint dal das del della den der dos ibn van von vom zum zur"  # of names
_LEFT_OUT = known("en").union(_NO_NAMES.split(), _PARTICLES.split())


def sound(word: str) -> str:
    """The key of how a name sounds; empty for what is too short to tell, and for what is no name."""
    letters = folded(word)
    if len(letters) < 3 or not letters.isascii() or letters in _LEFT_OUT:
        return ""
    first = "A" if letters[0] in "aeiouyh" else ""
    key = _HEARD.sub(lambda match: match.lastgroup or "", _LAST.sub("A", _TWICE.sub("", letters)))
    key = first + _UNHEARD.sub("", _TWICE.sub("", key))
    return key if len(key) > 1 and key.strip("A") else ""


def misheard(name: str) -> Iterator[tuple[str, ...]]:
    """What a name may have been heard as besides its key: the key of another, or those of two in a row."""
    key = sound(name)
    if _OPEN.search(folded(name)):
        yield (f"{key}A",)
    for at in range(1, len(key)):
        yield from product((key[:at], f"{key[:at]}A"), (key[at:], f"A{key[at:]}"))
    for at in range(len(key) + 1):
        head, here, tail = key[:at], key[at : at + 1], key[at + 1 :]
        if len(key) >= _LONG:
            yield from ((head + other + tail,) for other in ("", *_SOUNDS))
        if len(key) + 1 >= _LONG:
            yield from ((head + more + here + tail,) for more in _SOUNDS)


def is_name(word: str) -> bool:
    """Whether a word is written as a name is: of three letters or more, a capital first and a small one last."""
    return len(word) > 2 and word[0].isupper() and word[-1].islower()
