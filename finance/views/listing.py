"""What the page of a category shows: the total, the rows, and what to say where there are none."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.forms.filters import FilterForm
from finance.models import Entry
from finance.selectors import balances, journal, journal_sums, standing, usage
from finance.selectors.balance_query import ASSET_GROUPS
from finance.selectors.balance_query import Query as BalanceQuery
from finance.selectors.flow_sums import month_of
from finance.selectors.journal_query import Query as FlowQuery
from finance.selectors.places import Place
from finance.views.person import Person
from numoraq.lib import formats


@dataclass(frozen=True, slots=True)
class Words:
    """How a category is spoken of."""

    total: Promise
    empty: Promise
    hint: Promise
    add: Promise


WORDS: Final = {
    Entry.Category.ASSETS: Words(
        gettext_lazy("You own"),
        gettext_lazy("What do you own?"),
        gettext_lazy("One account balance is enough to begin: the rest can wait."),
        gettext_lazy("Add an asset"),
    ),
    Entry.Category.LIABILITIES: Words(
        gettext_lazy("You owe"),
        gettext_lazy("You owe nothing."),
        gettext_lazy("A loan, a mortgage or a card balance would stand here."),
        gettext_lazy("Add a debt"),
    ),
    Entry.Category.INCOME: Words(
        gettext_lazy("Earned in %(month)s"),
        gettext_lazy("No income yet."),
        gettext_lazy("A salary entered once, as monthly, fills every month to come."),
        gettext_lazy("Add an income"),
    ),
    Entry.Category.EXPENSES: Words(
        gettext_lazy("Spent in %(month)s"),
        gettext_lazy("No expenses yet."),
        gettext_lazy("Either a very good month, or the import is waiting."),
        gettext_lazy("Add an expense"),
    ),
}


def context(
    *, person: Person, category: str, filters: FilterForm, place: Place | None
) -> dict[str, Any]:
    """Return what the templates of the page need, besides the tabs."""
    show = _balances if category in Entry.BALANCES else _flows
    return {
        "category": category,
        "filters": filters,
        "is_filtered": filters.is_active(),
        "words": WORDS[Entry.Category(category)],
        "today": person.today,
        "currency": person.currency,
        **show(person, category, filters, place),
    }


def _balances(
    person: Person, category: str, filters: FilterForm, place: Place | None
) -> dict[str, Any]:
    query = BalanceQuery(
        category=category,
        group=filters.value("show") if category == Entry.Category.ASSETS else "",
        kind=filters.value("kind"),
        search=filters.value("search"),
    )
    page = balances.page(
        user=person.user, currency=person.currency, today=person.today, query=query, place=place
    )
    found = _("Found") if filters.is_active() else str(WORDS[Entry.Category(category)].total)
    return {
        "page": page,
        "is_empty": not page.sections,
        "total_label": found,
        "total": page.total,
        "missing_codes": page.missing_codes,
        "continued": place is not None and not place.is_newer,
        "groups": [("", _("All")), *ASSET_GROUPS.items()],
    }


def _flows(
    person: Person, category: str, filters: FilterForm, place: Place | None
) -> dict[str, Any]:
    first, last = filters.days() or (None, person.today)
    query = FlowQuery(
        category=category,
        since=first,
        until=min(last, person.today),
        kind=filters.value("kind"),
        search=filters.value("search"),
    )
    page = journal.page(user=person.user, currency=person.currency, query=query, place=place)
    coming = _coming(person, query) if place is None and first is None else {}
    return {
        "page": page,
        **coming,
        "is_empty": not (page.months or any(coming.values())),
        "months": usage.months(user=person.user, category=category, today=person.today),
        # A page may begin in the middle of a month, whose sum stands on the page before.
        "continued": month_of(place.on) if place and not place.is_newer else None,
        **_flow_total(person, query, filters),
    }


def _coming(person: Person, query: FlowQuery) -> dict[str, Any]:
    """Return what stands above the months: planned and recurring flows."""
    user, currency, today = person.user, person.currency, person.today
    return {
        "planned": standing.planned(user=user, currency=currency, today=today, query=query),
        "rhythms": standing.rhythms(user=user, currency=currency, today=today, query=query),
    }


def _flow_total(person: Person, query: FlowQuery, filters: FilterForm) -> dict[str, Any]:
    """Return what was asked for comes to; unasked, this month, and beside it the last one."""
    label = str(WORDS[Entry.Category(query.category)].total)
    if filters.is_active():
        found = journal_sums.sum_of(user=person.user, currency=person.currency, query=query)
        narrowed = query.kind or query.search or not filters.period
        return {
            "total_label": _("Found") if narrowed else label % {"month": filters.period},
            "total": found.money,
            "missing_codes": found.missing,
        }
    now = month_of(person.today)
    before = month_of(now - timedelta(days=1))
    amounts = list(
        journal_sums.amounts(
            user=person.user, currency=person.currency, query=replace(query, since=before)
        )
    )
    this, last = (
        journal_sums.add((a for a in amounts if a.month == month), currency=person.currency)
        for month in (now, before)
    )
    return {
        "total_label": label % {"month": formats.current().month(now, year=True)},
        "total": this.money,
        "missing_codes": this.missing,
        "month_before": before,
        "total_before": last.money,
    }
