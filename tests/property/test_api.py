"""Whatever is asked for under `/api/`, by its description or against it, the answer is one that it describes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, CheckFunction, GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from search.service import Service
from tests.web.conftest import EPISODE
from web.api.views import ROUTES
from web.app import close, create_app

EXAMPLES = 50  # of each operation, of what fits and of what does not
# A cursor, an id, a range and a date may fit their schema and be none: that is a 400 or a 404, too.
NOT_ASKED: list[CheckFunction] | None = [positive_data_acceptance]


@pytest.fixture
def app(service: Service) -> Iterator[Flask]:
    app = create_app(service, home=service.home)
    yield app
    close(app)


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("name", [operation.name for _, operation, _ in ROUTES])
def test_no_request_has_another_answer_than_is_described(
    app: Flask, service: Service, name: str, mode: GenerationMode
) -> None:
    ids = {"document": EPISODE, "passage": next(service.library.document(EPISODE).passages()).id}
    operation = schemathesis.openapi.from_wsgi("/api/openapi.json", app).find_operation_by_id(name)
    seen: Counter[int] = Counter()

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    def ask(case: Case[Any]) -> None:
        if mode is GenerationMode.POSITIVE and seen.total() % 2:  # every other of what there is
            case.path_parameters |= {each: ids[each] for each in case.path_parameters}
        seen[case.call_and_validate(excluded_checks=NOT_ASKED).status_code] += 1

    ask()
    assert seen[200 if mode is GenerationMode.POSITIVE else 400] > 0
