"""Only a claim that we signed, for this person and not long ago, raises a session to staff."""

import time

import pytest
from django.db import connection

from accounts.models import User
from finance.models import Entry
from numoraq.rls import claims
from numoraq.rls.identity import Identity, acting_as, as_staff
from numoraq.rls.tests import rows


def is_staff(user: User, claim: str) -> bool:
    """Return whether the database believes a claim."""
    with acting_as(Identity("nq_staff", str(user.pk), claim)), connection.cursor() as cursor:
        cursor.execute("SELECT app.is_staff()")
        return bool(cursor.fetchone()[0])


def test_a_signed_claim_opens_every_row(alice: User, dana: User) -> None:
    rows.give(alice, 3)
    with as_staff(dana):
        assert Entry.objects.count() == 3


def test_the_role_without_a_claim_sees_nothing(alice: User, dana: User) -> None:
    rows.give(alice, 3)
    with acting_as(Identity("nq_staff", str(dana.pk))):
        assert Entry.objects.count() == 0


def test_forged_foreign_and_expired_claims_are_refused(alice: User, dana: User) -> None:
    good = claims.sign(user_id=str(dana.pk))
    owner, expiry, mac = good.split("|")
    later = str(int(expiry) + 1)
    flipped = mac[:-1] + ("0" if mac[-1] != "0" else "1")
    assert is_staff(dana, good)
    assert not is_staff(alice, good)
    for claim in (
        f"{owner}|{expiry}|{flipped}",
        f"{owner}|{later}|{mac}",
        f"{alice.pk}|{expiry}|{mac}",
        claims.sign(user_id=str(dana.pk), at=time.time() - claims.LIFETIME - 5),
        f"{good}|more",
        "||",
        f"{owner}|soon|{mac}",
        "",
    ):
        assert not is_staff(dana, claim), claim


def test_people_cannot_read_the_key(alice: User) -> None:
    for role in ("none", "nq_user", "nq_staff"):
        with acting_as(Identity(role, str(alice.pk))), connection.cursor() as cursor:
            cursor.execute(
                "SELECT has_table_privilege(current_user, c.oid, 'SELECT') FROM pg_class c"
                " WHERE c.relname = 'claim_key'"
            )
            assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("secret", ["short", "x" * 64, "y" * 200])
def test_pads_make_the_hmac_of_rfc_2104(secret: str, settings: object) -> None:
    import hmac
    from hashlib import sha256

    settings.SECRET_KEY = secret  # type: ignore[attr-defined]
    inner, outer = claims.pads()
    message = b"user|1"
    by_hand = sha256(outer + sha256(inner + message).digest()).hexdigest()
    assert by_hand == hmac.new(claims.key(), message, sha256).hexdigest()
