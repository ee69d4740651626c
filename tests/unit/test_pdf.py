"""PDF: reading order, pages, headings, and what is not the text."""

from __future__ import annotations

import pypdfium2
import pytest

from corpus.errors import ReadError
from corpus.locators import locate
from corpus.model import Hints, Reading
from corpus.readers.registry import read
from corpus.text import verbatim
from tests.papers import Paper, pdf_of_pictures, pdf_that_says_it_has, typeset

MARKED = (
    "In the <i>Fordow</i> plant and <b>Natanz</b> site, as <i>The Times</i> reported, nothing was seen.",
    "<b>JOHN CAVES:</b>This was <i>said</i>, <b>“no</b> comment”, of the <i>modi</i>fied Code <b>3.1</b>.",
    "Type of <font size=9>nine</font>, <font size=13>thirteen</font> and <font size=12><b>twelve</b></font> points. "
    * 4,
    "The inspectors <i>count <b>centrifuges</b></i> in cascades at <b>Natanz</b> and <i>Fordow</i>, year by year. " * 9,
)
NUMBERS = ("one", "two", "three", "four", "five", "six")
TRAINER = (
    "The Yak-130 is a trainer aircraft that was devel-",
    "oped in the nineties. It is built under a long-",
    "term contract, and the long-term plan is to build",
    "it elsewhere, as was agreed by Russia and the Iran-",
    "Russia commission.",
)
READ = (
    "The Yak-130 is a trainer aircraft that was developed in the nineties. It is built under a long-term contract, "
    "and the long-term plan is to build it elsewhere, as was agreed by Russia and the Iran-Russia commission."
)


def read_pdf(data: bytes) -> Reading:
    found = read(data, Hints(name="paper.pdf"))
    assert isinstance(found, Reading)
    return found


def said(reading: Reading) -> list[tuple[int | None, str]]:
    """The page and the words of each passage, its speaker's label before them."""
    return [(p.page, f"{p.speaker}: {p.text}" if p.speaker else p.text) for p in reading.document.passages()]


@pytest.fixture(scope="module")
def report() -> Reading:
    paper = Paper(title="Microsoft Word - draft.doc")
    paper.heading("What a trainer is for", size=22)
    paper.heading("Background")
    paper.lines(TRAINER)
    for number, colour in ((2, "red"), (3, "green"), (4, "blue")):
        paper.page()
        paper.heading(f"Chapter {number}")
        paper.lines([f"On page {number} a paragraph stands", "over two lines."])
        paper.lines(["A second one is set off by a", f"{colour} blank line, and runs on over"])
        paper.page()
        paper.lines([f"the end of the {colour} page."])
    return read_pdf(paper.bytes())


def test_the_largest_type_of_the_first_page_is_the_title(report: Reading) -> None:
    assert report.document.title == "What a trainer is for"
    assert report.document.type == "report"


def test_headings_open_sections_of_their_kind(report: Reading) -> None:
    headings = [(section.heading, section.kind) for section in report.document.sections]
    assert headings == [
        ("Background", "background"), ("Chapter 2", "body"), ("Chapter 3", "body"), ("Chapter 4", "body"),
    ]  # fmt: skip


def test_words_cut_at_a_lines_end_are_whole_and_compounds_keep_their_hyphen(report: Reading) -> None:
    assert said(report)[0] == (1, READ)


def test_a_paragraph_runs_on_over_the_end_of_a_page_and_has_the_page_it_begins_on(report: Reading) -> None:
    assert said(report)[1:3] == [
        (2, "On page 2 a paragraph stands over two lines."),
        (2, "A second one is set off by a red blank line, and runs on over the end of the red page."),
    ]


