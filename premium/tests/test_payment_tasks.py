"""The jobs of payments: done twice without harm, tried again when that may help."""

import logging
from datetime import timedelta

import pytest
from djstripe.models import Charge, Customer, Event, WebhookEventTrigger
from pytest_django import Settings

from accounts.models import User
from accounts.services import people
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_service
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs
from premium import tasks
from premium.services import sweeping
from premium.tests.shop import Shop
from premium.trouble import Trouble

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)
SCHEDULED = [
    tasks.reconcile_payments,
    tasks.fetch_events,
    tasks.compare_subscriptions,
    tasks.compare_payments,
    tasks.remind_renewals,
]


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


def test_scheduled_jobs_find_nothing_to_do_twice(alice: User, shop: Shop) -> None:
    shop.buy(alice, "monthly")
    with worker_login():
        for task in SCHEDULED:
            assert (task(), task()) == (0, 0)


def test_without_a_key_jobs_ask_nobody(settings: Settings, transactional_db: None) -> None:
    settings.PAYMENTS_ENABLED = False
    with worker_login():
        assert [task() for task in SCHEDULED] == [0] * len(SCHEDULED)


def test_a_job_waits_while_stripe_is_away(alice: User, far_shop: Shop) -> None:
    payment = far_shop.order(alice, "monthly")
    far_shop.fake.stop()
    # Called by hand there is nothing to be sent again: see test_faults for how the worker does it.
    with worker_login(), pytest.raises(Trouble, match="does not answer"):
        tasks.cancel_checkout(payment_id=str(payment.pk))
    far_shop.fake.start()
    with worker_login():
        tasks.cancel_checkout(payment_id=str(payment.pk))
        tasks.cancel_checkout(payment_id=str(payment.pk))
    assert far_shop.read(payment).status == "cancelled"


def test_what_stripe_refuses_for_good_is_said_and_not_tried_again(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    with worker_login(), caplog.at_level(logging.ERROR):
        assert tasks.end_orphan(subscription_id="sub_nobody") is False
    assert "resource_missing" in caplog.text


def test_copies_of_people_who_are_gone_go_too(alice: User, shop: Shop, jobs: Jobs) -> None:
    shop.buy(alice, "monthly")
    bob = make_person("bob")
    shop.buy(bob, "lifetime")
    with worker_login(), as_service():
        people.delete(user=alice)
    jobs.run()
    shop.deliver()
    with worker_login():
        assert tasks.sweep_events() > 1
        assert tasks.sweep_events() == 0
    with as_login_role():
        assert [one.subscriber for one in Customer.objects.all()] == [bob]
        assert not Charge.objects.exclude(customer__subscriber=bob).exists()
        assert WebhookEventTrigger.objects.exists()
    with worker_login(), as_service():
        assert sweeping.sweep(at=shop.now() + timedelta(days=31)) > 0
        assert not WebhookEventTrigger.objects.exists()
        assert Event.objects.exists()
        assert sweeping.sweep(at=shop.now() + timedelta(days=91)) > 0
        assert not Event.objects.exists()
    assert shop.status(bob).is_lifetime


def test_lifetime_and_no_subscription_is_nothing_to_stop(alice: User, shop: Shop) -> None:
    shop.buy(alice, "lifetime")
    with worker_login():
        tasks.stop_renewals(user_id=str(alice.pk))
        tasks.stop_renewals(user_id=str(alice.pk))
    assert shop.status(alice).is_lifetime
