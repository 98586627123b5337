"""The rates behind every converted amount, and a person's own ones."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from finance.dashboard import spans
from finance.errors import InvalidEntry, RateNotFound
from finance.forms.rates import Direction, RateForm, counterpart
from finance.selectors import rate_list, rates
from finance.services import own_rates
from finance.services import rates as rate_service
from finance.views import person, sheets
from finance.views.person import HtmxRequest, Person, signed_in
from numoraq.lib import formats
from numoraq.ui import toasts

TEMPLATE = "finance/rates/_set.html"


@require_safe
@signed_in
def index(request: HtmxRequest) -> HttpResponse:
    """Show today's rates of the currencies in use, and one of them over time."""
    who = person.of(request)
    lines = rate_list.lines(user=who.user, currency=who.currency, today=who.today)
    shown = _shown(request, [line.currency for line in lines if line.conversion])
    span = spans.find(request.GET.get("r", ""))
    series = (
        rate_list.series(
            user=who.user, one=shown, other=who.currency, today=who.today, days=span.days
        )
        if shown
        else []
    )
    newest = rates.freshness()
    context = {
        "lines": lines,
        "own": rates.own(user=who.user),
        "currency": who.currency,
        "today": who.today,
        "newest": newest,
        "age": (who.today - newest).days if newest else None,
        "is_stale": rates.is_stale(today=who.today),
        "max_age": settings.FX_MAX_AGE_DAYS,
        "shown": shown,
        "series": series,
        "span": span,
        "spans": spans.ALL,
    }
    return render(request, "finance/rates/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def set_rate(request: HtmxRequest, currency: str) -> HttpResponse:
    """Set what a currency is worth, in either direction."""
    who = person.of(request)
    code, other = _pair(currency, who)
    initial = {"on": who.today, "direction": Direction.PER}
    data = request.POST if request.method == "POST" else None
    form = RateForm(data, currency=code, other=other, today=who.today, initial=initial)
    if form.is_valid():
        try:
            saved, _is_new = rate_service.set_own(
                user=who.user,
                currency=code,
                on=form.cleaned_data["on"],
                worth=form.worth,
                today=who.today,
            )
        except InvalidEntry as error:
            form.add_errors(error.errors)
        else:
            day = formats.current().day(saved.on)
            text = _("Your rate for %(currency)s counts from %(day)s.")
            toasts.success(request, text % {"currency": code, "day": day})
            return sheets.leave(request, sheets.back(request, reverse("rates")))
    title = _("A rate for %(code)s") % {"code": code}
    context = {"form": form, "title": title, "code": code, "other": other}
    return sheets.show(request, TEMPLATE, context, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def remove(request: HtmxRequest, pk: UUID) -> HttpResponse:
    """Forget an own rate; the message offers to take it back."""
    try:
        currency, token = own_rates.remove(user=request.user, rate_id=pk)
    except RateNotFound as error:
        raise Http404 from error
    undo = reverse("rate-restore", args=[token]) if token else ""
    text = _("Your rate for %(currency)s is removed.") % {"currency": currency}
    toasts.success(request, text, undo=undo)
    return redirect("rates")


@require_POST
@signed_in
def restore(request: HtmxRequest, token: str) -> HttpResponse:
    """Bring back an own rate that was removed."""
    try:
        rate = own_rates.bring_back(user=request.user, token=token)
    except RateNotFound as error:
        raise Http404 from error
    text = _("Your rate for %(currency)s is back.") % {"currency": rate.currency}
    toasts.success(request, text)
    return redirect("rates")


def _shown(request: HtmxRequest, known: list[str]) -> str:
    wanted = request.GET.get("currency", "").upper()
    return wanted if wanted in known else next(iter(known), "")


def _pair(currency: str, who: Person) -> tuple[str, str]:
    """Return the currency to set a rate for and the one to tell it in. The euro has none.

    What nobody lists as a currency has one where the person has something in it.
    """
    code = currency.upper()
    other = counterpart(currency=code, display=who.currency)
    if code == rates.BASE:
        code, other = other, code
    if code == other or not rate_service.may_have_own(user=who.user, currency=code):
        raise Http404
    return code, other
