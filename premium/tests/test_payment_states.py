"""How payments stand: each step of the table, and that order and repetition do not matter."""

from functools import reduce
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from premium.payment_states import Dispute, Refund, State, Status, Way, transition

PAID = State(Way.PAID)
STATES = st.sampled_from([State(*all_of) for all_of in product(Way, Refund, Dispute)])


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
    assert later.refund >= state.refund
    assert later.dispute >= state.dispute


def _fold(seen: list[State]) -> State:
    return reduce(lambda state, one: transition(state, one) or state, seen, State())
