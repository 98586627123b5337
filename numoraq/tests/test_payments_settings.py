"""The settings about payments, read as a process would read them."""

import json
import os
import subprocess
import sys

import pytest

from numoraq.lib import runtime

KEY = "sk_test_" + "k" * 24
WANTED = ("PAYMENTS_ENABLED", "STRIPE_URL", "STRIPE_FAKE", "STRIPE_PAGES")


def read(**variables: str) -> tuple[dict[str, object], str]:
    """Return the settings, or what a process that cannot start says."""
    mine = {name: value for name, value in os.environ.items() if "STRIPE" not in name}
    code = (
        "import json; from numoraq import payments;"
        f"print(json.dumps({{name: getattr(payments, name) for name in {WANTED}}}))"
    )
    told = {f"NUMORAQ_STRIPE_{name}": value for name, value in variables.items()}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=runtime.BASE_DIR, env={**mine, **told},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return json.loads(done.stdout or "{}"), done.stderr


def test_without_a_key_nothing_is_sold() -> None:
    found, _ = read()
    assert found["PAYMENTS_ENABLED"] is False
    assert found["STRIPE_PAGES"] == []


def test_with_a_key_forms_may_lead_to_stripe() -> None:
    found, _ = read(KEY=KEY)
    assert found["PAYMENTS_ENABLED"] is True
    assert found["STRIPE_URL"] == "https://api.stripe.com"
    assert found["STRIPE_PAGES"] == ["https://checkout.stripe.com", "https://billing.stripe.com"]


def test_with_the_stand_in_they_lead_there() -> None:
    found, _ = read(KEY=KEY, FAKE="1", URL="http://127.0.0.1:1/")
    assert (found["STRIPE_FAKE"], found["STRIPE_URL"]) == (True, "http://127.0.0.1:1")
    assert found["STRIPE_PAGES"] == ["http://127.0.0.1:1"]


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"KEY": "pk_live_" + "k" * 24}, "NUMORAQ_STRIPE_KEY"),
        ({"KEY": "sk_live_" + "k" * 24, "FAKE": "1"}, "NUMORAQ_STRIPE_FAKE"),
        ({"KEY": KEY, "WEBHOOK_ID": "mine"}, "NUMORAQ_STRIPE_WEBHOOK_ID"),
    ],
)
def test_a_wrong_value_is_loud_and_no_key_is_said(variables: dict[str, str], named: str) -> None:
    found, said = read(**variables)
    assert found == {}
    assert f"BadSetting: {named}" in said
    assert variables["KEY"] not in said
