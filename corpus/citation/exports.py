"""Citations for other programs: BibTeX, RIS, Markdown, and the bare link."""

from __future__ import annotations

import re

from corpus.citation.chicago import CHICAGO_18
from corpus.citation.csl import key, note
from corpus.citation.item import Item, Name, Run
from corpus.dates import PartialDate

_BIBTEX_TYPES = {"report": "techreport"}
_RIS_TYPES = {"episode": "SOUND", "transcript": "SOUND", "report": "RPRT", "bio": "ELEC", "note": "GEN"}
_LATEX = {  # BibTeX counts braces, those behind a backslash, too
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
}  # fmt: skip
# What every Markdown reads alike: a backslash before its first signs, entities for what is newer or HTML's.
_MARKDOWN = str.maketrans(
    {**{sign: f"\\{sign}" for sign in "\\`*_[]"}, "<": "&lt;", ">": "&gt;", "&": "&amp;", "~": "&#126;"}
)
_MARKDOWN_BLOCK = re.compile(r"^(\d*)([.)])(?=\s)|^([-+#])")  # a list, heading or rule, at the start of a line


def bibtex(item: Item) -> tuple[Run, ...]:
    """An entry for BibTeX and biblatex; the note says where, and when it was stored."""
    document = item.document
    date = document.date
    fields = {
        "author": " and ".join(map(_bibtex_name, item.names)),
        "title": f"{{{_latex(document.title)}}}",
        "booktitle" if document.type != "report" else "series": _latex(document.show or ""),
        "howpublished": _latex((item.genre or "").capitalize()),
        "institution" if document.type == "report" else "organization": _latex(document.publisher or ""),
        "year": str(date.year) if date else "",
        "month": str(date.month) if date and date.month else "",
        "day": str(date.day) if date and date.day else "",
        "url": item.url or "",
        "urldate": item.accessed.isoformat() if item.url else "",
        "note": _latex(note(item)),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return (Run(f"@{_BIBTEX_TYPES.get(document.type, 'misc')}{{{key(item)},\n{''.join(lines)}}}"),)


def _bibtex_name(name: Name) -> str:
    _, given, _, suffix = name.parts
    if not given:
        return f"{{{_latex(name.in_order)}}}"
    return ", ".join(_latex(part) for part in (name.short, suffix, given) if part)


def _latex(text: str) -> str:
    return "".join(_LATEX.get(char, char) for char in _on_one_line(text))


def _on_one_line(text: str) -> str:
    """A value that ends no line of a record, whatever its source said."""
    return re.sub(r"\s+", " ", text)


def ris(item: Item) -> tuple[Run, ...]:
    """A record in Research Information Systems' tagged format; the quotation is its note."""
    document = item.document
    lines = [
        ("TY", _RIS_TYPES[document.type]),
        *(("AU", name.inverted) for name in item.names),
        ("TI", document.title),
        ("T2", document.show),
        ("PB", document.publisher),
        ("PY", str(document.date.year) if document.date else None),
        ("DA", _ris_date(document.date) if document.date else None),
        ("LA", document.language),
        ("M3", (item.genre or "").capitalize() or None),
        ("UR", item.url),
        ("Y2", item.accessed.strftime("%Y/%m/%d") if item.url else None),
        ("N1", note(item)),
        ("N1", f"“{item.quotation.words}”"),
    ]
    return (Run("".join(f"{tag}  - {_on_one_line(value)}\n" for tag, value in lines if value) + "ER  - "),)


def _ris_date(date: PartialDate) -> str:
    return "/".join([str(date.year), *(f"{part:02}" if part else "" for part in (date.month, date.day))]) + "/"


def markdown(item: Item) -> tuple[Run, ...]:
    """The quotation as a block quote, and its Chicago note below."""
    cited = "".join(f"*{_escaped(run.text)}*" if run.italic else _escaped(run.text) for run in CHICAGO_18.note(item))
    if item.url:
        before, _, after = cited.rpartition(_escaped(item.url))
        cited = f"{before}<{item.url}>{after}"
    quoted = "\n>\n".join(f"> {_escaped(paragraph)}" for paragraph in item.quotation.words.split("\n"))
    return (Run(f"{quoted}\n>\n> — {cited}"),)


def _escaped(text: str) -> str:
    return _MARKDOWN_BLOCK.sub(r"\1\\\2\3", _on_one_line(text).translate(_MARKDOWN))


def link(item: Item) -> tuple[Run, ...]:
    """The permalink, or the source's own address; the passage's name where neither can be reached."""
    return (Run(item.address),)
