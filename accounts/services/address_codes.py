"""Codes that prove an address: allauth sends and asks for them, a row here says if one works.

Of what allauth keeps in the session only the hash is left, which is what the row holds as well:
the newest code counts, whichever browser asked for it, and each works once.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from accounts import allauth_compat
from accounts.models import User
from accounts.services import email_changes, one_time

KEY = "address_code"  # in the session: the hash of the code this browser waits for


def kind_for(user: User, address: str) -> one_time.Kind:
    """Return whether a code proves a first address, or one to change to."""
    if email_changes.needs_both(user=user, address=address):
        return one_time.Kind.EMAIL_CHANGE_NEW
    return one_time.Kind.CONFIRMATION


def issue(*, request: HttpRequest, process: Any, user: User, address: str, at: datetime) -> None:
    """Keep the hash of a code that is on its way; a change of address asks the old one as well.

    `process` is allauth's; `at` is aware UTC.
    """
    kind = kind_for(user, address)
    token_hash = one_time.digest_of_code(process.code)
    one_time.issue(user=user, kind=kind, token_hash=token_hash, address=address, at=at)
    request.session[KEY] = token_hash
    allauth_compat.keep_only_hash(process, token_hash)
    if kind is one_time.Kind.EMAIL_CHANGE_NEW:
        email_changes.request(user=user, address=address, at=at)


def is_right(
    *, request: HttpRequest, user: User | None, address: str, code: str, at: datetime
) -> bool:
    """Return whether a code is the one this browser waits for, and still works.

    A wrong one is counted. Where there is nobody the answer is the same as to a wrong code.
    """
    expected = request.session.get(KEY, "")
    if user is None or not expected:
        return False
    kind = kind_for(user, address)
    if one_time.digest_of_code(code) != expected:
        one_time.count_wrong(user=user, kind=kind, token_hash=expected)
        return False
    return one_time.is_working(user=user, kind=kind, token_hash=expected, address=address, at=at)


def spend(*, request: HttpRequest, user: User, address: str, at: datetime) -> bool:
    """Spend the code this browser waited for; of two forms sent at once one gets True."""
    return one_time.spend(
        user=user,
        kind=kind_for(user, address),
        token_hash=request.session.pop(KEY, ""),
        address=address,
        at=at,
    )
