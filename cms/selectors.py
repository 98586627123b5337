"""What the CMS asks about staff and about its own log."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from cms.models import AuditEntry
from cms.roles import RIGHT_OF_ADMINISTRATORS, Role

VERIFIED = "audit.verified"
BROKEN = "audit.broken"


def administrators(*, using: str = "default") -> "QuerySet[Any]":
    """Return the people who may do everything in the CMS, and may still sign in."""
    people = get_user_model().objects.using(using)
    is_administrator = Q(is_superuser=True) | Q(groups__name=Role.ADMINISTRATOR)
    return people.filter(is_administrator, is_active=True, is_staff=True).distinct()


def is_administrator(user: Any) -> bool:
    """Return whether a person may do everything in the CMS, as far as their object remembers.

    Good for what a page offers. What changes rights asks `administrators` anew.
    """
    return bool(user.is_staff and user.has_perm(RIGHT_OF_ADMINISTRATORS))


def last_check() -> AuditEntry | None:
    """Return the entry in which the log was last verified, whatever the verdict."""
    return AuditEntry.objects.filter(action__in=[VERIFIED, BROKEN]).order_by("-seq").first()


def emails(ids: "set[Any]") -> dict[Any, str]:
    """Return the e-mail addresses of people by their ids; the deleted ones are left out."""
    people = get_user_model().objects.filter(pk__in=ids - {None})
    return dict(people.values_list("pk", "email"))
