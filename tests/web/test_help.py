"""The help: examples that are searches, each of which finds something or says that nothing here has it."""

from __future__ import annotations

from pathlib import Path

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from search.ingest.values import RawSource, SourceSpec
from search.service import Service
from web.app import close, create_app
from web.views.help import LANGUAGE

NOTHING = "nothing here has it"


def help_page(client: FlaskClient) -> BeautifulSoup:
    return BeautifulSoup(client.get("/help").text, "lxml")


def test_each_example_is_a_search_that_is_understood_as_written_and_finds_something(
    client: FlaskClient, service: Service, tmp_path: Path
) -> None:
    for words in (b"The factory stood by the quay.", b"The mill stood by the quay."):  # of which the first ones left
        memo = RawSource(source="memo", name="memo.txt", data=words, path=tmp_path / "memo.txt")
        list(service.adder.add([SourceSpec.at_hand(memo)]))
    service.indexer.catch_up()
    soup = help_page(client)
    links = {link.get_text(): str(link["href"]) for link in soup.select(".language td a")}
    assert [*links] == [query for queries, _ in LANGUAGE for query in queries]
    for query, address in links.items():
        answer = client.get("/api/search", query_string={"q": query, "match": "all"}).get_json()
        assert answer["total"], query
        assert answer["diagnostics"] == [], query
        found = BeautifulSoup(client.get(address).text, "lxml")
        assert found.select_one("input[name=q]")["value"] == query
        assert found.select("article.hit"), query
    assert NOTHING not in soup.get_text()


def test_an_example_that_finds_nothing_here_says_so(empty_service: Service) -> None:
    app = create_app(empty_service, home=empty_service.home)
    client = app.test_client()
    empty = help_page(client).main.get_text()
    assert "The library is empty, so none finds anything yet." in empty
    assert NOTHING not in empty
    memo = RawSource(source="memo.txt", name="memo.txt", data=b"A drone factory stood by the quay.")
    list(empty_service.adder.add([SourceSpec.at_hand(memo)]))
    empty_service.indexer.catch_up()
    rows = {row.code.get_text(): row.td.get_text() for row in help_page(client).select(".language tbody tr")}
    assert (NOTHING in rows["drone factory"], NOTHING in rows["yak-130"]) == (False, True)
    close(app)


def test_the_help_is_there_while_nothing_can_be_searched(client: FlaskClient, service: Service) -> None:
    service.index.rename(service.home / "elsewhere")
    assert client.get("/help").status_code == 200
