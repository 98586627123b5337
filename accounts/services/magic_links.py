"""A link by mail that signs somebody in, without the password."""

import secrets
from datetime import datetime

from allauth.account.models import EmailAddress

from accounts import mailing, selectors
from accounts.models import User
from accounts.services import one_time
from numoraq.rls.identity import as_login_role

MESSAGES = "accounts.emails.one_time"


def request(*, address: str, at: datetime) -> None:
    """Mail a link to whoever has an address, or that there is nobody. `at` is aware UTC.

    The answer is a mail in every case: what the page says tells nothing.
    """
    with as_login_role():
        user = User.objects.filter(email=address, is_active=True, is_demo=False).first()
        addresses = EmailAddress.objects.filter(user=user, email=address, verified=True)
        is_proven = user is not None and addresses.exists()
    language = selectors.reader(address).language
    if user is None:
        mailing.post(message=f"{MESSAGES}.nobody_to_sign_in", to=address, language=language)
    elif not is_proven:
        mailing.post(message=f"{MESSAGES}.prove_first", to=address, language=language)
    else:
        key = _issue(user=user, at=at)
        mailing.post(message=f"{MESSAGES}.magic_link", to=address, language=language, key=key)


def opens(*, key: str, at: datetime) -> bool:
    """Return whether a link still works. Nothing is spent: mail scanners look at links."""
    kind = one_time.Kind.MAGICLINK
    return one_time.find(kind=kind, token_hash=one_time.digest(key), at=at) is not None


def spend(*, key: str, at: datetime) -> User | None:
    """Spend a link and return whom it signs in; None when it is spent, old, or of nobody.

    An account that was closed, or goes by another address since, is not opened by it.
    """
    token = one_time.spend_link(kind=one_time.Kind.MAGICLINK, key=key, at=at)
    if token is None or not token.user.is_active or token.user.email != token.relates_to:
        return None
    user: User = token.user
    return user


def _issue(*, user: User, at: datetime) -> str:
    key = secrets.token_urlsafe(32)
    one_time.issue(
        user=user,
        kind=one_time.Kind.MAGICLINK,
        token_hash=one_time.digest(key),
        address=user.email,
        at=at,
    )
    return key