@pytest.mark.parametrize(
    ("above", "below", "text"),
    [
        ("It was sold to a state-", "owned firm", "It was sold to a state-owned firm"),
        ("A long-", "term plan, and a self-", "A long-term plan, and a self-"),
        ("The Iran-", "backed groups", "The Iran-backed groups"),
        ("They were refu-", "sed and dis-", "They were refused and dis-"),
        ("The house was dis-", "owned by them", "The house was disowned by them"),
        ("It was label-", "led so", "It was labelled so"),
        ("The commander-in-", "chief was there", "The commander-in-chief was there"),
        ("What the IAEA-", "inspected sites are", "What the IAEA-inspected sites are"),
        ("The Yak-", "130 flew", "The Yak-130 flew"),
        ("On pages 12–", "15 it is said", "On pages 12–15 it is said"),
        ("They came –", "and went", "They came – and went"),
        ("The plan for co-", "operation", "The plan for cooperation"),
    ],
)
def test_a_word_at_a_lines_end_is_whole_and_loses_no_hyphen_of_its_own(above: str, below: str, text: str) -> None:
    paper = Paper(running=False)
    paper.lines([above, below])
    assert said(read_pdf(paper.bytes())) == [(1, text)]


@pytest.mark.parametrize(("elsewhere", "text"), [("lowcost", "a lowcost one"), ("low-cost", "a low-cost one")])
def test_a_word_at_a_lines_end_is_written_as_it_is_elsewhere(elsewhere: str, text: str) -> None:
    paper = Paper(running=False)
    paper.lines([f"It is {elsewhere}, and it is a low-", "cost one."])
    assert said(read_pdf(paper.bytes())) == [(1, f"It is {elsewhere}, and it is {text}.")]


def cited(reading: Reading, words: str) -> str | None:
    """The pages that some words are cited with."""
    passage = next(each for each in reading.document.passages() if words in each.text)
    first = passage.text.index(words)
    return locate(passage, first, first + len(words)).pages


def test_words_are_cited_with_the_pages_that_they_stand_on(report: Reading) -> None:
    assert cited(report, "a red blank line") == "p. 2"
    assert cited(report, "of the red page") == "p. 3"
    assert cited(report, "and runs on over the end") == "pp. 2–3"


def test_what_is_cited_is_the_label_of_a_page_and_a_page_without_one_is_in_brackets() -> None:
    paper = Paper(running=False)
    paper.label(None)
    for number, word in enumerate(NUMBERS[:5]):
        paper.lines([f"Nothing is on sheet {word}."])
        paper.page()
        if number in (0, 2):
            paper.label("ROMAN_LOWER" if number == 0 else "ARABIC")
    reading = read_pdf(paper.bytes())
    assert [cited(reading, f"sheet {word}") for word in NUMBERS[:5]] == ["p. [1]", "p. i", "p. ii", "p. 1", "p. 2"]
    assert [passage.page for passage in reading.document.passages()] == [1, 2, 3, 4, 5]


def test_the_turns_of_an_interview_keep_the_pages_of_their_words() -> None:
    paper = Paper(running=False)
    for name, word in zip(("Ann Lee", "Ben Moe") * 3, NUMBERS, strict=True):
        paper.lines([f"{name}: Here is what I said of {word} and"])
        paper.page()
        paper.lines([f"all the rest of {word}."])
    reading = read_pdf(paper.bytes())
    assert [passage.speaker for passage in reading.document.passages()] == ["Ann Lee", "Ben Moe"] * 3
    assert cited(reading, "said of two and all the rest") == "pp. 2–3"
    assert cited(reading, "rest of two") == "p. 3"


def test_running_heads_and_page_numbers_are_left_out(report: Reading) -> None:
    text = " ".join(text for _, text in said(report))
    assert "Occasional Paper" not in text
    assert not any(text.strip().isdigit() for _, text in said(report))


def pages_of(*pages: list[str], head: str = "", foot: str = "", leading: int = 14) -> Reading:
    """A paper whose pages are of these lines; `#` in its head and foot is the number of the page, from 7 on."""
    paper = Paper(running=False)
    for number, lines in enumerate(pages, 7):
        for line in lines:
            paper.at(72, paper.y, line)
            paper.y -= leading
        paper.at(72, 810, head.replace("#", str(number)))
        paper.at(72, 40, foot.replace("#", str(number)))
        paper.page()
    return read_pdf(paper.bytes())


