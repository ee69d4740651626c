"""Compiled searches: when they are used, what is kept of the compiler's work, and what each segment's arena holds."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
import weakref
from pathlib import Path

import numpy as np
import pytest

from search.analysis import Token
from search.engine import Page
from search.query.ast import And, Fuzzy, Near, Node, Or, Phrase, Term, Wildcard
from search.whoosh_engine import WhooshEngine, engine as engine_module
from search.whoosh_engine.exec.docset import DocSet
from search.whoosh_engine.exec.evaluate import IndexSearcher
from search.whoosh_engine.exec.numpy_executor import NumpyExecutor
from search.whoosh_engine.index import manifest
from search.whoosh_engine.index.reader import IndexReader
from search.whoosh_engine.kernels import (
    compiler,
    conjunctions,
    positions,
    precompile,
    scoring,
    segment_table as table,
    terms,
)
from search.whoosh_engine.kernels.compiled_executor import CompiledExecutor
from tests import segments
from tests.asking import ask
from tests.marks import at
from tests.property.histories import fill
from tests.property.stages import searcher
from tests.property.test_large_index import document

pytestmark = pytest.mark.slow

# Those that are called from outside; the others are compiled with them.
KERNELS = (
    conjunctions.conjunction, scoring.accumulate, positions.phrase, positions.near, terms.locate, terms.extent,
    scoring.mark,
)  # fmt: skip
QUERIES = (
    "often",
    "=often",
    "often seldom",
    "often OR seldom",
    '"often middling"',
    '"often seldom"~3',
    "se*",
    "oftem~",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fill(WhooshEngine(tmp_path / "index"), [([document(id, 500) for id in "ab"], ())])
    return tmp_path / "index"


def search(engine: WhooshEngine, query: str) -> Page:
    with engine.snapshot() as snapshot:
        return ask(snapshot, query, limit=10, facets=(), seconds=60)


def is_compiled(engine: WhooshEngine) -> bool:
    with engine.snapshot() as snapshot:
        return isinstance(snapshot._searcher.executor, CompiledExecutor)


def test_an_engine_is_compiled_once_it_is_prepared(folder: Path) -> None:
    plain, prepared = WhooshEngine(folder), WhooshEngine(folder)
    prepared.precompile(print)
    assert (is_compiled(plain), is_compiled(prepared)) == (False, True)
    for query in QUERIES:
        assert search(plain, query) == search(prepared, query)
        assert search(plain, query).total.passages


def test_no_search_waits_for_an_index_to_be_opened_again_by_kernels(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = WhooshEngine(folder)
    found = search(engine, "often seldom")
    engine.precompile(print)
    monkeypatch.setattr(manifest, "opened", pytest.fail)
    assert is_compiled(engine)
    assert search(engine, "often seldom") == found


def test_what_is_written_later_is_found_by_kernels_too(folder: Path) -> None:
    engine = WhooshEngine(folder)
    engine.precompile(print)
    fill(engine, [([document("c", 70)], ("a",))])
    assert is_compiled(engine)
    assert search(engine, "often") == search(WhooshEngine(folder), "often")


def test_a_segment_is_let_go_with_the_last_generation_that_has_it(folder: Path) -> None:
    """Its files are mapped, and may be deleted meanwhile; nothing that it keeps holds it in a circle."""
    fill(WhooshEngine(folder), [([document("few", 9)], ())])
    engine = WhooshEngine(folder)
    engine.precompile(print)
    for query in ("often middling", "often in:few", "often NOT in:few", '"often middling"', "se*"):
        search(engine, query)
    assert search(engine, "often middling").total.passages
    with engine.snapshot() as snapshot:
        words = weakref.ref(next(snapshot._searcher.reader.segments())[1].words)
    del snapshot
    with engine.reset() as session:
        session.put(document("c", 70))
        session.commit(mark=at(2))
    assert search(engine, "often").total.passages
    assert words() is None


def test_without_numba_all_is_found_as_well(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "find_spec", lambda name: None)
    engine = WhooshEngine(folder)
    engine.precompile(pytest.fail)
    assert not is_compiled(engine)
    assert search(engine, "often").total.passages


def test_an_engine_without_an_index_is_prepared(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    engine.precompile(print)
    fill(engine, [([document("a", 20)], ())])
    assert is_compiled(engine)


def test_an_empty_index_is_prepared(tmp_path: Path) -> None:
    fill(WhooshEngine(tmp_path / "index"), [([], ())])
    engine = WhooshEngine(tmp_path / "index")
    engine.precompile(print)
    for query in (*QUERIES, "type:note often", "often NOT seldom", "*"):
        assert search(engine, query).total.passages == 0


def test_only_searches_that_are_prepared_for_load_the_compiler(folder: Path) -> None:
    """It takes a third of a second, which a single search on the command line does not win back."""
    code = (
        "import sys; from pathlib import Path; from search.whoosh_engine import WhooshEngine;"
        f"engine = WhooshEngine(Path({str(folder)!r})); engine.snapshot(); print('numba' in sys.modules);"
        "engine.precompile(str); engine.snapshot(); print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


def output(code: str, *, cache: Path) -> str:
    """What a process says whose user keeps what is compiled in this folder."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def said(folder: Path, cache: Path) -> str:
    """What preparing an index says."""
    code = (
        "from pathlib import Path; from search.whoosh_engine import WhooshEngine;"
        f"WhooshEngine(Path({str(folder)!r})).precompile(print);"
        "from search.whoosh_engine.kernels.conjunctions import conjunction;"
        "assert not conjunction.stats.cache_misses, 'compiled by the process that answers'"
    )
    return output(code, cache=cache)


