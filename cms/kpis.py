"""What the CMS itself shows on its overview: people, and the audit log's state."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, OuterRef, Sum
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from cms import estimates, overview, selectors
from cms.models import AuditEntry
from numoraq.lib import charts, formats
from numoraq.ops import heartbeats
from numoraq.wrappers.models import WrapperStat

DAYS = 60
CHECK_IS_DUE = timedelta(hours=36)
_PEOPLE = "accounts.view_user"
_LIST = "admin:accounts_user_changelist"


@overview.figure(order=10, permission=_PEOPLE)
def people(at: datetime) -> overview.Figure:
    """Return how many people there are, without demo accounts and unproven addresses."""
    model = get_user_model()
    demos = model.objects.filter(is_demo=True).count()
    unproven = EmailAddress.objects.filter(primary=True, verified=False).count()
    staff = model.objects.filter(is_staff=True).count()
    return overview.Figure(
        label=_("People"),
        value=_number(max(estimates.rows(model) - demos - unproven, 0)),
        note=_("%(count)s of them staff") % {"count": _number(staff)},
        url_name=_LIST,
    )


@overview.figure(order=11, permission=_PEOPLE)
def sign_ups(at: datetime) -> overview.Figure:
    """Return how many signed up in 30 days, against the 30 days before."""
    counts = [count for _day, count in sign_ups_by_day(at)]
    before, now = sum(counts[: DAYS // 2]), sum(counts[DAYS // 2 :])
    return overview.Figure(
        label=_("Sign-ups, 30 days"),
        value=_number(now),
        change=Decimal(100 * (now - before)) / before if before else None,
        chart=charts.columns(counts[DAYS // 2 :]),
    )


@overview.figure(order=12, permission=_PEOPLE)
def demos(at: datetime) -> overview.Figure:
    """Return how many demo accounts are in use."""
    count = get_user_model().objects.filter(is_demo=True).count()
    return overview.Figure(
        label=_("Demo accounts"),
        value=_number(count),
        note=_("swept when idle for a day"),
    )


@overview.figure(order=30, permission="wrappers.view_wrapperstat")
def outside_calls(at: datetime) -> overview.Figure:
    """Return which part of the calls to outside providers failed, since they are counted."""
    sums = WrapperStat.objects.aggregate(calls=Sum("calls"), errors=Sum("errors"))
    calls, errors = sums["calls"] or 0, sums["errors"] or 0
    return overview.Figure(
        label=_("Outside calls failed"),
        value=formats.current().percent(100 * errors / calls) if calls else _("none made"),
        note=_("of %(calls)s") % {"calls": _number(calls)} if calls else "",
        url_name="admin:wrappers_wrapperstat_changelist",
    )


@overview.figure(order=40, permission="cms.view_auditentry")
def acts(at: datetime) -> overview.Figure:
    """Return how often staff and jobs acted in 30 days."""
    count = AuditEntry.objects.filter(created_at__gte=at - timedelta(days=DAYS // 2)).count()
    return overview.Figure(
        label=_("Acts on record, 30 days"),
        value=_number(count),
        url_name="admin:cms_auditentry_changelist",
    )


@overview.panel(order=10, permission=_PEOPLE)
def sign_ups_chart(at: datetime) -> tuple[str, str, Any]:
    """Return the sign-ups of 60 days, a point a day."""
    days = sign_ups_by_day(at)
    frame = charts.Frame(ident="sign-ups", label=_("Sign-ups a day, 60 days"), write=_number)
    chart = charts.area(
        frame,
        points=[(formats.current().day(day), count) for day, count in days],
        ticks=charts.date_ticks([day for day, _count in days]),
        minor=DAYS,
        counts=True,
    )
    return _("Sign-ups"), _("a day, 60 days"), chart


@overview.state(order=10)
def worker(at: datetime) -> overview.State:
    """Return whether jobs are done, and sent on time."""
    ages = heartbeats.ages(at=at.timestamp())
    gone = [part for part, age in ages.items() if age is None or age >= heartbeats.STALE]
    return overview.State(
        label=_("Jobs"),
        note=_("no sign of life: %(parts)s") % {"parts": ", ".join(gone)}
        if gone
        else _("worker and schedule alive"),
        word=_("waiting") if gone else _("fine"),
        is_fine=not gone,
    )


@overview.state(order=90, permission="cms.view_auditentry")
def audit_log(at: datetime) -> overview.State:
    """Return what the last walk along the audit log found, and whether it was lately."""
    check = selectors.last_check()
    is_due = check is None or at - check.created_at > CHECK_IS_DUE
    is_whole = check is not None and check.action == selectors.VERIFIED
    words = {(True, False): _("fine"), (True, True): _("waiting"), (False, True): _("waiting")}
    when = formats.current().day(check.created_at.date()) if check else _("not yet")
    return overview.State(
        label=_("Audit log"),
        note=_("verified: %(when)s") % {"when": when},
        word=words.get((is_whole or check is None, is_due), _("broken")),
        is_fine=is_whole and not is_due,
    )


def sign_ups_by_day(at: datetime) -> list[tuple[date, int]]:
    """Return days (UTC) with the number of people who signed up, oldest first, today last.

    Whoever has not proven their address is not one of them yet.
    """
    proven = EmailAddress.objects.filter(
        user_id=OuterRef("pk"), email=OuterRef("email"), verified=True
    )
    start = at.astimezone(UTC).date() - timedelta(days=DAYS - 1)
    midnight = datetime.combine(start, time(), tzinfo=UTC)
    rows = (
        get_user_model()
        .objects.filter(Exists(proven), created_at__gte=midnight, is_demo=False)
        .annotate(day=TruncDate("created_at", tzinfo=UTC))
        .values_list("day")
        .annotate(count=Count("pk"))
    )
    counts = dict(rows)
    days = [start + timedelta(days=offset) for offset in range(DAYS)]
    return [(day, counts.get(day, 0)) for day in days]


def _number(value: float) -> str:
    return formats.current().number(value)
