"""One person's dashboard: five statements, however many entries there are."""

from datetime import date

from accounts.models import User
from finance.dashboard import face, months, page, spans
from finance.dashboard.base import Base
from finance.dashboard.page import Dashboard
from finance.dashboard.spans import Span
from finance.dashboard.sums import Sums
from finance.selectors import dashboard_rows, flow_sums, rates


def read(*, user: User, currency: str, today: date, span: Span) -> Dashboard:
    """Return all figures of a person's page, in a currency. `today` is the person's."""
    starts = months.starts(today)
    held = dashboard_rows.held(user=user, since=starts[0])
    shown = spans.days(span, today=today, first=held.first_on)
    compared = face.compared_days(today=today, first_month=starts[0])
    rows = dashboard_rows.entries(user=user, today=today)
    sums = Sums(
        worth=dashboard_rows.worth(user=user, days=sorted({*shown, *compared})),
        held=held.rows,
        has_new=held.has_new,
        months=flow_sums.months(user=user, first=starts[0], last=starts[-1], today=today),
        coming=dashboard_rows.coming(rows, today=today),
        accounts=dashboard_rows.accounts(rows),
        latest=dashboard_rows.latest(rows),
    )
    days = {*shown, *compared, *(months.rate_day(start, today=today) for start in starts)}
    table = rates.table(user=user, currencies=sums.currencies() | {currency}, days=days)
    return page.figures(sums, Base(currency, today, table), days=shown)
