"""Fixtures for all tests: a service over a library of its own, empty or with the samples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import samples
from corpus.model import Hints
from search.config import Settings
from search.results import Upload
from search.service import Service


@pytest.fixture
def empty_service(tmp_path: Path) -> Iterator[Service]:
    """A service over a library with nothing in it."""
    with Service.open(tmp_path / "home", Settings()) as service:
        service.catch_up()
        yield service


@pytest.fixture
def service(empty_service: Service) -> Service:
    """A service over the sample corpus."""
    uploads = (
        Upload(source=f"sample: {file.name}", name=file.name, data=file.read_bytes()) for file in samples.files()
    )
    failed = [
        result
        for result in empty_service.add((upload, Hints(name=upload.name)) for upload in uploads)
        if result.status == "failed"
    ]
    assert not failed
    return empty_service
