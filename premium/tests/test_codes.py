"""Redeeming codes: what it gives, once a person, as often as was said, all or nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from gamification.models import LedgerEntry, PointBalance
from gamification.services import points, tiers
from numoraq.rls.identity import as_staff, as_user
from premium.errors import CodeMistyped, CodeRedeemed, CodeRefused
from premium.models import Code, Grant, PremiumStatus, Redemption
from premium.services import code_batches, codes, grants
from premium.tests.codes import code, stored, word
from premium.tests.make import credit, day, given, interval, lifetime

pytestmark = pytest.mark.django_db


def status(user: User) -> PremiumStatus:
    """Return what a person sees of their own."""
    with as_user(user):
        return PremiumStatus.objects.get(user=user)


def redeem(user: User, typed: str, at: float = 0, **more: Any) -> Redemption:
    """Redeem a code as the page does."""
    with as_user(user):
        return codes.redeem(user=user, typed=typed, at=day(at), **more)


def nothing_happened(user: User, dana: User) -> bool:
    """Return whether a person has nothing, and the code all of its uses."""
    with as_staff(dana):
        kept = Code.objects.filter(current_uses=0).count() == Code.objects.count()
        rows = (Redemption, Grant, LedgerEntry)
        return kept and not any(row.objects.filter(user=user).exists() for row in rows)


def test_time_is_added_and_the_code_shown_in_part(alice: User, dana: User) -> None:
    plain = code(dana)
    found = redeem(alice, plain)
    assert (found.starts_at, found.ends_at) == (day(0), day(30))
    assert found.gave == "30 days"
    assert not found.begins_later
    kept = status(alice)
    assert (kept.source, kept.premium_expires_at) == ("code", day(30))
    assert kept.activated_code == f"••••-••••-••••-{plain[15:19]}-•"
    with as_user(alice):
        grant = Grant.objects.get()
    assert (grant.idem_key, grant.seconds) == (f"code:{found.pk}", 30 * 86_400)
    assert stored(dana).current_uses == 1


def test_it_begins_where_other_time_ends(alice: User, dana: User) -> None:
    given(alice, interval(0, 10), at=day(0))
    found = redeem(alice, code(dana), at=4)
    assert (found.starts_at, found.ends_at) == (day(10), day(40))
    assert found.begins_later


def test_it_begins_at_once_when_other_time_is_over(alice: User, dana: User) -> None:
    given(alice, credit(0, 10), at=day(0))
    found = redeem(alice, code(dana, value=36), at=20)
    assert (found.starts_at, found.ends_at) == (day(20), day(21.5))
    assert found.gave == "36 hours"


def test_behind_a_lifetime_it_has_no_beginning(alice: User, dana: User) -> None:
    given(alice, lifetime(0))
    found = redeem(alice, code(dana))
    assert (found.starts_at, found.ends_at) == (None, None)
    assert status(alice).is_lifetime


def test_points_lead_to_tiers(alice: User, dana: User) -> None:
    with as_staff(dana):
        tiers.load("default")
    found = redeem(alice, code(dana, type="tier_upgrade", value=100))
    assert found.gave == "100 points"
    with as_user(alice):
        own = PointBalance.objects.get()
        entry = LedgerEntry.objects.get()
    assert (own.total_points, own.current_tier) == (100, "DONOR")
    assert (entry.source, entry.idem_key) == ("code", f"code:{found.pk}")


def test_the_same_form_answers_the_same(alice: User, dana: User) -> None:
    plain, once = code(dana, max_uses=5), uuid4()
    first = redeem(alice, plain, once=once)
    again = redeem(alice, plain.lower(), at=3, once=once)
    assert (again.pk, again.redeemed_at) == (first.pk, day(0))
    assert stored(dana).current_uses == 1


def test_a_form_serves_for_another_code_as_well(alice: User, dana: User) -> None:
    once = uuid4()
    first, second = (redeem(alice, code(dana), once=once) for _number in range(2))
    assert first.pk != second.pk
    assert status(alice).premium_expires_at == day(60)


def test_once_a_person_even_when_it_is_used_up_since(alice: User, bob: User, dana: User) -> None:
    plain = code(dana)
    redeem(alice, plain)
    with pytest.raises(CodeRedeemed) as found:
        redeem(alice, plain, at=2, once=uuid4())
    assert found.value.redemption.redeemed_at == day(0)
    with pytest.raises(CodeRefused):
        redeem(bob, plain, at=2)


def test_somebody_elses_form_is_not_ones_own(alice: User, bob: User, dana: User) -> None:
    plain, once = code(dana, max_uses=2), uuid4()
    assert redeem(alice, plain, once=once).pk != redeem(bob, plain, once=once).pk


def test_a_code_marked_used_gave_what_it_gives(
    alice: User, dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bug 3 of the existing product: a code was marked used although activation failed."""

    def fail(**_given: Any) -> None:
        raise RuntimeError("the grant failed")

    with as_staff(dana):
        tiers.load("default")
    time, upgrade = code(dana), code(dana, type="tier_upgrade", value=10)
    with monkeypatch.context() as broken:
        broken.setattr(grants, "give", fail)
        broken.setattr(points, "award", fail)
        for plain in (time, upgrade):
            with pytest.raises(RuntimeError):
                redeem(alice, plain)
    assert nothing_happened(alice, dana)
    redeem(alice, time)
    redeem(alice, upgrade)
    assert status(alice).is_premium(at=day(1))


