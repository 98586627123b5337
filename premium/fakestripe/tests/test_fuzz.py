"""Whatever is asked, it is answered or refused: no request is a fault."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from premium.fakestripe import api, kinds, pages, routes, shapes
from premium.fakestripe.api import Request
from premium.fakestripe.store import Store
from premium.fakestripe.tests import shop
from premium.fakestripe.tests.fake import KEY, FakeStripe

HEADERS = {"authorization": f"Bearer {KEY}"}
# Names of parameters, whole and in parts, and values of every kind.
NAMES = (
    "items[0][id]", "items[0][price]", "items[0][quantity]", "items[0][deleted]", "items", "amount",
    "line_items[0][price]", "line_items[0][quantity]", "line_items[0][price_data][currency]",
    "mode", "success_url", "metadata[a]", "metadata", "expand[0]", "expand", "limit", "created",
    "created[gte]", "starting_after", "customer", "subscription", "charge", "payment_intent",
    "payment[type]", "price", "product", "status", "type", "types[0]", "lookup_keys[0]", "name",
    "currency", "unit_amount", "recurring[interval]", "default_payment_method", "payment_method",
    "proration_behavior", "payment_behavior", "cancel_at_period_end", "from_subscription",
    "phases[0][items][0][price]", "phases[0][start_date]", "phases[0][end_date]", "phases",
    "invoice_settings[default_payment_method]", "expires_at", "subscription_data[metadata][a]",
    "enabled_events[0]", "url", "features[a]", "evidence", "quantity", "prorate", "invoice_now",
    "return_url", "trial_period_days", "delivery_success", "address[city]", "surprise",
)  # fmt: skip
VALUES = (
    "", "0", "1", "-1", "99", "true", "false", "é<", "month", "usd", "payment", "subscription",
    "none", "always_invoice", "pending_if_incomplete", "https://shop.test/", "data.customer",
    "latest_invoice.payments", "refunds", "pm_card_visa", "pm_card_chargeCustomerFail", "all",
    "2000000000", "active", "items.data",
)  # fmt: skip
PREFIXES = {path: shapes.PREFIXES[kind] + "_" for path, (kind, _by) in kinds.PLAIN.items()}
PREFIXES |= {"prices": "price_", "subscriptions": "sub_", "subscription_items": "si_"}
PREFIXES |= {"invoices": "in_", "events": "evt_"}
FITTING = {
    "price": "price_", "product": "prod_", "customer": "cus_", "charge": "ch_", "id": "si_",
    "payment_intent": "pi_", "subscription": "sub_", "from_subscription": "sub_",
    "payment_method": "pm_", "default_payment_method": "pm_", "starting_after": "",
}  # fmt: skip
WHERE = st.sampled_from(sorted({*routes._OWN, *(f"GET {p}" for p in kinds.PLAIN)}))


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[tuple[Store, list[str]]]:
    """Return a store with something of most kinds in it, and all ids."""
    fake = FakeStripe(tmp_path / "f.sqlite3")
    fake.start()
    bought = shop.subscribe(fake)
    delayed = shop.session(fake, shop.price(fake, interval="year"))
    fake.pay(delayed.url, "delayed")
    shop.session(fake, shop.price(fake))
    [charge, *_] = shop.api(fake).charges.list({"customer": bought.customer}).data
    fake.make("refund", charge.id, 1)
    fake.make("dispute", charge.id)
    shop.api(fake).subscription_schedules.create({"from_subscription": bought.id})
    shop.api(fake).billing_portal.sessions.create({"customer": bought.customer})
    fake.stop()
    store = Store(tmp_path / "f.sqlite3", url="http://127.0.0.1:1")
    with store.transaction() as books:
        ids = [row["id"] for row in books.db.execute("SELECT id FROM objects ORDER BY seq")]
        ids.append(bought.to_dict()["items"]["data"][0]["id"])
    yield store, ids
    store.close()


def pick(ids: list[str], prefix: str, number: int) -> str:
    """Return one of the ids of a kind."""
    fitting = [one for one in ids if one.startswith(prefix)]
    return fitting[number % len(fitting)] if fitting else "none"


def value(name: str, ids: list[str], number: int) -> str:
    """Return a value for a parameter, mostly one that fits it."""
    last = re.findall(r"[a-z_]+", name)[-1]
    if last in FITTING and number % 5:
        return pick(ids, FITTING[last], number)
    return VALUES[number % len(VALUES)]


def test_no_request_of_the_api_is_a_fault(filled: tuple[Store, list[str]]) -> None:
    store, ids = filled
    numbers = st.integers(0, 1000)
    forms = st.dictionaries(st.sampled_from(NAMES), numbers, min_size=10, max_size=40)

    @settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
    @given(WHERE, numbers, forms)
    def ask(where: str, number: int, chosen: dict[str, int]) -> None:
        """Ask, and again without what the method does not have: the rest is looked at then."""
        method, _, path = where.partition(" ")
        identity = pick(ids, PREFIXES.get(path.split("/*")[0], ""), number)
        form = {name: value(name, ids, one) for name, one in chosen.items()}
        while True:
            sent = urlencode(form)
            query, body = ("", sent) if method == "POST" else (sent, "")
            asked = Request(method, "/v1/" + path.replace("*", identity), query, body, HEADERS)
            answer = api.answer(store, asked)
            assert answer.status in {200, 400, 402, 404}
            error = json.loads(answer.body).get("error", {})
            if error.get("code") != "parameter_unknown":
                return
            fewer = {k: v for k, v in form.items() if not k.startswith(error["param"])}
            assert len(fewer) < len(form)
            form = fewer

    ask()


def test_no_button_of_a_page_is_a_fault(filled: tuple[Store, list[str]]) -> None:
    store, ids = filled
    with store.transaction() as books:
        secrets = {one: (books.any(one) or {}).get("_secret", "") for one in ids}
        panel = books.panel_secret()
    wishes = ["pays", "delayed", "declines", "challenge", "cancel", "card:pays", "end", "keep"]
    wishes += ["switch", "advance", "refund", "dispute", "win", "settle", "fail_next", "", "x:y:z"]

    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.sampled_from(["pay", "portal", "_fake"]),
        st.sampled_from(ids),
        st.sampled_from(ids),
        st.sampled_from(wishes),
        st.sampled_from(["", "1", "86400", "x"]),
    )
    def press(page: str, identity: str, other: str, wish: str, amount: str) -> None:
        path = "/_fake/" if page == "_fake" else f"/{page}/{identity}"
        secret = panel if page == "_fake" else secrets[identity]
        form = {"do": f"{wish}:{other}" if ":" not in wish else wish, "secret": secret}
        body = urlencode({**form, "amount": amount})
        answer = pages.answer(store, Request("POST", path, "", body))
        assert answer.status in {200, 303, 400, 403, 404, 410}
        assert pages.answer(store, Request("GET", path)).status in {200, 404, 410}

    press()
