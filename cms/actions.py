"""Actions of staff on the rows of a list: each with a reason, all in one transaction."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

REASON_LENGTH = 500

type RowAction = Callable[[Any, HttpRequest, Any, str], None]
type Lock = Callable[[Sequence[Any]], None]
type ListAction = Callable[[Any, HttpRequest, QuerySet[Any]], HttpResponse | None]


class ReasonActionForm(ActionForm):
    """The form above a list, with the reason that goes into the audit log."""

    reason = forms.CharField(
        label=gettext_lazy("Reason:"), max_length=REASON_LENGTH, required=False
    )


def with_reason(
    description: str | Promise,
    *,
    permissions: Sequence[str] = ("act",),
    warning: str | Promise = "",
    locks: bool | Lock = True,
) -> Callable[[RowAction], ListAction]:
    """Make a method `(self, request, row, reason)` an action on the selected rows.

    The rows are locked in the order of their keys; a ValidationError takes everything back and
    is shown. Without a reason nothing is done. What cannot be undone has a warning: a page of its
    own names the rows and says it, and asks first. For rows that nobody may change `locks` is a
    function that locks what they are about, of all before the first is acted on: each act takes
    the lock of the audit log, which those they wait for may need. False leaves it to the method.
    """

    def decorate(method: RowAction) -> ListAction:
        # written out when the list is shown, in the language of whoever looks
        @admin.action(description=cast("str", description), permissions=list(permissions))
        @wraps(method)
        def run(self: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
            reason = " ".join(request.POST.getlist("reason")).strip()[:REASON_LENGTH]
            if not reason:
                self.message_user(request, _("Say why: a reason is needed."), messages.ERROR)
                return None
            if warning and "sure" not in request.POST:
                return _question(self, request, queryset, reason, (description, warning))
            try:
                done = _for_each(queryset, lambda row: method(self, request, row, reason), locks)
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
                return None
            self.message_user(request, _done(done), messages.SUCCESS)
            return None

        return run

    return decorate


def _question(
    admin_: Any,
    request: HttpRequest,
    queryset: QuerySet[Any],
    reason: str,
    words: tuple[str | Promise, str | Promise],
) -> HttpResponse | None:
    """Return the page that asks; what is named there is what goes, not what is found later."""
    rows = list(queryset.order_by("pk")[: admin_.list_per_page + 1])
    if len(rows) > admin_.list_per_page:
        told = _("Select fewer: each one is named before it goes.")
        admin_.message_user(request, told, messages.ERROR)
        return None
    title, warning = words
    context = {
        **admin_.admin_site.each_context(request),
        "title": title,
        "opts": admin_.model._meta,
        "rows": rows,
        "warning": warning,
        "reason": reason,
        "action": request.POST["action"],
    }
    return TemplateResponse(request, "cms/sure.html", context)


@transaction.atomic
def _for_each(queryset: QuerySet[Any], act: Callable[[Any], None], locks: bool | Lock) -> int:
    keys = queryset.order_by().values("pk")
    rows = queryset.model._default_manager.filter(pk__in=keys).order_by("pk")  # noqa: SLF001
    chosen = list(rows.select_for_update() if locks is True else rows)
    if callable(locks):
        locks(chosen)
    for row in chosen:
        act(row)
    return len(chosen)


def _done(count: int) -> str:
    return ngettext("Done for %(count)s row.", "Done for %(count)s rows.", count) % {"count": count}
