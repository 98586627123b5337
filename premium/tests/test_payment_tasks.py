"""The jobs of payments: done twice without harm, tried again when that may help."""

import logging

import pytest
from celery.exceptions import Retry
from pytest_django import Settings

from accounts.models import User
from conftest import make_person
from numoraq.rls.logins import worker_login
from premium import tasks
from premium.gateway import Trouble
from premium.tests.shop import Shop

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)
SCHEDULED = [
    tasks.reconcile_payments,
    tasks.fetch_events,
    tasks.compare_subscriptions,
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
        assert [task() for task in SCHEDULED] == [0, 0, 0, 0]


def test_a_job_waits_while_stripe_is_away(alice: User, far_shop: Shop) -> None:
    payment = far_shop.order(alice, "monthly")
    far_shop.fake.stop()
    with worker_login(), pytest.raises((Retry, Trouble)):
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


def test_lifetime_and_no_subscription_is_nothing_to_stop(alice: User, shop: Shop) -> None:
    shop.buy(alice, "lifetime")
    with worker_login():
        tasks.stop_renewals(user_id=str(alice.pk))
        tasks.stop_renewals(user_id=str(alice.pk))
    assert shop.status(alice).is_lifetime
