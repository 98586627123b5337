"""What breaks in the middle: nothing is lost, and nothing is done twice."""

from datetime import timedelta
from typing import Any

import pytest
from celery.canvas import Signature
from celery.exceptions import Retry
from django.core import mail
from django.db import Error, connection
from djstripe.models import Event, WebhookEventTrigger

from accounts.models import User
from conftest import make_person
from numoraq.ops.tests.test_outbox import broker_away, flush
from numoraq.rls.identity import as_login_role, as_service
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs
from premium import gateway, tasks
from premium.models import Payment
from premium.services import grants, reconciling, telling
from premium.tests.make import gift, lifetime
from premium.tests.shop import Shop
from premium.tests.test_events import heard
from premium.trouble import Trouble

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


def receipts(jobs: Jobs) -> int:
    """Return how many receipts wait to be sent."""
    sent = jobs.named("accounts.send_mail")
    return sum(one["message"] == "premium.paying.emails.receipt" for one in sent)


def drop(*_: Any, **__: Any) -> None:
    """Have the database end this connection, as it does when it is restarted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def reconcile(shop: Shop) -> int:
    """Run the frequent job an hour on."""
    with worker_login(), as_service():
        return reconciling.payments(at=shop.now() + HOUR)


def test_who_is_killed_between_the_grant_and_its_mail_has_done_neither(
    alice: User, shop: Shop, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.pay(shop.order(alice, "lifetime"))
    parcels = heard(shop)
    with monkeypatch.context() as broken:
        broken.setattr(telling, "receipt", drop)  # the grant is written by then
        assert {shop.post(one) for one in parcels} & {500, 503}
    connection.close()
    assert (shop.grants(alice), receipts(jobs)) == ([], 0)
    for _again in range(2):
        assert {shop.post(one) for one in parcels} == {200}
        assert (len(shop.grants(alice)), receipts(jobs)) == (1, 1)


def test_a_receipt_waits_for_the_broker_and_is_sent_once(
    alice: User, shop: Shop, jobs: Jobs
) -> None:
    shop.pay(shop.order(alice, "lifetime"))
    parcels = heard(shop)
    with broker_away():
        assert {shop.post(one) for one in parcels} == {200}
    assert (len(shop.grants(alice)), receipts(jobs)) == (1, 0)
    assert flush() > 0
    assert flush() == 0
    assert {shop.post(one) for one in parcels} == {200}
    assert receipts(jobs) == 1
    jobs.run()
    assert [one.to for one in mail.outbox if "eceipt" in one.subject or "299" in one.body] == [
        ["alice@example.org"]
    ]


def test_of_an_event_that_failed_the_request_stays_and_nothing_else(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.pay(shop.order(alice, "lifetime"))
    parcels = heard(shop)

    def fail(**_: Any) -> bool:
        raise RuntimeError("a receiver that fails")

    with monkeypatch.context() as broken:
        broken.setattr(grants, "give", fail)
        answers = [shop.post(one) for one in parcels]
    assert 500 in answers
    with as_login_role():
        assert Event.objects.count() == answers.count(200)
        failed = WebhookEventTrigger.objects.exclude(exception="")
        assert failed.count() == answers.count(500)
        assert "a receiver that fails" in str(failed[0].exception)
    assert {shop.post(one) for one in parcels} == {200}
    assert len(shop.grants(alice)) == 1


def test_after_an_hour_without_stripe_the_job_catches_up(alice: User, far_shop: Shop) -> None:
    """No event of it ever arrives."""
    payment = far_shop.order(alice, "yearly")
    far_shop.pay(payment)
    now = far_shop.now()
    far_shop.fake.stop()
    with worker_login(), as_service():
        assert reconciling.payments(at=now + HOUR) == 0
    assert far_shop.read(payment).status == "pending"
    far_shop.fake.start()
    assert [reconcile(far_shop), reconcile(far_shop)] == [1, 0]
    assert far_shop.read(payment).status == "completed"
    assert far_shop.is_premium(alice)


def test_a_database_that_goes_away_in_the_middle_of_an_order_leaves_one_page(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, made = gateway.open_checkout, []

    def open_and_drop(params: Any, *, key: str) -> Any:
        made.append(real(params, key=key))
        drop()

    with monkeypatch.context() as broken:
        broken.setattr(gateway, "open_checkout", open_and_drop)
        with pytest.raises(Error):
            shop.order(alice, "lifetime")
    connection.close()
    with as_login_role():
        assert list(Payment.objects.values_list("status", "stripe_session_id")) == [
            ("pending", None)
        ]
    again = shop.order(alice, "lifetime")
    assert again.stripe_session_id == made[0]["id"]
    assert len(shop.fake.client.v1.checkout.sessions.list().data) == 1
    with as_login_role():
        assert Payment.objects.count() == 1


def test_the_nightly_job_stops_what_premium_for_good_replaces(alice: User, shop: Shop) -> None:
    """The job that was to do it at once was lost."""
    shop.buy(alice, "monthly")
    with as_login_role():
        grants.give(person_id=alice.pk, gift=gift(lifetime(0)), at=shop.now())
    row = shop.subscription(alice)
    assert row.renews
    with worker_login():
        assert [tasks.compare_subscriptions(), tasks.compare_subscriptions()] == [1, 0]
    stripe_row = shop.fake.client.v1.subscriptions.retrieve(row.stripe_subscription)
    assert stripe_row.cancel_at_period_end
    assert not shop.subscription(alice).renews
    status = shop.status(alice)
    assert (status.is_lifetime, status.premium_expires_at) == (True, None)


@pytest.mark.parametrize("tries", [0, 3])
def test_a_job_that_stripe_does_not_answer_is_sent_again_later(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch, tries: int
) -> None:
    waits: list[Any] = []

    def away(_id: str) -> Any:
        raise Trouble("away", is_temporary=True)

    payment = shop.order(alice, "monthly")
    monkeypatch.setattr(gateway, "expire_checkout", away)
    monkeypatch.setattr(
        Signature, "apply_async", lambda one, *_, **__: waits.append(one.options["countdown"])
    )
    task = tasks.cancel_checkout
    task.push_request(id="job", called_directly=False, retries=tries, delivery_info={})
    try:
        with worker_login(), as_service(), pytest.raises(Retry):
            task.run(payment_id=str(payment.pk))
    finally:
        task.pop_request()
    assert waits == [60 * 4**tries]
    assert shop.read(payment).status == "pending"
