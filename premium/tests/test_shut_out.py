"""Whoever is shut out is charged no more: at once, and by the nightly job should that fail."""

import pytest

from accounts.leaving import closing
from accounts.models import User
from accounts.services import people
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_service, as_staff
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs
from premium.services import changing, reconciling
from premium.tests.shop import Shop

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)
WAYS = ("closed", "closed by staff", "locked")


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


def shut_out(user: User, how: str, shop: Shop) -> None:
    """Close or lock an account as its person, or staff, do."""
    dana = make_person("dana")
    if how == "closed":
        closing.ask(user=user, at=shop.now())
        return
    with as_staff(dana):
        person = User.objects.get(pk=user.pk)
        if how == "locked":
            people.deactivate(person=person, actor=dana, reason="stolen")
        else:
            closing.ask_by_staff(person=person, actor=dana, reason="asked", at=shop.now())


@pytest.mark.parametrize("how", WAYS)
def test_whoever_is_shut_out_is_not_renewed(alice: User, shop: Shop, jobs: Jobs, how: str) -> None:
    shop.buy(alice, "monthly")
    shut_out(alice, how, shop)
    jobs.run()
    assert not shop.subscription(alice).renews
    [found] = shop.fake.client.v1.subscriptions.list().data
    assert found.cancel_at_period_end


def test_the_pages_to_pay_on_of_whoever_is_locked_are_closed(
    alice: User, shop: Shop, jobs: Jobs
) -> None:
    payment = shop.order(alice, "lifetime")
    shut_out(alice, "locked", shop)
    jobs.run()
    assert shop.read(payment).status == "cancelled"
    assert not shop.fake.client.v1.checkout.sessions.list({"status": "open"}).data


@pytest.mark.parametrize("how", ["closed", "locked"])
def test_the_nightly_job_stops_what_was_missed(
    alice: User, shop: Shop, jobs: Jobs, how: str
) -> None:
    shop.buy(alice, "monthly")
    shut_out(alice, how, shop)
    jobs.waiting.clear()
    with worker_login(), as_service():
        reconciling.subscriptions(at=shop.now())
    assert not shop.subscription(alice).renews


def test_who_comes_in_again_says_whether_it_renews(alice: User, shop: Shop, jobs: Jobs) -> None:
    shop.buy(alice, "monthly")
    shut_out(alice, "closed", shop)
    jobs.run()
    closing.keep(user=alice)
    jobs.run()
    assert not shop.subscription(alice).renews
    with as_login_role():
        alice.refresh_from_db()
    changing.change(user=alice, do="resume", plan="", at=shop.now())
    assert shop.subscription(alice).renews
