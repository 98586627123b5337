"""Changing the address one signs in with: the new mailbox and the old one both have to agree.

Acts as the login role: the person's own can neither prove an address nor agree for a mailbox.
"""

import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts import mailing, selectors
from accounts.models import EmailChange, User
from accounts.services import one_time
from numoraq.rls.identity import as_login_role

Kind = one_time.Kind


def needs_both(*, user: User, address: str) -> bool:
    """Return whether a person has a proven address that has to agree to another one."""
    if user.is_demo:
        return False
    with as_login_role():
        proven = EmailAddress.objects.filter(user=user, verified=True)
        return bool(proven.exclude(email=address).exists())


def of(*, user: User, at: datetime) -> EmailChange | None:
    """Return the change a person waits for, if it is still open. `at` is aware UTC."""
    with as_login_role():
        found = EmailChange.objects.filter(user=user, expires_at__gt=at)
        return found.select_related("user").first()


def request(*, user: User, address: str, at: datetime) -> None:
    """Open a change to an address and ask the old mailbox by mail, once a change.

    Another new address begins anew: what the old mailbox has agreed to was the other one.
    """
    with as_login_role(), transaction.atomic():
        _locked(user)
        open_one = of(user=user, at=at)
        if open_one is not None and open_one.new_address == address:
            return
        EmailChange.objects.filter(user=user).delete()
        EmailChange.objects.create(
            user=user,
            new_address=address,
            requested_at=at,
            expires_at=at + one_time.LIFETIMES[Kind.EMAIL_CHANGE_CURRENT],
        )
    _ask_old_mailbox(user=user, address=address, at=at)


def prove_new(*, user: User, address: str, at: datetime) -> bool:
    """Note that the new mailbox has agreed; return whether both have. `at` is aware UTC."""
    return _agree(user=user, address=address, field="new_confirmed_at", at=at)


def agree_by_factor(*, user: User, at: datetime) -> EmailChange | None:
    """Have the second factor of this session agree in place of the old mailbox.

    Returns the change when that completes it. Raises PermissionError without a proven factor.
    """
    if not user.is_verified():
        raise PermissionError("no second factor was proven in this session")
    change = of(user=user, at=at)
    if change is None:
        return None
    one_time.void(user=user, kind=Kind.EMAIL_CHANGE_CURRENT)
    return _agreed_by_old(change, at)


def agree_by_link(*, key: str, at: datetime) -> tuple[EmailChange | None, EmailChange | None]:
    """Spend the link of the mail to the old address.

    Returns the change it agreed to, and the same once more when that completes it; None and None
    for a link that opens nothing.
    """
    token = one_time.spend_link(kind=Kind.EMAIL_CHANGE_CURRENT, key=key, at=at)
    change = token and of(user=token.user, at=at)
    if not change:
        return None, None
    return change, _agreed_by_old(change, at)


def refuse_by_link(*, key: str, at: datetime) -> User | None:
    """Spend the link of the mail to the old address and drop the change; return whose it was."""
    token = one_time.spend_link(kind=Kind.EMAIL_CHANGE_CURRENT, key=key, at=at)
    if token is None:
        return None
    cancel(user=token.user)
    return token.user


def asked_by(*, key: str, at: datetime) -> EmailChange | None:
    """Return the change that a link asks the old address about. Nothing is spent."""
    kind = Kind.EMAIL_CHANGE_CURRENT
    token = one_time.find(kind=kind, token_hash=one_time.digest(key), at=at)
    return of(user=token.user, at=at) if token else None


def cancel(*, user: User) -> bool:
    """Drop a change and what was sent for it; return whether there was one."""
    with as_login_role(), transaction.atomic():
        _locked(user)
        one_time.void(user=user, kind=Kind.EMAIL_CHANGE_CURRENT)
        one_time.void(user=user, kind=Kind.EMAIL_CHANGE_NEW)
        return EmailChange.objects.filter(user=user).delete()[0] > 0


def settle(*, user: User) -> None:
    """Forget the change and every code and link: the person signs in with another address now."""
    with as_login_role():
        EmailChange.objects.filter(user=user).delete()
    one_time.clear(user=user)


def sweep(*, at: datetime) -> int:
    """Remove changes nobody completed. Runs as the service. Returns how many."""
    return EmailChange.objects.filter(expires_at__lt=at).delete()[0]


def _agreed_by_old(change: EmailChange, at: datetime) -> EmailChange | None:
    user, address = change.user, change.new_address
    is_whole = _agree(user=user, address=address, field="current_confirmed_at", at=at)
    return change if is_whole else None


def _agree(*, user: User, address: str, field: str, at: datetime) -> bool:
    # The person is locked: of two mailboxes that agree at once the second sees the first.
    with as_login_role(), transaction.atomic():
        _locked(user)
        waiting = EmailChange.objects.filter(user=user, new_address=address, expires_at__gt=at)
        waiting.update(**{field: at})
        return waiting.filter(
            new_confirmed_at__isnull=False, current_confirmed_at__isnull=False
        ).exists()


def _locked(user: User) -> None:
    User.objects.select_for_update(of=("self",)).filter(pk=user.pk).first()


def _ask_old_mailbox(*, user: User, address: str, at: datetime) -> None:
    key = secrets.token_urlsafe(32)
    one_time.issue(
        user=user,
        kind=Kind.EMAIL_CHANGE_CURRENT,
        token_hash=one_time.digest(key),
        address=user.email,
        at=at,
    )
    mailing.post(
        message="accounts.emails.one_time.email_change_asked",
        to=user.email,
        language=selectors.reader(user.email).language,
        key=key,
        new_address=address,
    )