def test_no_kernel_is_left_to_be_compiled_by_the_first_who_asks(tmp_path: Path) -> None:
    code = (
        "from search.whoosh_engine.kernels import conjunctions, positions, precompile, scoring, terms;"
        "precompile.run();"
        "asked = [conjunctions.conjunction, positions.phrase, positions.near, positions.rows,"
        " scoring.accumulate, scoring.mark, terms.locate, terms.extent];"
        "print([each.__name__ for each in asked if len(each.signatures) != 1])"
    )
    assert output(code, cache=compiler._FOLDER.parents[2]) == "[]\n"


def test_what_is_kept_and_damaged_is_thrown_away_and_compiling_is_said_once(folder: Path, tmp_path: Path) -> None:
    WhooshEngine(folder).precompile(print)
    kept = tmp_path / "cache" / "citecast" / "kernels"
    shutil.copytree(compiler._FOLDER, kept / compiler._FOLDER.name)
    for age in range(1, 6):
        (kept / f"of-another-{age}").mkdir()
        os.utime(kept / f"of-another-{age}", (0, time.time() - age))
    assert said(folder, tmp_path / "cache") == ""
    for file in kept.rglob("*.nb?"):
        file.write_bytes(b"")
    assert "Searches go without compiled code" in said(folder, tmp_path / "cache")
    assert said(folder, tmp_path / "cache").startswith("Compiling the search for this computer, once")
    others = {f"of-another-{age}" for age in range(1, 4)}  # those that were used last
    assert {each.name for each in kept.iterdir()} == {compiler._FOLDER.name, *others}
    assert said(folder, tmp_path / "cache") == ""


def test_the_compiler_ends_with_the_process_that_waits_for_it() -> None:
    command = [sys.executable, "-P", "-c", compiler._COMPILE, *sys.path]
    assert subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True).returncode == 1


