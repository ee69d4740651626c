"""BibTeX and BibLaTeX.

BibTeX: Patashnik, BibTeXing (1988). BibLaTeX: The biblatex Package (3.20), 2.1 types, 2.2 fields, 3.7.1 annotations of
names. Neither prints the series, so the note says the show as well.
"""

from __future__ import annotations

from corpus.citation.item import Kind, Name, Run, Work
from corpus.citation.notes import key, on_one_line, quoted, whole_note

_BIBTEX = {"report": "techreport"}
_BIBLATEX: dict[Kind, str] = {"podcast": "audio", "report": "report", "web page": "online"}
_LATEX = {  # BibTeX counts braces, those behind a backslash, too
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
}  # fmt: skip


def bibtex(work: Work) -> tuple[Run, ...]:
    """An entry for BibTeX."""
    date = work.document.date
    dated = {
        "year": str(date.year) if date else "",
        "month": str(date.month) if date and date.month else "",
        "day": str(date.day) if date and date.day else "",
    }
    return _entry(_BIBTEX.get(work.document.type, "misc"), work, dated | {"annote": _latex(quoted(work))})


def biblatex(work: Work) -> tuple[Run, ...]:
    """An entry for BibLaTeX: names have their roles, and guests are a list of their own."""
    date, guests = work.document.date, " and ".join(map(_name, work.guests))
    roles = [f'{number}="host"' for number, _ in enumerate(work.names, 1)] if work.is_audio else []
    fields = {
        "author+an:role": "; ".join(roles),
        "namea": guests,
        "nameatype": "guest" if guests else "",
        "date": date.iso if date else "",
        "annotation": _latex(quoted(work)),
    }
    return _entry(_BIBLATEX.get(work.kind, "misc"), work, fields)


def _entry(kind: str, work: Work, more: dict[str, str]) -> tuple[Run, ...]:
    document = work.document
    fields = {
        "author": " and ".join(map(_name, work.names)),
        "title": _kept(document.title),
        "series": _kept(document.show),
        "number": _latex(document.episode),
        "type": _latex((work.form or "").capitalize()),
        "institution" if document.type == "report" else "organization": _latex(document.publisher),
        "language": _latex(document.language),
        "url": work.url or "",
        "urldate": work.seen.isoformat() if work.seen else "",
        "note": _latex("; ".join(filter(None, (document.show, whole_note(work))))),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in (fields | more).items() if value]
    return (Run(f"@{kind}{{{key(work)},\n{''.join(lines)}}}"),)


def _name(name: Name) -> str:
    _, given, _, suffix = name.parts
    if not given:
        return _kept(name.in_order)
    return ", ".join(_latex(part) for part in (name.short, suffix, given) if part)


def _kept(text: str | None) -> str:
    """A text that is neither taken apart nor changed in its capitals."""
    return f"{{{_latex(text)}}}" if text else ""


def _latex(text: str | None) -> str:
    return "".join(_LATEX.get(char, char) for char in on_one_line(text or ""))
