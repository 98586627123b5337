"""Refunds that staff order: on the record first, at Stripe once, whatever answer gets lost."""

from datetime import timedelta

import pytest
from celery.exceptions import Retry
from django.core.exceptions import ValidationError

from accounts.models import User
from cms.models import AuditEntry
from cms.roles import Role
from cms.tests.cast import staff_of
from numoraq.rls.identity import as_service, as_staff
from numoraq.rls.logins import worker_login
from numoraq.tests.jobs import Jobs
from premium import gateway, tasks
from premium.models import Payment
from premium.services import looking, ordered, refunds, settling
from premium.tests.shop import DAY, Shop
from premium.tests.test_overseeing import act
from premium.tests.test_purchases import mails
from premium.tests.test_stopping import alice, dana
from premium.trouble import Trouble

__all__ = ["alice", "dana"]
pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


def order(shop: Shop, payment: Payment, dana: User) -> None:
    """Have Dana order a refund."""
    with as_staff(dana):
        refunds.order(payment=payment, actor=dana, reason="asked by mail", at=shop.now())


def acts(dana: User) -> list[str]:
    """Return what is on the record about payments, oldest first."""
    with as_staff(dana):
        found = AuditEntry.objects.filter(action__startswith="payment.").order_by("seq")
        return [one.action for one in found if not one.action.endswith("viewed")]


def test_an_answer_that_gets_lost_loses_nothing(
    alice: User, dana: User, shop: Shop, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = shop.buy(alice, "lifetime")
    order(shop, payment, dana)
    really, keys = gateway.refund, list[object]()

    def noting(**what: object) -> gateway.Json:
        keys.append(what["key"])
        return really(**what)  # type: ignore[arg-type]

    def losing(**what: object) -> gateway.Json:
        noting(**what)
        raise Trouble("no answer", is_temporary=True)

    with monkeypatch.context() as broken:
        broken.setattr(gateway, "refund", losing)
        with worker_login(), pytest.raises((Retry, Trouble)):
            tasks.pay_back(payment_id=str(payment.pk))
    assert acts(dana) == ["payment.refund_asked"]
    payment = shop.read(payment)
    assert payment.refund_asked_at is not None
    assert payment.attention == "could not be paid back yet: no answer"
    shop.fake.advance(60)
    order(shop, payment, dana)  # staff try again, and so do the jobs
    with monkeypatch.context() as noted:
        noted.setattr(gateway, "refund", noting)
        jobs.run()
    assert (len(keys) > 1, len(set(keys))) == (True, 1)
    payment = shop.read(payment)
    assert (payment.status, payment.refund_asked_at) == ("refunded", None)
    assert payment.attention == ""
    assert len(shop.fake.client.v1.refunds.list().data) == 1
    assert acts(dana) == ["payment.refund_asked", "payment.refund_asked", "payment.refunded"]
    with worker_login():
        tasks.pay_back(payment_id=str(payment.pk))  # sent twice
    assert len(acts(dana)) == 3


def test_an_order_nobody_closed_is_carried_out_again_without_a_second_refund(
    alice: User, dana: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = shop.buy(alice, "lifetime")
    order(shop, payment, dana)
    with monkeypatch.context() as broken:
        broken.setattr(settling, "settle", _away)
        with worker_login(), as_service(), pytest.raises(Trouble):
            refunds.carry_out(payment_id=payment.pk, at=shop.now())
    assert shop.read(payment).status == "completed"
    later = shop.now() + timedelta(hours=1)
    with worker_login(), as_service():
        assert ordered.again(at=later) == 1
        assert ordered.again(at=later) == 0
    assert [one.amount for one in shop.fake.client.v1.refunds.list().data] == [29_900]


def test_what_stripe_refuses_is_said(alice: User, dana: User, shop: Shop, jobs: Jobs) -> None:
    payment = shop.buy(alice, "lifetime")
    order(shop, payment, dana)
    shop.fake.make("dispute", shop.charge_of(payment))
    jobs.run()
    payment = shop.read(payment)
    assert (payment.status, payment.refund_asked_at) == ("disputed", None)
    assert "could not be paid back: InvalidRequestError charge_disputed" in payment.attention
    assert acts(dana)[-1] == "payment.refund_refused"
    with as_staff(dana), pytest.raises(ValidationError, match="once"):
        refunds.order(payment=payment, actor=dana, reason="again", at=shop.now())


def test_after_one_that_failed_another_is_a_new_order(
    alice: User, dana: User, shop: Shop, jobs: Jobs
) -> None:
    payment = shop.buy(alice, "lifetime")
    order(shop, payment, dana)
    jobs.run()
    [refund] = shop.fake.client.v1.refunds.list().data
    shop.fake.make("fail_refund", refund.id)
    shop.deliver()
    assert shop.is_premium(alice)
    shop.fake.advance(DAY)
    order(shop, shop.read(payment), dana)
    jobs.run()
    assert shop.read(payment).status == "refunded"
    assert len(shop.fake.client.v1.refunds.list().data) == 2


@pytest.fixture
def withheld(
    alice: User, shop: Shop, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Payment:
    """Return a payment of which Stripe has another amount than our row."""
    with monkeypatch.context() as other:
        other.setattr(looking, "misfit", lambda payment, session: "amount")
        return shop.buy(alice, getattr(request, "param", "monthly"))


def test_what_was_withheld_is_given_by_staff(
    alice: User, dana: User, shop: Shop, jobs: Jobs, withheld: Payment
) -> None:
    shop.fake.advance(32 * DAY)
    shop.deliver()
    assert not shop.is_premium(alice)
    receipts = [one for one in jobs.named("accounts.send_mail") if "receipt" in one["message"]]
    assert [one["values"]["is_withheld"] for one in receipts] == [True, True]
    assert "a reason is needed" in act(dana, "payment", "release", withheld.pk, reason="")
    assert "Done for 1 row" in act(dana, "payment", "release", withheld.pk)
    payment = shop.read(withheld)
    assert (payment.withheld, payment.attention) == (False, "")
    assert shop.is_premium(alice)
    assert len(shop.grants(alice)) >= 2  # the renewal that was withheld with it, too
    assert mails(jobs)[-2:] == ["released", "released"]
    assert acts(dana).count("payment.released") == 2
    assert "Nothing is withheld" in act(dana, "payment", "release", withheld.pk)


def test_what_was_withheld_is_paid_back_and_not_renewed(
    alice: User, dana: User, shop: Shop, jobs: Jobs, withheld: Payment
) -> None:
    act(dana, "payment", "refund", withheld.pk)
    jobs.run()
    assert shop.read(withheld).status == "refunded"
    assert shop.subscription(alice).status == "canceled"
    assert not shop.is_premium(alice)


@pytest.mark.parametrize(
    ("role", "may"), [(Role.SUPPORT, False), (Role.FINANCE, True), (Role.ADMINISTRATOR, True)]
)
def test_who_may_give_what_was_withheld(
    shop: Shop, withheld: Payment, role: Role, may: bool
) -> None:
    act(staff_of(role), "payment", "release", withheld.pk)
    assert shop.read(withheld).withheld is not may


def _away(**_: object) -> None:
    raise Trouble("no answer", is_temporary=True)
