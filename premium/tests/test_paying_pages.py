"""Pages of payments, as a browser meets them."""

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.tests.proving import freshen
from conftest import ClientFor, make_person
from premium.models import Payment
from premium.tests.shop import Shop

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


@pytest.fixture
def browser(alice: User, client_for: ClientFor) -> Client:
    return freshen(client_for(alice), alice)


def page(browser: Client, path: str = "/premium/payments/") -> str:
    """Return what is on a page."""
    return browser.get(path).content.decode()


def test_buying_leads_to_the_page_of_stripe_and_back(
    alice: User, browser: Client, shop: Shop
) -> None:
    assert "None yet." in page(browser)
    answer = browser.post("/premium/buy/", {"plan": "yearly"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{shop.fake.url}/")
    paid = shop.fake.pay(answer["Location"])
    assert "/premium/payments/" in paid.location
    back = "/premium" + paid.location.partition("/premium")[2]
    assert "premium is yours" in page(browser, back)
    shown = page(browser)
    assert "Renews by itself: on" in shown
    assert "$79.99" in shown
    assert "your plan" in shown


def test_leaving_without_paying_can_be_taken_back_or_called_off(
    alice: User, browser: Client, shop: Shop
) -> None:
    payment = shop.order(alice, "lifetime")
    left = page(browser, f"/premium/payments/{payment.pk}/left/")
    assert "came back without paying" in left
    assert payment.checkout_url in left
    browser.post(f"/premium/payments/{payment.pk}/cancel/")
    assert shop.read(payment).status == "cancelled"
    assert "given up" in page(browser, f"/premium/payments/{payment.pk}/")


def test_what_was_paid_meanwhile_is_not_called_off(
    alice: User, browser: Client, shop: Shop
) -> None:
    payment = shop.order(alice, "lifetime")
    shop.pay(payment)
    answer = browser.post(f"/premium/payments/{payment.pk}/cancel/")
    assert answer["Location"] == f"/premium/payments/{payment.pk}/"
    assert shop.read(payment).status == "completed"


@pytest.mark.parametrize(
    ("do", "words"),
    [("delayed", "Your bank is carrying it out"), ("declines", "We have not heard of it yet")],
)
def test_the_page_says_how_it_stands(
    alice: User, browser: Client, shop: Shop, do: str, words: str
) -> None:
    payment = shop.order(alice, "lifetime")
    shop.pay(payment, do)
    assert words in page(browser, f"/premium/payments/{payment.pk}/")


def test_a_donation_is_taken_in_whole_dollars(browser: Client, shop: Shop) -> None:
    answer = browser.post("/premium/buy/", {"donation": "25"})
    assert answer["Location"].startswith(shop.fake.url)
    for wrong in ({}, {"donation": "0"}, {"donation": "1.5"}, {"plan": "x"}):
        assert browser.post("/premium/buy/", wrong)["Location"] == "/premium/payments/"
    both = {"donation": "25", "plan": "yearly"}
    assert browser.post("/premium/buy/", both)["Location"] == "/premium/payments/"


def test_renewing_is_switched_off_and_the_card_changed(
    alice: User, browser: Client, shop: Shop
) -> None:
    assert browser.post("/premium/portal/")["Location"] == "/premium/payments/"  # nothing yet
    shop.buy(alice, "monthly")
    browser.post("/premium/subscription/", {"do": "stop"})
    assert "Renews by itself: off" in page(browser)
    assert browser.post("/premium/subscription/", {"do": "nothing"}).status_code == 404
    browser.post("/premium/subscription/", {"do": "switch", "plan": "forever"})
    assert shop.subscription(alice).plan_type == "monthly"
    assert browser.post("/premium/portal/")["Location"].startswith(shop.fake.url)


def test_a_plan_is_changed_after_its_price_was_shown(
    alice: User, browser: Client, shop: Shop
) -> None:
    where = "/premium/subscription/?plan="
    assert browser.get(f"{where}yearly")["Location"] == "/premium/payments/"  # none to change
    shop.buy(alice, "monthly")
    shown = page(browser, f"{where}yearly")
    assert "Pay and change" in shown
    assert "$79.99" in shown  # each time it renews
    assert shop.subscription(alice).plan_type == "monthly"
    assert browser.get(f"{where}forever").status_code == 404
    browser.post("/premium/subscription/", {"do": "switch", "plan": "yearly"})
    assert "Nothing is paid now" in page(browser, f"{where}monthly")
    browser.post("/premium/subscription/", {"do": "switch", "plan": "monthly"})
    assert "comes next" in page(browser)


def test_a_longer_plan_of_what_does_not_renew_does_not_either(
    alice: User, browser: Client, shop: Shop
) -> None:
    shop.buy(alice, "monthly")
    browser.post("/premium/subscription/", {"do": "stop"})
    shown = page(browser, "/premium/subscription/?plan=yearly")
    assert "It does not renew by itself, as you chose." in shown
    assert "each time it renews" not in shown


def test_whoever_has_it_for_good_is_not_asked_to_renew(
    alice: User, browser: Client, shop: Shop
) -> None:
    shop.buy(alice, "monthly")
    assert "Do not renew" in page(browser, "/premium/")
    shop.buy(alice, "lifetime")
    for where in ("/premium/", "/premium/payments/"):
        shown = page(browser, where)
        assert "Do not renew" not in shown
        assert "Renew after all" not in shown
        assert "Change the card" not in shown


def test_while_stripe_is_away_pages_stay_up_and_say_so(
    alice: User, browser: Client, far_shop: Shop
) -> None:
    payment = far_shop.order(alice, "lifetime")
    far_shop.fake.stop()
    assert "We have not heard of it yet" in page(browser, f"/premium/payments/{payment.pk}/")
    answer = browser.post("/premium/buy/", {"plan": "monthly"}, follow=True)
    assert "does not answer" in answer.content.decode()
    far_shop.fake.start()


def test_without_a_key_nothing_is_sold(
    alice: User, browser: Client, shop: Shop, settings: Settings
) -> None:
    settings.PAYMENTS_ENABLED = False
    shown = page(browser)
    assert "Nothing is sold here" in shown
    assert "/premium/buy/" not in shown
    answer = browser.post("/premium/buy/", {"plan": "monthly"}, follow=True)
    assert answer.status_code == 200
    assert not Payment.objects.exists()
    shown = page(browser, "/pricing/")
    assert "buying opens later" in shown
    assert "What premium will add" in shown


def test_the_pricing_page_sells(browser: Client, shop: Shop) -> None:
    assert 'value="yearly"' in page(browser, "/pricing/")
    shown = page(Client(), "/pricing/")
    assert "Sign up to buy" in shown
    assert "What premium adds" in shown
    assert "Later, for those" not in shown


def test_the_api_begins_and_lists(
    alice: User, browser: Client, far_shop: Shop, settings: Settings
) -> None:
    kind = "application/json"
    made = browser.post("/api/v1/payments/", {"plan": "monthly"}, content_type=kind)
    assert made.status_code == 201
    payment = Payment(pk=made.json()["id"], checkout_url=made.json()["checkout_url"])
    far_shop.pay(payment)
    far_shop.deliver()
    [listed] = browser.get("/api/v1/payments/").json()
    assert (listed["status"], listed["amount_paid"]) == ("completed", "9.99")
    assert browser.post("/api/v1/payments/portal/").json()["url"].startswith(far_shop.fake.url)
    change = {"do": "stop"}
    path = "/api/v1/payments/subscription/"
    assert browser.post(path, change, content_type=kind).status_code == 204
    [row] = browser.get(path).json()
    assert (row["plan_type"], row["renews"]) == ("monthly", False)
    again = browser.post("/api/v1/payments/", {"plan": "yearly"}, content_type=kind)
    assert again.status_code == 409
    for wrong in ({}, {"plan": "yearly", "donation": 5}, {"amount": 1}):
        answer = browser.post("/api/v1/payments/", wrong, content_type=kind)
        assert answer.status_code == 400
    far_shop.fake.stop()
    assert browser.post("/api/v1/payments/portal/").status_code == 503
    settings.PAYMENTS_ENABLED = False
    assert browser.post("/api/v1/payments/portal/").status_code == 409
    far_shop.fake.start()
