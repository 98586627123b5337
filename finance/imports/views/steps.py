"""What the views of imports share: whose import it is, and refusals told on a page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.imports.errors import ImportBusy, ImportElsewhere, ImportNotFound, RowNotFound
from finance.imports.services import holding
from finance.models import Import
from finance.views.person import HtmxRequest, signed_in
from numoraq.ui import toasts

Status = Import.Status
RUNNING = frozenset({Status.CHECKING, Status.APPLYING, Status.UNDOING})

type View[**P] = Callable[Concatenate[HtmxRequest, P], HttpResponse]


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four steps, as the top of the page shows it."""

    label: str | Promise
    is_done: bool
    is_current: bool


_LABELS = (
    gettext_lazy("File"),
    gettext_lazy("Columns"),
    gettext_lazy("Check"),
    gettext_lazy("Done"),
)


def at(current: int) -> list[Step]:
    """Return the steps with one of them, from 0, as the current one."""
    return [Step(label, i < current, i == current) for i, label in enumerate(_LABELS)]


def owned(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Guard a view of one import: another's is not found, one that moved on shows where it is."""

    @wraps(view)
    def guarded(request: HtmxRequest, pk: UUID, **more: int) -> HttpResponse:
        try:
            return view(request, pk, **more)
        except (ImportNotFound, RowNotFound) as error:
            raise Http404 from error
        except (ImportElsewhere, ImportBusy):
            toasts.error(request, _("This import has moved on meanwhile. Here is where it is."))
            return redirect("import", pk)

    return signed_in(guarded)


def find(request: HtmxRequest, pk: UUID) -> Import:
    """Return an import of the person who asks. Raises ImportNotFound."""
    return holding.get(user=request.user, import_id=pk)
