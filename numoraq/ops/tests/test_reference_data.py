"""`manage.py load_reference_data`: as the service, saying what is new."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections

from numoraq.lib import reference
from numoraq.rls.identity import current

pytestmark = pytest.mark.django_db(databases=["default", "worker"])


@pytest.fixture(autouse=True)
def _loaders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "_loaders", {})


def said(**options: int) -> str:
    out = StringIO()
    call_command("load_reference_data", stdout=out, **options)
    return out.getvalue()


def test_it_tells_what_is_new_and_nothing_else() -> None:
    reference.register("rates", lambda _using: 3)
    reference.register("tiers", lambda _using: 0)
    assert said() == "rates: 3 new\n"
    assert said(verbosity=0) == ""


def test_loaders_write_as_the_service() -> None:
    def load(using: str) -> int:
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT current_user, session_user")
            seen.append((using, *cursor.fetchone()))
        return 0

    seen: list[tuple[str, str, str]] = []
    reference.register("who", load)
    said()
    assert seen == [("worker", "nq_service", "nq_worker")]
    assert current().role == "none"
