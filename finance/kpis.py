"""What finance shows on the CMS's overview."""

from datetime import datetime

from django.utils.translation import gettext as _

from cms import estimates, overview
from finance.models import Entry
from finance.selectors import rates
from numoraq.lib import formats


@overview.figure(order=20, permission="finance.view_entry")
def entries(at: datetime) -> overview.Figure:
    """Return how many entries there are, the deleted ones that can come back among them."""
    return overview.Figure(
        label=_("Entries"),
        value=formats.current().number(estimates.rows(Entry)),
        url_name="admin:finance_entry_changelist",
    )


@overview.state(order=20, permission="finance.view_fxrate")
def exchange_rates(at: datetime) -> overview.State:
    """Return how old the newest published rates are."""
    newest, is_fine = rates.freshness(), not rates.is_stale(today=at.date())
    when = formats.current().day(newest) if newest else _("none yet")
    return overview.State(
        label=_("Exchange rates"),
        note=_("European Central Bank: %(when)s") % {"when": when},
        word=_("fine") if is_fine else _("waiting"),
        is_fine=is_fine,
    )
