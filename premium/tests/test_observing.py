"""What objects of Stripe's say, without Stripe."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numoraq.lib.money import Money
from premium import observing
from premium.observing import Json
from premium.payment_states import Dispute, Refund, Way


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [("9.99", "USD", 999), ("1000", "JPY", 1000), ("1000.00", "KRW", 1000), ("0", "EUR", 0)],
)
def test_amounts_are_counted_in_the_smallest_unit(amount: str, currency: str, units: int) -> None:
    money = Money(Decimal(amount), currency)
    assert observing.smallest(money) == units
    assert observing.amount(units, currency.lower()) == money.amount


@pytest.mark.parametrize(("amount", "currency"), [("9.999", "USD"), ("1.5", "JPY"), ("1", "KWD")])
def test_what_cannot_be_counted_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"\d|KWD"):
        observing.smallest(Money(Decimal(amount), currency))


@given(st.integers(0, 10**9), st.sampled_from(["USD", "EUR", "JPY", "VND"]))
def test_counting_there_and_back_loses_nothing(units: int, currency: str) -> None:
    assert observing.smallest(Money(observing.amount(units, currency), currency)) == units


def session(status: str, paid: str = "unpaid") -> Json:
    return {"status": status, "payment_status": paid}


@pytest.mark.parametrize(
    ("found", "intent", "way"),
    [
        (session("open"), None, Way.PENDING),
        (session("expired"), None, Way.EXPIRED),
        (session("complete", "paid"), None, Way.PAID),
        (session("complete", "no_payment_required"), None, Way.PAID),
        (session("complete"), None, Way.PROCESSING),
        (session("complete"), {"status": "processing"}, Way.PROCESSING),
        (session("complete"), {"status": "succeeded"}, Way.PAID),
        (session("complete"), {"status": "requires_payment_method"}, Way.FAILED),
        (session("complete"), {"status": "canceled"}, Way.FAILED),
    ],
)
def test_a_checkout_says_how_far_paying_came(found: Json, intent: Any, way: Way) -> None:
    assert observing.way(found, None, intent) is way


@pytest.mark.parametrize(("status", "way"), [("paid", Way.PAID), ("open", Way.PENDING)])
def test_without_a_checkout_the_invoice_says_it(status: str, way: Way) -> None:
    assert observing.way(None, {"status": status}, None) is way
    assert observing.way(None, None, None) is Way.PENDING


@pytest.mark.parametrize(
    ("charge", "refund"),
    [
        (None, Refund.NONE),
        ({"amount": 10, "amount_refunded": 0}, Refund.NONE),
        ({"amount": 10, "amount_refunded": 9}, Refund.PART),
        ({"amount": 10, "amount_refunded": 10}, Refund.FULL),
    ],
)
def test_a_charge_says_what_went_back(charge: Any, refund: Refund) -> None:
    assert observing.refund(charge) is refund


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ([], (0, 0)),
        ([("succeeded", 4), ("pending", 3)], (7, 0)),
        ([("failed", 10)], (0, 1)),
        ([("failed", 10), ("canceled", 2), ("succeeded", 10)], (10, 2)),
    ],
)
def test_a_refund_that_failed_gave_nothing_back(given: Any, left: tuple[int, int]) -> None:
    data = [{"status": status, "amount": units} for status, units in given]
    charge = {"amount": 10, "amount_refunded": 99, "refunds": {"data": data, "has_more": False}}
    assert observing.returned(charge) == left
    assert observing.refund(charge) is (Refund.FULL if left[0] >= 10 else _part(left[0]))


def _part(units: int) -> Refund:
    return Refund.PART if units else Refund.NONE


@pytest.mark.parametrize(
    ("statuses", "dispute", "earlier"),
    [
        ([], Dispute.NONE, 0),
        (["warning_needs_response"], Dispute.NONE, 0),
        (["needs_response"], Dispute.OPEN, 0),
        (["won", "under_review"], Dispute.OPEN, 1),
        (["won", "warning_closed"], Dispute.WON, 0),
        (["won", "lost", "needs_response"], Dispute.LOST, 2),
    ],
)
def test_disputes_say_how_they_stand(statuses: list[str], dispute: Dispute, earlier: int) -> None:
    found = [{"status": one} for one in statuses]
    assert observing.dispute(found) == (dispute, earlier)


def line(start: int, end: int, amount: int, price: str = "price_1") -> Json:
    period = {"start": start, "end": end}
    return {"amount": amount, "period": period, "pricing": {"price_details": {"price": price}}}


def test_an_invoice_pays_for_the_time_of_its_lines() -> None:
    lines = [line(10, 40, -500, "price_old"), line(20, 400, 900)]
    invoice = {"period_start": 0, "period_end": 5, "lines": {"data": lines}}
    period = observing.period_of(invoice)
    assert period is not None
    assert [one.timestamp() for one in period] == [20, 400]
    assert observing.prices_of(invoice) == ["price_1"]
    assert observing.period_of({"lines": {"data": [line(1, 2, -1)]}}) is None
    assert observing.period_of({"lines": {"data": [line(2, 2, 5)]}}) is None


def test_ids_are_found_whatever_stands_for_them() -> None:
    assert [observing.identity(one) for one in ("a", {"id": "b"}, None)] == ["a", "b", ""]
    assert observing.subscription_of({"parent": None}) == ""
    assert observing.subscription_of({}) == ""
