"""What a request knows about its person, and what it costs to know it."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import timezone

from accounts.middleware import PersonRequest
from accounts.models import Profile, User
from accounts.services import profiles
from conftest import ClientFor
from numoraq.lib import formats
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.urls("accounts.tests.test_middleware")


def bare(request: HttpRequest) -> HttpResponse:
    """Tell who is signed in, without asking the database anything more."""
    return HttpResponse(str(request.user))


def told(request: PersonRequest) -> HttpResponse:
    """Tell the name, the clock and a number, as the person sees them."""
    noon = timezone.localtime(datetime(2026, 11, 22, 12, tzinfo=UTC))
    number = formats.current().number(1234.5, places=1)
    return HttpResponse(f"{request.profile.name}|{noon:%H:%M}|{number}")


urlpatterns = [path("bare/", bare), path("told/", told)]


def statements(client: Client, url: str) -> list[str]:
    """Return what a request asks the database, without the savepoints of the test."""
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    sent = [str(query["sql"]) for query in queries]
    return [sql for sql in sent if not sql.startswith(("SAVEPOINT", "RELEASE"))]


def test_person_and_profile_cost_one_query_together(client_for: ClientFor, alice: User) -> None:
    client = client_for(alice)
    asked = statements(client, "/told/")
    assert len(asked) == 1
    assert "JOIN profiles" in asked[0]


def test_nobody_costs_no_query(client: Client, db: None) -> None:
    assert statements(client, "/bare/") == []


def test_clock_and_numbers_are_those_of_the_profile(
    client_for: ClientFor, alice: User, bob: User
) -> None:
    with as_user(alice):
        profiles.update(profile=profiles.of(alice), timezone="Asia/Kolkata", number_format="space")
    assert client_for(alice).get("/told/").content.decode() == "Alice|17:30|1\u00a0234,5"
    assert client_for(bob).get("/told/").content.decode() == "Bob|12:00|1,234.5"


def test_a_profile_that_was_never_made_is_made(client_for: ClientFor, alice: User) -> None:
    with as_user(alice):
        Profile.objects.filter(pk=alice.pk).delete()
    assert client_for(alice).get("/told/").content == b"|12:00|1,234.5"
    with as_user(alice):
        assert Profile.objects.filter(pk=alice.pk).exists()


def test_a_zone_that_is_no_longer_known_does_not_lock_anybody_out(
    client_for: ClientFor, alice: User
) -> None:
    with as_user(alice):
        profiles.update(profile=profiles.of(alice), timezone="Mars/Olympus")
    assert client_for(alice).get("/told/").content == b"Alice|12:00|1,234.5"


def test_a_session_of_somebody_who_is_gone_is_nobodys(client_for: ClientFor, alice: User) -> None:
    client = client_for(alice)
    assert client.get("/bare/").content == b"alice@example.org"
    session = client.session
    session["_auth_user_id"] = str(uuid4())
    session.save()
    assert client.get("/bare/").content == b"AnonymousUser"


@pytest.mark.urls(settings.ROOT_URLCONF)
def test_signing_out_clears_what_the_browser_keeps(client_for: ClientFor, alice: User) -> None:
    client = client_for(alice)
    assert "Clear-Site-Data" not in client.get("/dashboard/").headers
    assert client.post("/accounts/logout/").headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in client.get("/accounts/login/").headers
