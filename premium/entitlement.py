"""What grants of premium add up to: one pure function, the only place where that is decided.

Intervals (a paid period) stand where they are. Credits (a trial, a code, days given by staff) fill
the first time that nothing else covers, in the order in which they were granted, so that a later
interval pushes what is left of them behind it. What is revoked keeps the time until then and gives
up the rest. A lifetime has no end, and credits wait behind it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

GRACE: Final = timedelta(days=3)  # after the first premium time runs out, once. Source: PRODUCT
SKEW: Final = timedelta(minutes=5)  # by which a clock may be ahead of ours; Stripe's own bound


class Kind(StrEnum):
    """How a grant counts."""

    INTERVAL = "interval"
    CREDIT = "credit"
    LIFETIME = "lifetime"


class Source(StrEnum):
    """Where a grant came from, the strongest first: it names what somebody has."""

    STRIPE = "stripe"
    ADMIN = "admin"
    CODE = "code"
    TRIAL = "trial"


class Grant(Protocol):
    """A grant, as the fold needs it. Times are aware UTC."""

    @property
    def idem_key(self) -> str:
        """Return what tells grants of the same moment apart, for good."""

    @property
    def kind(self) -> str:
        """Return how it counts."""

    @property
    def source(self) -> str:
        """Return where it came from."""

    @property
    def plan_type(self) -> str:
        """Return the plan that was paid for, nothing for other sources."""

    @property
    def granted_at(self) -> datetime:
        """Return from when on it may be used."""

    @property
    def starts_at(self) -> datetime | None:
        """Return the first moment of an interval."""

    @property
    def ends_at(self) -> datetime | None:
        """Return the first moment after an interval."""

    @property
    def seconds(self) -> int | None:
        """Return how long a credit is."""

    @property
    def cut_at(self) -> datetime | None:
        """Return from when on it no longer counts: revoked, or suspended for now."""


@dataclass(frozen=True, slots=True)
class Share:
    """How much of the time that remains comes from where."""

    source: Source
    left: timedelta


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time ahead that one grant covers."""

    starts: datetime
    ends: datetime
    source: Source
    plan_type: str


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What somebody has at a moment. Times are aware UTC.

    `expires_at` is the end of the time without a gap around the moment, or of the last one before
    it; None for a lifetime and where there never was any. `grace_ends_at` stands while the end of
    that time brings the one grace along. `ahead` is the rest of that time, in its order.
    """

    is_active: bool = False
    is_lifetime: bool = False
    expires_at: datetime | None = None
    grace_ends_at: datetime | None = None
    plan_type: str = ""
    source: str = ""
    ahead: tuple[Stretch, ...] = ()

    @property
    def shares(self) -> tuple[Share, ...]:
        """Return how much of the time ahead comes from which source, the strongest first."""
        sums = ((source, self._left(source)) for source in Source)
        return tuple(Share(source, left) for source, left in sums if left)

    def _left(self, source: Source) -> timedelta:
        own = (part.ends - part.starts for part in self.ahead if part.source == source)
        return sum(own, timedelta())


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch of time a grant covers; without an end it is for good."""

    starts: datetime
    ends: datetime | None
    grant: Grant

    def covers(self, at: datetime) -> bool:
        return self.starts <= at and (self.ends is None or at < self.ends)


@dataclass(slots=True)
class _Block:
    """Time without a gap."""

    starts: datetime
    ends: datetime | None
    is_cut: bool


NONE: Final = Entitlement()
_STRENGTH: Final = {source: place for place, source in enumerate(Source)}


def entitlement(grants: Iterable[Grant], at: datetime) -> Entitlement:
    """Return what grants add up to at a moment (aware UTC), in whatever order they are given.

    What begins within the next minutes counts: it was just given, by a clock ahead of ours.
    """
    spans = _spans(grants)
    blocks = _blocks(spans)
    at = max([at, *(span.starts for span in spans if at < span.starts <= at + SKEW)])
    current = next((b for b in reversed(blocks) if b.starts <= at), None)
    if current is None:
        return NONE
    grace = _grace_end(blocks[0]) if current is blocks[0] else None
    if current.ends is not None and current.ends <= at:
        last = _strongest([span for span in spans if span.ends == current.ends])
        return Entitlement(
            is_active=grace is not None and at < grace,
            expires_at=current.ends,
            grace_ends_at=grace,
            plan_type=last.plan_type,
            source=last.source,
        )
    holding = _strongest([span for span in spans if span.covers(at)])
    return Entitlement(
        is_active=True,
        is_lifetime=current.ends is None,
        expires_at=current.ends,
        grace_ends_at=grace,
        plan_type=holding.plan_type,
        source=holding.source,
        ahead=() if current.ends is None else _ahead(spans, at, current.ends),
    )


