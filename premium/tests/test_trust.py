"""Whom payments believe: Stripe's signature and Stripe's word, and nobody else."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from djstripe.models import WebhookEndpoint, WebhookEventTrigger
from pytest_django import Settings

from accounts.models import User
from conftest import ClientFor, make_person
from numoraq.rls.identity import as_login_role, as_service, as_user
from numoraq.rls.logins import worker_login
from premium.fakestripe.tests.fake import KEY
from premium.fakestripe.webhooks import sign
from premium.models import Payment
from premium.services import stripe_account
from premium.tests.shop import Shop

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


@pytest.fixture
def bob(transactional_db: None) -> User:
    return make_person("bob")


def test_bug_10_coming_back_from_the_page_gives_nothing(
    alice: User, bob: User, shop: Shop, client_for: ClientFor
) -> None:
    payment = shop.order(alice, "lifetime")
    address = f"/premium/payments/{payment.pk}/"
    assert Client().get(address).status_code == 302
    assert client_for(bob).get(address).status_code == 404
    page = client_for(alice).get(f"{address}?session_id=cs_test_1&status=paid")
    assert page.status_code == 200
    assert shop.read(payment).status == "pending"
    assert shop.grants(alice) == []


@pytest.mark.parametrize(
    "statement",
    [
        """INSERT INTO payment_sessions (id, user_id, kind, plan_type, amount, status)
        VALUES (gen_random_uuid(), %(me)s, 'lifetime', 'lifetime', 0, 'completed')""",
        "UPDATE payment_sessions SET status = 'completed' WHERE user_id = %(me)s",
        "DELETE FROM payment_sessions WHERE user_id = %(me)s",
        """INSERT INTO premium_subscriptions (id, user_id, stripe_subscription, stripe_customer,
        plan_type, status, checked_at) VALUES (gen_random_uuid(), %(me)s, 'sub_1', 'cus_1',
        'yearly', 'active', now())""",
        "UPDATE premium_subscriptions SET status = 'active' WHERE user_id = %(me)s",
        "SELECT * FROM djstripe_customer WHERE subscriber_id = %(me)s",
        "SELECT secret FROM djstripe_webhookendpoint WHERE %(me)s IS NOT NULL",
    ],
)
def test_bug_10_nobody_writes_payments_by_sql(alice: User, shop: Shop, statement: str) -> None:
    shop.order(alice, "lifetime")
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with as_user(alice), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, {"me": alice.pk})


def test_bug_20_the_person_is_found_by_id_not_by_address(
    alice: User, bob: User, shop: Shop
) -> None:
    """Bob's customer says Alice's address; what Bob pays for is still Bob's."""
    payment = shop.order(bob, "yearly")
    customer = shop.read(payment).stripe_customer
    shop.fake.client.v1.customers.update(customer, {"email": alice.email})
    shop.pay(payment)
    shop.deliver()
    assert shop.is_premium(bob)
    assert not shop.is_premium(alice)


def test_a_customer_of_nobody_is_left_alone(alice: User, shop: Shop) -> None:
    """Somebody made it in the account by hand, with the address of a person of ours."""
    client = shop.fake.client.v1
    client.customers.create({"email": alice.email})
    product = client.products.create({"name": "Other"})
    price = client.prices.create({"currency": "usd", "unit_amount": 1, "product": product.id})
    session = client.checkout.sessions.create(
        {
            "mode": "payment",
            "line_items": [{"price": price.id, "quantity": 1}],
            "success_url": "https://other.test/",
            "metadata": {"payment_session": str(uuid4())},
        }
    )
    shop.fake.pay(str(session.url))
    assert set(shop.deliver()) == {200}
    assert not shop.is_premium(alice)
    with as_login_role():
        assert not Payment.objects.exists()


def test_a_page_of_another_amount_gives_nothing(alice: User, shop: Shop) -> None:
    """Somebody with access to the account opens a page that names a payment of ours."""
    payment = shop.order(alice, "lifetime")
    _pay_a_dollar(shop, payment)
    assert shop.read(payment).status == "pending"  # it has a page, which is another
    with as_login_role():
        pageless = Payment.objects.create(
            user=alice, kind="lifetime", plan_type="lifetime", amount=payment.amount
        )
    _pay_a_dollar(shop, pageless)
    pageless = shop.read(pageless)
    assert (pageless.status, pageless.withheld) == ("completed", True)
    assert "amount" in pageless.attention
    assert not shop.is_premium(alice)


