"""How a name sounds: names that are misheard for one another have one key, the consonants that are told apart by ear.

Those are seven, with a vowel at the beginning as an eighth: s and sh, f and v, k and g, t and d, p and b, m and n are
each one, h and y none. Vowels are heard too differently to count.
"""

from __future__ import annotations

import re

from search.analysis.folding import folded

_HEARD = re.compile(
    "(?P<S>sch|tch|sh|zh|ch|cz|dj|dg(?=[eiy])|j|ts|tz|ci(?=[aeou])|ti(?=[ou]))|(?P<F>ph|v|w(?=[aeiouy])|f)"
    "|(?P<K>kh|gh|ck|q|k|c(?![eiy])|g)|(?P<KS>x)|(?P<SS>[csz])|(?P<T>th|[dt])|(?P<P>[bp])|(?P<N>[mn])|(?P<L>l)|(?P<R>r)"
)
_UNHEARD = re.compile("[^A-Z]")
_TWICE = re.compile(r"(.)(?=\1)")
_NO_NAMES = (  # though sentences often begin with them
    "actually after all also and another any anyway are basically because before but can could did does don even "
    "every exactly first for from good great has have here into isn its just let like look many maybe more most "
    "much not now obviously okay once one only other our out over people please probably really right said see "
    "she should since so some something sometimes still sure than thank thanks that the their then there these "
    "they thing things think this those though today two very want was well were what whatever when where whether "
    "which while who will with would yeah yes yet your"
)
_LEFT_OUT = frozenset(_NO_NAMES.split())


def sound(word: str) -> str:
    """The key of how a name sounds; empty for what is too short to tell, and for what is no name."""
    letters = folded(word)
    if not letters.isascii() or letters in _LEFT_OUT:
        return ""
    key = _TWICE.sub("", letters)
    first = "A" if key[:1] in ("a", "e", "i", "o", "u", "y", "h") else ""
    key = _HEARD.sub(lambda match: match.lastgroup or "", key)
    key = first + _UNHEARD.sub("", _TWICE.sub("", key))
    return key if len(key) > 1 else ""


def is_name(word: str) -> bool:
    """Whether a word is written as a name is: of three letters or more, a capital first and a small one last."""
    return len(word) > 2 and word[0].isupper() and word[-1].islower()
