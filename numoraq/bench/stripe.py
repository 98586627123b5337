"""The stand-in for Stripe: what is bought there, and what it then has to tell."""

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from numoraq.bench import load
from numoraq.rls.identity import as_user
from premium.fakestripe.webhooks import sign
from premium.gateway import EVENTS
from premium.paying import views
from premium.services import checkout

type Parcel = tuple[bytes, dict[str, str]]  # body and headers


@contextlib.contextmanager
def running() -> Iterator[None]:
    """Run the stand-in where the settings look for Stripe; it posts nothing by itself."""
    with tempfile.TemporaryDirectory(prefix="numoraq-bench-") as directory:
        port = urlsplit(settings.STRIPE_URL).port
        process = subprocess.Popen(
            [sys.executable, "-m", "premium.fakestripe", "--port", str(port)],
            env={**os.environ, "FAKE_STRIPE_DATA": str(Path(directory) / "payments.sqlite3")},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            if process.stdout is not None:
                process.stdout.readline()  # it says where it listens
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)


def subscribe(person: User) -> None:
    """Buy a month as a person does: on the page that is opened for it."""
    order = checkout.Order(plan="monthly")
    with as_user(person):
        payment = checkout.begin(user=person, order=order, pages=views.pages(), at=timezone.now())
    path = urlsplit(payment.checkout_url).path
    browser = load.Browser(settings.STRIPE_URL, {})
    secret = re.search(rb'name="secret" value="([^"]+)"', browser.get(path))
    if secret is None:
        raise load.WrongAnswer(f"{path} has no form")
    form = urlencode({"secret": secret[1].decode(), "do": "pays"}).encode()
    browser.post(path, form, {"Content-Type": "application/x-www-form-urlencoded"})
    browser.close()


def parcels() -> list[Parcel]:
    """Return every event that is listened to, oldest first, as it would be posted."""
    bodies = [json.dumps(one).encode() for one in _events() if one["type"] in EVENTS]
    return [(body, _headers(body)) for body in reversed(bodies)]


def _events() -> Iterator[dict[str, Any]]:
    browser = load.Browser(settings.STRIPE_URL, {"Authorization": f"Bearer {settings.STRIPE_KEY}"})
    after = ""
    while True:
        page = json.loads(browser.get(f"/v1/events?limit=100{after}"))
        yield from page["data"]
        if not page["has_more"]:
            return
        after = f"&starting_after={page['data'][-1]['id']}"


def _headers(body: bytes) -> dict[str, str]:
    signature = sign(body, secret=settings.STRIPE_WEBHOOK_SECRET, at=int(time.time()))
    return {"Stripe-Signature": signature, "Content-Type": "application/json"}