def test_what_fails_after_the_grant_takes_it_back(
    alice: User, dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_given: Any) -> None:
        raise RuntimeError("the row failed")

    monkeypatch.setattr(Redemption, "save", fail)
    plain = code(dana)
    with pytest.raises(RuntimeError):
        redeem(alice, plain)
    assert nothing_happened(alice, dana)


def test_it_ends_at_the_very_moment(alice: User, bob: User, dana: User) -> None:
    plain = code(dana, max_uses=9, expires_at=day(5))
    with pytest.raises(CodeRefused), as_user(alice):
        codes.redeem(user=alice, typed=plain, at=day(5))
    with as_user(bob):
        codes.redeem(user=bob, typed=plain, at=day(5) - timedelta(microseconds=1))
    assert stored(dana).current_uses == 1


def switched_off(dana: User) -> str:
    plain = code(dana)
    with as_staff(dana):
        row = Code.objects.get()
        code_batches.switch(code=row, is_active=False, actor=dana, reason="Leaked")
    return plain


def used_up(dana: User) -> str:
    plain = code(dana)
    with as_staff(dana):
        Code.objects.update(current_uses=1)
    return plain


REFUSED: dict[str, Callable[[User], str]] = {
    "unknown": lambda dana: "welcome",
    "expired": lambda dana: code(dana, expires_at=day(0)),
    "used up": used_up,
    "switched off": switched_off,
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_refused_is_asked_alike(alice: User, dana: User, why: str) -> None:
    """Neither the words nor the work tell whether there is such a code."""
    given(alice, credit(-9, 1))  # with a row to lock, as everybody has who signed in
    plain = REFUSED[why](dana)
    with pytest.raises(CodeRefused) as refusal, CaptureQueriesContext(connection) as asked:
        redeem(alice, plain)
    assert not refusal.value.args
    tables = [query["sql"].split('FROM "')[-1].split('"')[0] for query in asked]
    found = [table for table in tables if table.startswith("premium_code")]
    assert found == ["premium_code_redemptions", "premium_codes"]
    assert not any("UPDATE" in query["sql"].partition(" ")[0] for query in asked)


def test_a_slip_of_the_finger_is_told_without_asking(alice: User, dana: User) -> None:
    plain = code(dana)
    wrong = plain[:-1] + ("0" if plain[-1] != "0" else "1")
    with pytest.raises(CodeMistyped), CaptureQueriesContext(connection) as asked:
        redeem(alice, wrong)
    assert not asked.captured_queries


def test_demo_accounts_redeem_nothing(alice: User, dana: User) -> None:
    alice.is_demo = True
    with pytest.raises(CodeRefused):
        redeem(alice, code(dana))


def test_words_are_kept_as_hashes_too(alice: User, dana: User) -> None:
    row = word(dana, "Welcome", max_uses=100)
    assert (row.code, row.hint, row.is_word) == ("WE••••", "WE", True)
    assert bytes(row.code_hash) == codes.hashed("WE1C0ME")
    assert redeem(alice, " wel-come ").masked == "WE••••"


def test_the_hash_is_keyed(dana: User, settings: Any) -> None:
    row = word(dana, "welcome")
    settings.SECRET_KEY = "another"
    assert codes.hashed("WE1C0ME") != bytes(row.code_hash)
