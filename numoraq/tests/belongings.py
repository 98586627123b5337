"""What Alice owns while strangers try her addresses, and a way to see that it was not touched."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from accounts.models import AuthSession, Export, Factor, Identity, PersonalToken, User
from accounts.tests import sending
from finance.imports.tests import bring
from finance.models import Entry, Import, ManualRate, Valuation
from finance.tests import make
from gamification.models import (
    Achieved,
    CheckIn,
    LeaderboardMember,
    LeaderboardRow,
    LedgerEntry,
    PointBalance,
    Referral,
    ReferralCode,
    RewardPreference,
    Streak,
    TierChange,
)
from gamification.services import achievements, rules, tiers
from numoraq.rls.identity import as_login_role, as_staff, as_user

TEXT = "Date,Payee,Amount,Type\n2026-11-22,Kiosk,1.50,Debit\n2026-11-20,Bus,x1,Debit\n"

type Owned = dict[str, Any]


def keep_files_in(folder: Path, settings: Any) -> None:
    """Keep the files of a test in a folder of its own."""
    local = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder, "base_url": None},
    }
    settings.STORAGES = {**settings.STORAGES, "default": local}


def of(user: User) -> Owned:
    """Store one of everything that has an id in an address, and return the ids."""
    now = timezone.now()
    with as_login_role():
        session = AuthSession.objects.create(user=user, created_at=now, refreshed_at=now)
        SocialAccount.objects.create(user=user, provider="github", uid=str(user.pk))
        identity = Identity.objects.get(user=user, provider="github")
        token, export = token_of(user, now), _export(user, now)
    rewards_of(user, now)
    phone = sending.give_phone(user)
    with as_user(user):
        entry = make.asset(user, name="Secret account", subcategory="bank")
        make.asset(user, name="Kwanzas", currency="AOA")
        rate = ManualRate.objects.create(user=user, currency="AOA", on=make.DAY, per_eur=1000)
        return {
            "entry": entry.pk,
            "value": Valuation.objects.get(entry=entry).pk,
            "rate": rate.pk,
            "import": bring.check(user, TEXT).pk,
            "session": session.pk,
            "token": token.pk,
            "factor": phone.uuid,
            "identity": identity.pk,
            "export": export.pk,
        }


def token_of(user: User, at: datetime) -> PersonalToken:
    """Return a new token of somebody, as the login role makes them."""
    return PersonalToken.objects.create(
        user=user, name="Secret program", hint="nq_pat_abcd", token_hash=uuid4().bytes,
        scopes=["entries:read"], created_at=at, expires_at=at + timedelta(days=1),
    )  # fmt: skip


def rewards_of(user: User, at: datetime) -> list[models.Model]:
    """Store points of somebody, the tier they led to, and what the person chose."""
    with as_staff(user):  # the claim alone counts
        achieved = Achieved.objects.create(user=user, achievement="week", achieved_at=at)
        achievements.load("default")
        tiers.load("default")
        rules.load("default")
    with as_login_role():
        rows: list[models.Model] = [
            PointBalance.objects.create(user=user, total_points=10, current_tier="DONOR"),
            LedgerEntry.objects.create(
                user=user, delta=10, source="admin", idem_key=f"given:{user.pk}", created_at=at
            ),
            TierChange.objects.create(user=user, tier="DONOR", total_points=10, reached_at=at),
            CheckIn.objects.create(user=user, local_date=at.date(), timezone="UTC", created_at=at),
            Streak.objects.create(
                user=user, started_on=at, last_on=at, last_at=at, days=1, best_days=1
            ),
        ]
        member = LeaderboardMember.objects.create(
            user=user, pseudonym=f"heron {str(user.pk)[:8]}", joined_at=at
        )
        rows += [
            ReferralCode.objects.create(user=user, code=user.pk.hex[:10], created_at=at),
            Referral.objects.create(user=user, signed_up_at=at, changed_at=at),
            member,
            LeaderboardRow.objects.create(
                member=member, board="all", pseudonym=member.pseudonym, points=10, tier="DONOR"
            ),
        ]
    with as_user(user):
        return [*rows, achieved, RewardPreference.objects.create(user=user)]


def _export(user: User, at: datetime) -> Export:
    key = default_storage.save(f"everything/{uuid4().hex}", ContentFile(b"Secret archive"))
    return Export.objects.create(
        user=user, status="ready", file_key=key, size=14, checksum="0" * 64, asked_at=at,
        ready_at=at, expires_at=at + timedelta(days=1),
    )  # fmt: skip


def picture(user: User) -> list[list[Any]]:
    """Return everything a person has, to compare with what they have later."""
    with as_user(user):
        tables = (Entry, Valuation, ManualRate, Import)
        rows = [list(table._default_manager.order_by("pk").values()) for table in tables]
        return [*rows, list(Factor.objects.filter(type=Factor.Type.PHONE).values())]


@contextmanager
def forgotten() -> Iterator[None]:
    """Undo whatever a request changed, so that the next one finds what the first one found."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def owned(alice: User, settings: Any, tmp_path: Path) -> Owned:
    """Return the ids of what Alice owns."""
    keep_files_in(tmp_path, settings)
    return of(alice)
