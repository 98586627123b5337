"""What every request has in common: keys, versions, idempotency, errors, lists, expansion."""

import signal

import pytest
import stripe
from stripe import RequestOptions

from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import FakeStripe, FakeStripeProcess


@pytest.mark.parametrize("key", ["sk_live_" + "k" * 24, "sk_test_short", "pk_test_" + "k" * 24])
def test_only_a_test_key_is_taken(fake_stripe: FakeStripe, key: str) -> None:
    client = stripe.StripeClient(key, base_addresses={"api": fake_stripe.url})
    with pytest.raises(stripe.AuthenticationError, match="Invalid API Key"):
        client.v1.customers.list()
    assert fake_stripe.browse("GET", fake_stripe.url + "/v1/customers").status == 401


def test_any_well_formed_test_key_is_taken(fake_stripe: FakeStripe) -> None:
    key = "rk_test_" + "A1" * 20
    client = stripe.StripeClient(key, base_addresses={"api": fake_stripe.url})
    assert client.v1.accounts.retrieve_current().country == "US"


def test_versions_of_another_shape_are_refused(fake_stripe: FakeStripe) -> None:
    older: RequestOptions = {"stripe_version": "2024-06-20"}
    with pytest.raises(stripe.InvalidRequestError, match="API version: 2024-06-20"):
        fake_stripe.client.v1.customers.list(options=older)
    newest: RequestOptions = {"stripe_version": "2026-05-27.dahlia"}
    found = fake_stripe.client.v1.customers.list(options=newest)
    assert found.last_response is not None
    assert found.last_response.headers["Stripe-Version"] == "2026-05-27.dahlia"


def test_what_does_not_exist_is_missing(fake_stripe: FakeStripe) -> None:
    for ask in (shop.api(fake_stripe).customers, shop.api(fake_stripe).subscription_items):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            ask.retrieve("no_such")
        error = refused.value
        assert (error.http_status, error.code, error.param) == (404, "resource_missing", "id")
    status = fake_stripe.browse("GET", fake_stripe.url + "/elsewhere").status
    assert status == 404


def test_an_unknown_address_is_said_to_be_one(fake_stripe: FakeStripe) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        fake_stripe.client.v1.coupons.list()


def test_the_same_request_is_done_once(fake_stripe_process: FakeStripeProcess) -> None:
    client = shop.api(fake_stripe_process).customers
    once = {"idempotency_key": "one"}
    first = client.create({"name": "Ada"}, once)
    again = client.create({"name": "Ada"}, once)
    assert again.id == first.id
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(client.list().data) == 1
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        client.create({"name": "Grace"}, once)
    assert fake_stripe_process.end(signal.SIGKILL) == -signal.SIGKILL
    fake_stripe_process.start()
    assert shop.api(fake_stripe_process).customers.create({"name": "Ada"}, once).id == first.id


def test_a_key_is_forgotten_after_a_day(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe).customers
    once = {"idempotency_key": "one"}
    first = client.create({"name": "Ada"}, once)
    fake_stripe.advance(shop.DAY + 1)
    assert client.create({"name": "Ada"}, once).id != first.id


def test_a_refused_request_may_be_corrected_with_its_key(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe).products
    once = {"idempotency_key": "one"}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.create({}, once)
    assert (refused.value.code, refused.value.param) == ("parameter_missing", "name")
    assert client.create({"name": "Premium"}, once).name == "Premium"


def test_what_was_begun_is_undone_with_the_refusal(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe)
    wanted = {"name": "Premium", "default_price_data": {"currency": "usd"}}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.products.create(wanted)
    assert refused.value.param == "default_price_data[unit_amount]"
    assert client.products.list().data == client.events.list().data == []


