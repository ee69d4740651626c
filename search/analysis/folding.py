"""Folding: letters that are told apart by case, accents or way of writing alone become the same.

As Lucene's ASCIIFoldingFilter, ArabicNormalizer and PersianNormalizer do, and besides: digits of all scripts become
ASCII's. Marks that spell other sounds stay: Indic vowel signs, virama and nukta, kana voicing, Thai tones.
"""

from __future__ import annotations

import re
import unicodedata

_ALIKE = {  # small letters that do not decompose, by what each becomes
    "a": "ɐəɚᴀᶏᶕⱥ",
    "b": "ƀƃɓʙᴃᵬᶀ",
    "c": "ƈȼɕʗᴄↄꜿ",
    "d": "ðđƌȡɖɗᴅᴆᵭᶁᶑꝺ",
    "e": "ǝɇɘɛɜɝɞʚᴇᴈᶒᶓᶔⱸⱻ",
    "f": "ƒᵮᶂꜰꝼꟻ",
    "g": "ǥɠɡɢʛᵷᵹᶃꝿ",
    "h": "ħɥɦʜʮʯⱨⱶ",
    "i": "ıɨɩɪᴉᵻᵼᶖꟾ",
    "j": "ȷɉɟʄʝᴊ",
    "k": "ƙʞᴋᶄⱪꝁꝃꝅ",
    "l": "łƚȴɫɬɭʟᴌᶅⱡꝇꝉꞁ",
    "m": "ɯɰɱᴍᵯᶆꟽꟿ",
    "n": "ŋƞȵɲɳɴᴎᵰᶇ",
    "o": "øɔɵᴏᴐᴖᴗᶗⱺꝋꝍ",
    "p": "ƥᴘᵱᵽᶈꝑꝓꝕꟼ",
    "q": "ĸɋʠꝗꝙ",
    "r": "ɍɼɽɾɿʀʁᴙᴚᵲᵳᶉꝛꞃ",
    "s": "ȿʂᵴᶊẜẝꜱꞅ",
    "t": "ŧƫƭȶʇʈᴛᵵⱦꞇ",
    "u": "ʉᴜᵾᶙ",
    "v": "ʋʌᴠᶌỽⱱⱴꝟꝩ",
    "w": "ƿʍᴡⱳ",
    "x": "ᶍ",
    "y": "ƴɏʎʏỿ",
    "z": "ƶȝȥɀʐʑᴢᵶᶎⱬꝣ",
    **{"aa": "ꜳ", "ae": "æᴁᴂ", "ao": "ꜵ", "au": "ꜷ", "av": "ꜹꜻ", "ay": "ꜽ", "db": "ȸ", "dz": "ʣʥ", "hv": "ƕ"},
    **{"ll": "ỻ", "ls": "ʪ", "lz": "ʫ", "oe": "œɶᴔ", "oo": "ꝏ", "ou": "ȣᴕ", "qp": "ȹ", "tc": "ʨ", "th": "þᵺꝧ"},
    **{"ts": "ʦ", "tz": "ꜩ", "ue": "ᵫ", "vy": "ꝡ"},
    "\u0627": "\u0671",  # alef: of wasla
    "\u0643": "\u06a9\u06aa",  # kaf: Persian, swash
    "\u0647": "\u0629\u06c1\u06c3\u06d5",  # heh: teh marbuta, goal
    "\u064a": "\u0649\u06cc\u06d2",  # yeh: dotless, Persian, barree
}
_LETTERS = {ord(char): base for base, alike in _ALIKE.items() for char in alike}
_ACCENTS = re.compile(  # of Latin, Greek and Cyrillic; Hebrew points; Arabic harakat; Syriac; of any script
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u08ca-\u08e1\u08e3-\u08ff"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef]"
)
SILENT = "\u02b9-\u02bb\u02bd-\u02bf\u0640"  # signs of transliteration, and tatweel: in a word, but no letter of it
_SILENT = re.compile(f"[{SILENT}\u02bc]")  # the apostrophe parts words, but may be in a letter, as in ŉ


def folded(word: str) -> str:
    """A word without what folding takes away; the word itself where nothing would be left."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    letters = _SILENT.sub("", _ACCENTS.sub("", plain)).translate(_LETTERS)
    return unicodedata.normalize("NFC", "".join(map(_kept, letters))) or word


def accented(word: str) -> str:
    """A word in small letters with its accents, and without the signs that are no letters, as a stemmer wants it."""
    return "".join(map(_kept, unicodedata.normalize("NFC", _SILENT.sub("", word)).lower()))


def _kept(char: str) -> str:
    if char.isalpha():
        return char
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return char if char == "\u2044" or unicodedata.category(char)[0] in "MN" else ""  # the slash of ½
