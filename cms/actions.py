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
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

REASON_LENGTH = 500

type RowAction = Callable[[Any, HttpRequest, Any, str], None]
type ListAction = Callable[[Any, HttpRequest, QuerySet[Any]], None]


class ReasonActionForm(ActionForm):
    """The form above a list, with the reason that goes into the audit log."""

    reason = forms.CharField(
        label=gettext_lazy("Reason:"), max_length=REASON_LENGTH, required=False
    )


def with_reason(
    description: str | Promise, *, permissions: Sequence[str] = ("act",), locks: bool = True
) -> Callable[[RowAction], ListAction]:
    """Make a method `(self, request, row, reason)` an action on the selected rows.

    The rows are locked in the order of their keys; a ValidationError takes everything back and
    is shown. Without a reason nothing is done. `locks=False` is for rows that nobody may change:
    what is locked then is up to the method.
    """

    def decorate(method: RowAction) -> ListAction:
        # written out when the list is shown, in the language of whoever looks
        @admin.action(description=cast("str", description), permissions=list(permissions))
        @wraps(method)
        def run(self: Any, request: HttpRequest, queryset: QuerySet[Any]) -> None:
            reason = " ".join(request.POST.getlist("reason")).strip()[:REASON_LENGTH]
            if not reason:
                self.message_user(request, _("Say why: a reason is needed."), messages.ERROR)
                return
            try:
                done = _for_each(queryset, lambda row: method(self, request, row, reason), locks)
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
                return
            self.message_user(request, _done(done), messages.SUCCESS)

        return run

    return decorate


@transaction.atomic
def _for_each(queryset: QuerySet[Any], act: Callable[[Any], None], locks: bool) -> int:
    keys = queryset.order_by().values("pk")
    rows = queryset.model._default_manager.filter(pk__in=keys).order_by("pk")  # noqa: SLF001
    chosen = list(rows.select_for_update() if locks else rows)
    for row in chosen:
        act(row)
    return len(chosen)


def _done(count: int) -> str:
    return ngettext("Done for %(count)s row.", "Done for %(count)s rows.", count) % {"count": count}
