"""The page of one's own premium, and the same by the API."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from conftest import ClientFor
from numoraq.rls.identity import as_login_role, as_staff, as_user
from premium.entitlement import GRACE
from premium.models import Grant
from premium.selectors import status
from premium.selectors.status import Standing, State
from premium.services import features, grants
from premium.tests.make import Given, credit, day, given, interval, lifetime

pytestmark = pytest.mark.django_db


def standing(user: User, *wanted: Given, at: float) -> Standing:
    given(user, *wanted, at=day(at))
    with as_user(user):
        return status.standing(status.grants(user), at=day(at))


def test_the_time_ahead_is_told_by_where_it_comes_from(alice: User) -> None:
    found = standing(alice, interval(-10, 20), credit(0, 8), at=0)
    assert found.words == "28 days: 20 paid, 8 from a code"
    assert [(part.label, part.days, part.kind) for part in found.parts] == [
        ("Month", 20, "p2"),
        ("Code", 8, "p3"),
    ]
    assert found.days == 28


def test_a_day_that_has_begun_counts_and_the_parts_add_up(alice: User) -> None:
    found = standing(alice, credit(0, 1.5, "trial", "a"), credit(0, 1.25, key="b"), at=0)
    assert (found.days, [part.days for part in found.parts]) == (3, [2, 1])


@pytest.mark.parametrize(
    ("wanted", "at", "state"),
    [
        ([], 0, State.NEVER),
        ([credit(0, 30)], 29, State.ACTIVE),
        ([credit(0, 30)], 31, State.GRACE),
        ([credit(0, 30)], 30 + GRACE / timedelta(days=1), State.OVER),
        ([lifetime(0)], 999, State.LIFETIME),
    ],
)
def test_the_states(alice: User, wanted: list[Given], at: float, state: State) -> None:
    assert standing(alice, *wanted, at=at).state == state


def test_the_page_tells_of_the_trial(client_for: ClientFor, alice: User) -> None:
    page = client_for(alice).get("/premium/").content.decode()
    assert "Trial, 30 days" in page
    assert '<span class="read">30</span>' in page


def test_the_page_says_what_was_taken_back(client_for: ClientFor, alice: User) -> None:
    client = client_for(alice)
    given(alice, lifetime(0, key="paid"))
    assert "For good" in client.get("/premium/").content.decode()
    with as_login_role():
        grants.revoke(person_id=alice.pk, idem_key="paid", at=day(1))
    page = client.get("/premium/").content.decode()
    assert "taken back" in page
    assert "For good" not in page


def test_the_page_costs_the_same_however_much_was_given(
    client_for: ClientFor,
    alice: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_for(alice)
    client.get("/premium/")
    given(alice, *(credit(n, 1) for n in range(60)))
    with django_assert_num_queries(7):
        page = client.get("/premium/")
    assert page.content.decode().count("<tr>") == status.LISTED + 1


def test_programs_are_told_the_same(client_for: ClientFor, alice: User, dana: User) -> None:
    with as_staff(dana):
        features.load("default")
    body = client_for(alice).get("/api/v1/premium/").json()
    assert (body["state"], body["is_active"], body["source"]) == ("active", True, "trial")
    assert [share["source"] for share in body["shares"]] == ["trial"]
    limits = {limit["code"]: limit["limit"] for limit in body["limits"]}
    assert limits["projection_months"] == 600


def test_programs_see_their_own_grants_alone(client_for: ClientFor, alice: User, bob: User) -> None:
    given(bob, lifetime(0))
    found = client_for(alice).get("/api/v1/premium/grants/").json()
    assert [grant["source"] for grant in found] == [Grant.Source.TRIAL]