def test_what_fails_to_compile_is_said_and_searches_go_without(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OSError("no space left")

    monkeypatch.setattr(precompile, "run", fail)
    monkeypatch.setattr(compiler, "_FOLDER", folder / "none")
    heard: list[str] = []
    engine = WhooshEngine(folder)
    engine.precompile(heard.append)
    assert heard[-1].endswith("slower (OSError: no space left).")
    assert not is_compiled(engine)
    assert search(engine, "often").total.passages


def test_nothing_is_compiled_once_the_engine_is_prepared(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    engine.precompile(print)
    before = [len(each.signatures) for each in KERNELS]
    assert all(before)
    fill(engine, [([document(id, 9000) for id in "ab"], ()), ([document("c", 50)], ("a",))])
    for query in (
        *QUERIES,
        "often in:b",
        "often NOT seldom",
        "type:note often",
        "*",
        "often OR =often",
        "middling rare",
    ):
        search(engine, query)
        with engine.snapshot() as snapshot:
            ask(snapshot, query)
    assert [len(each.signatures) for each in KERNELS] == before


def test_what_is_compiled_need_not_be_kept(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code = (
        f"from {compiler.__name__} import kernel, precompile;"
        "twice = kernel(lambda number: 2 * number);"
        "precompile(print, lambda: print(twice(21), len(twice.signatures)))"
    )
    assert re.fullmatch(r"Compiling the search: .*, each time, since .*\n42 1\n", output(code, cache=tmp_path / "file"))


def test_what_is_kept_is_for_the_sources_as_they_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = compiler._folder()
    changed = tmp_path / "kernel.py"
    changed.write_text("# something else")
    monkeypatch.setattr(compiler, "__file__", str(changed))
    assert compiler._folder() != before
    monkeypatch.undo()
    monkeypatch.setattr(
        f"{compiler.__name__}.segments.__file__", str(changed)
    )  # what kernels are compiled with of segments
    assert compiler._folder() != before
    assert importlib.util.find_spec("numba")


@pytest.fixture
def reader(folder: Path) -> IndexReader:
    with WhooshEngine(folder).snapshot() as snapshot:
        return snapshot._searcher.reader


def test_a_word_that_is_not_there(reader: IndexReader) -> None:
    for text in ("", "a", "oft", "oftenx", "zzz", "é", "oftenoftenoften"):
        assert reader.doc_freq("exact", text) == 0
    assert reader.doc_freq("exact", "often") == reader.doc_freq("stem", "often") > 0


def test_a_table_has_its_arrays_where_kernels_seek_them(reader: IndexReader) -> None:
    (row,), (arrays,) = table.table_of(reader)
    assert [row[name].tolist() for name in table._TYPES] == [
        [array.ctypes.data, array.size] for array in arrays.values()
    ]
    with pytest.raises(TypeError, match="skips: int32, not int64 without gaps"):
        table.places_of({"skips": np.zeros(3, np.int32)})
    with pytest.raises(TypeError, match="skips"):
        table.places_of({"skips": np.zeros(6, np.int64)[::2]})


def found(searcher: IndexSearcher, node: Node) -> DocSet:
    return searcher.find(node, deadline=time.monotonic() + 60)


def test_an_index_without_segments_is_asked(tmp_path: Path) -> None:
    searched = searcher([], CompiledExecutor)
    for node in (
        Term(Token("a", "a")),
        Or((Term(Token("a", "a")), Term(Token("b", "b")))),
        Phrase((Token("a", "a"),) * 2),
    ):
        assert not len(found(searched, node).docs)


def test_a_stem_of_more_forms_than_a_byte_counts(tmp_path: Path) -> None:
    forms = [Token(f"run{number:03}", "run") for number in range(600)]
    again, end = Token("again", "again"), Token("end", "end")
    docs = [[again, *forms[start:], *forms[:start], end] for start in range(0, 600, 50)] * 3
    segment = segments.written(tmp_path / "S", {"a": docs, "b": [[forms[0]] * 700, [end], *docs[:2]]})
    live = np.ones(segment.size, bool)
    live[3] = False
    plain, compiled = (searcher([(segment, live)], kind) for kind in (NumpyExecutor, CompiledExecutor))
    asked: list[Node] = [Wildcard("run*"), Wildcard("run5?9"), Wildcard("*9*"), Fuzzy("run30", 1), Fuzzy("run0000", 2)]
    for form in (forms[0], forms[255], forms[256], forms[599]):
        asked += [Term(form), Term(form, exact=True), Near((form, end), 300), Near((form, end), 3)]
        asked += [Phrase((form, end)), Phrase((again, form)), Phrase((form, end), exact=False)]
        asked += [And((Term(form, exact=True), Term(end))), Or((Term(form, exact=True), Term(end)))]
    asked += [Phrase(tuple(forms[number : number + 5])) for number in range(0, 590, 7)] + [Phrase((forms[0],) * 40)]
    for node in asked:
        one, other = (found(each, node) for each in (plain, compiled))
        assert (one.docs.tolist(), one.scores.tolist()) == (other.docs.tolist(), other.scores.tolist()), node
    assert len(found(compiled, Term(forms[256], exact=True)).docs) == 37