def _spans(grants: Iterable[Grant]) -> list[_Span]:
    """Return what each grant covers: intervals and lifetimes as they are, credits around them."""
    ordered = sorted(grants, key=lambda grant: (grant.granted_at, grant.idem_key))
    spans = [_fixed(grant) for grant in ordered if grant.kind != Kind.CREDIT]
    spans = [span for span in spans if span.ends is None or span.starts < span.ends]
    for grant in ordered:
        if grant.kind == Kind.CREDIT:
            spans += _filled(grant, spans)
    return spans


def _fixed(grant: Grant) -> _Span:
    ends = grant.ends_at
    if grant.cut_at is not None:
        ends = grant.cut_at if ends is None else min(ends, grant.cut_at)
    return _Span(grant.starts_at or grant.granted_at, ends, grant)


def _filled(grant: Grant, spans: Sequence[_Span]) -> list[_Span]:
    """Return the gaps a credit fills from its grant on, until it is used up or cut."""
    left = timedelta(seconds=grant.seconds or 0)
    reached = grant.granted_at
    found: list[_Span] = []
    for block in [*_blocks(spans), None]:
        gap_ends = block.starts if block else None
        if gap_ends is None or reached < gap_ends:
            ends = reached + left if gap_ends is None else min(reached + left, gap_ends)
            found.append(_Span(reached, ends, grant))
            left -= ends - reached
        if not left or block is None or block.ends is None:
            break
        reached = max(reached, block.ends)
    return [cut for span in found if (cut := _cut(span)) is not None]


def _cut(span: _Span) -> _Span | None:
    cut_at = span.grant.cut_at
    if cut_at is None or span.ends is None or span.ends <= cut_at:
        return span
    return _Span(span.starts, cut_at, span.grant) if span.starts < cut_at else None


def _blocks(spans: Iterable[_Span]) -> list[_Block]:
    """Return the spans joined where they touch, in the order of time."""
    blocks: list[_Block] = []
    for span in sorted(spans, key=lambda span: span.starts):
        last = blocks[-1] if blocks else None
        is_cut = span.grant.cut_at is not None and span.grant.cut_at == span.ends
        if last is None or (last.ends is not None and last.ends < span.starts):
            blocks.append(_Block(span.starts, span.ends, is_cut))
        elif last.ends is not None and (span.ends is None or span.ends > last.ends):
            last.ends, last.is_cut = span.ends, is_cut
    return blocks


def _grace_end(first: _Block) -> datetime | None:
    # What was taken back brings no grace, and neither does what has no end.
    return None if first.ends is None or first.is_cut else first.ends + GRACE


def _strongest(spans: Sequence[_Span]) -> Grant:
    """Return the grant that names what somebody has: for good, then paid, then given."""

    def rank(span: _Span) -> tuple[bool, int, datetime, str]:
        source = _STRENGTH[Source(span.grant.source)]
        return span.ends is not None, source, span.grant.granted_at, span.grant.idem_key

    return min(spans, key=rank).grant


def _ahead(spans: Iterable[_Span], at: datetime, until: datetime) -> tuple[Stretch, ...]:
    """Return what covers the time from a moment until the end of its block, each moment once."""
    found: list[Stretch] = []
    reached = at
    for span in sorted(spans, key=lambda span: (span.starts, span.ends or until)):
        starts, ends = max(span.starts, reached), min(span.ends or until, until)
        if starts < ends:
            source = Source(span.grant.source)
            found.append(Stretch(starts, ends, source, span.grant.plan_type))
            reached = ends
    return tuple(found)