def _pay_a_dollar(shop: Shop, payment: Payment) -> None:
    client = shop.fake.client.v1
    product = client.products.create({"name": "Cheap"})
    price = client.prices.create({"currency": "usd", "unit_amount": 100, "product": product.id})
    about: Any = {"payment_session": str(payment.pk)}
    session = client.checkout.sessions.create(
        {
            "mode": "payment",
            "line_items": [{"price": price.id, "quantity": 1}],
            "success_url": "https://other.test/",
            "client_reference_id": str(payment.user_id),
            "metadata": about,
        }
    )
    shop.fake.pay(str(session.url))
    shop.deliver()


@pytest.mark.parametrize("secret", ["whsec_wrong", ""])
def test_events_that_stripe_did_not_sign_are_refused_and_not_kept(
    alice: User, shop: Shop, secret: str
) -> None:
    payment = shop.order(alice, "lifetime")
    shop.pay(payment)
    for body, _signature in shop.fake.parcels():
        forged = sign(body, secret=secret, at=int(shop.now().timestamp()))
        assert shop.post((body, forged)) == 400
        late = sign(body, secret=shop.fake.webhook_secret, at=1_600_000_000)
        assert shop.post((body, late)) == 400
    with as_login_role():
        assert not WebhookEventTrigger.objects.exists()
    assert not shop.is_premium(alice)


def test_a_request_does_not_choose_its_own_secret(shop: Shop, settings: Settings) -> None:
    settings.DEBUG = True
    body = json.dumps({"id": "evt_1", "object": "event", "livemode": False}).encode()
    signature = sign(body, secret="attacker", at=int(shop.now().timestamp()))
    headers = {"Stripe-Signature": signature, "X-Djstripe-Webhook-Secret": "attacker"}
    answer = Client().post(
        shop.address, data=body, content_type="application/json", headers=headers
    )
    assert answer.status_code == 400


def test_the_address_of_events_takes_nothing_else(shop: Shop, settings: Settings) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.get(shop.address).status_code == 405
    assert client.post(shop.address).status_code == 400
    assert client.post(f"/stripe/webhook/{uuid4()}/").status_code == 404
    signed = sign(b"not json", secret=shop.fake.webhook_secret, at=int(shop.now().timestamp()))
    assert shop.post((b"not json", signed)) == 400
    settings.PAYMENTS_ENABLED = False
    assert client.post(shop.address).status_code == 404


def test_who_is_signed_in_while_an_event_arrives_does_not_matter(
    alice: User, shop: Shop, client_for: ClientFor
) -> None:
    shop.pay(shop.order(alice, "lifetime"))
    assert set(Shop(shop.fake, shop.address, client_for(alice)).deliver()) == {200}
    assert shop.status(alice).is_lifetime


def test_a_new_secret_takes_the_place_of_the_old(shop: Shop, settings: Settings) -> None:
    settings.STRIPE_WEBHOOK_SECRET = "whsec_new"
    with worker_login(), as_service():
        assert stripe_account.ensure_webhook("default") == 1
        assert stripe_account.ensure_webhook("default") == 0
    with as_login_role():
        assert WebhookEndpoint.objects.get().secret == "whsec_new"


def test_the_key_of_the_account_is_nowhere_in_the_database(alice: User, shop: Shop) -> None:
    shop.buy(alice, "monthly")
    assert shop.is_premium(alice)  # events were taken in
    found = []
    with worker_login(), as_service(), connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('djstripe_apikey', 'INSERT')")
        assert cursor.fetchone() == (False,)
        cursor.execute(
            "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'r' AND"
            " c.relnamespace = 'public'::regnamespace AND has_table_privilege(c.oid, 'SELECT')"
        )
        tables = [table for (table,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{KEY}%"])
            found += [table] * bool(cursor.fetchone()[0])
    assert shop.fake.key == KEY
    assert {"djstripe_apikey", "djstripe_event", "payment_sessions"} <= set(tables)
    assert found == []


def test_the_web_process_deletes_no_copies(alice: User, shop: Shop) -> None:
    """But for what dj-stripe empties while it takes an event in."""
    own = {"djstripe_productfeature", "djstripe_idempotencykey"}
    with as_login_role(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relname LIKE 'djstripe\\_%%' AND"
            " c.relkind = 'r' AND has_table_privilege(c.oid, 'DELETE')"
        )
        assert {table for (table,) in cursor.fetchall()} == own
