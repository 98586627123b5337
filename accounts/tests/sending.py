"""People who have a phone or a mailbox as second factor, and the codes sent there."""

import re
from datetime import timedelta

from django.core import mail
from django.utils import timezone

from accounts import addresses, sms
from accounts.models import Challenge, Factor, User
from accounts.tests.conftest import Answer, Browser
from numoraq.rls.identity import as_login_role

NUMBER, MASKED = "+351912345678", "+351 •••• 78"
MAILBOX = "spare@example.net"
SECOND, AGAIN = "/accounts/2fa/authenticate/", "/accounts/2fa/reauthenticate/"
SEND, CODE = "/accounts/2fa/send/", "/accounts/2fa/code/"
_SIX = re.compile(r"\b\d{6}\b")


def give_phone(user: User, number: str = NUMBER, name: str = "My phone") -> Factor:
    """Give a person a phone that is proven."""
    return _give(user, Factor.Type.PHONE, number, name)


def give_mailbox(user: User, address: str = MAILBOX, name: str = "Spare") -> Factor:
    """Give a person a mailbox that is proven."""
    return _give(user, Factor.Type.EMAIL, address, name)


def _give(user: User, kind: Factor.Type, address: str, name: str) -> Factor:
    with as_login_role():
        factor = Factor.objects.create(
            user=user, type=kind, name=name, address_hash=addresses.fingerprint(address)
        )
        if kind == Factor.Type.PHONE:
            factor.phone = address
        else:
            factor.email = address
        factor.save()
    return factor


def texted() -> str:
    """Return the code of the newest text message."""
    found = _SIX.search(sms.outbox[-1].text)
    assert found
    return found[0]


def mailed(to: str = MAILBOX) -> str:
    """Return the code of the newest mail to an address."""
    texts = [str(message.body) for message in mail.outbox if message.to == [to]]
    found = _SIX.search(texts[-1])
    assert found
    return found[0]


def wrong(code: str) -> str:
    """Return a code that is not this one."""
    return f"{(int(code) + 1) % 10**6:06}"


def have_sent(browser: Browser, factor: Factor, query: str = "") -> Answer:
    """Press the button that sends a code."""
    return browser.post(SEND + query, {"factor": str(factor.uuid)})


def minutes_ago(factor: Factor, minutes: int = 2) -> None:
    """Have the last code of a factor been sent, and the last wrong one given, earlier."""
    earlier = timezone.now() - timedelta(minutes=minutes)
    with as_login_role():
        rows = Factor.objects.filter(pk=factor.pk)
        rows.filter(last_generated_timestamp__isnull=False).update(last_generated_timestamp=earlier)
        rows.filter(throttling_failure_timestamp__isnull=False).update(
            throttling_failure_timestamp=earlier
        )


def challenges_of(user: User) -> list[Challenge]:
    """Return the challenges of a person, oldest first."""
    with as_login_role():
        return list(Challenge.objects.filter(user=user).order_by("created_at", "id"))
