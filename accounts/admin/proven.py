"""Whether people have proven their address, in the CMS: before that nobody can use an account."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User

PROVEN = EmailAddress.objects.filter(user_id=OuterRef("pk"), email=OuterRef("email"), verified=True)


class ProvenFilter(admin.SimpleListFilter):
    """Those who have proven their address, and those who signed up and no more."""

    title = _("address proven")
    parameter_name = "proven"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [("yes", _("proven")), ("no", _("not proven"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        """Return the people of the choice."""
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(Exists(PROVEN) if self.value() == "yes" else ~Exists(PROVEN))
