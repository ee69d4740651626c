"""The start page and the results: marks, filters, paging, notes, citations under the hits."""

from __future__ import annotations

import re
import time
from contextlib import closing

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from corpus.library.schema import connect
from search.fields import FACETS
from search.index_state import of_latest
from search.ingest.indexing import Indexer
from search.ingest.values import RawSource, SourceSpec
from search.query.parser import MAX_LENGTH
from search.results.filters import MOST
from search.service import Service
from search.whoosh_engine import WhooshEngine
from search.whoosh_engine.index import manifest
from tests.waiting import until
from tests.web.adding import send, upload
from tests.web.conftest import EPISODE, finder
from web.app import create_app


def page(client: FlaskClient, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return BeautifulSoup(response.text, "lxml")


def marks(soup: BeautifulSoup) -> set[str]:
    return {mark.get_text() for mark in soup.find_all("mark")}


def test_the_start_page_counts_and_leads_on(client: FlaskClient) -> None:
    soup = page(client, "/")
    assert "2 shows" in soup.select_one(".sum").get_text(" ")
    links = [link["href"] for link in soup.select(".tries a")]
    assert links
    for link in links:
        assert page(client, str(link)).select("article.hit"), link


def test_the_start_page_is_never_older_than_library_and_index(empty_service: Service) -> None:
    client = create_app(empty_service, home=empty_service.home).test_client()
    assert "The library is empty" in client.get("/").text
    memo = RawSource(source="memo.md", name="memo.md", data=b"# A memo\n\nThe Yak-130 flew over the factory.\n")
    list(empty_service.adder.add([SourceSpec.at_hand(memo)]))
    stored = page(client, "/")
    assert [link.get_text() for link in stored.select(".recent a")] == ["A memo"]
    assert not stored.select(".tries")
    empty_service.indexer.catch_up()
    assert [link.get_text() for link in page(client, "/").select(".tries a")] == ["yak-130"]


def test_an_empty_library_says_what_to_do(empty_service: Service) -> None:
    client = create_app(empty_service, home=empty_service.home).test_client()
    assert "The library is empty" in client.get("/").text
    assert "The library is empty" in client.get("/library").text
    assert "No passage has" in client.get("/search?q=drones").text


def test_hits_show_their_words_and_where_they_are(client: FlaskClient, passage: str) -> None:
    soup = page(client, "/search?q=%22glide+bombs%22")
    assert marks(soup) == {"glide bombs"}
    assert "1 passage in 1 document" in soup.h1.get_text()
    hit = soup.select_one("article.hit")
    assert "21 August 2024" in hit.select_one(".from").get_text()
    assert hit.select_one(".who").get_text().split() == ["Background¶", "2"]
    assert hit.h2.a["href"].startswith(f"/d/{EPISODE}?q=%22glide+bombs%22")
    assert hit.h2.a["href"].endswith(f"#{passage}")


def test_filters_combine_and_can_be_taken_back(client: FlaskClient) -> None:
    soup = page(client, "/search?q=drones")
    total = int(re.match(r"\d+", soup.h1.get_text())[0])
    counts = {
        str(facet.a.contents[0]): int(facet.span.get_text()) for facet in soup.select(".facets ul")[0].select("li")
    }
    assert sum(counts.values()) == total
    link = next(str(a["href"]) for a in soup.select(".facets a") if str(a.contents[0]) == "report")
    narrowed = page(client, link)
    assert f"{counts['report']} passages" in narrowed.h1.get_text()
    chip = narrowed.select_one(".chip")
    assert chip["aria-label"] == "Remove the filter type: report"
    assert page(client, str(chip["href"])).h1.get_text() == soup.h1.get_text()
    both = page(client, link + "&section=body&type=episode")
    assert {a["aria-label"] for a in both.select(".chip[aria-label]")} == {
        "Remove the filter type: report",
        "Remove the filter type: episode",
        "Remove the filter section: body",
    }


def test_filters_and_order_outlive_a_new_search(client: FlaskClient) -> None:
    form = page(client, "/search?q=drones&type=report&sort=date").select_one("header form")
    kept = {(field["name"], field["value"]) for field in form.select("input[type=hidden]")}
    assert kept == {("type", "report"), ("sort", "date")}


def test_results_are_paged_and_every_passage_is_on_one_page(client: FlaskClient) -> None:
    text = "\n\n".join(f"Paragraph {number} about turbines." for number in range(45))
    send(client, upload(client, ("turbines.txt", text.encode())), {"action": "all"})
    seen = [
        found["id"]
        for number in (1, 2, 3)
        for found in page(client, f"/search?q=turbine&page={number}").select(".found")
    ]
    assert len(seen) == len(set(seen)) == 45
    assert [link.get_text() for link in page(client, "/search?q=turbine").select(".pages a")] == ["2", "3", "Next"]


def test_a_page_after_the_last_leads_to_the_last(client: FlaskClient) -> None:
    assert client.get("/search?q=drones&page=99999999999999999999").location == "/search?q=drones"
    assert client.get("/search?q=nothingness&page=2").location == "/search?q=nothingness"


def test_dates_sort_both_ways(client: FlaskClient) -> None:
    def dates(sort: str) -> list[str]:
        soup = page(client, f"/search?q=aircraft&sort={sort}")
        return [re.search(r"(19|20)\d\d", hit.select_one(".from").get_text())[0] for hit in soup.select("article.hit")]

    assert dates("date") == sorted(dates("date"))
    assert dates("-date") == sorted(dates("-date"), reverse=True)
    assert len(set(dates("date"))) > 1


def test_what_was_understood_otherwise_is_said(client: FlaskClient) -> None:
    assert "quotation mark has no partner" in client.get('/search?q="drones').text
    assert "from 1 January 2022 on" in client.get("/search?q=drones after:2022").text
    wider = client.get("/search?q=submarines+laminated").text
    assert "No passage has all that is asked for" in wider
    assert "No passage has what is asked for" in client.get("/search?q=drones+date:1950").text
    nothing = client.get("/search?q=shahead").text
    assert "is in no document" in nothing
    assert '<a href="/search?q=Shahed">Shahed</a>' in nothing


def test_below_a_rule_stand_passages_with_some_of_the_words(client: FlaskClient) -> None:
    soup = page(client, "/search?q=what+is+the+drone+factory")
    rule = soup.select_one(".tier")
    above, below = rule.find_previous_siblings("article"), rule.find_next_siblings("article")
    counted = int(soup.h1.get_text().split()[0])
    assert len(above) == counted == 3
    assert re.match(r"\d+ more have some of the words", rule.h2.get_text())
    assert all({mark.get_text() for mark in hit.select("mark")} >= {"drone", "factory"} for hit in above)
    facts = " ".join(hit.select_one(".from").get_text(" ", strip=True) for hit in below)
    assert "without factory" in facts
    assert "without drone , which is elsewhere in this document" in facts
    assert "without" not in " ".join(hit.select_one(".from").get_text() for hit in above)
    assert "the" not in {mark.get_text() for mark in soup.select("mark")}
    assert sum(int(choice.get_text()) for choice in soup.select("#by-type + ul a span")) == counted


def test_only_passages_with_all_words_or_any_as_one_are_a_link_away_and_stay(client: FlaskClient) -> None:
    every = page(client, "/search?q=drone+factory").select_one(".tier a")["href"]
    assert every == "/search?q=drone+factory&match=all"
    soup = page(client, every)
    assert not soup.select(".tier")
    assert len(soup.select(".found")) == 3
    assert soup.select_one("header form input[name=match]")["value"] == "all"
    assert soup.select_one(".out a")["href"] == "/search?q=drone+factory"
    one = page(client, "/search?q=drone+factory&match=any")
    assert not one.select(".tier")
    assert one.h1.get_text().startswith(f"{client.get('/api/search?q=drone+factory').get_json()['total_any']} passages")


def test_by_date_only_what_is_counted_is_listed_and_that_is_said(client: FlaskClient) -> None:
    soup = page(client, "/search?q=drone+factory&sort=date")
    assert len(soup.select(".found")) == 3
    assert not soup.select(".tier")
    assert "more have some of the words, which only the best match lists" in soup.select_one(".out").get_text()
    assert "which only the best match" not in client.get("/search?q=drone&sort=date").text


def test_page_numbers_lead_through_both_tiers(client: FlaskClient) -> None:
    text = "\n\n".join(f"Turbine {number}{', weir' if number % 4 == 0 else ''}." for number in range(90))
    send(client, upload(client, ("turbines.txt", text.encode())), {"action": "all"})
    soup = page(client, "/search?q=turbine+weir")
    total = client.get("/api/search?q=turbine+weir&limit=1").get_json()
    last = -(-total["total_any"] // 20)
    assert (total["total"], last) == (23, 5)
    assert soup.select(".pages a")[-2].get_text() == str(last)
    found = [hit["id"] for number in range(1, last + 1) for hit in _hits(client, number)]
    assert len(set(found)) == len(found) == total["total_any"]
    assert [len(page(client, f"/search?q=turbine+weir&page={number}").select(".tier")) for number in (1, 2, 3)] == [
        0,
        1,
        1,
    ]


def _hits(client: FlaskClient, number: int) -> list[Tag]:
    return list(page(client, f"/search?q=turbine+weir&page={number}").select(".found"))


def test_text_of_a_source_is_never_markup(client: FlaskClient) -> None:
    hostile = "<script>alert(1)</script> & <b>turbines</b> “quoted” &lt;i&gt;"
    data = {"text": hostile, "title": "<img src=x onerror=alert(2)>", "show": '"><script>'}
    location = send(client, "/add", data)
    for path in (location, f"{location}/1"):
        assert "<script>alert" not in client.get(path).text
    send(client, location, {"action": "all"})
    for path in (
        "/search?q=turbines",
        "/search?q=%3Cscript%3Ealert(3)",
        "/library",
        "/",
        "/d/img-src-x-onerror-alert-2?q=script",
    ):
        text = client.get(path).text
        assert "<script>" not in text.replace('<script src="', ""), path
        assert "<img" not in text, path
    soup = page(client, "/d/img-src-x-onerror-alert-2")
    assert soup.select_one(".turn p").get_text() == hostile


def test_the_citation_is_under_the_hit_in_the_style_used_last(client: FlaskClient, passage: str) -> None:
    soup = page(client, "/search?q=%22glide+bombs%22")
    assert soup.select_one(".entry i").get_text() == "Iran Watch Listen"
    assert "August 21, 2024, “Background,” para. 2" in soup.select_one(".entry").get_text()
    link = next(a["href"] for a in soup.select(".styles a") if a.get_text() == "APA")
    again = page(client, link.partition("#")[0])
    assert again.select_one("details.citing").has_attr("open")
    assert "(2024, August 21)" in again.select_one(".entry").get_text()
    assert "(2024, August 21)" in page(client, "/search?q=%22glide+bombs%22").select_one(".entry").get_text()


def test_the_json_of_the_api_is_that_of_the_command_line(client: FlaskClient) -> None:
    answer = client.get("/api/search?q=%22glide+bombs%22").get_json()
    (hit,) = answer["hits"]
    assert hit["section"] == "background"
    assert [hit["text"][start:end] for start, end in hit["spans"]] == ["glide bombs"]
    assert answer["facets"].keys() == set(FACETS)
    more = client.get("/api/search?q=drones&limit=2").get_json()
    following = client.get("/api/search", query_string={"q": "drones", "limit": 2, "after": more["next"]}).get_json()
    assert not {hit["passage"] for hit in more["hits"]} & {hit["passage"] for hit in following["hits"]}
    for bad in ("limit=0", "limit=x", "sort=size", "after=zzz"):
        response = client.get(f"/api/search?q=drones&{bad}")
        assert response.status_code == 400
        assert set(response.get_json()) == {"type", "title", "status", "detail", "error"}


def test_a_passage_found_that_cannot_be_shown_is_said(client: FlaskClient, service: Service, passage: str) -> None:
    with closing(connect(service.home / "library.sqlite")) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("DELETE FROM passages WHERE id = ?", [passage])
    found = page(client, "/search?q=%22glide+bombs%22")
    assert "1 passage in 1 document" in found.h1.get_text()
    assert not found.select("article.hit")
    assert "cannot be shown: it is damaged in the library; run `citecast check`" in found.get_text(" ", strip=True)
    said = client.get("/api/search?q=%22glide+bombs%22").get_json()
    assert (said["total"], said["hits"]) == (1, [])
    assert said["unshown"] == [{"passage": passage, "document": EPISODE, "why": "damaged"}]


def test_an_index_that_is_behind_is_said_and_an_edit_that_finds_it_locked_is_stored(
    client: FlaskClient, service: Service
) -> None:
    with service.engine.session():  # a long write of another program
        started = time.monotonic()
        answer = client.post(f"/d/{EPISODE}/edit", data={"title": "Another title"})
        assert answer.status_code == 303
        assert time.monotonic() - started < 20
        assert "Another title" in client.get(f"/d/{EPISODE}").text
        assert "not in the index yet" in page(client, "/search?q=drone").get_text(" ", strip=True)
        assert client.get("/api/search?q=drone").get_json()["behind"] > 0
        client.post(f"/d/{EPISODE}/remove")
        gone = page(client, "/search?q=%22glide+bombs%22").get_text(" ", strip=True)
        assert "cannot be shown: it is no longer in the library" in gone
        client.post(f"/d/{EPISODE}/restore")
    service.indexer.follow(print)
    until(lambda: client.get("/api/search?q=drone").get_json(), lambda said: said["behind"] == 0)
    assert page(client, "/search?q=title%3Aanother").select("article.hit")


def test_while_the_index_is_made_anew_a_search_says_so_and_all_else_goes_on(
    client: FlaskClient, service: Service, monkeypatch: pytest.MonkeyPatch, passage: str
) -> None:
    monkeypatch.setattr(manifest, "FINGERPRINT", "another version's")
    service.indexer = Indexer([of_latest(service.library, WhooshEngine(service.index))])
    service.finder = finder(service, service.settings, WhooshEngine(service.index))
    for path in ("/", f"/d/{EPISODE}", f"/p/{passage}", "/library"):
        assert client.get(path).status_code == 200
    refused = client.get("/search?q=drone")
    assert refused.status_code == 503
    assert "The index was made by another version of Citecast" in refused.text
    service.indexer.follow(print)
    until(lambda: client.get("/search?q=drone").status_code, lambda status: status == 200)
    assert "The search index was made again: the index was made by another version of Citecast." in client.get("/").text


def test_of_many_filters_the_first_are_applied_and_that_is_said(client: FlaskClient) -> None:
    many = "".join(f"&type=type{number}" for number in range(MOST - 1))
    whole = page(client, f"/search?q=drones{many}&type=report")
    assert len(whole.select(".chip[aria-label]")) == MOST
    assert whole.select("article.hit")
    assert not whole.select("p.note")
    cut = page(client, f"/search?q=drones{many}&type=never&type=report&type=report")
    assert len(cut.select(".chip[aria-label]")) == MOST
    assert cut.select_one("p.note").get_text() == "Only the first 20 of the 21 filters in this address were applied."
    assert not cut.select("article.hit")


def test_links_repeat_of_a_long_query_what_was_searched(client: FlaskClient) -> None:
    long = "drones " * 2000
    soup = page(client, f"/search?q={long}")
    assert "cut after 1000 characters" in soup.select_one("p.note").get_text()
    assert soup.select("article.hit")
    assert len(soup.select_one("header form [name=q]")["value"]) > MAX_LENGTH
    assert max(len(link["href"]) for link in soup.select("a[href]")) < 2 * MAX_LENGTH
    link = str(soup.select_one("article.hit h2 a")["href"])
    assert max(len(link["href"]) for link in page(client, link).select("a[href]")) < 2 * MAX_LENGTH


def test_more_values_of_a_facet_are_a_link_away(client: FlaskClient) -> None:
    turns = [f"Speaker {name}: The weir by the mill." for name in "ABCDEFGHIJK"] + ["Speaker K: A weir again."]
    send(client, upload(client, ("talk.txt", "\n\n".join(turns).encode())), {"action": "all"})

    def speakers(address: str) -> list[str]:
        (by,) = (heading for heading in page(client, address).select(".facets h2") if heading.get_text() == "Speaker")
        return [item.a.get_text() for item in by.find_next("ul").select("li")]

    first = speakers("/search?q=weir")
    assert first[:2] == ["Speaker K2", "Speaker A1"]
    assert (len(first), first[8]) == (9, "3 more…")
    soup = page(client, "/search?q=weir")
    more = next(str(a["href"]) for a in soup.select(".facets a") if a.get_text() == "3 more…")
    assert soup.select_one(f'h2[id="{more.partition("#")[2]}"]').get_text() == "Speaker"
    assert speakers(more) == [*first[:8], "Speaker H1", "Speaker I1", "Speaker J1"]


def test_a_chosen_value_stays_in_sight(client: FlaskClient) -> None:
    turns = [f"Speaker {name}: The weir by the mill." for name in "ABCDEFGHIJK"]
    send(client, upload(client, ("talk.txt", "\n\n".join(turns).encode())), {"action": "all"})
    chosen = "&".join(f"speaker=Speaker+{name}" for name in "ABCDEFGHIK")
    soup = page(client, f"/search?q=weir&{chosen}")
    current = [a.get_text() for a in soup.select(".facets a[aria-current]")]
    assert current == [f"Speaker {name}1" for name in "ABCDEFGHIK"]


def test_the_nearest_wording_to_a_phrase_that_is_nowhere_is_shown_and_not_counted(client: FlaskClient) -> None:
    soup = page(client, '/search?q="drones+factory"')
    assert soup.h1.get_text() == "No passage has this wording"
    assert "is nowhere, in these words and this order" in soup.get_text()
    assert soup.select_one(".tier h2").get_text() == "The nearest wording to “drones factory”"
    assert soup.select(".tier ~ article.hit")
    assert marks(soup) == {"drone factory"}
    assert "nearest" not in client.get("/api/search", query_string={"q": '"drones factory"'}).get_json()


def test_no_passage_is_on_a_page_twice(client: FlaskClient) -> None:
    soup = page(client, '/search?q="drones+factory"+"factory+drones"+factory')
    ids = [str(each["id"]) for each in soup.select("[id]")]
    assert sorted(ids) == sorted(set(ids))
    assert len(soup.select(".tier")) > 1


def test_a_hit_says_why_it_is_a_result_where_that_is_asked(client: FlaskClient) -> None:
    soup = page(client, "/search?q=drone+factory&type=transcript")
    assert not soup.select(".why")
    link = next(each for each in soup.select(".acts a") if each.get_text() == "Why this result")
    asked = page(client, str(link["href"]))
    (why,) = asked.select(".why")
    points = [float(row.td.get_text()) for row in why.select("tbody tr")]
    assert sum(points) == pytest.approx(float(why.tfoot.td.get_text()), abs=0.01 * len(points))
    assert "“factory”, 1 time here, in 5 of 46 passages" in why.get_text()
    assert str(link["href"]).endswith("#" + str(why.find_parent(class_="found")["id"]))
    assert not page(client, "/search?q=drone+factory&sort=-date&why=x").select(".why, .acts a[href*=why]")


def test_a_value_that_no_document_has_is_said_with_the_one_that_is_meant(client: FlaskClient) -> None:
    text = client.get("/search?q=title:factoriez").text
    assert 'No title has the word <b class="q">factoriez</b>.' in text
    assert '<a href="/search?q=title%3AFactories">title:Factories</a>' in text
