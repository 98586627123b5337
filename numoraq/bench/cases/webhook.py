"""Stripe's events, posted by several at once to a server that asks the stand-in about each."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from django.conf import settings
from django.urls import reverse

from numoraq.bench import load, measure, people, server, stripe
from numoraq.bench.cases import Scale
from numoraq.bench.report import Result

_MS: Final = 200.0
_THREADS: Final = 8
_EVENTS_OF_ONE: Final = 3  # of a subscription that begins


def run(scale: Scale) -> list[Result]:
    """Return how long the answer to an event takes, with what follows from it."""
    with stripe.running():
        # One for each thread warms it up: its events are posted first, and not counted.
        for _ in range(_THREADS + scale.requests // _EVENTS_OF_ONE):
            stripe.subscribe(people.make(rows=0, today=scale.today))
        parcels = stripe.parcels()
        with (
            server.serving("numoraq.wsgi:application", threads=_THREADS) as app,
            ThreadPoolExecutor(_THREADS) as pool,
        ):
            warm = _THREADS * _EVENTS_OF_ONE
            seconds = list(pool.map(_posting(app), parcels))[warm:]
    p99 = measure.Sample(tuple(seconds)).p99
    note = f"p99 of {len(seconds)} events, {_THREADS} threads"
    return [Result("webhook: an event", p99 * 1000, None, "ms", _MS, note=note)]


def _posting(app: str) -> Callable[[stripe.Parcel], float]:
    path = reverse("djstripe:djstripe_webhook_by_uuid", args=[settings.STRIPE_WEBHOOK_ID])

    def post(parcel: stripe.Parcel) -> float:
        browser = load.Browser(app, {})
        try:
            return measure.timed(lambda: browser.post(path, *parcel))
        finally:
            browser.close()

    return post
