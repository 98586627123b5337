"""Twilio's Programmable Messaging: one text message to one phone."""

import json
from datetime import datetime

from django.conf import settings

from numoraq.wrappers import client, providers
from numoraq.wrappers.errors import BadAnswer


class NumberRefused(Exception):
    """The provider sends nothing to this number: another try changes nothing."""


def send(*, to: str, text: str, at: datetime) -> str:
    """Have a text sent to a number (E.164) and return the provider's id of it.

    `at` is aware UTC. Raises OutsideError, and NumberRefused, which is no failure of the provider.
    """
    account: str = settings.TWILIO_ACCOUNT
    with client.use(providers.twilio(), at=at) as call:
        answer = call.post(
            f"2010-04-01/Accounts/{account}/Messages.json",
            {"To": to, "From": settings.TWILIO_FROM, "Body": text},
            user=account,
            password=settings.TWILIO_TOKEN,
        )
        told = _read(answer.body)
        if answer.status != 400:
            call.tally.rows_out = 1
            return _text(told, "sid")
    raise NumberRefused(f"Twilio {_text(told, 'code')}")


def _read(body: bytes) -> dict[str, object]:
    try:
        told = json.loads(body)
    except ValueError as error:
        raise BadAnswer(f"not JSON: {error}") from error
    if not isinstance(told, dict):
        raise BadAnswer("no object")
    return told


def _text(told: dict[str, object], name: str) -> str:
    found = told.get(name)
    if not isinstance(found, str | int):
        raise BadAnswer(f"an answer without {name}")
    return str(found)