def test_running_lines_are_left_out_and_said_and_page_numbers_are_left_out(report: Reading) -> None:
    reading = pages_of(
        *([f"{word} is the {word} word of this page."] * 4 for word in NUMBERS),
        head="Iran Desk, 2024",
        foot="Page # of 90",
    )
    assert not any("Desk" in text or "Page" in text for _, text in said(reading))
    assert [check for check in reading.checks if "left out" in check] == [
        "left out at the edges of pages: “Iran Desk, 2024” (6 times)"
    ]
    assert "left out at the edges of pages: “Occasional Paper 12” (7 times)" in report.checks


def test_a_long_running_line_is_said_in_short() -> None:
    reading = pages_of(*([f"{word} is a word."] * 4 for word in NUMBERS), head="Iran Desk " * 9 + "#")
    assert f"left out at the edges of pages: “{'Iran Desk ' * 5}Iran Desk…” (6 times)" in reading.checks


@pytest.mark.parametrize("leading", [14, 28])
def test_what_is_said_again_on_each_page_of_an_interview_is_kept(leading: int) -> None:
    pages = [["MR. CAVES: What is it?", f"DR. NOTTE: It is {word}.", "MR. CAVES: Thank you."] for word in NUMBERS]
    assert [text for _, text in said(pages_of(*pages, leading=leading))] == [line for page in pages for line in page]


def test_paragraphs_that_recur_at_one_height_are_no_running_lines() -> None:
    paper = Paper(running=False)
    for word in NUMBERS:
        for line in ("Thank you.", f"It was {word} that I said,", "and no more.", "Thank you."):
            paper.lines([line] if line.endswith(".") else [line, f"for {word} reasons."])
        paper.page()
    assert [text for _, text in said(read_pdf(paper.bytes()))].count("Thank you.") == 2 * len(NUMBERS)


def test_lines_that_differ_only_in_numbers_are_kept() -> None:
    pages = [[f"In {1980 + 40 * page + row} Iran imported {17 * row} tons." for row in range(40)] for page in range(4)]
    text = " ".join(text for _, text in said(pages_of(*pages, leading=17)))
    assert text == " ".join(line for page in pages for line in page)


def test_figures_that_are_set_apart_but_do_not_advance_with_the_page_are_kept() -> None:
    figures = (12, 19, 47, 30, 8)
    pages = [[f"Page by page, {word} is told here."] * 4 for word in NUMBERS[:5]]
    paper = Paper(running=False)
    for figure, lines in zip(figures, pages, strict=True):
        paper.lines(lines)
        paper.at(72, 40, f"In all: {figure} tons")
        paper.page()
    texts = " ".join(text for _, text in said(read_pdf(paper.bytes())))
    assert all(f"In all: {figure} tons" in texts for figure in figures)


def test_a_label_at_the_start_of_a_line_begins_a_paragraph() -> None:
    turns = [f"{name}: a word, {word}" for word in NUMBERS for name in ("Ann Lee", "DR. NOTTE")]
    lines = [line for turn in turns for line in (turn, "and more: a")]
    assert [text for _, text in said(pages_of(lines))] == [f"{turn} and more: a" for turn in turns]


def test_a_line_of_letters_that_are_no_roman_number_is_no_page_number() -> None:
    paper = Paper(running=False)
    for number, colour in (("iv", "red"), ("v", "green"), ("vi", "blue")):
        paper.lines(
            ["ill" if number == "v" else colour, f"with {colour} they were, and went on", f"to the {colour} end."]
        )
        paper.at(296, 30, number)
        paper.page()
    text = " ".join(text for _, text in said(read_pdf(paper.bytes())))
    assert "ill with green they were" in text
    assert not {"iv", "v", "vi"} & set(text.split())


