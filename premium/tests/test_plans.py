"""The plans and what they cost."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client

from accounts.models import User
from conftest import ClientFor
from numoraq.lib.money import Money
from numoraq.rls.identity import as_login_role, as_service, as_staff, as_user
from numoraq.rls.logins import worker_login
from premium.models import Plan
from premium.selectors import plans as selectors
from premium.services import plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(dana: User) -> None:
    with as_staff(dana):
        plans.load("default")


@pytest.mark.usefixtures("loaded")
def test_the_plans_are_compared_with_paying_by_month() -> None:
    offers = selectors.plans()
    told = [(offer.code, offer.per_month, offer.saving, offer.is_best) for offer in offers]
    assert told == [
        ("monthly", Money(Decimal("9.99"), "USD"), 0, False),
        ("3_month", Money(Decimal("8.33"), "USD"), 17, False),
        ("6_month", Money(Decimal("7.50"), "USD"), 25, False),
        ("yearly", Money(Decimal("6.67"), "USD"), 33, True),
        ("lifetime", None, None, False),
    ]
    assert [offer.share_of_monthly for offer in offers] == [100, 83, 75, 67, None]
    assert [offer.is_round for offer in offers] == [False, False, False, False, True]


@pytest.mark.usefixtures("loaded")
def test_without_a_monthly_plan_nothing_is_compared(dana: User) -> None:
    with as_staff(dana):
        Plan.objects.filter(code="monthly").delete()
    assert {offer.saving for offer in selectors.plans()} == {None}
    assert not any(offer.is_best for offer in selectors.plans())


@pytest.mark.usefixtures("loaded")
def test_anybody_reads_the_pricing_page(alice: User, client_for: ClientFor) -> None:
    for client in (Client(), client_for(alice)):
        page = client.get("/pricing/").content.decode()
        for text in ("buying opens later", "33% less", "Free for everyone, always", "299"):
            assert text in page
        assert '<div class="hd pad-m"><h2 id="plans">' in page  # no edge touches the words
        assert "<form" not in page.split("<main")[1].split("</main>")[0]  # nothing to buy yet


def test_the_pricing_page_says_so_while_prices_are_missing(client: Client) -> None:
    assert "not loaded yet" in client.get("/pricing/").content.decode()


def test_the_pricing_page_costs_one_query(
    client: Client, loaded: None, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(3):  # type: ignore[operator]  # one, within a savepoint
        client.get("/pricing/")


@pytest.mark.usefixtures("loaded")
def test_staff_alone_change_prices(alice: User) -> None:
    for identity in (as_user(alice), as_login_role()):
        with (
            identity,
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
        ):
            Plan.objects.update(price=0)


@pytest.mark.parametrize(
    "plan",
    [
        Plan(code="free", months=1, price=0, sort=9),
        Plan(code="monthly", months=1, price=-1, sort=9),
        Plan(code="monthly", months=None, price=1, sort=9),
        Plan(code="monthly", months=0, price=1, sort=9),
        Plan(code="lifetime", months=1, price=1, sort=9),
    ],
)
@pytest.mark.usefixtures("loaded")
def test_impossible_plans_are_refused(dana: User, plan: Plan) -> None:
    with as_staff(dana):
        Plan.objects.filter(code=plan.code).delete()
        with pytest.raises(IntegrityError), transaction.atomic():
            plan.save(force_insert=True)


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_loading_adds_what_is_missing_and_keeps_what_staff_changed() -> None:
    with worker_login(), as_service():
        assert plans.load("default") == 5
        Plan.objects.filter(code="yearly").update(price=Decimal("69.99"))
        Plan.objects.filter(code="lifetime").delete()
        assert plans.load("default") == 1
        assert plans.load("default") == 0
    with as_login_role():
        assert Plan.objects.get(code="yearly").price == Decimal("69.99")
