"""What staff do to payments: through Stripe, with a reason, on the record."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from cms.models import AuditEntry
from cms.tests.cast import cms_of
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_staff
from numoraq.tests.jobs import Jobs
from premium import kpis
from premium.models import Payment
from premium.services import looking, overseeing
from premium.tests.shop import DAY, Shop

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


@pytest.fixture
def dana(transactional_db: None) -> User:
    user = make_person("dana")
    with as_staff(user):
        User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    user.refresh_from_db()
    return user


def act(dana: User, model: str, action: str, key: object, reason: str = "asked by mail") -> str:
    """Do something to a row in the CMS, and return what its page says then."""
    form = {"action": action, "_selected_action": str(key), "reason": reason}
    answer = cms_of(dana).post(f"/premium/{model}/?q=alice@example.org", form, follow=True)
    return answer.content.decode()


def test_paying_back_asks_stripe_and_takes_back(
    alice: User, dana: User, shop: Shop, jobs: Jobs
) -> None:
    payment = shop.buy(alice, "lifetime")
    assert "a reason is needed" in act(dana, "payment", "refund", payment.pk, reason="")
    assert shop.read(payment).status == "completed"
    assert "Done for 1 row" in act(dana, "payment", "refund", payment.pk)
    assert shop.read(payment).status == "completed"  # until the job has asked
    jobs.run()
    assert shop.read(payment).status == "refunded"
    assert not shop.is_premium(alice)
    [refund] = shop.fake.client.v1.refunds.list().data
    assert refund.amount == 29_900
    shown = act(dana, "payment", "refund", payment.pk)
    assert "once" in shown
    assert shown.count("$299.00") == 2  # paid, and paid back
    with as_staff(dana):
        asked = AuditEntry.objects.get(action="payment.refund_asked")
        entry = AuditEntry.objects.get(action="payment.refunded")
    assert (asked.target_user_id, asked.admin_user_id) == (alice.pk, dana.pk)
    assert asked.details["reason"] == "asked by mail"
    assert (entry.target_user_id, entry.admin_user_id) == (alice.pk, None)
    assert entry.details["after"]["status"] == "refunded"
    assert set(shop.deliver()) == {200}  # Stripe tells of it, too


def test_comparing_finds_what_no_event_told(alice: User, dana: User, shop: Shop) -> None:
    payment = shop.order(alice, "lifetime")
    shop.pay(payment)
    act(dana, "payment", "compare", payment.pk)
    assert shop.read(payment).status == "completed"


def test_ending_a_subscription_leaves_what_was_paid(
    alice: User, dana: User, shop: Shop, jobs: Jobs
) -> None:
    shop.buy(alice, "monthly")
    row = shop.subscription(alice)
    act(dana, "subscription", "end", row.pk)
    assert shop.subscription(alice).wanted == "end"
    jobs.run()
    assert (shop.subscription(alice).status, shop.subscription(alice).wanted) == ("canceled", "")
    assert shop.is_premium(alice)
    assert "ended already" in act(dana, "subscription", "end", row.pk)
    act(dana, "subscription", "compare", row.pk)


def test_while_stripe_is_away_staff_are_told(alice: User, dana: User, far_shop: Shop) -> None:
    payment = far_shop.buy(alice, "lifetime")
    far_shop.fake.stop()
    with as_staff(dana), pytest.raises(ValidationError, match="does not answer"):
        overseeing.compare(payment=payment, actor=dana, reason="why", at=timezone.now())
    far_shop.fake.start()


def test_the_overview_counts_what_came_in(alice: User, dana: User, shop: Shop) -> None:
    shop.buy(alice, "monthly")
    payment = shop.buy(alice, donation=25)
    shop.fake.make("refund", shop.charge_of(payment), amount=500)
    shop.deliver()
    at = shop.now() + timedelta(minutes=1)
    with as_staff(dana):
        assert kpis.paid(at).value == "$29.99"
        assert (kpis.subscribed(at).value, kpis.subscribed(at).note) == ("1", "0 overdue")
        assert kpis.to_look_at(at).value == "1"
    act(dana, "payment", "seen", payment.pk)
    with as_staff(dana):
        assert kpis.to_look_at(at).value == "0"
    with as_login_role():
        assert Payment.objects.get(pk=payment.pk).status == "partially_refunded"


def test_what_needs_a_look_is_listed_without_a_name(alice: User, dana: User, shop: Shop) -> None:
    flagged = shop.buy(alice, "lifetime")
    shop.buy(make_person("bob"), "lifetime")
    with as_staff(dana):
        Payment.objects.filter(pk=flagged.pk).update(attention="disputed")
    page = cms_of(dana).get("/premium/payment/?attention=yes").content.decode()
    assert "alice@example.org" in page
    assert "bob@example.org" not in page
    assert "alice@example.org" not in cms_of(dana).get("/premium/payment/").content.decode()


def test_what_was_withheld_stays_so_after_a_look(
    alice: User, dana: User, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "misfit", lambda payment, session: "another amount")
    payment = shop.buy(alice, "monthly")
    assert not shop.is_premium(alice)
    act(dana, "payment", "seen", payment.pk)
    assert shop.read(payment).attention == ""
    shop.settle(payment)
    assert not shop.is_premium(alice)
    shop.fake.advance(32 * DAY)
    shop.deliver()
    assert not shop.is_premium(alice)
