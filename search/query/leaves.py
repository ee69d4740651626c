"""What one word or one quotation asks for; what of it is understood otherwise than written is said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import TypeGuard

from search.analysis import tokens
from search.analysis.extras import MARK
from search.analysis.patterns import patterns
from search.fields import FIELDS
from search.query import lexer
from search.query.ast import Fuzzy, Near, Node, Nothing, Or, Phrase, Term, Wildcard
from search.query.lexer import Lexeme

Say = Callable[[str, int, int], None]
FARTHEST = 9999  # words, which is more than a passage has
ENDS = ".,;:!?"  # of sentences, behind a word
_MOST_EDITS = 2
_POSSESSIVE = re.compile(r"(?<=\w)(?:['’]s)+$", re.IGNORECASE)
_DESIGNATORS = re.compile(r"([^\W\d_]+[-\u2010-\u2015]?\d+)s", re.IGNORECASE)  # of more than one
_LOOKS_LIKE_FIELD = re.compile(r"([A-Za-z]{2,})[:=][^\s/]")
_INSIDE = re.compile(r"=+|(?<=\w)\.\.+(?=\w)")
WILD = re.compile(r"\*|\?(?=\w)")
_NOT_IN_WORDS = re.compile(rf"[{lexer.STOPS}*?=:!]+")
_BEFORE_WORDS = re.compile(r"\A(?:(?!\.\w)\W)+(?=\w|\.\w)")
_NOT_IN_QUOTES = re.compile(r'["“”*?]+')


def spelled(text: str) -> list[str]:
    """The words of a text as they stand in it."""
    return patterns(text).word.findall(text)


def words(text: str) -> Node:
    """A word as it was joined: one token inflected, several in a row."""
    whole = _BEFORE_WORDS.sub("", _NOT_IN_WORDS.sub("-", text)).rstrip(f"{ENDS}-")
    written = _POSSESSIVE.sub("", whole if lexer.WORD.fullmatch(whole) else "-".join(spelled(text)))
    if several := _DESIGNATORS.fullmatch(written):
        written = several[1]
    found = tuple(tokens(written))
    if not found:
        return Nothing()
    return Term(found[0], written=written) if len(found) == 1 else Phrase(found, exact=False, written=written)


def in_a_row(text: str) -> str:
    """A text of words in a row, so that it can stand in quotation marks and be understood as it was."""
    return _NOT_IN_QUOTES.sub(" ", text)


def near(text: str, distance: int) -> Near:
    """The words of a text near each other."""
    written = in_a_row(text)
    return Near(tuple(tokens(written)), min(distance, FARTHEST), written=written)


def by_sound(node: Node) -> TypeGuard[Term | Phrase]:
    """Whether a node is a name by how it sounds, or words in a row of which one is."""
    match node:
        case Term(word):
            return word.exact.startswith(MARK)
        case Phrase(row):
            return any(word.exact.startswith(MARK) for word in row)
    return False


def typed(node: Node) -> list[str]:
    """The plain words of which one is sought, as they were typed; none where it is anything else."""
    match node:
        case Term(exact=False) | Phrase(exact=False) if not by_sound(node):
            return [node.written]
        case Or(children):
            found = [typed(child) for child in children]
            return [each for one in found for each in one] if all(found) else []
        case _:
            return []


def _as_written(text: str) -> Node:
    """Words in a row, in these very forms."""
    written = in_a_row(text)
    if several := _DESIGNATORS.fullmatch(written):
        written = several[1]
    found = tuple(tokens(written))
    if not found:
        return Nothing()
    return Term(found[0], exact=True, written=written) if len(found) == 1 else Phrase(found, written=written)


class Leaves:
    """Words and quotations of a query. `question` is where it ends, where it has words enough to be a question."""

    def __init__(self, query: str, question: int | None, say: Say) -> None:
        self._query = query
        self._say = say
        self._question = question

    def word(self, lexeme: Lexeme) -> Node:
        """Its inflections, the spellings that are like it, or what its wildcard stands for."""
        text, start, end, tilde = lexeme.text, lexeme.start, lexeme.end, lexeme.tilde
        if tilde is not None:
            return self._alike(lexeme, tilde)
        if "://" in text:
            return words(text)
        if "*" in text or "?" in text.rstrip(ENDS):
            return self._wildcard(lexeme)
        if match := _LOOKS_LIKE_FIELD.match(self._query, start):
            fields = ", ".join(sorted(FIELDS))
            self._say(
                f"There is no field “{match[1]}”, so it was searched as words; the fields are {fields}.", start, end
            )
        elif match := _INSIDE.search(text):
            self._say(f"“{match[0]}” has no meaning within words; they were searched in a row.", start, end)
        elif text == "NEAR":
            self._say("NEAR was searched as a word; NEAR/5 asks for words within five of each other.", start, end)
        return self._spoken(lexeme, words(text))

    def exact(self, lexeme: Lexeme) -> Node:
        """This very form of a word: of a wildcard and of like spellings, that is what they are anyway."""
        if lexeme.tilde is not None or "*" in lexeme.text or "?" in lexeme.text.rstrip(ENDS):
            return self.word(lexeme)
        return self._spoken(lexeme, _as_written(lexeme.text))

    def quoted(self, lexeme: Lexeme) -> Node:
        """These very forms in a row; near each other where ~5 follows; a lone word's wildcard is one in quotes too."""
        found = tokens(lexeme.text)
        signs = WILD.search(lexeme.text)
        if signs and lexeme.tilde is None and len(lexeme.text.split()) == 1:
            return self._wildcard(lexeme)
        if signs or (lexeme.text.rstrip().endswith("?") and len(found) < 3):
            sign = signs[0] if signs else "?"
            self._say(
                f"“{sign}” has no meaning in quotation marks; the words were searched in every form.",
                lexeme.start,
                lexeme.end,
            )
            if lexeme.tilde is None:
                return words(lexeme.text)
        if lexeme.tilde == "":
            self._say("“~” behind a quotation needs a number of words, as in ~5.", lexeme.start, lexeme.end)
        if not lexeme.tilde or len(found) < 2:
            return self._spoken(lexeme, _as_written(lexeme.text), quoted=True)
        return near(lexeme.text, int(lexeme.tilde[:9]))

    def _spoken(self, lexeme: Lexeme, node: Node, *, quoted: bool = False) -> Node:
        """A node, after what there is to be said of a word's end, or of one that has neither letter nor digit."""
        text, start, end = lexeme.text, lexeme.start, lexeme.end
        if node == Nothing() and (quoted or any(unicodedata.category(char)[0] == "S" for char in text)):
            self._say(f"“{text}” has neither a letter nor a digit; it was ignored.", start, end)
        elif "+" in text and not quoted and not any("+" in each.exact for each in tokens(text)):
            self._say(f"The + in “{text}” has no meaning; it was ignored.", start, end)
        elif "?" in text and not quoted and end != self._question and node != Nothing():
            hint = f"; “{text.rstrip(ENDS)}?*” has at least one letter more"
            self._say(f"“?” at the end of a word was taken for a question mark{hint}.", start, end)
        return node

    def _alike(self, lexeme: Lexeme, tilde: str) -> Node:
        text, start, end = lexeme.text, lexeme.start, lexeme.end
        found = tokens(text)
        if len(found) != 1 or WILD.search(text):
            self._say("Like spellings (~) are those of one word, so it was searched as words.", start, end)
            return words(text)
        form = found[0].exact
        edits = 1 if len(form) <= 7 else _MOST_EDITS
        if tilde.isdigit():
            if int(tilde[:9]) > _MOST_EDITS:
                self._say(f"Like spellings have one or two letters changed; ~{tilde} was read as ~2.", start, end)
            edits = min(int(tilde[:9]), _MOST_EDITS)
        elif tilde:
            self._say(f"~{tilde} was read as ~{edits}: how many letters may be changed, one or two.", start, end)
        written = spelled(text)[0]
        return Fuzzy(form, edits, written=written) if edits else Term(found[0], exact=True, written=written)

    def _wildcard(self, lexeme: Lexeme) -> Node:
        parts = re.split(r"([*?]+)", lexeme.text.strip().rstrip(".,;:!").lstrip(".,;:!"))
        heads = [tokens(part) for part in parts[::2]]
        whole = all(not part or spelled(part) == [part] for part in parts[::2])
        if whole and all(len(head) <= 1 for head in heads) and heads[0] and len(heads[0][0].exact) >= 2:
            literals = [head[0].exact if head else "" for head in heads]
            signs = [sign.replace("*", "") + "*" * ("*" in sign) for sign in parts[1::2]]
            pattern = "".join(a + b for a, b in zip(literals, [*signs, ""], strict=True))
            return Wildcard(pattern, written="".join(parts))
        self._say(
            "A wildcard needs one word with at least two letters before it, so it was searched as words.",
            lexeme.start,
            lexeme.end,
        )
        return words(lexeme.text)
