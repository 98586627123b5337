"""Accounts that are to be deleted, in the CMS: asked for, called off, hastened, seen."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.leaving import closing
from accounts.models import User
from cms.actions import with_reason

_GOES = _(
    "Everything in the account goes with it: figures, files, settings, sign-ins. Nobody can bring"
    " it back, and the person is left no time to keep it."
)


class ClosedFilter(admin.SimpleListFilter):
    """Those who stay, and those who leave."""

    title = _("closed")
    parameter_name = "closed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [("yes", _("to be deleted")), ("no", _("staying"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        """Return the people of the choice."""
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(deletion_due_at__isnull=self.value() == "no")


class LeavingActions:
    """What staff do to accounts of people who leave."""

    leaving_actions = ("close_account", "call_deletion_off", "delete_now")

    def has_delete_now_permission(self, request: HttpRequest) -> bool:
        """Return whether somebody may delete people before their time is up."""
        return request.user.has_perm("accounts.may_delete_now_user")

    @with_reason(_("Close, and delete when the time is up"))
    def close_account(self, request: HttpRequest, person: User, reason: str) -> None:
        """Close accounts for their people."""
        actor = _actor(request)
        closing.ask_by_staff(person=person, actor=actor, reason=reason, at=timezone.now())

    @with_reason(_("Call the deletion off"))
    def call_deletion_off(self, request: HttpRequest, person: User, reason: str) -> None:
        """Open closed accounts again."""
        closing.keep_by_staff(person=person, actor=_actor(request), reason=reason)

    @with_reason(_("Delete now, for good"), permissions=("delete_now",), warning=_GOES)
    def delete_now(self, request: HttpRequest, person: User, reason: str) -> None:
        """Delete people whatever time was left."""
        closing.hasten(person=person, actor=_actor(request), reason=reason, at=timezone.now())


def _actor(request: HttpRequest) -> User:
    return cast("User", request.user)
