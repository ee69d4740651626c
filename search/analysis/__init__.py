"""One analyzer for index and query: verbatim text in, tokens out.

A token is a run of letters or a run of digits; everything else separates, so that `Yak-130`, `Yak 130` and `Yak130` are
the same two tokens, and `U.S.` is `u`, `s`. `C++`, `C#` and `.NET` are words as well. Marks and format characters in a
word belong to it. Case, accents and ways of writing one letter are folded. There is no stop list and no minimum length.
Scripts written without blanks give a token a letter. What a text is found by besides are its extra occurrences.
"""

import unicodedata

import Stemmer

from search.analysis.words import Token, token, tokens

__all__ = ["FINGERPRINT", "Token", "token", "tokens"]

FINGERPRINT = f"analysis-2/unicode-{unicodedata.unidata_version}/snowball-{Stemmer.version()}"
