"""Events reach their endpoint: signed, tried again, over restarts, in no promised order."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import stripe

from premium.fakestripe import endpoints, events, webhooks
from premium.fakestripe.books import Books
from premium.fakestripe.store import Store
from premium.fakestripe.tests import receiver
from premium.fakestripe.tests.fake import FakeStripe, FakeStripeProcess
from premium.fakestripe.tests.receiver import Receiver


@pytest.fixture
def heard() -> Iterator[Receiver]:
    with receiver.listening() as one:
        yield one


@pytest.fixture
def telling(tmp_path: Path, heard: Receiver) -> Iterator[FakeStripe]:
    """Return a stand-in that tells the receiver of everything."""
    fake = FakeStripe(tmp_path / "f.sqlite3", heard.url, receiver.SECRET)
    fake.start()
    yield fake
    fake.stop()


def test_an_event_is_signed_and_holds_the_object_as_it_was(
    telling: FakeStripe, heard: Receiver
) -> None:
    client = telling.client.v1
    made = client.customers.create({"name": "Ada"})
    client.customers.update(made.id, {"name": "Grace"})
    created = heard.wait_for("customer.created")
    updated = heard.wait_for("customer.updated")
    assert created.data.object["name"] == "Ada"
    assert updated.data.object["name"] == "Grace"
    assert updated.to_dict()["data"]["previous_attributes"] == {"name": "Ada"}
    telling.wait_for_deliveries()
    assert client.events.retrieve(created.id).pending_webhooks == 0


def test_an_event_comes_again_until_it_is_taken(telling: FakeStripe, heard: Receiver) -> None:
    heard.answers = [500, 400]
    telling.client.v1.customers.create({"name": "Ada"})
    heard.wait_for("customer.created")
    telling.wait_for_deliveries()
    [delivery] = telling.deliveries()
    assert (delivery["state"], delivery["attempts"], delivery["answer"]) == ("delivered", 3, "200")
    assert heard.names() == ["customer.created"]


def test_what_is_on_the_way_survives_being_killed(
    fake_stripe_process: FakeStripeProcess, heard: Receiver
) -> None:
    telling = fake_stripe_process
    telling.stop()
    telling.webhook_url, telling.webhook_secret = heard.url, receiver.SECRET
    telling.start()
    telling.make("switch", "is_paused")
    made = telling.client.v1.customers.create({"name": "Ada"})
    assert telling.end(signal.SIGKILL) == -signal.SIGKILL
    assert heard.heard == []
    telling.start()
    telling.make("switch", "is_paused")
    assert heard.wait_for("customer.created").data.object["id"] == made.id


def test_lost_events_are_found_by_asking(telling: FakeStripe, heard: Receiver) -> None:
    client = telling.client.v1
    client.customers.create({"name": "Ada"})
    telling.wait_for_deliveries()
    telling.make("switch", "is_lost")
    client.customers.create({"name": "Grace"})
    telling.make("switch", "is_lost")

    def found(*, delivered: bool) -> list[stripe.Event]:
        rest = {"delivery_success": delivered, "types": ["customer.created", "price.created"]}
        return list(client.events.list(rest).data)  # type: ignore[arg-type]

    assert [one.data.object["name"] for one in found(delivered=False)] == ["Grace"]
    assert [one.data.object["name"] for one in found(delivered=True)] == ["Ada"]
    telling.make("redeliver", found(delivered=False)[0].id)
    heard.wait_for("customer.created", times=2)


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("http://127.0.0.1:1/", "ConnectionRefusedError"),
        ("http://127.0.0.1:port/", "InvalidURL"),
    ],
)
def test_an_endpoint_that_is_away_is_tried_again(
    fake_stripe: FakeStripe, url: str, answer: str
) -> None:
    client = fake_stripe.client.v1
    client.webhook_endpoints.create({"url": url, "enabled_events": ["*"]})
    client.customers.create({"name": "Ada"})
    until = time.monotonic() + 30
    while (found := fake_stripe.deliveries()[0])["attempts"] < 2:
        assert time.monotonic() < until
        time.sleep(0.02)
    assert (found["state"], found["answer"]) == ("pending", answer)


def test_a_delivery_is_given_up_in_the_end(tmp_path: Path) -> None:
    kept = Store(tmp_path / "f.sqlite3", url="http://localhost")
    with kept.transaction() as books:
        endpoints.set_first(books, url="http://127.0.0.1:1/", secret="whsec_x")
        events.emit(books, "customer.created", {"id": "cus_x"})
        for number in range(len(webhooks.DELAYS) + 1):
            parcel = webhooks.due(books, at=time.time() + 10_000)
            assert parcel is not None
            assert parcel.attempts == number
            webhooks.note(books, parcel, answer="500")
        assert webhooks.due(books, at=time.time() + 10_000) is None
        [row] = books.db.execute("SELECT state FROM outbox")
        assert row["state"] == "failed"
    kept.close()


def test_a_fault_ends_no_deliveries(
    telling: FakeStripe, heard: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, faults = webhooks.due, [RuntimeError(), RuntimeError()]

    def due(books: Books, *, at: float) -> webhooks.Parcel | None:
        if faults:
            raise faults.pop()
        return whole(books, at=at)

    monkeypatch.setattr(webhooks, "due", due)
    telling.client.v1.customers.create({"name": "Ada"})
    heard.wait_for("customer.created")
    assert faults == []


def test_events_may_come_twice(telling: FakeStripe, heard: Receiver) -> None:
    telling.make("switch", "is_doubled")
    telling.client.v1.customers.create({"name": "Ada"})
    heard.wait_for("customer.created", times=2)
    assert heard.heard[0].id == heard.heard[1].id


def test_events_may_come_in_any_order(telling: FakeStripe, heard: Receiver) -> None:
    telling.make("switch", "is_shuffled")
    telling.make("switch", "is_paused")
    for number in range(8):
        telling.client.v1.customers.create({"name": str(number)})
    telling.make("switch", "is_paused")
    heard.wait_for("customer.created", times=8)
    names = [one.data.object["name"] for one in heard.heard]
    assert sorted(names) == [str(number) for number in range(8)]


def test_a_further_endpoint_hears_what_it_asked_for(fake_stripe: FakeStripe) -> None:
    client = fake_stripe.client.v1.webhook_endpoints
    made = client.create({"url": "http://127.0.0.1:1/", "enabled_events": ["product.created"]})
    assert str(made.secret).startswith("whsec_")
    assert "secret" not in client.retrieve(made.id).to_dict()
    fake_stripe.client.v1.customers.create({})
    fake_stripe.client.v1.products.create({"name": "Premium"})
    assert [one["type"] for one in fake_stripe.deliveries()] == ["product.created"]
    assert client.update(made.id, {"disabled": True}).status == "disabled"
    assert client.delete(made.id).to_dict()["deleted"] is True
    assert fake_stripe.deliveries() == []
