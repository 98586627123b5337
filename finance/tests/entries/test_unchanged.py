"""A form that is opened and saved as it is changes nothing, whatever it shows."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Profile, User
from finance import kinds, rules
from finance.models import Entry, Occurrence, Valuation
from finance.rules import Draft
from finance.services import entries
from finance.tests import make
from finance.tests.entries.editing import path
from finance.tests.forms import sent
from finance.tests.make import TODAY
from numoraq.rls.identity import as_user
from numoraq.tests.belongings import forgotten

pytestmark = pytest.mark.django_db

quick = settings(
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1
).filter(lambda text: text.strip())
formats = st.sampled_from(["auto", "comma", "point"])
languages = st.sampled_from(["en", "pt"])


@st.composite
def balances(draw: Any) -> Draft:
    """Return something owned or owed, of every kind, currency and number of decimals."""
    category = draw(st.sampled_from(["assets", "liabilities"]))
    currency = draw(st.sampled_from(["EUR", "JPY", "BTC", "KWD", "AOA", "DEM"]))
    places = rules.places(currency, is_balance=True)
    kind = st.sampled_from([kind.code for kind in kinds.of(category)]) | st.just("my own kind")
    wallet = draw(st.booleans()) if category == "assets" else False
    return Draft(
        category=category,
        name=draw(texts)[:200],
        amount=Decimal(draw(st.integers(-(10**9), 10**9))).scaleb(-places),
        currency=currency,
        date=TODAY - timedelta(days=draw(st.integers(0, 3000))),
        subcategory=draw(kind),
        description=draw(texts | st.just("") | st.just("two\nlines"))[:2000],
        is_liquid=draw(st.none() | st.booleans()) if category == "assets" else None,
        quantity=draw(st.none() | st.decimals("0", "99999999999999", places=18))
        if category == "assets"
        else None,
        wallet_address="bc1qexample" if wallet else None,
        blockchain=draw(st.sampled_from(["bitcoin", "dogecoin"])) if wallet else None,
    )


@st.composite
def flows(draw: Any) -> Draft:
    """Return something earned or spent, once or in any rhythm."""
    category = draw(st.sampled_from(["income", "expenses"]))
    frequency = draw(st.sampled_from([None, "weekly", "monthly", "yearly"]))
    on = TODAY - timedelta(days=draw(st.integers(-400, 400)))
    lasts = draw(st.none() | st.integers(0, 900))
    currency = draw(st.sampled_from(["EUR", "JPY", "BTC", "AOA"]))
    places = rules.places(currency, is_balance=False)
    return Draft(
        category=category,
        name=draw(texts)[:200],
        amount=Decimal(draw(st.integers(0, 10**9))).scaleb(-places),
        currency=currency,
        date=on,
        subcategory=draw(st.sampled_from([kind.code for kind in kinds.of(category)])),
        description=draw(texts | st.just(""))[:2000],
        recurring_frequency=frequency,
        recurring_interval=draw(st.integers(1, 366)) if frequency else 1,
        recurring_ends_on=on + timedelta(days=lasts) if frequency and lasts is not None else None,
    )


def rows(user: User) -> list[Any]:
    """Return everything that is stored, but for when it was touched."""
    with as_user(user):
        entries_ = [
            {name: value for name, value in row.items() if name != "updated_at"}
            for row in Entry.objects.order_by("pk").values()
        ]
        values = list(Valuation.objects.order_by("pk").values())
        return [entries_, values, list(Occurrence.objects.order_by("pk").values())]


def reads_as(user: User, language: str, number_format: str) -> None:
    with as_user(user):
        Profile.objects.filter(pk=user.pk).update(language=language, number_format=number_format)
    cache.clear()


def save_again(browser: Client, url: str) -> Any:
    """Open a form and send what it shows."""
    return browser.post(url, sent.fields(browser.get(url), form="amount"))


@pytest.mark.parametrize("drafts", [balances(), flows()], ids=["balances", "flows"])
def test_an_entry_saved_as_it_is_stays_as_it_is(
    alice: User, browser: Client, drafts: st.SearchStrategy[Draft]
) -> None:
    @quick
    @given(draft=drafts, language=languages, number_format=formats)
    def check(draft: Draft, language: str, number_format: str) -> None:
        with forgotten():
            reads_as(alice, language, number_format)
            with as_user(alice):
                entry = entries.create(user=alice, draft=draft, today=TODAY)
            before = rows(alice)
            response = save_again(browser, path(entry))
            problems = response.context["form"].errors if response.status_code == 422 else None
            assert response.status_code == 302, problems
            assert rows(alice) == before

    check()


@pytest.mark.parametrize(
    "quantity", ["10000000000.000000000000000001", "99999999999999999999.999999999999999999"]
)
def test_every_digit_of_a_quantity_stays(alice: User, browser: Client, quantity: str) -> None:
    with as_user(alice):
        entry = make.asset(alice, 1, name="Tokens", quantity=Decimal(quantity))
    assert save_again(browser, path(entry)).status_code == 302
    with as_user(alice):
        assert str(Entry.objects.get(pk=entry.pk).quantity) == quantity


def test_a_value_saved_as_it_is_stays_as_it_is(alice: User, browser: Client) -> None:
    @quick
    @given(draft=balances(), language=languages, number_format=formats)
    def check(draft: Draft, language: str, number_format: str) -> None:
        with forgotten():
            reads_as(alice, language, number_format)
            with as_user(alice):
                entry = entries.create(user=alice, draft=draft, today=TODAY)
                event = Valuation.objects.get(entry=entry)
            before = rows(alice)
            response = save_again(browser, f"{path(entry)}history/{event.pk}/")
            assert response.status_code == 302
            assert rows(alice) == before

    check()


def test_an_occurrence_saved_as_it_is_stays_as_it_is(alice: User, browser: Client) -> None:
    @quick
    @given(cents=st.integers(0, 10**12), number_format=formats)
    def check(cents: int, number_format: str) -> None:
        draft = Draft(
            category="expenses", name="Rent", amount=Decimal(cents).scaleb(-2), currency="EUR",
            date=date(2026, 11, 1), recurring_frequency="monthly",
        )  # fmt: skip
        with forgotten():
            reads_as(alice, "en", number_format)
            with as_user(alice):
                entry = entries.create(user=alice, draft=draft, today=TODAY)
                event = Occurrence.objects.get(entry=entry)
            before = rows(alice)
            response = save_again(browser, f"{path(entry)}history/{event.pk}/")
            assert response.status_code == 302
            assert rows(alice) == before

    check()


def test_a_profile_saved_as_it_is_stays_as_it_is(alice: User, browser: Client) -> None:
    with as_user(alice):
        Profile.objects.filter(pk=alice.pk).update(
            name="Alice Ünïcode", timezone="Pacific/Kiritimati", default_currency="AOA",
            theme="dark", number_format="comma", shortcuts_enabled=False,
        )  # fmt: skip
        before = Profile.objects.values().get(pk=alice.pk)
    fields = sent.fields(browser.get("/settings/"), form="timezone")
    assert browser.post("/settings/", fields).status_code == 302
    with as_user(alice):
        after = Profile.objects.values().get(pk=alice.pk)
    assert {**after, "updated_at": None} == {**before, "updated_at": None}
