"""`manage.py rotate_keys`: afterwards the old key is needed no more."""

import base64
from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django import Settings

from accounts.models import User
from finance.models import Entry
from finance.tests import make
from numoraq.lib import crypto, rotation
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)

OLD = "old:" + base64.urlsafe_b64encode(b"o" * 32).decode()
NEW = "new:" + base64.urlsafe_b64encode(b"n" * 32).decode()


@pytest.fixture(autouse=True)
def _sealed(alice: User, settings: Settings) -> None:
    settings.ENC_KEYS = [OLD]
    with as_user(alice):
        for number in range(3):
            make.asset(alice, wallet_address=f"address {number}")
        make.asset(alice)


def rotate() -> str:
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("page", [2, 500])
def test_everything_opens_with_the_new_key_alone(
    alice: User, settings: Settings, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr(rotation, "PAGE", page)
    settings.ENC_KEYS = [NEW, OLD]
    assert "financial_data.wallet_address: 3 sealed anew" in rotate()
    assert "financial_data.wallet_address: 0 sealed anew" in rotate()
    settings.ENC_KEYS = [NEW]
    with as_user(alice):
        found = {entry.wallet_address for entry in Entry.objects.all()}
    assert found == {"address 0", "address 1", "address 2", None}


def test_a_lost_key_is_loud(settings: Settings) -> None:
    settings.ENC_KEYS = [NEW]
    with pytest.raises(crypto.CannotDecrypt):
        rotate()
