"""A row in every table of the CMS, for its tests."""

from datetime import date
from decimal import Decimal

import pytest
from allauth.socialaccount.models import SocialApp
from django.db import models
from django.utils import timezone

from accounts.models import (
    AuthSession,
    Factor,
    FactorReset,
    PersonalToken,
    Profile,
    SignIn,
    SSODomain,
    SSOProvider,
    User,
)  # fmt: skip
from accounts.tests.proving import give_app
from cms import audit
from cms.models import AuditEntry
from finance.models import Entry, FxRate, Import, Valuation
from gamification.models import (
    Achieved,
    Achievement,
    CheckIn,
    LeaderboardMember,
    LeaderboardRow,
    LedgerEntry,
    PointBalance,
    PointRule,
    Referral,
    ReferralCode,
    RewardPreference,
    Streak,
    Tier,
    TierChange,
)
from gamification.services import achievements, rules, tiers
from numoraq.rls.identity import as_staff, as_user
from numoraq.tests import belongings
from numoraq.wrappers.models import WrapperStat
from premium.models import (
    Code,
    Feature,
    Grant,
    Payment,
    Plan,
    PremiumStatus,
    Redemption,
    Stray,
    Subscription,
)
from premium.services import features, plans
from premium.tests.codes import redeemed
from premium.tests.make import credit, given

READ_ONLY = [
    User, Profile, AuthSession, SignIn, PersonalToken, FactorReset, Factor,
    Entry, Valuation, Import, AuditEntry, WrapperStat, PremiumStatus,
    PointBalance, LedgerEntry, TierChange, RewardPreference, CheckIn, Streak,
    Achieved, LeaderboardMember, LeaderboardRow, Referral, ReferralCode, Code, Redemption,
    Payment, Subscription, Stray,
]  # fmt: skip
REGISTERED = [
    *READ_ONLY, Plan, Feature, Grant, Tier, PointRule, Achievement,
    SocialApp, SSOProvider, SSODomain,
]  # fmt: skip


@pytest.fixture
def filled(alice: User, dana: User) -> dict[type[models.Model], models.Model]:
    """Fill each table that is registered with a row, most of them Alice's."""
    now = timezone.now()
    factor = give_app(alice)
    session = AuthSession.objects.create(user=alice, created_at=now, refreshed_at=now, ip="::1")
    sign_in = SignIn.objects.create(user=alice, at=now, outcome="failed", ip="::1")
    reset = FactorReset.objects.create(user=alice, asked_at=now)
    with as_user(alice):
        entry = Entry.objects.create(
            user=alice, category="assets", name="Savings", amount=5, date=date(2026, 11, 1)
        )
        file = Import.objects.create(user=alice, file_name="bank.csv", file_key="k", file_size=9)
        valuation = Valuation.objects.get(entry=entry)
    given(alice, credit(0, 30))
    with as_staff(dana):
        sso = SSOProvider.objects.create(resource_id="corp", name="Corp", kind="saml")
        plans.load("default")
        features.load("default")
        tiers.load("default")
        rules.load("default")
        achievements.load("default")
        log = audit.record(action="tier.changed", actor=dana, target=alice, before={"a": 1})
        FxRate.objects.create(currency="USD", on=date(2026, 11, 20), per_eur=Decimal("1.09"))
        FxRate.objects.create(currency="USD", on=date(2026, 11, 19), per_eur=Decimal("1.08"))
        FxRate.objects.create(currency="AUD", on=date(2026, 11, 18), per_eur=Decimal("1.70"))
        stat = WrapperStat.objects.create(fdw_name="ecb", calls=8, errors=2)
        rows = [
            factor,
            sso,
            SSODomain.objects.create(provider=sso, domain="corp.example"),
            session,
            sign_in,
            belongings.token_of(alice, now),
            reset,
            entry,
            file,
            valuation,
            log,
            stat,
            Plan.objects.first(),
            *redeemed(alice, dana, now),
            *belongings.payments_of(alice),
            Stray.objects.create(stripe_subscription="sub_1", status="active", seen_at=now),
            Feature.objects.first(),
            Grant.objects.first(),
            PremiumStatus.objects.first(),
            Tier.objects.first(),
            PointRule.objects.first(),
            Achievement.objects.first(),
            *belongings.rewards_of(alice, now),
            SocialApp.objects.create(provider="google", name="Google", client_id="x"),
        ]
    return {type(row): row for row in (alice, alice.profile, *rows) if row}
