"""How payments stand: each step of the table, and that order and repetition do not matter."""

from functools import reduce
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premium import observing
from premium.payment_states import Dispute, Refund, State, Status, Way, transition

PAID = State(Way.PAID)
COUNTS = range(3)
STATES = st.sampled_from(
    [State(*all_of) for all_of in product(Way, Refund, Dispute, COUNTS, COUNTS)]
)


def after(state: State, observed: State) -> Status:
    """Return the word for a state after something was observed."""
    return (transition(state, observed) or state).status


@pytest.mark.parametrize(
    ("state", "observed", "word"),
    [
        (State(), PAID, "completed"),
        (State(), State(Way.PROCESSING), "processing"),
        (State(Way.PROCESSING), PAID, "completed"),
        (State(), State(Way.FAILED), "failed"),
        (State(Way.PROCESSING), State(Way.FAILED), "failed"),
        (State(), State(Way.EXPIRED), "expired"),
        (State(), State(Way.CANCELLED), "cancelled"),
        (State(Way.CANCELLED), State(Way.EXPIRED), "cancelled"),
        (PAID, State(Way.PAID, Refund.FULL), "refunded"),
        (PAID, State(Way.PAID, Refund.PART), "partially_refunded"),
        (State(Way.PAID, Refund.PART), State(Way.PAID, Refund.FULL), "refunded"),
        (PAID, State(Way.PAID, dispute=Dispute.OPEN), "disputed"),
        (State(Way.PAID, dispute=Dispute.OPEN), State(dispute=Dispute.WON), "completed"),
        (State(Way.PAID, dispute=Dispute.OPEN), State(dispute=Dispute.LOST), "refunded"),
        # money wins
        (State(Way.FAILED), PAID, "completed"),
        (State(Way.EXPIRED), PAID, "completed"),
        (State(Way.CANCELLED), PAID, "completed"),
        # older events change nothing
        (PAID, State(), "completed"),
        (PAID, State(Way.EXPIRED), "completed"),
        (PAID, State(Way.FAILED), "completed"),
        (State(Way.PAID, Refund.FULL), PAID, "refunded"),
        (State(Way.PAID, dispute=Dispute.WON), State(dispute=Dispute.OPEN), "completed"),
        # a refund that failed, and what is heard of it late
        (State(Way.PAID, Refund.FULL), State(Way.PAID, failed=1), "completed"),
        (State(Way.PAID, failed=1), State(Way.PAID, Refund.FULL), "completed"),
        (State(Way.PAID, failed=1), State(Way.PAID, Refund.FULL, failed=1), "refunded"),
        # another dispute after one that was won
        (
            State(Way.PAID, dispute=Dispute.WON),
            State(dispute=Dispute.OPEN, earlier=1),
            "disputed",
        ),
        (State(Way.PAID, dispute=Dispute.OPEN, earlier=1), State(dispute=Dispute.WON), "disputed"),
        (
            State(Way.PAID, dispute=Dispute.OPEN, earlier=1),
            State(dispute=Dispute.LOST, earlier=1),
            "refunded",
        ),
        # a refund that is heard of first says that there was money
        (State(), State(refund=Refund.FULL), "refunded"),
    ],
)
def test_a_payment_goes_its_way(state: State, observed: State, word: str) -> None:
    assert after(state, observed) == word


def test_what_is_known_already_is_no_transition() -> None:
    assert transition(PAID, PAID) is None
    assert transition(PAID, State(Way.PROCESSING)) is None


@pytest.mark.parametrize("way", list(Way))
def test_money_for_what_was_given_up_is_a_surprise(way: Way) -> None:
    assert State(way).is_surprise == (way.name in {"EXPIRED", "CANCELLED", "FAILED"})


@given(st.lists(STATES, max_size=8), st.data())
def test_order_and_repetition_do_not_matter(seen: list[State], data: st.DataObject) -> None:
    repeated = seen + data.draw(st.lists(st.sampled_from(seen), max_size=8)) if seen else seen
    shuffled = data.draw(st.permutations(repeated))
    assert _fold(seen) == _fold(shuffled)


@given(STATES, STATES)
def test_nothing_that_is_known_is_forgotten(state: State, observed: State) -> None:
    later = transition(state, observed) or state
    assert later.way >= state.way
    assert (later.failed, later.refund) >= (state.failed, state.refund)
    assert (later.earlier, later.dispute) >= (state.earlier, state.dispute)
    assert later.way is Way.PAID or later.status.name == later.way.name


@st.composite
def histories(draw: st.DrawFn) -> list[State]:
    """Return how looks at one paid payment went, as money went and came over time."""
    refunds: list[bool] = []  # whether it still stands
    disputes: list[dict[str, str]] = []
    looks = [_look(refunds, disputes)]
    for act in draw(st.lists(st.sampled_from(["give", "fail", "dispute", "win", "lose"]))):
        under_way = disputes[-1] if disputes else {"status": "lost"}
        if act == "give":
            refunds.append(True)
        elif act == "fail" and True in refunds:
            refunds[refunds.index(True)] = False
        elif act == "dispute" and (not disputes or under_way["status"] == "won"):
            disputes.append({"status": "needs_response"})
        elif act in {"win", "lose"} and under_way["status"] == "needs_response":
            under_way["status"] = "won" if act == "win" else "lost"
        looks.append(_look(refunds, disputes))
    return looks


def _look(refunds: list[bool], disputes: list[dict[str, str]]) -> State:
    given = [{"status": "succeeded" if one else "failed", "amount": 4} for one in refunds]
    charge = {"amount": 10, "refunds": {"data": given, "has_more": False}}
    fought, earlier = observing.dispute(disputes)
    return State(
        Way.PAID,
        observing.refund(charge),
        fought,
        observing.returned(charge)[1],
        earlier,
    )


@given(histories(), st.data())
def test_the_latest_look_wins_in_whatever_order_all_arrive(
    looks: list[State], data: st.DataObject
) -> None:
    repeated = looks + data.draw(st.lists(st.sampled_from(looks), max_size=5))
    assert _fold(data.draw(st.permutations(repeated))) == looks[-1]


def _fold(seen: list[State]) -> State:
    return reduce(lambda state, one: transition(state, one) or state, seen, State())
