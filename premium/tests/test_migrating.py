"""Tables that are filled are migrated back to before money that returns, and forward again."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accounts.models import User
from conftest import make_person
from gamification.models import BroughtMailbox, Referral
from gamification.services import points, referrals
from gamification.tests.conftest import load_rewards
from numoraq.rls.identity import as_login_role, as_service, as_staff
from numoraq.rls.logins import worker_login
from numoraq.rls.tests import catalogue
from premium.models import Code, Payment, Subscription
from premium.payment_states import Dispute, Status
from premium.tests.codes import code, redeemed
from premium.tests.make import credit, day, given, interval, lifetime

BEFORE = [("premium", "0009_unknown_plans"), ("gamification", "0007_achievements")]
TABLES = (
    "payment_sessions", "premium_subscriptions", "premium_codes", "premium_code_redemptions",
    "premium_grants", "user_premium_status", "points_ledger", "user_points",
    "gamification_referrals", "gamification_tier_changes",
)  # fmt: skip
UNPAID = (Status.PENDING, Status.EXPIRED, Status.CANCELLED, Status.PROCESSING, Status.FAILED)
type Rows = dict[str, list[dict[str, object]]]


@contextmanager
def migrated_back() -> Iterator[None]:
    """Have the tables as they were before; afterwards they are as now, come what may."""
    MigrationExecutor(connections["owner"]).migrate(BEFORE)
    try:
        yield
    finally:
        executor = MigrationExecutor(connections["owner"])
        executor.migrate(executor.loader.graph.leaf_nodes())


def rows() -> Rows:
    """Return all that jobs read of the tables."""
    found = {}
    with worker_login(), as_service(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT to_jsonb(t) FROM {table} t ORDER BY t.id")
            found[table] = [json.loads(row) for (row,) in cursor.fetchall()]
    return found


def rules() -> object:
    """Return what the catalogue has of policies, rights, columns and what is checked."""
    checks = catalogue.query(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    )
    triggers = catalogue.query("SELECT tgrelid::regclass::text, tgname FROM pg_trigger")
    columns = catalogue.query(
        "SELECT table_name, column_name, column_default, is_nullable, data_type"
        " FROM information_schema.columns WHERE table_schema = 'public'"
    )
    own = [one for one in triggers if not one[1].startswith("RI_")]
    sets = (set(one) for one in (checks, own, columns, catalogue.policies()))
    return [*sets, catalogue.rights()]


def pay(user: User) -> None:
    """Store a payment of every status and of every dispute, and subscriptions of every state."""
    with as_login_role():
        for number, status in enumerate(Status):
            came = 0 if status in UNPAID else 299
            back = {Status.PARTIALLY_REFUNDED: 9, Status.REFUNDED: 299}.get(status, 0)
            Payment.objects.create(
                user=user, kind="lifetime", plan_type="lifetime", amount=299, amount_paid=came,
                amount_refunded=back, status=status, stripe_session_id=f"cs_{number}",
                paid_at=day(0) if came else None,
            )  # fmt: skip
        for dispute in Dispute:
            Payment.objects.create(
                user=user, kind="donation", amount=5, amount_paid=5, status="completed",
                dispute=dispute, withheld=dispute == Dispute.LOST, paid_at=day(0),
            )  # fmt: skip
        for state in Subscription.Status:
            Subscription.objects.create(
                user=user, plan_type="yearly", next_plan="monthly", status=state,
                stripe_subscription=f"sub_{state}", stripe_customer="cus_1", checked_at=day(0),
            )  # fmt: skip


def fill(alice: User, dana: User) -> None:
    """Store rows in all the tables."""
    pay(alice)
    given(alice, credit(0, 30), interval(0, 30), lifetime(3))
    redeemed(alice, dana, timezone.now())
    code(dana)
    with as_login_role():
        for number in (20, -5):
            points.award(
                person_id=alice.pk, points=number, source="donation", idem_key=f"k{number}",
                at=day(0),
            )  # fmt: skip
        points.reverse(idem_key="k20", at=day(1), reason="Refunded")
        for status in Referral.Status:
            friend = make_person(status)
            Referral.objects.create(
                user=alice, referred=friend, status=status, signed_up_at=day(0), changed_at=day(0)
            )


def endless_word(dana: User) -> Code:
    """Return a word without an end, which there might be."""
    with as_staff(dana):
        return Code.objects.create(
            code="W…", hint="W", code_hash=b"1" * 32, is_word=True, type="time_credit", value=24,
            batch=uuid4(), note="A word", created_by=dana, created_at=day(0),
        )  # fmt: skip


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "worker"])
def test_what_is_stored_outlives_the_migrations() -> None:
    dana = load_rewards()
    fill(make_person("alice"), dana)
    stored, ruled = rows(), rules()
    assert all(stored.values())
    with migrated_back():
        word = endless_word(dana)
        assert rules() != ruled
    left = rows()
    (last,) = [one for one in left["premium_codes"] if one["id"] == str(word.pk)]
    left["premium_codes"].remove(last)
    assert left == stored
    assert rules() == ruled
    with as_staff(dana):
        ends = Code.objects.get(pk=word.pk).expires_at
    assert ends is not None
    assert timedelta(days=30) < ends - timezone.now() <= timedelta(days=31)
    with as_login_role(), pytest.raises(DatabaseError, match="only rises"), transaction.atomic():
        Payment.objects.filter(status="refunded").update(status="completed")
    with worker_login(), as_service():
        assert not BroughtMailbox.objects.exists()
        referrals.settle(at=day(200))
        brought = set(BroughtMailbox.objects.values_list("user__email", flat=True))
    assert brought == {"verified@example.org", "active@example.org"}
