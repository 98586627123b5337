"""What a person has of premium, as the page and the API tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import User
from numoraq.lib import charts
from premium.entitlement import Entitlement, Source, Stretch, entitlement
from premium.models import Grant, Plan

LISTED: Final = 50  # grants on the page, the latest
_KINDS: Final = {Source.TRIAL: "p1", Source.STRIPE: "p2", Source.CODE: "p3", Source.ADMIN: "p4"}
_DAY: Final = timedelta(days=1)


class State(StrEnum):
    """How somebody stands."""

    NEVER = "never"
    ACTIVE = "active"
    GRACE = "grace"
    OVER = "over"
    LIFETIME = "lifetime"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the time ahead, with the days it has; `kind` is the look of its colour."""

    label: str
    days: int
    kind: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody has now. Days are whole, begun ones counted; `until` is a day of theirs."""

    state: State
    found: Entitlement
    days: int = 0
    until: date | None = None
    parts: tuple[Part, ...] = ()
    words: str = ""
    tape: str = ""


def grants(user: User) -> list[Grant]:
    """Return everything a person was granted, the latest first. Runs as them."""
    return list(Grant.objects.filter(user=user).order_by("-granted_at", "-id"))


def standing(granted: Sequence[Grant], *, at: datetime) -> Standing:
    """Return how somebody stands at a moment (aware UTC), told in the zone that is active."""
    found = entitlement(granted, at)
    state = _state(found, at)
    if state in (State.NEVER, State.LIFETIME):
        return Standing(state, found)
    ends = found.grace_ends_at if state == State.GRACE else found.expires_at
    until = timezone.localtime(ends).date() if ends else None
    if state != State.ACTIVE or ends is None:
        return Standing(state, found, until=until)
    parts = _parts(found.ahead)
    return Standing(
        state,
        found,
        days=sum(part.days for part in parts),
        until=until,
        parts=parts,
        words=_words(found, ends - at),
        tape=_tape(parts),
    )


def _state(found: Entitlement, at: datetime) -> State:
    if found.is_lifetime:
        return State.LIFETIME
    if found.expires_at is None:
        return State.NEVER
    if at < found.expires_at:
        return State.ACTIVE
    return State.GRACE if found.is_active else State.OVER


def _parts(ahead: Sequence[Stretch]) -> tuple[Part, ...]:
    days = _whole([stretch.ends - stretch.starts for stretch in ahead])
    return tuple(
        Part(_label(stretch), count, _KINDS[stretch.source])
        for stretch, count in zip(ahead, days, strict=True)
    )


def _label(stretch: Stretch) -> str:
    if stretch.plan_type:
        return str(Plan.Code(stretch.plan_type).label)
    return {
        Source.TRIAL: pgettext("premium time", "Trial"),
        Source.CODE: pgettext("premium time", "Code"),
        Source.ADMIN: pgettext("premium time", "From our team"),
        Source.STRIPE: pgettext("premium time", "Paid"),
    }[stretch.source]


def _words(found: Entitlement, left: timedelta) -> str:
    """Return the time ahead in words: "28 days: 20 paid, 8 from a code"."""
    shares = found.shares
    days = _whole([share.left for share in shares])
    total = -(-left // _DAY)
    told = [
        _said(share.source) % {"days": count}
        for share, count in zip(shares, days, strict=True)
        if count
    ]
    said = ngettext("%(days)s day: %(parts)s", "%(days)s days: %(parts)s", total)
    return said % {"days": total, "parts": _(", ").join(told)}


def _said(source: Source) -> str:
    return {
        Source.STRIPE: _("%(days)s paid"),
        Source.CODE: _("%(days)s from a code"),
        Source.ADMIN: _("%(days)s from our team"),
        Source.TRIAL: _("%(days)s of the trial"),
    }[source]


def _whole(times: Sequence[timedelta]) -> list[int]:
    """Return times as whole days that add up to their sum, the last day begun counted as one."""
    total = -(-sum(times, timedelta()) // _DAY)
    days = [time // _DAY for time in times]
    by_rest = sorted(range(len(times)), key=lambda place: times[place] % _DAY, reverse=True)
    for place in by_rest[: total - sum(days)]:
        days[place] += 1
    return days


def _tape(parts: Sequence[Part]) -> SafeString:
    label = _("Premium time ahead, from today on: %(parts)s.") % {
        "parts": _(", ").join(f"{part.label} {part.days}" for part in parts)
    }
    return charts.tape(label=label, segments=[(part.days, part.kind) for part in parts], needle=0)