def signed(*lines: str, author: str = "", name: str = "paper.pdf") -> Reading:
    """A report that has these lines under its title, and its author and the year 2000 among its properties."""
    paper = Paper(author=author, running=False)
    paper.heading("What a trainer is for", size=22)
    for line in lines:
        paper.lines([line])
    for _ in range(4):
        paper.lines(TRAINER)
    found = read(paper.bytes(), Hints(name=name))
    assert isinstance(found, Reading)
    return found


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Why masts are high", "Why masts are high"),
        ("Iran's IR-6", "Iran's IR-6"),
        ("20114.exe", "Masts Final"),
        ("Microsoft Word - masts.doc", "Masts Final"),
        ("Untitled-1", "Masts Final"),
        ("masts_final_v2", "Masts Final"),
        ("PowerPoint Presentation", "Masts Final"),
    ],
)
def test_the_title_is_no_files_or_programs_name(said: str, title: str) -> None:
    paper = Paper(title=said, running=False)
    paper.lines(TRAINER)
    reading = read(paper.bytes(), Hints(name="masts-final.pdf"))
    assert reading.document.title == title
    assert ("title taken from the file's name" in reading.checks) is (title == "Masts Final")


def test_a_large_number_is_no_title() -> None:
    paper = Paper(running=False)
    paper.at(300, 790, "2024", size=60)
    paper.heading("What a trainer is for", size=22)
    paper.lines(TRAINER)
    assert read_pdf(paper.bytes()).document.title == "What a trainer is for"


@pytest.mark.parametrize(
    ("lines", "name", "date", "source"),
    [
        (["14 June 2024"], "paper-2023-05-06.pdf", "2024-06-14", "a line of the page"),
        (["By Ann Lee | June 2024"], "paper-2023-05-06.pdf", "2024-06", "a line of the page"),
        (["Seen on 14 June 2024 in Vienna."], "paper-2023-05-06.pdf", "2023-05-06", "the file's name"),
        (["2024"], "paper.pdf", "2000-01-01", "when the file was made"),
        (["Mast Institute, June 2024"], "paper.pdf", "2024-06", "a line of the page"),
        (["Updated on June 14th, 2024"], "paper.pdf", "2024-06-14", "a line of the page"),
        (["Published: 2024-06-14"], "paper.pdf", "2024-06-14", "a line of the page"),
        (["Masts, Vol. 7, No. 1 (June 2024)"], "paper.pdf", "2024-06", "a line of the page"),
        (["14 June 2024 | Mast Institute"], "paper.pdf", "2024-06-14", "a line of the page"),
        (["which was sold and then sunk, June 2024"], "paper.pdf", "2000-01-01", "when the file was made"),
        (["Max Roe, “Masts,” Mast Review, June 2024."], "paper.pdf", "2000-01-01", "when the file was made"),
    ],
    ids=[
        "printed",
        "in a byline",
        "in the file's name",
        "none",
        "after a comma",
        "published",
        "ISO 8601",
        "in brackets",
        "before a bar",
        "a sentence",
        "a reference",
    ],
)
def test_the_date_is_the_printed_one_else_that_of_the_name_else_that_of_the_file(
    lines: list[str], name: str, date: str, source: str
) -> None:
    reading = signed(*lines, name=name)
    assert reading.document.date is not None
    assert reading.document.date.iso == date
    assert [check for check in reading.checks if "date" in check] == [f"date taken from {source}"]


@pytest.mark.parametrize(
    ("lines", "author", "names", "source"),
    [
        (["By Ann Lee and Bo Ek"], "Max Roe", ["Ann Lee", "Bo Ek"], None),
        (["Ann Lee and Karl Böhm"], "Max Roe", ["Ann Lee", "Karl Böhm"], "the line under the title"),
        (["Ann Lee", "14 June 2024"], "", ["Ann Lee"], "the line under the title"),
        (["Key Findings"], "Anna Weiss; Karl Böhm", ["Anna Weiss", "Karl Böhm"], "the file's properties"),
        (["Key Findings"], "jsmith", [], None),
        (["Key Findings"], "Ministry of Defence", [], None),
    ],
    ids=["byline", "names", "a name and a date", "properties", "an account", "an institution"],
)
def test_authors_are_those_under_the_title_else_those_of_the_file_and_none_are_made_up(
    lines: list[str], author: str, names: list[str], source: str | None
) -> None:
    reading = signed(*lines, author=author)
    assert [(person.name, person.roles) for person in reading.document.people] == [
        (name, ("author",)) for name in names
    ]
    checks = [check for check in reading.checks if "people" in check]
    assert checks == ([f"people taken from {source}"] if source else [])


