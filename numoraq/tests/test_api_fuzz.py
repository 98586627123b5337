"""The API under calls that its document allows, and under calls that it does not.

Whatever is sent, the answer is one that the document announces, and never an error of ours.
"""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import Settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.models import User
from accounts.tests.proving import freshen
from conftest import ClientFor
from numoraq.tests import belongings, calls
from numoraq.tests.belongings import forgotten
from numoraq.tests.calls import Operation

OPERATIONS = list(calls.operations())
WITH_IDS = [operation for operation in OPERATIONS if "_id}" in operation.path]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

fuzzed = settings(
    max_examples=12,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

each = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda found: found.label)
each_with_ids = pytest.mark.parametrize("operation", WITH_IDS, ids=lambda found: found.label)


@pytest.fixture(autouse=True)
def _files(settings: Settings, tmp_path: Path) -> None:
    belongings.keep_files_in(tmp_path, settings)


def ids_of(owned: belongings.Owned) -> dict[str, UUID]:
    """Return the ids of what somebody owns by the names that addresses have for them."""
    return {
        "entry_id": owned["entry"],
        "valuation_id": owned["value"],
        "rate_id": owned["rate"],
        "import_id": owned["import"],
        "session_id": owned["session"],
        "token_id": owned["token"],
        "identity_id": owned["identity"],
        "export_id": owned["export"],
    }


def cases(operation: Operation) -> st.SearchStrategy[Any]:
    """Return calls with an address that leads somewhere: well formed, and not so."""
    return st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )


@each
def test_whatever_is_sent_is_answered_as_the_document_says(
    alice: User, client_for: ClientFor, operation: Operation
) -> None:
    client, ids = client_for(alice), ids_of(belongings.of(alice))

    @fuzzed
    @given(data=st.data())
    def call(data: st.DataObject) -> None:
        case = data.draw(cases(operation))
        if data.draw(st.booleans()):
            case = calls.with_ids(case, ids)
        with forgotten():
            case.validate_response(calls.send(case, client), checks=CHECKS)

    call()


@each_with_ids
def test_somebody_elses_answers_like_nothing_at_all(
    alice: User, bob: User, client_for: ClientFor, operation: Operation
) -> None:
    client, alices = freshen(client_for(bob), bob), ids_of(belongings.of(alice))
    nobodys = dict.fromkeys(alices, uuid4())

    @fuzzed
    @given(case=operation.as_strategy())
    def call(case: Any) -> None:
        with forgotten():
            theirs = calls.send(calls.with_ids(case, alices), client)
        with forgotten():
            none = calls.send(calls.with_ids(case, nobodys), client)
        assert theirs.status_code in {400, 404}
        assert (theirs.status_code, theirs.content) == (none.status_code, none.content)

    call()
