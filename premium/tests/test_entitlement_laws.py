"""What holds for grants of any kind, in any order."""

from datetime import timedelta
from random import Random

from hypothesis import example, given
from hypothesis import strategies as st

from premium.entitlement import SKEW, Entitlement, entitlement
from premium.tests.make import Given, credit, day, interval, lifetime

_DAYS = st.integers(0, 120)
_LENGTHS = st.integers(1, 90)
_SOURCES = st.sampled_from(["code", "admin", "trial"])
_CREDITS = st.builds(credit, _DAYS, _LENGTHS, _SOURCES)
_INTERVALS = st.builds(lambda at, length: interval(at, at + length), _DAYS, _LENGTHS)
_LASTING = st.one_of(_CREDITS, _INTERVALS)
_ANY = st.one_of(_LASTING, st.builds(lifetime, _DAYS))
_CUT = st.builds(lambda one, at: one.cut(at), _ANY, _DAYS)


def lasts(found: Entitlement) -> float:
    """Return when it ends as a number that grows: nothing, an end, for good."""
    if found.is_lifetime:
        return float("inf")
    return found.expires_at.timestamp() if found.expires_at else 0


@given(st.lists(st.one_of(_ANY, _CUT), max_size=6), _DAYS, st.randoms())
def test_the_order_in_which_grants_are_read_says_nothing(
    grants: list[Given], at: int, random: Random
) -> None:
    shuffled = random.sample(grants, len(grants))
    assert entitlement(shuffled, day(at)) == entitlement(grants, day(at))


@given(st.lists(_ANY, max_size=6), _ANY, _DAYS)
@example([interval(10, 20)], interval(10, 15), 21)
@example([interval(10, 20)], interval(0, 5), 21)
def test_one_more_grant_never_makes_it_end_sooner(
    grants: list[Given], more: Given, at: int
) -> None:
    before, after = entitlement(grants, day(at)), entitlement([*grants, more], day(at))
    assert lasts(after) >= lasts(before)
    assert _has(after, at) >= (before.is_lifetime or lasts(before) > day(at).timestamp())
    if all(one.granted_at <= more.granted_at for one in grants):
        # The grace follows the first time: one that was before it would take its place.
        assert _has(after, at) >= _has(before, at)


@given(st.lists(st.tuples(st.floats(0, 1), _LENGTHS), min_size=1, max_size=6))
def test_time_adds_up_to_the_second(redeemed: list[tuple[float, int]]) -> None:
    """Whoever redeems everything before any of it runs out has the sum, from the first on."""
    grants = [credit(at, length) for at, length in redeemed]  # none is shorter than a day
    total = sum(one.seconds or 0 for one in grants)
    first = min(one.granted_at for one in grants)
    assert entitlement(grants, day(1)).expires_at == first + timedelta(seconds=total)


@given(st.lists(_ANY, max_size=5), _ANY, st.integers(0, int(SKEW.total_seconds())))
def test_a_clock_ahead_of_ours_shrinks_and_doubles_nothing(
    grants: list[Given], new: Given, ahead: int
) -> None:
    """Whoever pays at a clock that is ahead has the same at once as when ours is there."""
    begins = new.starts_at or new.granted_at
    ours = entitlement([*grants, new], begins - timedelta(seconds=ahead))
    theirs = entitlement([*grants, new], begins)
    assert ours.is_active
    assert lasts(ours) == lasts(theirs)


@given(st.lists(st.one_of(_LASTING, _CUT), max_size=6), _DAYS)
def test_the_shares_are_the_time_that_remains(grants: list[Given], at: int) -> None:
    found = entitlement(grants, day(at))
    total = sum((share.left for share in found.shares), timedelta())
    if found.expires_at is None or found.expires_at <= day(at):
        assert total == timedelta()
    else:
        assert total == found.expires_at - day(at)


@given(st.lists(_LENGTHS, min_size=1, max_size=6), _LENGTHS, st.data(), _DAYS)
def test_taking_one_back_takes_what_was_left_of_it(
    lengths: list[int], period: int, data: st.DataObject, at: int
) -> None:
    """Of what follows without a gap, nothing else is lost and nothing is won."""
    grants = [interval(0, period), *[credit(0, length) for length in lengths]]
    place = data.draw(st.integers(0, len(grants) - 1))
    cut = [one.cut(at) if n == place else one for n, one in enumerate(grants)]
    before, after = entitlement(grants, day(at)), entitlement(cut, day(at))
    alone = entitlement([cut[place]], day(at))
    used = min(timedelta(days=at), _length(grants[place])) if place == 0 else None
    assert before.expires_at is not None
    assert after.expires_at is not None
    taken = before.expires_at - after.expires_at
    assert timedelta() <= taken <= _length(grants[place])
    if used is not None:  # the period is used first
        assert taken == _length(grants[place]) - used
        assert alone.expires_at == (day(0) + used if used else None)


def _has(found: Entitlement, at: int) -> bool:
    ends = (found.expires_at, found.grace_ends_at)
    return found.is_lifetime or any(end is not None and day(at) < end for end in ends)


def _length(grant: Given) -> timedelta:
    if grant.starts_at and grant.ends_at:
        return grant.ends_at - grant.starts_at
    return timedelta(seconds=grant.seconds or 0)
