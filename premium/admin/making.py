"""The page of the CMS on which codes are made: they are in its answer, and never shown again."""

import csv
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.models import User
from cms.site import Section, site
from premium.admin.code_forms import CodesForm
from premium.services import code_batches
from premium.services.code_batches import MadeBefore, WordTaken


@never_cache
@sensitive_post_parameters("word")
def page(request: HttpRequest) -> HttpResponse:
    """Ask for what the codes give; answer with a file of them, or store a word."""
    form = CodesForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = _word(request, form) if form.cleaned_data["word"] else _file(request, form)
        if made is not None:
            return made
    context = {"title": _("Make codes"), "form": form}
    status = 422 if form.is_bound else 200
    return render(
        request, "cms/codes.html", {**site.each_context(request), **context}, status=status
    )


def _file(request: HttpRequest, form: CodesForm) -> HttpResponse | None:
    data = form.cleaned_data
    try:
        made = code_batches.make(
            offer=form.offer,
            count=data["count"],
            once=data["once"],
            actor=cast("User", request.user),
            at=timezone.now(),
        )
    except MadeBefore:
        form.add_error(None, _("This form has made its codes already; they were shown then."))
        return None
    disposition = f'attachment; filename="codes-{data["once"]}.csv"'
    response = HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition}
    )
    sheet = csv.writer(response)
    sheet.writerow(["code", "type", "value", "max_uses", "expires_at", "batch"])
    ends = data["expires_at"].isoformat() if data["expires_at"] else ""
    rest = [data["type"], data["value"], data["max_uses"], ends, data["once"]]
    sheet.writerows([code, *rest] for code in made)
    return response


def _word(request: HttpRequest, form: CodesForm) -> HttpResponse | None:
    data = form.cleaned_data
    try:
        code_batches.make_word(
            word=data["word"],
            offer=form.offer,
            once=data["once"],
            actor=cast("User", request.user),
            at=timezone.now(),
        )
    except MadeBefore:
        form.add_error(None, _("This form has made its codes already; they were shown then."))
        return None
    except WordTaken:
        form.add_error("word", _("There is such a word already. It serves once."))
        return None
    messages.success(request, _("The word can be redeemed from now on."))
    return redirect("admin:premium_code_changelist")


site.register_page(
    path="codes/",
    name="codes",
    title=gettext_lazy("Make codes"),
    section=Section.PREMIUM,
    permission="premium.add_code",
    view=page,
)
