"""For the tests of the executor: an index at several times."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.property.stages import Stage, made


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Stage]]:
    """An index as it is after each stage of a long history, the segments merged at last."""
    found = list(made(tmp_path_factory.mktemp("stages")))
    yield found
    for stage in found:
        stage.searcher.close()