def test_two_columns_are_read_one_after_the_other() -> None:
    paper = Paper(running=False)
    for _ in range(2):
        paper.lines(["A line that goes over the whole of the page, from the left edge to the right one, over both."])
        top = paper.y
        for column in ("left", "right"):
            paper.y = top
            lines = [f"The {column} column has a line {word} here" for word in NUMBERS]
            paper.lines([*lines[:-1], lines[-1] + "."], x=72 if column == "left" else 310)
    texts = [text for _, text in said(read_pdf(paper.bytes()))]
    assert [text.split()[1] for text in texts] == ["line", "left", "right", "line", "left", "right"]
    assert "line one here The left column has a line two here" in texts[1]


@pytest.mark.parametrize("font", ["Times-Roman", "Helvetica"])
@pytest.mark.parametrize("justified", [False, True], ids=["ragged", "justified"])
def test_the_characters_and_blanks_of_a_line_are_pdfiums_where_its_type_changes(font: str, justified: bool) -> None:
    data = typeset(*MARKED, font=font, justified=justified)
    with pypdfium2.PdfDocument(data) as pdf:
        (source,) = (page.get_textpage().get_text_range() for page in pdf)
    assert "\ufffe" not in source, "no hyphen ends a line here"
    texts = [text for _, text in said(read_pdf(data))]
    assert " ".join(texts) == verbatim(source)
    assert len(texts) == len(MARKED)


def test_raised_and_lowered_numbers_that_mark_no_note_are_text() -> None:
    data = typeset(
        "Of <super>235</super>U in UF<sub>6</sub> there was <i>more</i>.<super>12</super>", font="Times-Roman"
    )
    assert said(read_pdf(data))[0][1] == "Of 235U in UF6 there was more."


def test_a_line_that_is_drawn_in_pieces_out_of_their_order_is_whole() -> None:
    paper = Paper(running=False)
    paper.at(72 + paper.width("The plant at "), paper.y, "Fordow", bold=True)
    paper.at(72, paper.y, "The plant at")
    paper.y -= 14
    paper.at(72, paper.y, "was not seen by anybody.")
    assert said(read_pdf(paper.bytes()))[0][1] == "The plant at Fordow was not seen by anybody."


def test_a_notes_mark_is_no_part_of_the_text() -> None:
    paper = Paper(running=False)
    text = "The plant opened in 2022"
    paper.at(72, paper.y, text)
    paper.at(72 + paper.width(text), paper.y + 4, "17", size=6)
    paper.at(72 + paper.width(text) + 7, paper.y, "and closed.")
    assert said(read_pdf(paper.bytes()))[0][1] == "The plant opened in 2022 and closed."


def test_indented_lines_begin_paragraphs() -> None:
    paper = Paper(running=False)
    for _ in range(3):
        paper.lines(["This paragraph is indented, as in a book, and", "its second line is not indented."], indent=18)
        paper.y += 14
    assert len(said(read_pdf(paper.bytes()))) == 3


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (pdf_of_pictures(), "no text: its pages"),
        (Paper().bytes()[:400], "is not a whole PDF"),
        (pdf_that_says_it_has(1_000_000), "1,000,000 pages, and the limit is 5,000"),
    ],
    ids=["pictures", "cut short", "a million pages"],
)
def test_what_is_not_to_be_read_is_refused_in_one_line(data: bytes, why: str) -> None:
    with pytest.raises(ReadError, match=why):
        read_pdf(data)
