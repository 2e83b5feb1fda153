"""The API does what its description says, whatever is sent: generated requests, right ones and wrong ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from zh_tongbao.server.app import create_app

if TYPE_CHECKING:
    from spacy.language import Language

OPERATIONS = [
    ("/healthz", "GET"),
    ("/extract", "POST"),
    ("/batch", "POST"),
    ("/revise", "POST"),
    ("/view", "POST"),
    ("/charts", "POST"),
    ("/files", "POST"),
    ("/tables", "POST"),
]


@pytest.fixture(scope="module")
def description(nlp: Language) -> Any:
    refused = {"checks": {"negative_data_rejection": {"expected-statuses": [400, 413, 415, 422]}}}
    config = schemathesis.Config.from_dict(refused)
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(nlp), config=config)


def test_every_operation_is_tried(description: Any) -> None:
    described = {(found.ok().path, found.ok().method.upper()) for found in description.get_all_operations()}
    assert described == set(OPERATIONS)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_generated_requests(description: Any, path: str, method: str, mode: GenerationMode) -> None:
    if (method, mode) == ("GET", GenerationMode.NEGATIVE):
        pytest.skip("nothing to get wrong")

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=description[path][method].as_strategy(generation_mode=mode))
    def answer_fits(case: Any) -> None:
        # What a schema cannot say (an end behind its start) may be refused.
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    answer_fits()
