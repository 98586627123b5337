"""What people are told of a payment is what became of it: on pages, in mails, over the API."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from accounts import mailing
from accounts.models import User
from conftest import ClientFor, make_person
from numoraq.rls.identity import as_staff
from numoraq.tests.jobs import Jobs
from premium import kpis
from premium.models import Payment
from premium.services import looking
from premium.tests.shop import Shop
from premium.tests.test_paying_pages import page

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


@pytest.fixture
def browser(alice: User, client_for: ClientFor) -> Client:
    return client_for(alice)


def written(jobs: Jobs) -> str:
    """Return the text of the mail about a payment that was queued last."""
    sent = [one for one in jobs.named("accounts.send_mail") if "premium" in one["message"]]
    mailing.deliver(**sent[-1])
    return " ".join(str(mail.outbox[-1].body).split())


def of(payment: Payment) -> str:
    """Return the path of a payment's page."""
    return f"/premium/payments/{payment.pk}/"


def test_of_a_withheld_payment(
    alice: User, browser: Client, shop: Shop, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "misfit", lambda payment, session: "amount")
    payment = shop.buy(alice, "lifetime")
    told = written(jobs)
    assert "we have to look at it first" in told
    assert "yours" not in told
    shown = page(browser, of(payment))
    assert "premium is yours" not in shown
    assert "Nothing is given for it until our team has looked at it" in shown
    assert "Paid, being looked at" in page(browser)
    [row] = browser.get("/api/v1/payments/").json()
    assert (row["status"], row["withheld"]) == ("completed", True)


def test_of_a_dispute(alice: User, browser: Client, shop: Shop, jobs: Jobs) -> None:
    payment = shop.buy(alice, "monthly")
    dispute = shop.fake.make("dispute", shop.charge_of(payment))
    shop.deliver()
    assert "does not renew by itself any more" in written(jobs)
    with as_staff(alice):
        assert kpis.paid(shop.now() + timedelta(minutes=1)).value == "$0.00"
    shop.fake.make("win", dispute["id"])
    shop.deliver()
    assert "switch renewing on again" in written(jobs)
    with as_staff(alice):
        assert kpis.paid(shop.now() + timedelta(minutes=1)).value == "$9.99"
    shop.fake.make("lose", shop.fake.make("dispute", shop.charge_of(payment))["id"])
    shop.deliver()
    told = written(jobs)
    assert "it took the payment back for you" in told
    assert "We paid you back" not in told
    assert "Your subscription ends with it" in told
    shown = page(browser, of(payment))
    assert "Your bank took" in shown
    assert "back for you." in shown
    assert "Taken back by the bank" in page(browser)
    [row] = browser.get("/api/v1/payments/").json()
    assert (row["status"], row["is_lost"]) == ("refunded", True)


def test_of_a_refund(alice: User, browser: Client, shop: Shop, jobs: Jobs) -> None:
    payment = shop.buy(alice, "monthly")
    refund = shop.fake.make("refund", shop.charge_of(payment))
    shop.deliver()
    told = written(jobs)
    assert "We paid you back" in told
    assert "you are not charged again" in told
    assert "went back to you." in page(browser, of(payment))
    shop.fake.make("fail_refund", refund["id"])
    shop.deliver()
    assert "The money we sent you back did not arrive." in written(jobs)
