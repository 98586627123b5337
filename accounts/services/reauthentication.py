"""A code by mail, before what matters, for people who have neither a password nor a factor."""

from datetime import datetime

from allauth.account.adapter import get_adapter

from accounts import mailing, selectors
from accounts.models import User
from accounts.services import one_time

KIND = one_time.Kind.REAUTHENTICATION
KEY = "reauthentication_code"  # in the session: the hash of the code this browser waits for


def send(*, user: User, at: datetime) -> str:
    """Mail a code to a person and return its hash. `at` is aware UTC."""
    code: str = get_adapter().generate_login_code()
    token_hash = one_time.digest_of_code(code)
    one_time.issue(user=user, kind=KIND, token_hash=token_hash, address=user.email, at=at)
    mailing.post(
        message="accounts.emails.one_time.reauthentication_code",
        to=user.email,
        language=selectors.reader(user.email).language,
        code=code,
    )
    return token_hash


def spend(*, user: User, expected: str, code: str, at: datetime) -> bool:
    """Spend a code; a wrong one is counted. `expected` is the hash the browser waits for."""
    if not expected or one_time.digest_of_code(code) != expected:
        one_time.count_wrong(user=user, kind=KIND, token_hash=expected)
        return False
    return one_time.spend(user=user, kind=KIND, token_hash=expected, address=user.email, at=at)
