"""What is kept is kept: over ends and kills, by one request at a time, as time goes by."""

import signal
import threading
import time
from pathlib import Path

import pytest

from premium.fakestripe import clock, store
from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import FakeStripe, FakeStripeProcess


def test_everything_survives_being_killed(fake_stripe_process: FakeStripeProcess) -> None:
    fake = fake_stripe_process
    bought = shop.subscribe(fake)
    fake.advance(5 * shop.DAY)
    before = (fake.advance(0), shop.names(fake))
    fake.end(signal.SIGKILL)
    fake.start()
    assert shop.now(fake, bought).status == "active"
    assert shop.names(fake) == before[1]
    assert 0 <= fake.advance(0) - before[0] < 60
    assert shop.to_renewal(fake, bought).status == "active"
    assert shop.names(fake).count("invoice.paid") == 2


def test_requests_at_the_same_time_do_not_mix(fake_stripe: FakeStripe) -> None:
    made: list[str] = []

    def create(key: str) -> None:
        once = {"idempotency_key": key}
        made.append(shop.api(fake_stripe).customers.create({"name": key}, once).id)

    threads = [threading.Thread(target=create, args=(str(n % 4),)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(set(made))) == (16, 4)
    assert len(shop.api(fake_stripe).customers.list().data) == 4


def test_a_payment_is_taken_once_however_often_one_clicks(fake_stripe: FakeStripe) -> None:
    session = shop.session(fake_stripe, shop.price(fake_stripe, interval="month"))
    page = fake_stripe.browse("GET", session.url).body
    secret = page.split('name="secret" value="')[1].split('"')[0]
    answers: list[int] = []

    def click() -> None:
        form = {"secret": secret, "do": "pays"}
        answers.append(fake_stripe.browse("POST", session.url, form).status)

    threads = [threading.Thread(target=click) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303, *[410] * 5]
    assert len(shop.api(fake_stripe).subscriptions.list().data) == 1
    assert len(shop.api(fake_stripe).charges.list().data) == 1


def test_what_is_due_happens_without_being_asked(fake_stripe: FakeStripe) -> None:
    sold = shop.price(fake_stripe)
    soon = fake_stripe.advance(0) + 1800
    session = shop.session(fake_stripe, sold, expires_at=soon)
    fake_stripe.advance(soon - fake_stripe.advance(0) - 1)
    until = time.monotonic() + 30
    while shop.reread(fake_stripe, session).status == "open":
        assert time.monotonic() < until
        time.sleep(0.05)


def test_what_is_due_happens_in_order_each_at_its_moment(fake_stripe: FakeStripe) -> None:
    first, second = shop.subscribe(fake_stripe), None
    fake_stripe.advance(3 * shop.DAY)
    second = shop.subscribe(fake_stripe)
    fake_stripe.advance(40 * shop.DAY)
    listed = shop.api(fake_stripe).events.list({"limit": 100}).data
    moments = [one.created for one in reversed(listed)]
    assert moments == sorted(moments)
    paid = [one for one in reversed(listed) if one.type == "invoice.paid"]
    details = [one.data.object["parent"]["subscription_details"] for one in paid]
    order = [one["subscription"] for one in details]
    assert order == [first.id, second.id, first.id, second.id]
    assert paid[2].created == shop.period(first)[1] + shop.HOUR


def test_a_call_that_fails_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = store.Store(tmp_path / "f.sqlite3", url="http://localhost")
    with kept.transaction() as books:
        books.call_at("session.expire", "cs_test_none", books.now - 1)
    happened: list[str] = []

    def fail(_books: object, _identity: str) -> None:
        raise RuntimeError

    monkeypatch.setitem(clock._CALLS, "session.expire", fail)
    with pytest.raises(RuntimeError):
        clock.tick(kept)
    monkeypatch.setitem(clock._CALLS, "session.expire", lambda _books, one: happened.append(one))
    clock.tick(kept)
    clock.tick(kept)
    assert happened == ["cs_test_none"]
    kept.close()
