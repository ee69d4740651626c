"""The benches of ranking, on small input: collections are read, measures come out right, items are drawn."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from tests.bench.known_items import sounds, wordings
from tests.bench.known_items.items import Drawing, is_as_good, kinds
from tests.bench.known_items.survey import Said, Survey
from tests.bench.ranking.__main__ import tables
from tests.bench.ranking.collection import load
from tests.bench.ranking.engines import fts5, product
from tests.bench.ranking.measures import Measures, measured
from tests.bench.speed.seed import seeded

TEXTS = {
    "D-01": "Drones over the river\n\nTwo drones were seen.",
    "D-02": "A treaty\n\nNobody signed it.",
    "D-03": "Engines\n\nThe engine of a drone.",
}


@pytest.fixture
def trec(tmp_path: Path) -> Path:
    for id, text in TEXTS.items():
        (tmp_path / f"{id}.html").write_text(f"<html><pre>\n{text}\n</pre></html>")
    (tmp_path / "topics.x.txt").write_text(
        "<DOC>\n<DOCNO> 1 </DOCNO>\nWhat are drones?\n</DOC>\n<top><num>Number: 2\n<title>treaties\n<desc>no\n</top>\n"
        "<DOC><DOCNO> 3 </DOCNO> never judged </DOC>"
    )
    (tmp_path / "qrels.x.txt").write_text("1 0 D-01 2\n1 0 D-3 1\n1 0 D-02 0\n2 0 D-02 1\n")
    return tmp_path


def test_a_collection_of_files_is_read(trec: Path) -> None:
    collection = load(trec)
    assert {id: each.text for id, each in collection.documents.items()} == TEXTS
    assert collection.documents["D-01"].title == "Drones over the river"
    assert collection.topics == {"1": "What are drones?", "2": "treaties"}
    assert collection.judged == {"1": {"D-01": 2, "D-3": 1}, "2": {"D-02": 1}}
    assert collection.strays() == 1
    assert collection.mended().judged["1"] == {"D-01": 2, "D-03": 1}


def test_a_collection_of_tables_is_read(tmp_path: Path) -> None:
    rows = [{"_id": id, "title": text.split("\n")[0], "text": text.split("\n")[2]} for id, text in TEXTS.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "queries.tsv").write_text("1\tWhat are drones?\n2\ttreaties\n")
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n1\tD-01\t2\n2\tD-02\t1\n")
    collection = load(tmp_path)
    assert {id: each.text for id, each in collection.documents.items()} == TEXTS
    assert collection.judged == {"1": {"D-01": 2}, "2": {"D-02": 1}}


def test_measures_are_those_of_trec_eval() -> None:
    judged = {"1": {"a": 2, "b": 1, "c": 1}}
    found = measured({"1": ["a", "x", "b"]}, judged, ["1"])
    ideal = 2 + 1 / math.log2(3) + 1 / 2
    assert found == pytest.approx(Measures((1 + 2 / 3) / 3, (2 + 1 / 2) / ideal, 2 / 30))
    assert measured({}, judged, ["1"]) == Measures(0, 0, 0)


def test_engines_rank_a_collection(trec: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    collection = load(trec).mended()
    runs = {
        name: engine.ranked(collection.documents, collection.topics, tmp_path_factory.mktemp("engine"))
        for name, engine in (("Citecast", product), ("SQLite FTS5", fts5))
    }
    for run in runs.values():
        assert run["1"][0] == "D-01"
        assert run["2"][0] == "D-02"
    assert "| Citecast by the best of the others | 1.000 |" in tables(collection, runs)


SAID = (
    "We talked about forty-five drones that Stacoviak tested in the open-source factory near the colored river.",
    "They don't export engines, and Krzyzaniak says that twelve inspectors organized seven different meetings.",
)


@pytest.fixture
def drawing() -> Drawing:
    filler = [f"{word}{number}s" for number in range(200) for word in ("alpha", "beta")]
    others = [Said(f"o{at}", f"And Stacoviak, Krzyzaniak {' '.join(filler[at::20])}.") for at in range(20)]
    wanted = [Said(f"p{at}", text) for at, text in enumerate(SAID)]
    return Drawing(Survey.of([*wanted, *others, *([Said("q", "Nothing at all.")] * 100)]), seeded("ranking"))


def test_every_item_is_drawn_from_a_passage_that_answers_it(drawing: Drawing) -> None:
    drawn = {
        kind: item
        for kind, make in kinds(drawing).items()
        for item in (make(said) for _ in range(300) for said in drawing.survey.passages[:2])
        if item
    }
    assert {"questions", "quotes, um and uh added", "quotes, contractions undone"} <= drawn.keys()
    for item in drawn.values():
        assert item.wanted.text in SAID
        assert is_as_good(item.wanted.text, item)
        assert not is_as_good("Nothing at all.", item)
        assert not item.run or item.run in " ".join(WORDS[item.wanted.text])


WORDS = {text: text.replace(",", "").rstrip(".").split() for text in SAID}


def test_wordings_are_what_people_type() -> None:
    draw = seeded("ranking")
    assert wordings.numerals(draw, ["ten", "45", "2019", "one"]) == ["10", "forty-five", "twenty", "nineteen", "one"]
    assert wordings.contractions(draw, ["don't", "it’s"]) == ["do", "not", "it", "is"]
    assert wordings.contractions(draw, ["do", "not"]) == ["don't"]
    assert wordings.british(draw, ["organizers", "colored"]) == ["organisers", "coloured"]
    assert wordings.hyphens({"cease-fire"})(draw, ["a", "cease", "fire"]) == ["a", "cease-fire"]
    assert [word for word in wordings.with_um(draw, ["a", "b"]) if word not in ("um", "uh")] == ["a", "b"]
    assert wordings.inflected("stopping", {"stop", "stopped", "stopy"}) == ["stop", "stopped"]
    assert all(wordings.numerals(draw, [word]) is None for word in ("one", "drone", "1.5"))


def test_a_misspelt_and_a_misheard_name_are_like_it() -> None:
    draw = seeded("ranking")
    assert all(len({*wordings.misspelt(draw, "Stacoviak")} ^ {*"Stacoviak"}) <= 3 for _ in range(50))
    heard = {sounds.confused(draw, "ʃtˈɑːkoʊvˌiæk") for _ in range(50)}
    assert len(heard) > 20
    assert all(6 < len(each) < 14 for each in heard)
