"""What staff may do by SQL in the tables that the CMS only shows."""

import pytest
from django.db import connection

from accounts.models import User
from numoraq.rls.identity import as_staff

pytestmark = pytest.mark.django_db
# The commands that something staff do needs: `premium/services/{staff,overseeing,code_batches}.py`,
# `gamification/services/staff.py`.
WRITTEN = {
    "premium_grants": {"INSERT", "UPDATE"},
    "user_premium_status": {"INSERT", "UPDATE"},
    "payment_sessions": {"UPDATE"},
    "premium_subscriptions": {"INSERT", "UPDATE"},
    "premium_codes": {"INSERT", "UPDATE"},
    "points_ledger": {"INSERT"},
    "user_points": {"INSERT", "UPDATE"},
    "gamification_tier_changes": {"INSERT"},
}
READ = [
    "djstripe_event",
    "gamification_checkins",
    "gamification_preferences",
    "gamification_referral_codes",
    "gamification_referrals",
    "gamification_streaks",
    "premium_code_redemptions",
]


@pytest.mark.parametrize("table", [*WRITTEN, *READ])
def test_staff_write_what_they_do_and_no_more(dana: User, table: str) -> None:
    with as_staff(dana), connection.cursor() as cursor:
        found = set()
        for command in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            cursor.execute("SELECT has_table_privilege(%s, %s)", [table, command])
            found |= {command} if cursor.fetchone() == (True,) else set()
    assert found == {"SELECT"} | WRITTEN.get(table, set())
