"""What is read from each format is what the README says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.formats import FILES, reading_of, table

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def test_the_readme_has_the_table_of_formats() -> None:
    assert f"\n\n{table()}\n" in README, f"Put this into the README, under Use it:\n\n{table()}"


@pytest.mark.parametrize("form", FILES)
def test_a_small_file_of_the_format_is_read_with_nothing_left_out(form: str) -> None:
    name, data = FILES[form]
    reading = reading_of(data, name)
    said = " ".join(passage.text for passage in reading.document.passages())
    assert said.startswith("Masts are high")
    assert not any("left out" in check for check in reading.checks)
