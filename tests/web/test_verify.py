"""Verifying quotes in a browser and by other programs: a draft in, each of its quotations beside its source out."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from corpus.draft import MOST
from search.ingest.values import RawSource, SourceSpec
from search.service import Service
from search.verifying.values import OPTIONS
from tests.web.conftest import Browser
from web import checking
from web.app import close, create_app

TURNS = (
    ("Ann Lee", "So nothing was broken."),
    ("Bo Kay", "The sentence that I would put over the door of every gantry is that one."),
    ("Bo Kay", "The software was not sold with the gantry. It was leased, and the lease says who may log in."),
    ("Bo Kay", "If the lease runs out, the gantry still lifts, but nobody answers the telephone at the works."),
    ("Bo Kay", "We asked for the source of the software and were told that no gantry had been delivered with it."),
    ("Ann Lee", "The label in the yard office said <script>alert(1)</script> & nobody took it down."),
    ("Ann Lee", "The yellow paint of the stairs was older than every crane on the quay."),
    ("Bo Kay", "Every winter the tide gauge froze, and a clerk wrote the numbers down by hand."),
    ("Bo Kay", "The machines, um, would not start until the harbour pilot came aboard."),
)
DETAILS = "title: Gantries\nshow: Slow Freight\ndate: 2024-03-14\ntype: transcript\nhost: Ann Lee\nguest: Bo Kay\n"
RECORDED = (
    b"WEBVTT\n\n01:05.000 --> 01:09.000\n<v Ann Lee>Rust has a smell that every rigger knows before the light comes.\n"
)
ELSE, ALTERED, MISSING, AGAIN, FAIR, EXACT, PLAYED = (
    "“So nothing was broken,” said Bo Kay.",
    "Bo Kay said: “The software was sold with the gantry. It was leased for years, and the lease says who can log in.”",
    "As Ann Lee put it, “whoever paints the quay green will sail away on a marble elephant.”",
    "Bo Kay warned that “the gantry still lifts, but nobody answers the telephone at the works.”",
    "“We asked for the source … and were told that no gantry had been delivered with it,” Bo Kay said.",
    "Ann Lee said: “The yellow paint of the stairs was older than every crane on the quay.”",
    "Ann Lee said: “Rust has a smell that every rigger knows before the light comes.”",
)


@pytest.fixture
def client(empty_service: Service, tmp_path: Path) -> Iterator[FlaskClient]:
    """Over a library with a talk of two, and a recording."""
    talk = f"---\n{DETAILS}---\n\n" + "\n\n".join(f"{who}: {said}" for who, said in TURNS)
    sources = (
        RawSource(source="gantries.md", name="gantries.md", data=talk.encode(), path=tmp_path / "gantries.md"),
        RawSource(
            source="rust.vtt",
            name="rust.vtt",
            data=RECORDED,
            path=tmp_path / "rust.vtt",
            sidecar="title: Rust\naudio_url: https://media.example/rust.mp3\n",
        ),
    )
    assert [each.status for each in empty_service.adder.add(map(SourceSpec.at_hand, sources))] == ["added"] * 2
    empty_service.indexer.catch_up()
    app = create_app(empty_service, home=empty_service.home)
    app.test_client_class = Browser
    yield app.test_client()
    close(app)


def checked(client: FlaskClient, *paragraphs: str) -> BeautifulSoup:
    response = client.post("/verify", data={"text": "\n\n".join(paragraphs)})
    assert response.status_code == 200, response.text
    assert response.headers["Cache-Control"] == "no-store"
    return BeautifulSoup(response.text, "lxml")


def only(soup: BeautifulSoup) -> Tag:
    (finding,) = soup.select(".finding")
    return finding


def words(part: Tag | None) -> str:
    """The text of a part of the page, on one line."""
    assert part is not None
    return " ".join(part.get_text().split())


def sides(finding: Tag) -> list[str]:
    return [words(each) for each in finding.select(".quote")]


def differences(finding: Tag) -> list[str]:
    return [words(each) for each in finding.select(".diff li")]


# the findings


def test_words_that_another_says_are_told_to_be_those_of_another_first(client: FlaskClient) -> None:
    finding = only(checked(client, ELSE))
    assert finding["class"] == ["finding", "other"]
    assert words(finding.h2) == "↔ said by another quotation 1"
    assert [words(each) for each in finding.select("h3")] == [
        "Draft, paragraph 1, credits Bo Kay",
        "Ann Lee, host, ¶ 1",
    ]
    assert sides(finding) == ["“So nothing was broken,”", "So nothing was broken."]
    assert words(finding.select_one(".note")) == "The words are exact. Bo Kay speaks in the next turn: read both."
    assert words(finding.select_one(".from")) == "“Gantries”, Slow Freight, 14 March 2024"


def test_words_that_are_altered_are_marked_and_told_by_number(client: FlaskClient) -> None:
    finding = only(checked(client, ALTERED))
    assert words(finding.h2) == "≠ altered quotation 1"
    draft, source = finding.select(".quote")
    assert words(draft) == (
        "“The software was1 sold with the gantry. It was leased for years2, and the lease says who can3 log in.”"
    )
    assert [words(each) for each in draft.select("del")] == ["for years", "can"]
    assert [words(each) for each in source.select("ins")] == ["not", "may"]
    assert [words(each) for each in source.select("sup")] == ["1", "3"]
    assert differences(finding) == ["dropped not: a negation", "added for years", "changed may to can"]
    assert finding.select("ol.diff li")
    assert finding.select_one("[data-copy^='The software was not sold']")["hidden"] == ""


def test_altered_words_of_another_are_told_to_be_both(client: FlaskClient) -> None:
    finding = only(checked(client, ALTERED.replace("Bo Kay", "Ann Lee")))
    assert finding["class"] == ["finding", "other", "altered"]
    assert words(finding.h2) == "↔≠ said by another, altered quotation 1"
    assert "The draft credits Ann Lee; these are words of Bo Kay." in words(finding.select_one(".note"))


def test_what_is_moved_is_marked_on_both_sides(client: FlaskClient) -> None:
    moved = "Bo Kay said: “The tide gauge froze every winter, and a clerk wrote the numbers down by hand.”"
    finding = only(checked(client, moved))
    assert [words(each) for each in finding.select(".moved")] == ["every winter", "Every winter"]
    assert "moved every winter" in differences(finding)


def test_what_is_nowhere_is_shown_with_the_nearest_wording(client: FlaskClient) -> None:
    finding = only(checked(client, MISSING))
    assert words(finding.h2) == "? not found quotation 1"
    assert words(finding.select("h3")[1]) == "Nowhere in the library."
    (seeks,) = finding.select(".acts a")
    assert words(seeks) == "Search for its words"
    query = parse_qs(urlsplit(str(seeks["href"])).query)["q"][0]
    assert query == "whoever paints the quay green will sail away on a marble elephant"
    near = "Bo Kay said: “Every winter the harbour froze, and a bear wrote its numbers down with chalk, singing.”"
    finding = only(checked(client, near))
    assert words(finding.h2) == "? not found quotation 1"
    assert words(finding.select("h3")[1]) == "Nowhere in the library. Nearest wording, not the same:"
    assert "a clerk wrote the numbers down" in words(finding.select_one(".quote > .rest").parent)
    assert words(finding.select_one(".from")) == "“Gantries”, Bo Kay, ¶ 8–9"


def test_fair_words_that_are_to_be_looked_at_again_say_why_in_their_sentence(client: FlaskClient) -> None:
    finding = only(checked(client, AGAIN))
    assert words(finding.h2) in ("≈ fair quotation 1", "= exact quotation 1")
    assert words(finding.select_one(".note")) == "Look again: cut right after a condition, “If the lease runs out,”."
    assert words(finding.select_one(".quote .rest")) == "If the lease runs out,"


def test_what_an_ellipsis_stands_for_is_muted(client: FlaskClient) -> None:
    finding = only(checked(client, FAIR))
    assert words(finding.h2) == "≈ fair quotation 1"
    assert [words(each) for each in finding.select(".rest")] == ["of the software"]
    assert differences(finding) == ["an ellipsis, for of the software"]
    assert finding.select("ul.diff")
    assert not finding.select("sup, ins, del")


def test_exact_words_can_be_cited_copied_read_in_context_and_played(
    client: FlaskClient, empty_service: Service
) -> None:
    finding = only(checked(client, PLAYED))
    assert words(finding.h2) == "= exact quotation 1"
    (passage,) = empty_service.library.document("rust").passages()
    acts = {words(each): str(each["href"]) for each in finding.select(".acts > a")}
    assert acts == {
        "Read in context": f"/d/rust#{passage.id}",
        "Play 1:05": f"/d/rust?play=65#{passage.id}",
    }
    panel = finding.select_one("details.citing .cite")
    assert "Rust" in words(panel.select_one(".entry"))
    assert {str(each.get("target")) for each in finding.select("a")} == {"_blank"}
    assert not panel.select("#styles")
    for link in panel.select("a[href^='/p/']"):
        assert client.get(str(link["href"])).status_code == 200, link["href"]
    assert client.get(acts["Play 1:05"]).status_code == 200


def test_two_speakers_in_one_quotation_are_named_where_each_begins(client: FlaskClient) -> None:
    joined = (
        "Bo Kay said: “So nothing was broken. The sentence that I would put over the door of every gantry is that one.”"
    )
    finding = only(checked(client, joined))
    assert "altered" in finding["class"]
    assert words(finding.select("h3")[1]) == "Ann Lee, then Bo Kay, ¶ 1–2"
    assert [words(each) for each in finding.select(".quote b")] == ["Ann Lee", "Bo Kay"]
    assert any(each.startswith("two speakers in one quotation") for each in differences(finding))


def test_the_parts_of_a_quotation_stand_in_marks_of_their_own(client: FlaskClient) -> None:
    finding = only(checked(client, "“The yellow paint of the stairs,” Ann Lee said, “was older than every crane.”"))
    assert sides(finding)[0] == "“The yellow paint of the stairs,” “was older than every crane.”"
    finding = only(checked(client, "Ann Lee said:", "> The yellow paint of the stairs\n> was older than every crane."))
    assert sides(finding)[0] == "The yellow paint of the stairs was older than every crane."


def test_hostile_text_in_a_quotation_and_its_source_is_shown_as_it_is(client: FlaskClient) -> None:
    said = "The label in the yard office said <script>alert(1)</script> & nobody took it down."
    other = "The <i>painted</i> \"label\" said <script>alert(2)</script> & 'nobody' took it down."
    soup = checked(
        client,
        f"Ann Lee said: “{said}”",
        f"<b onclick=x>Ann</b> Lee said: “{other}”",
    )
    first, second = sorted(soup.select(".finding"), key=lambda each: str(each["id"]))
    assert sides(first) == [f"“{said}”", said]
    for number in second.select("sup"):
        number.decompose()
    assert sides(second)[0] == f"“{other}”"
    assert not soup.select("main script, main i:not(.diff i, .entry i), [onclick]")
    name = "<img src=x onerror=alert(3)>.txt"
    sent = client.post("/verify", data={"file": (io.BytesIO(EXACT.encode()), name)})
    assert sent.status_code == 200
    assert "alert(3)" in sent.text
    assert "<img" not in sent.text


def test_words_that_left_are_told_to_be_gone_and_open_in_their_version(
    client: FlaskClient, empty_service: Service, tmp_path: Path
) -> None:
    path = tmp_path / "mast.txt"
    for said in (b"The mast is forty metres high.", b"Nobody has measured it since."):
        source = RawSource(source="mast.txt", name="mast.txt", data=said, path=path)
        list(empty_service.adder.add([SourceSpec.at_hand(source)]))
    empty_service.indexer.catch_up()
    finding = only(checked(client, "The manual says: “The mast is forty metres high.”"))
    assert "Look again: these words are no longer there" in words(finding.select_one(".note"))
    (reads,) = [str(each["href"]) for each in finding.select(".acts > a")]
    assert reads.startswith("/d/mast?v=1#p")
    assert "forty metres" in client.get(reads).text


# the page around them


def test_the_worst_comes_first_and_what_is_right_is_folded(client: FlaskClient) -> None:
    more = (
        "Bo Kay said: “Every winter the tide gauge froze, and a clerk wrote the numbers down by hand.”",
        "Ann Lee has said “So nothing was broken.”",
    )
    soup = checked(client, EXACT, FAIR, AGAIN, MISSING, ALTERED, ELSE, PLAYED, *more, "They call it “smart”.")
    assert words(soup.h1) == "9 quotations: 3 to mend, 1 to look at again"
    assert [str(each["id"]) for each in soup.select(".hits > .finding")] == ["q6", "q5", "q4", "q3", "q2", "q1"]
    good, short = soup.select(".hits > .folded")
    assert words(good.summary) == "3 more exact"
    assert [str(each["id"]) for each in good.select(".finding")] == ["q7", "q8", "q9"]
    assert words(short.summary) == "1 short one or title"
    assert words(short.li) == "? not found, “smart” paragraph 10"
    assert [(str(each.input["id"]), words(each)) for each in soup.select(".only label")] == [
        ("o-all", "all 9"),
        ("o-other", "↔said by another 1"),
        ("o-altered", "≠altered 1"),
        ("o-missing", "?not found 1"),
        ("o-fair", "≈fair 1"),
        ("o-exact", "=exact 5"),
    ]
    order = [(str(each["value"]), words(each), str(each.a["href"])) for each in soup.select(".order li")]
    assert order[2] == ("3", "exact, look again", "#q3")
    assert {each[2] for each in order} == {f"#{each['id']}" for each in soup.select(".finding")}


def test_few_that_are_right_are_all_shown(client: FlaskClient) -> None:
    soup = checked(client, EXACT, FAIR, PLAYED)
    assert words(soup.h1) == "3 quotations: all are the source’s words"
    assert len(soup.select(".hits > .finding")) == 3
    assert not soup.select(".folded")


def test_the_head_says_what_was_compared_with_what(client: FlaskClient) -> None:
    said = words(checked(client, EXACT).select_one(".out"))
    assert said.startswith("Pasted text, compared with 2 documents and their earlier readings on ")
    assert ", by rules 1. The draft is not kept" in said
    assert "of marks" not in said


def test_the_report_can_be_kept_as_files(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    page, said = checked(client, ALTERED).select("a[download]")
    assert [each["download"] for each in (page, said)] == ["Pasted text quotations.html", "Pasted text quotations.json"]
    head, _, data = str(said["href"]).partition(",")
    assert head == "data:application/json;charset=utf-8;base64"
    (found,) = json.loads(base64.b64decode(data))
    assert found["status"] == "altered"
    head, _, data = str(page["href"]).partition(",")
    assert head == "data:text/html;charset=utf-8;base64"
    assert "for years" in base64.b64decode(data).decode()
    monkeypatch.setattr("web.views.verify._MOST_IN_LINKS", 10)
    soup = checked(client, ALTERED)
    assert not soup.select("a[download]")
    assert "citecast verify --json" in words(soup.select_one(".views details"))


def test_a_draft_without_quotations_says_so(client: FlaskClient) -> None:
    soup = checked(client, "Nothing is quoted here.")
    assert words(soup.h1) == "No quotations"
    assert "Nothing in it stands in quotation marks" in soup.get_text()
    soup = checked(client, "They call it “smart”. And “it never closes.")
    assert "Paragraph 1: a quotation mark opens and never closes." in soup.get_text()
    assert "only short ones and titles" in soup.get_text()


# the form


def test_a_file_is_taken_with_its_name(client: FlaskClient) -> None:
    sent = client.post("/verify", data={"file": (io.BytesIO(EXACT.encode()), "C:\\drafts\\second version.md")})
    assert sent.status_code == 200
    assert "second version.md, compared with" in sent.text


def test_the_form_says_what_is_compared(client: FlaskClient) -> None:
    said = words(BeautifulSoup(client.get("/verify").text, "lxml").main)
    assert "2 documents, 1 of them a transcript" in said or "2 documents, 2 of them transcripts" in said
    assert client.get("/verify").text.count('aria-current="page"') == 1


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("empty.txt", b"", "“empty.txt” has no text."),
        ("paper.pdf", b"%PDF-1.7\n", "is a PDF: give the Word file that it was made from"),
        ("draft.docx", b"PK\x03\x04 no archive", "draft.docx"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Word or Office file"),
    ],
)
def test_what_is_no_draft_is_refused_in_one_line(client: FlaskClient, name: str, data: bytes, why: str) -> None:
    sent = client.post("/verify", data={"file": (io.BytesIO(data), name)})
    assert sent.status_code == 400
    told = words(BeautifulSoup(sent.text, "lxml").select_one(".note[role=alert]"))
    assert why in told
    assert "Drop a draft here" in sent.text


def test_nothing_given_and_too_much_are_refused(client: FlaskClient) -> None:
    for data in ({}, {"text": " \n "}, {"file": (io.BytesIO(b"x"), "")}):
        sent = client.post("/verify", data=data, content_type="multipart/form-data")
        assert sent.status_code == 400
        assert "Nothing was given; choose a draft, or paste its text." in sent.text
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="long.txt"\r\n\r\n'
    for size in (MOST + 1, MOST + 70_000):
        body = head + b"x" * size + b"\r\n--edge--\r\n"
        sent = client.post("/verify", data=body, content_type="multipart/form-data; boundary=edge")
        assert sent.status_code == 400
        assert "the limit for a draft is 10 MB: split it" in sent.text


def test_no_more_than_two_drafts_are_checked_at_once_and_a_text_is_not_lost(client: FlaskClient) -> None:
    for _ in range(2):
        assert checking._room.acquire(blocking=False)
    try:
        sent = client.post("/verify", data={"text": EXACT})
        assert sent.status_code == 503
        assert "Other drafts are being checked; try again in a moment." in sent.text
        assert EXACT in BeautifulSoup(sent.text, "lxml").textarea.get_text()
        answer = client.post("/api/verify", data=EXACT, content_type="text/plain")
        assert answer.status_code == 503
        assert answer.get_json()["detail"] == "Other drafts are being checked; try again in a moment."
    finally:
        checking._room.release(2)
    checked(client, EXACT)


def test_what_counts_as_fair_is_kept_in_the_browser(client: FlaskClient) -> None:
    filler = "Bo Kay said: “The machines would not start until the harbour pilot came aboard.”"
    assert "altered" in only(checked(client, filler))["class"]
    kept = client.post("/verify/fair", data={"fair": ["filler", "sic", "nonsense"]})
    assert (kept.status_code, kept.location) == (303, "/verify?kept=yes")
    assert "HttpOnly" in kept.headers["Set-Cookie"]
    form = BeautifulSoup(client.get(kept.location).text, "lxml")
    assert [each["value"] for each in form.select("[name=fair]")] == [*OPTIONS]
    assert [each["value"] for each in form.select("[name=fair][checked]")] == ["filler", "sic"]
    soup = checked(client, filler)
    assert only(soup)["class"] == ["finding", "fair"]
    assert "fair here, too: fillers left out (um, you know), [sic], emphasis added." in words(soup.select_one(".out"))
    client.post("/verify/fair")
    assert not BeautifulSoup(client.get("/verify").text, "lxml").select("[name=fair][checked]")
    assert client.get_cookie("fair") is None


def test_checking_is_reading_and_asks_for_no_token(empty_service: Service) -> None:
    app = create_app(empty_service, home=empty_service.home, token="a-long-secret")
    client = app.test_client()
    own = {"Sec-Fetch-Site": "same-origin"}
    assert client.get("/verify").status_code == 200
    assert client.post("/verify", data={"text": EXACT}, headers=own).status_code == 200
    assert client.post("/verify/fair", headers=own).status_code == 303
    assert client.post("/api/verify", data=EXACT, content_type="text/plain").status_code == 200
    close(app)


def test_a_page_of_another_site_can_have_nothing_checked(client: FlaskClient) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "", "Origin": "https://elsewhere.example"}):
        for path in ("/verify", "/verify/fair", "/api/verify"):
            assert client.post(path, data={"text": EXACT}, headers=headers).status_code == 403, path


def test_words_of_a_removed_document_are_shown_to_who_may_write(client: FlaskClient, empty_service: Service) -> None:
    empty_service.editor.remove("gantries")
    empty_service.indexer.catch_up()
    finding = only(checked(client, EXACT))
    assert "these words are of a document that was removed on" in finding.get_text()
    assert len(sides(finding)) == 2
    app = create_app(empty_service, home=empty_service.home, token="a-long-secret")
    app.test_client_class = Browser
    finding = only(checked(app.test_client(), EXACT))
    assert "these words are of a document that was removed on" in finding.get_text()
    assert len(sides(finding)) == 1
    close(app)


# for other programs


@pytest.fixture
def program(client: FlaskClient) -> FlaskClient:
    """What is no browser, and says of no page that it sends a request."""
    client.application.test_client_class = FlaskClient
    return client.application.test_client()


def answered(program: FlaskClient, draft: str | bytes, kind: str = "text/plain", **said: str) -> Any:
    answer = program.post("/api/verify", data=draft, content_type=kind, query_string=said)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.get_json()


def test_a_program_is_given_a_list(program: FlaskClient) -> None:
    (found,) = answered(program, ELSE)
    assert found.keys() >= {
        *("quote", "status", "passage", "document", "speaker", "attributed", "differences", "warnings", "citation"),
    }
    assert (found["status"], found["document"], found["speaker"], found["attributed"]) == (
        "exact",
        "gantries",
        "Ann Lee",
        "Bo Kay",
    )
    assert answered(program, "No quotation.") == []


def test_a_program_says_of_which_type_a_draft_is(program: FlaskClient) -> None:
    assert [each["status"] for each in answered(program, f"# Title\n\n{EXACT}", "text/markdown; charset=utf-8")] == [
        "exact"
    ]
    assert [each["status"] for each in answered(program, f"<p>{EXACT}", "text/html")] == ["exact"]
    sent = program.post("/api/verify", data={"file": (io.BytesIO(EXACT.encode()), "x.md")})
    assert [each["status"] for each in sent.get_json()] == ["exact"]
    filler = "Bo Kay said: “The machines would not start until the harbour pilot came aboard.”"
    assert [answered(program, filler, **said)[0]["status"] for said in ({}, {"fair": "filler,sic"})] == [
        "altered",
        "fair",
    ]


@pytest.mark.parametrize(
    ("data", "kind", "said", "status", "why"),
    [
        (b"", "text/plain", {}, 400, "“draft.txt” has no text"),
        (b"%PDF-1.7", "text/plain", {"name": "x.pdf"}, 400, "“x.pdf” is a PDF"),
        (b"PK", "application/vnd.oasis.opendocument.text", {}, 400, "draft.odt"),
        (b"x" * (MOST + 70_000), "text/plain", {}, 400, "the limit for a draft is 10 MB"),
        (b"x", "text/plain", {"fair": "everything"}, 400, "'everything' is not one of filler"),
        (b"x", "text/plain", {"kind": "y"}, 400, "there is no parameter 'kind' here"),
        (b"x", "application/json", {}, 415, "as its Content-Type"),
        (b"text=x", "application/x-www-form-urlencoded", {}, 415, "as its Content-Type"),
        (b"--x--\r\n", "multipart/form-data; boundary=x", {}, 400, "this form has no draft"),
    ],
)
def test_a_program_is_refused_in_one_line(
    program: FlaskClient, data: bytes, kind: str, said: dict[str, str], status: int, why: str
) -> None:
    answer = program.post("/api/verify", data=data, content_type=kind, query_string=said)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert why.casefold() in answer.get_json()["detail"].casefold()
