"""Codes and links that mails carry: made, judged, spent once, forgotten.

Every function but `sweep` acts as the login role: nobody else may touch the hashes.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.crypto import salted_hmac

from accounts.models import OneTimeToken, User
from numoraq.rls.identity import as_login_role

Kind = OneTimeToken.Kind

LIFETIMES: Final = {
    Kind.CONFIRMATION: timedelta(minutes=15),
    Kind.RECOVERY: timedelta(hours=1),
    Kind.MAGICLINK: timedelta(minutes=15),
    Kind.EMAIL_CHANGE_CURRENT: timedelta(hours=24),
    Kind.EMAIL_CHANGE_NEW: timedelta(minutes=15),
    Kind.REAUTHENTICATION: timedelta(minutes=10),
}
WRONG_TRIES: Final = 3
KEPT_FOR: Final = timedelta(days=1)  # after its end: what was sent may be asked about


def digest(key: str) -> str:
    """Return the hash of the key of a link, made with the installation's secret."""
    return salted_hmac("accounts.one_time", key, algorithm="sha256").hexdigest()


def digest_of_code(code: str) -> str:
    """Return the hash of a code; small letters, spaces and dashes do not matter."""
    return digest(code.replace(" ", "").replace("-", "").upper())


def issue(*, user: User, kind: Kind, token_hash: str, address: str, at: datetime) -> None:
    """Store the hash of a code or key; the one of the same kind from before is void.

    `at` is aware UTC.
    """
    token = OneTimeToken(
        user=user,
        kind=kind,
        token_hash=token_hash,
        relates_to=address,
        created_at=at,
        expires_at=at + LIFETIMES[kind],
    )
    changed = ["token_hash", "relates_to", "created_at", "expires_at", "attempts"]
    with as_login_role(), transaction.atomic():
        OneTimeToken.objects.bulk_create(
            [token],
            update_conflicts=True,
            unique_fields=["user", "kind"],
            update_fields=changed,
        )


def find(*, kind: Kind, token_hash: str, at: datetime) -> OneTimeToken | None:
    """Return a token that still works, with its person. Nothing is spent. `at` is aware UTC."""
    with as_login_role():
        return _working(kind, token_hash, at).select_related("user").first()


def is_working(*, user: User, kind: Kind, token_hash: str, address: str, at: datetime) -> bool:
    """Return whether a person's token still works for an address. Nothing is spent."""
    with as_login_role():
        return _working(kind, token_hash, at).filter(user=user, relates_to=address).exists()


def spend(*, user: User, kind: Kind, token_hash: str, address: str, at: datetime) -> bool:
    """Spend a token; of two at once one gets True. `at` is aware UTC."""
    with as_login_role():
        mine = _working(kind, token_hash, at).filter(user=user, relates_to=address)
        return mine.delete()[0] == 1


def spend_link(*, kind: Kind, key: str, at: datetime) -> OneTimeToken | None:
    """Spend the key of a link and return what it was for; None when it opens nothing (any more).

    Of two at once one gets it. `at` is aware UTC.
    """
    token = find(kind=kind, token_hash=digest(key), at=at)
    if token is None:
        return None
    with as_login_role():
        is_first = _working(kind, token.token_hash, at).filter(pk=token.pk).delete()[0] == 1
    return token if is_first else None


def count_wrong(*, user: User, kind: Kind, token_hash: str) -> None:
    """Count a wrong try against a token of a person, if it is the one that was tried."""
    with as_login_role():
        tried = OneTimeToken.objects.filter(user=user, kind=kind, token_hash=token_hash)
        tried.update(attempts=F("attempts") + 1)


def void(*, user: User, kind: Kind) -> None:
    """Void what was sent to a person for one purpose."""
    with as_login_role():
        OneTimeToken.objects.filter(user=user, kind=kind).delete()


def clear(*, user: User) -> None:
    """Void whatever was sent to a person: their password or their address is another."""
    with as_login_role():
        OneTimeToken.objects.filter(user=user).delete()


def sweep(*, at: datetime) -> int:
    """Remove tokens that ended a day ago. Runs as the service. Returns how many."""
    return OneTimeToken.objects.filter(expires_at__lt=at - KEPT_FOR).delete()[0]


def _working(kind: Kind, token_hash: str, at: datetime) -> QuerySet[OneTimeToken]:
    return OneTimeToken.objects.filter(
        kind=kind, token_hash=token_hash, expires_at__gt=at, attempts__lt=WRONG_TRIES
    )