def test_lists_come_in_pages_newest_first(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe).customers
    made = [client.create({"name": str(number)}).id for number in range(7)]
    page = client.list({"limit": 3})
    assert ([one.id for one in page.data], page.has_more) == (made[:3:-1], True)
    assert [one.id for one in page.auto_paging_iter()] == made[::-1]
    back = client.list({"limit": 2, "ending_before": made[2]})
    assert ([one.id for one in back.data], back.has_more) == ([made[4], made[3]], True)
    assert client.list({"limit": 7}).has_more is False
    for wrong in ({"limit": 0}, {"limit": 101}, {"starting_after": "cus_no"}, {"surprise": "1"}):
        with pytest.raises(stripe.InvalidRequestError):
            client.list(wrong)


def test_lists_are_filtered_by_their_moment(fake_stripe: FakeStripe) -> None:
    client = shop.api(fake_stripe).customers
    first = client.create({"name": "first"})
    fake_stripe.advance(shop.DAY)
    second = client.create({"name": "second"})

    def found(created: object) -> list[str]:
        return [one.name for one in client.list({"created": created}).data]

    assert found({"gt": first.created}) == ["second"]
    assert found({"lte": first.created}) == ["first"]
    assert found({"gte": first.created, "lt": second.created}) == ["first"]
    assert found(second.created) == ["second"]


def test_objects_come_in_the_place_of_their_ids(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    client = shop.api(fake_stripe)
    paths = ["data.customer", "data.latest_invoice.payments", "data.items.data.price"]
    [found] = client.subscriptions.list({"expand": paths}).data
    assert found.customer.object == "customer"
    assert found.latest_invoice.payments.data[0].status == "paid"
    paths = ["items.data.price.product"]
    [item] = shop.now(fake_stripe, bought, *paths).to_dict()["items"]["data"]
    assert item["price"]["product"]["name"] == "Premium"
    assert client.subscriptions.retrieve(bought.id).customer == found.customer.id


@pytest.mark.parametrize("path", ["surprise", "latest_invoice.payment_intent", "a.b.c.d.e"])
def test_what_cannot_be_expanded_is_refused(fake_stripe: FakeStripe, path: str) -> None:
    bought = shop.subscribe(fake_stripe)
    with pytest.raises(stripe.InvalidRequestError, match="expand"):
        shop.now(fake_stripe, bought, path)


def test_nothing_in_an_event_can_be_expanded(fake_stripe: FakeStripe) -> None:
    shop.subscribe(fake_stripe)
    with pytest.raises(stripe.InvalidRequestError, match="expand"):
        shop.api(fake_stripe).events.list({"expand": ["data.data.customer"]})


def test_what_djstripe_expands_can_be(fake_stripe: FakeStripe) -> None:
    bought = shop.subscribe(fake_stripe)
    client = shop.api(fake_stripe)
    session = client.checkout.sessions.list({"subscription": bought.id}).data[0]
    rows = ["line_items", "total_details.breakdown", "line_items.data.discounts"]
    with_rows = shop.reread(fake_stripe, session, *rows)
    assert len(with_rows.line_items.data) == 1
    expanded = {"expand": ["discounts", "lines.data.discounts"]}
    assert client.invoices.retrieve(bought.latest_invoice, expanded).status == "paid"
    expanded = {"expand": ["default_source", "sources"]}
    assert client.customers.retrieve(bought.customer, expanded).sources.data == []
    price = bought.to_dict()["items"]["data"][0]["price"]["id"]
    expanded = {"expand": ["currency_options", "product", "tiers"]}
    assert client.prices.retrieve(price, expanded).product.name == "Premium"
    shop.now(fake_stripe, bought, "discounts")
    [charge] = client.charges.list({"expand": ["data.balance_transaction"]}).data
    assert charge.balance_transaction.net == 499
    product = client.prices.retrieve(price).product
    assert client.products.features.list(product).data == []


def test_secrets_and_notes_are_not_told(fake_stripe: FakeStripe) -> None:
    session = shop.session(fake_stripe, shop.price(fake_stripe))
    fake_stripe.pay(session.url, "declines")
    told = str(shop.reread(fake_stripe, session)) + str(shop.api(fake_stripe).events.list())
    assert session.id in told
    assert '"_' not in told
