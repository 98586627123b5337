"""Deliveries when something is amiss: the switches together, restarts, endpoints that change."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from premium.fakestripe.tests import receiver, shop
from premium.fakestripe.tests.fake import FakeStripe
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


def named(heard: Receiver) -> list[str]:
    """Return the names of the customers that were heard of."""
    return [str(one.data.object["name"]) for one in heard.heard]


def test_what_is_paused_waits_in_order(telling: FakeStripe, heard: Receiver) -> None:
    telling.make("switch", "is_paused")
    for name in "abc":
        telling.client.v1.customers.create({"name": name})
    states = [(one["state"], one["attempts"]) for one in telling.deliveries()]
    assert (states, heard.heard) == ([("pending", 0)] * 3, [])
    [newest, *_] = telling.client.v1.events.list().data
    assert newest.pending_webhooks == 1
    telling.make("switch", "is_paused")
    heard.wait_for("customer.created", times=3)
    assert named(heard) == ["a", "b", "c"]


def test_what_is_paused_waits_over_a_restart(telling: FakeStripe, heard: Receiver) -> None:
    telling.make("switch", "is_paused")
    telling.client.v1.customers.create({"name": "Ada"})
    telling.stop()
    telling.start()
    assert [one["state"] for one in telling.deliveries()] == ["pending"]
    telling.make("switch", "is_paused")
    heard.wait_for("customer.created")
    telling.wait_for_deliveries()
    assert named(heard) == ["Ada"]


def test_a_try_that_failed_is_made_again_after_a_restart(
    telling: FakeStripe, heard: Receiver
) -> None:
    telling.make("switch", "is_paused")
    heard.answers = [503, 503]
    telling.client.v1.customers.create({"name": "Ada"})
    telling.make("switch", "is_paused")
    telling.stop()
    telling.start()
    heard.wait_for("customer.created")
    telling.wait_for_deliveries()
    [delivery] = telling.deliveries()
    assert (delivery["state"], delivery["attempts"]) == ("delivered", 3)
    assert named(heard) == ["Ada"]


def test_one_that_is_refused_holds_no_other_up(telling: FakeStripe, heard: Receiver) -> None:
    telling.make("switch", "is_paused")
    for name in "abc":
        telling.client.v1.customers.create({"name": name})
    heard.answers = [500]
    telling.make("switch", "is_paused")
    heard.wait_for("customer.created", times=3)
    assert named(heard) == ["b", "c", "a"]


def test_all_switches_together_lose_nothing_that_was_not_lost(
    telling: FakeStripe, heard: Receiver
) -> None:
    for switch in ("is_shuffled", "is_doubled", "is_paused"):
        telling.make("switch", switch)
    for name in "abcdef":
        telling.client.v1.customers.create({"name": name})
    telling.make("switch", "is_lost")
    telling.client.v1.customers.create({"name": "lost"})
    telling.make("switch", "is_lost")
    telling.make("switch", "is_paused")
    heard.wait_for("customer.created", times=12)
    telling.wait_for_deliveries()
    assert sorted(named(heard)) == sorted("abcdef" * 2)
    states = [one["state"] for one in telling.deliveries()]
    assert (states.count("delivered"), states.count("failed")) == (6, 1)


def test_what_was_lost_comes_when_it_is_sent_again(telling: FakeStripe, heard: Receiver) -> None:
    telling.make("switch", "is_lost")
    telling.client.v1.customers.create({"name": "Ada"})
    telling.make("switch", "is_lost")
    [event] = telling.client.v1.events.list().data
    assert telling.make("redeliver", event.id)["id"] == event.id
    heard.wait_for("customer.created")
    telling.wait_for_deliveries()
    assert [one["state"] for one in telling.deliveries()] == ["delivered"]
    with pytest.raises(AssertionError, match="No such event"):
        telling.make("redeliver", "evt_none")


def test_an_endpoint_that_is_off_hears_of_nothing_new(telling: FakeStripe, heard: Receiver) -> None:
    client = telling.client.v1
    [endpoint] = client.webhook_endpoints.list().data
    client.webhook_endpoints.update(endpoint.id, {"disabled": True})
    client.customers.create({"name": "unheard"})
    client.webhook_endpoints.update(endpoint.id, {"disabled": False})
    client.customers.create({"name": "heard"})
    heard.wait_for("customer.created")
    telling.wait_for_deliveries()
    assert (named(heard), len(telling.deliveries())) == (["heard"], 1)


def test_an_endpoint_moves_with_what_is_on_the_way_to_it(
    telling: FakeStripe, heard: Receiver
) -> None:
    client = telling.client.v1
    [endpoint] = client.webhook_endpoints.list().data
    telling.make("switch", "is_paused")
    client.webhook_endpoints.update(endpoint.id, {"url": "http://127.0.0.1:1/"})
    client.customers.create({"name": "Ada"})
    client.webhook_endpoints.update(endpoint.id, {"url": heard.url, "description": "back"})
    telling.make("switch", "is_paused")
    heard.wait_for("customer.created")
    assert client.webhook_endpoints.retrieve(endpoint.id).description == "back"


def test_the_story_of_a_purchase_is_told_as_it_happened(
    telling: FakeStripe, heard: Receiver
) -> None:
    bought = shop.subscribe(telling)
    heard.wait_for("checkout.session.completed")
    telling.wait_for_deliveries()
    assert heard.names() == shop.names(telling)
    [paid] = [one for one in heard.heard if one.type == "invoice.paid"]
    assert paid.data.object["parent"]["subscription_details"]["subscription"] == bought.id
    created = [one for one in heard.heard if one.type == "customer.subscription.created"]
    assert [one.data.object["status"] for one in created] == ["incomplete"]  # as it was then
    assert len({one.id for one in heard.heard}) == len(heard.heard)
