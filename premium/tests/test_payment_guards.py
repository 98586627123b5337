"""What the database itself keeps of payments and subscriptions, whoever writes."""

from contextlib import AbstractContextManager, ExitStack

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from accounts.services import people
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_service, as_staff
from numoraq.rls.logins import worker_login
from premium.models import Payment, Subscription
from premium.tests.make import day

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)
WRITERS = ["nq_web", "nq_staff", "nq_service"]
OF_PAYMENTS = [
    ("user_id = (SELECT id FROM auth_users WHERE email LIKE 'bob@%')", "is for"),
    ("amount = 1", "is for"),
    ("currency = 'EUR'", "is for"),
    ("kind = 'donation', plan_type = ''", "is for"),
    ("plan_type = '', kind = 'subscription'", "is for"),
    ("metadata = '{\"a\": 1}'", "is for"),
    ("stripe_session_id = 'cs_2'", "said once"),
    ("stripe_session_id = NULL", "said once"),
    ("stripe_payment_intent = 'pi_2'", "said once"),
    ("stripe_invoice = NULL", "said once"),
    ("stripe_customer = ''", "said once"),
    ("stripe_subscription = 'sub_2'", "said once"),
    ("status = 'pending'", "only rises"),
    ("status = 'failed'", "only rises"),
    ("amount_paid = 5", "only rises"),
    ("amount_refunded = 0", "only rises"),
    ("paid_at = now()", "only rises"),
    ("paid_at = NULL", "only rises"),
]
OF_SUBSCRIPTIONS = [
    "user_id = (SELECT id FROM auth_users WHERE email LIKE 'bob@%')",
    "stripe_subscription = 'sub_2'",
    "stripe_customer = 'cus_2'",
]


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


def acting(role: str) -> AbstractContextManager[object]:
    """Act as one of the roles that may write."""
    stack = ExitStack()
    if role == "nq_service":
        stack.enter_context(worker_login())
        stack.enter_context(as_service())
    else:
        dana = make_person("dana")
        stack.enter_context(as_login_role() if role == "nq_web" else as_staff(dana))
    return stack


def paid(user: User, **other: object) -> Payment:
    """Store a payment that came."""
    values = {
        "kind": "lifetime", "plan_type": "lifetime", "amount": 299, "amount_paid": 299,
        "status": "completed", "paid_at": day(0), "stripe_session_id": "cs_1",
        "stripe_payment_intent": "pi_1", "stripe_invoice": "in_1", "stripe_customer": "cus_1",
        "stripe_subscription": "sub_1", "amount_refunded": 1,
    }  # fmt: skip
    with as_login_role():
        return Payment.objects.create(user=user, **{**values, **other})


def subscribed(user: User, status: str = "active") -> Subscription:
    """Store a subscription."""
    with as_login_role():
        return Subscription.objects.create(
            user=user, plan_type="yearly", status=status, stripe_subscription="sub_1",
            stripe_customer="cus_1", checked_at=day(0),
        )  # fmt: skip


def run(statement: str) -> int:
    """Run a statement in a transaction; return how many rows it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)


@pytest.mark.parametrize("role", WRITERS)
def test_what_a_payment_was_stays(alice: User, role: str) -> None:
    make_person("bob")
    paid(alice)
    with acting(role):
        for change, told in OF_PAYMENTS:
            with pytest.raises(DatabaseError, match=told):
                run(f"UPDATE payment_sessions SET {change}")


@pytest.mark.parametrize(
    ("before", "after"),
    [("refunded", "completed"), ("failed", "pending"), ("cancelled", "expired")],
)
def test_a_payment_does_not_go_back(alice: User, before: str, after: str) -> None:
    paid(alice, status=before)
    with as_login_role(), pytest.raises(DatabaseError, match="only rises"):
        run(f"UPDATE payment_sessions SET status = '{after}'")


def test_a_dispute_and_what_is_withheld_do_not_go_back(alice: User) -> None:
    paid(alice, dispute=2, withheld=True)
    for change in ("dispute = 1", "withheld = false"):
        with as_login_role(), pytest.raises(DatabaseError, match="only rises"):
            run(f"UPDATE payment_sessions SET {change}")


@pytest.mark.parametrize(
    "change",
    [
        "status = 'disputed', dispute = 1",
        "status = 'refunded', amount_refunded = 299",
        "attention = 'look', withheld = true, receipt_url = 'https://r.test/', checked_at = now()",
    ],
)
def test_what_becomes_of_a_payment_is_written(alice: User, change: str) -> None:
    paid(alice)
    with as_login_role():
        assert run(f"UPDATE payment_sessions SET {change}") == 1


def test_the_intent_that_paid_takes_the_place_of_one_that_failed(alice: User) -> None:
    paid(alice, status="pending", paid_at=None, amount_paid=0, amount_refunded=0)
    with as_login_role():
        assert run("UPDATE payment_sessions SET stripe_payment_intent = 'pi_2'") == 1


@pytest.mark.parametrize("role", WRITERS)
@pytest.mark.parametrize("status", ["active", "canceled", "incomplete_expired"])
def test_whose_a_subscription_is_stays(alice: User, role: str, status: str) -> None:
    make_person("bob")
    subscribed(alice, status)
    with acting(role):
        for change in OF_SUBSCRIPTIONS:
            with pytest.raises(DatabaseError, match="whose"):
                run(f"UPDATE premium_subscriptions SET {change}")
        if status != "active":
            with pytest.raises(DatabaseError, match="ends once"):
                run("UPDATE premium_subscriptions SET status = 'active'")


@pytest.mark.parametrize("role", WRITERS)
@pytest.mark.parametrize("table", ["payment_sessions", "premium_subscriptions"])
def test_neither_is_deleted_but_with_its_person(alice: User, role: str, table: str) -> None:
    paid(alice)
    subscribed(alice)
    with acting(role), pytest.raises(DatabaseError, match=r"never deleted|permission denied"):
        run(f"DELETE FROM {table}")
    with worker_login(), as_service():
        people.delete(user=alice)
    with as_login_role():
        assert not Payment.objects.exists()
        assert not Subscription.objects.exists()
