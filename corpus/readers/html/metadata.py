"""What an HTML page says of itself: JSON-LD first, then Open Graph, then its own elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bs4 import BeautifulSoup, Tag

from corpus.dates import PartialDate
from corpus.model import Person, Role, merged
from corpus.name_parts import written
from corpus.names import person
from corpus.readers.html.text import text_of, web_address
from corpus.text import verbatim

_WORK = re.compile("Episode|Article|Posting|Report|WebPage|Thesis|Book|CreativeWork")  # of schema.org
_ROLES: dict[str, Role] = {"author": "author", "actor": "speaker", "contributor": "speaker", "performer": "speaker"}
_NAMED = "a[rel~=author], [itemtype$='schema.org/Person'], .byline, .reader-credits, .author-name"
_AUTHORS = re.compile(r"^(?:citation_author|dc\.creator)$", re.IGNORECASE)  # of Google Scholar and Dublin Core
_MOST_PEOPLE = 50  # that metadata is asked for


def metadata(soup: BeautifulSoup) -> dict[str, Any]:
    """The fields of a Document that the page fills, by name; only those that it does fill."""
    graph = next(iter(sorted(filter(_is_work, _json_ld(soup)), key=_is_part_of_site)), {})
    series, media = (
        found if isinstance(found := graph.get(key), dict) else {} for key in ("partOfSeries", "associatedMedia")
    )
    canonical, title = soup.find("link", rel="canonical"), soup.find("title")
    dated = soup.select_one("[itemprop=datePublished]")
    page_title = verbatim(text_of(title)) if title else ""
    dates = (
        graph.get("datePublished"),
        _meta(soup, "article:published_time"),
        dated and (dated.get("content") or dated.get("datetime") or verbatim(text_of(dated))),
    )
    addresses = (canonical and canonical.get("href"), _meta(soup, "og:url"), graph.get("url"))
    said = {
        "type": "episode" if "PodcastEpisode" in str(graph.get("@type")) else None,
        "title": _string(graph.get("headline"))
        or _string(graph.get("name"))
        or _meta(soup, "og:title")
        or re.split(r"\s[|·–—]\s", page_title)[0],
        "date": next((found for date in dates if isinstance(date, str) and (found := PartialDate.parse(date))), None),
        "url": next(filter(None, map(web_address, addresses)), None),
        "show": _string(series.get("name")),
        "publisher": _meta(soup, "og:site_name"),
        "language": _string(soup.html.get("lang")) if soup.html else None,
        "audio_url": _meta(soup, "og:audio") or _string(media.get("contentUrl")),
        "people": merged(_people(soup, graph)),
    }
    return {name: value for name, value in said.items() if value}


def _people(soup: BeautifulSoup, graph: dict[str, Any]) -> Iterator[Person]:
    """Whom JSON-LD, the meta elements, rel=author and microdata name; what is no person's full name is left out."""
    for key, role in _ROLES.items():
        value = graph.get(key)
        for entry in (value if isinstance(value, list) else [value])[:_MOST_PEOPLE]:
            if isinstance(entry, dict) and str(entry.get("@type", "Person")) != "Person":
                continue
            work = entry.get("worksFor") if isinstance(entry, dict) else None
            place = work.get("name") if isinstance(work, dict) else work
            name = entry.get("name") if isinstance(entry, dict) else entry
            yield from _named(_string(name) or "", role, affiliation=_string(place))
    yield from _named(_meta(soup, "author") or "", "author")
    for field in soup.find_all("meta", attrs={"name": _AUTHORS}, limit=_MOST_PEOPLE):
        yield from _named(_string(field.get("content")) or "", "author")
    for link in soup.select(_NAMED, limit=_MOST_PEOPLE):
        if any(above.name in ("aside", "footer", "nav") for above in link.parents):
            continue
        roles = [_ROLES[prop] for prop in _values(link, "itemprop") if prop in _ROLES]
        if link.get("itemtype") and not roles:
            continue  # a person whom the page speaks of, in what part it does not say
        said = {prop: _property(link, prop) for prop in ("name", "honorificPrefix", "worksFor", "affiliation")}
        yield from person(
            said["name"] or verbatim(text_of(link)).removeprefix("By "),
            roles[0] if roles else "author",
            honorific=said["honorificPrefix"],
            affiliation=said["affiliation"] or said["worksFor"],
        )


def _named(text: str, role: Role, *, affiliation: str | None = None) -> Iterator[Person]:
    """The person whom a field names, which may be turned round: "Lee, Ann"."""
    name = written(text)
    for found in person(name.name, role, honorific=name.honorific, affiliation=affiliation):
        yield replace(found, parts=name.parts)


def _values(element: Tag, attribute: str) -> list[str]:
    value = element.get(attribute) or ""
    return value.split() if isinstance(value, str) else [*map(str, value)]


def _property(item: Tag, name: str) -> str | None:
    found = item.select_one(f"[itemprop~={name}]")
    return _string(found.get("content")) or verbatim(text_of(found)) or None if found else None


def _string(value: object) -> str | None:
    """A value that is text, and not empty."""
    return verbatim(value) or None if isinstance(value, str) else None


def _is_work(item: dict[str, Any]) -> bool:
    """Whether an item describes what the page is about, rather than the site, its owner or its menus."""
    return bool(_WORK.search(str(item.get("@type")))) and bool(item.get("headline") or item.get("name"))


def _is_part_of_site(item: dict[str, Any]) -> bool:
    return "WebPage" in str(item.get("@type"))


def _meta(soup: BeautifulSoup, name: str) -> str | None:
    found = soup.find("meta", attrs={"property": name}) or soup.find("meta", attrs={"name": name})
    return _string(found.get("content")) if found else None


def _json_ld(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    for script in soup.find_all("script", type="application/ld+json"):
        try:
            found = json.loads(script.string or "")
        except ValueError:
            continue  # the page's own mistake; its elements say the same
        items = found.get("@graph", [found]) if isinstance(found, dict) else found
        yield from (item for item in items if isinstance(item, dict)) if isinstance(items, list) else ()
