"""Accounts elsewhere are for browsers: programs are offered none."""

import pytest
from pytest_django import Settings

from accounts.tests.programs import Program, flows, program
from numoraq import identity_providers

__all__ = ["program"]

pytestmark = pytest.mark.django_db

ENVIRON = {"NUMORAQ_GOOGLE_CLIENT_ID": "us", "NUMORAQ_GOOGLE_CLIENT_SECRET": "x"}


@pytest.fixture(autouse=True)
def _google(settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = identity_providers.from_environment(ENVIRON)


def test_its_configuration_names_no_provider(program: Program) -> None:
    told = program.ask("config", method="GET").json()
    assert told["status"] == 200
    assert set(told["data"]) >= {"account", "mfa"}
    assert "socialaccount" not in told["data"]


def test_no_flow_leads_to_a_provider(program: Program) -> None:
    offered = flows(program.ask("auth/session", method="GET"))
    assert {"login", "signup"} <= set(offered)
    assert not [name for name in offered if name.startswith("provider_")]
