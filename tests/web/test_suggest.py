"""Completions over HTTP, and what a browser adds the library to its search engines by."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from corpus.model import Hints
from search.ingest.values import RawSource, SourceSpec
from search.query.parser import MAX_LENGTH
from search.service import Service
from tests.web.conftest import Browser
from web.app import close, create_app

NAMESPACE = "{http://a9.com/-/spec/opensearch/1.1/}"
ONCE = ("ShortName", "Description")
AT_MOST_ONCE = ("Contact", "Tags", "LongName", "Developer", "Attribution", "SyndicationRight", "AdultContent")
LONGEST = {"ShortName": 16, "Description": 1024, "Tags": 256, "LongName": 48, "Developer": 64, "Attribution": 256}
TYPE = "application/opensearchdescription+xml"


def described(client: FlaskClient, **request: str) -> ElementTree.Element:
    response = client.get("/opensearch.xml", **request)
    assert response.mimetype == TYPE
    return ElementTree.fromstring(response.data)  # noqa: S314  # our own


def templates(client: FlaskClient, **request: str) -> dict[str, str]:
    return {url.get("rel", ""): url.get("template", "") for url in described(client, **request).iter(f"{NAMESPACE}Url")}


def test_completions_say_the_query_what_completes_it_and_what_that_is(client: FlaskClient) -> None:
    assert client.get("/complete?q=drones+person:nott").json == {
        "completions": [
            {"query": 'drones person:"Hanna Notte"', "text": "Hanna Notte", "told": "person, 16 passages"},
        ]
    }
    assert client.get("/complete").json == {"completions": []}
    assert client.get(f"/complete?q={'a' * MAX_LENGTH}b").json == {"completions": []}


def test_suggestions_are_whole_queries_each_with_its_page(client: FlaskClient) -> None:
    response = client.get("/suggest?q=drones+person:nott")
    assert response.mimetype == "application/x-suggestions+json"
    query, completions, descriptions, urls = json.loads(response.text)
    assert query == "drones person:nott"
    assert completions == ['drones person:"Hanna Notte"']
    assert descriptions == ["Hanna Notte (person, 16 passages)"]
    assert [parse_qs(urlsplit(url).query)["q"] for url in urls] == [completions]
    assert all(client.get(url).status_code == 200 for url in urls)
    assert json.loads(client.get("/suggest").text) == ["", [], [], []]


def test_both_are_quiet_where_nothing_can_be_searched(client: FlaskClient, service: Service) -> None:
    shutil.rmtree(service.index)
    assert client.get("/complete?q=fac").json == {"completions": []}
    assert json.loads(client.get("/suggest?q=fac").text) == ["fac", [], [], []]


def test_the_description_is_one_that_opensearch_allows(client: FlaskClient) -> None:
    root = described(client)
    assert root.tag == f"{NAMESPACE}OpenSearchDescription"
    names = [element.tag.removeprefix(NAMESPACE) for element in root]
    assert not [name for name in names if name.startswith("{")]
    assert all(names.count(name) == 1 for name in ONCE)
    assert all(names.count(name) <= 1 for name in AT_MOST_ONCE)
    for element in root:
        name, text = element.tag.removeprefix(NAMESPACE), element.text or ""
        assert not [*element], name  # plain text
        assert len(text) <= LONGEST.get(name, 1024), name
        assert text == text.strip()
    for url in root.iter(f"{NAMESPACE}Url"):
        assert urlsplit(url.get("template", "")).scheme in ("http", "https")
        assert url.get("type")
    (image,) = root.iter(f"{NAMESPACE}Image")
    icon = client.get(image.text or "")
    assert icon.mimetype == image.get("type")
    icon.close()
    assert root.findtext(f"{NAMESPACE}SyndicationRight") in ("open", "limited", "private", "closed")
    assert root.findtext(f"{NAMESPACE}InputEncoding") == root.findtext(f"{NAMESPACE}OutputEncoding") == "UTF-8"


def test_its_templates_search_and_suggest_with_what_is_put_in(client: FlaskClient) -> None:
    said = templates(client)
    assert set(said) == {"results", "suggestions", "self"}
    results = client.get(said["results"].replace("{searchTerms}", "%22glide%20bombs%22"))
    assert "<mark>glide bombs</mark>" in results.text
    suggestions = client.get(said["suggestions"].replace("{searchTerms}", "person:nott"))
    assert json.loads(suggestions.text)[1] == ['person:"Hanna Notte"']
    assert client.get(said["self"]).mimetype == TYPE


def test_addresses_are_those_that_others_reach_the_library_by(service: Service) -> None:
    app = create_app(service, home=service.home)
    try:
        client = app.test_client()
        assert templates(client, base_url="http://127.0.0.1:8001")["results"].startswith(
            "http://127.0.0.1:8001/search?q="
        )
        service.settings = replace(service.settings, public_url="https://library.example/a&b")
        assert templates(client)["results"] == "https://library.example/a&b/search?q={searchTerms}"
        urls = json.loads(client.get("/suggest?q=person:nott").text)[3]
        assert urls[0].startswith("https://library.example/a&b/search?q=person%3A")
    finally:
        close(app)


def test_every_page_links_it(client: FlaskClient, addresses: list[tuple[str, str]]) -> None:
    paths = [*(address for _, address in addresses), "/nothing", "/d/nothing"]
    pages = [page for path in paths if (page := client.get(path, buffered=True)).mimetype == "text/html"]
    shown = [page for page in pages if page.status_code != 302 and "Content-Disposition" not in page.headers]
    assert len(shown) > 12
    for page in shown:
        assert f'<link rel="search" href="/opensearch.xml" type="{TYPE}" title="Citecast">' in page.text
        assert page.text.count('data-complete="/complete"') == 1, page.request.path


@pytest.mark.parametrize("name", ["<script>\"&'", "a\u2028b </ul>", "{searchTerms}", "\\"])
def test_hostile_names_are_data(client: FlaskClient, service: Service, name: str) -> None:
    memo = RawSource(source="memo", name="memo.txt", data=b"Words.")
    list(service.adder.add([SourceSpec.at_hand(memo, Hints(title=f"Zz {name}"))]))
    service.indexer.catch_up()
    (found,) = client.get("/complete?q=title:zz").json["completions"]
    assert found["text"] == f"Zz {name}"
    _, (query,), (told,), (url,) = json.loads(client.get("/suggest?q=title:zz").text)
    assert query == found["query"]
    assert told == f"Zz {name} (title, 1 passage)"
    assert parse_qs(urlsplit(url).query)["q"] == [query]
    assert "1 passage in 1 document" in client.get(url).text


def test_a_hostile_host_stays_within_its_attribute(service: Service) -> None:
    app = create_app(service, home=service.home, token="secret")
    app.test_client_class = Browser
    try:
        response = app.test_client().get("/opensearch.xml", headers={"Host": '"><x a="&'})
        assert response.status_code == 400 or ElementTree.fromstring(response.data).tag  # noqa: S314  # our own
        assert b"<x" not in response.data
    finally:
        close(app)
