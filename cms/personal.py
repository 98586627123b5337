"""Lists of what belongs to people: staff see those of the one person they name, on the record."""

from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cms.audited import AuditedModelAdmin
from cms.paging import ShortCountPaginator


class PersonalModelAdmin[M: models.Model](AuditedModelAdmin[M]):
    """An admin for rows with a `user`: nothing is listed until a person is named."""

    paginator = ShortCountPaginator
    search_fields = ("user__email",)
    search_help_text = _("The e-mail address, or the id, of the person. Looking is recorded.")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[M], search_term: str
    ) -> tuple[QuerySet[M], bool]:
        """Return the rows of the person named, and none without a name."""
        person = find_person(search_term)
        return (queryset.filter(user=person) if person else queryset.none()), False

    def target_of_list(self, request: HttpRequest, response: Any) -> Any:
        """Return the person named, whether or not they have rows."""
        shown = (getattr(response, "context_data", None) or {}).get("cl")
        return find_person(shown.query) if shown is not None else None


def find_person(term: str) -> Any:
    """Return the person with exactly this address or id, None for anything else."""
    people = get_user_model().objects
    wanted = term.strip().lower()
    if "@" in wanted:
        return people.filter(email=wanted).first()
    try:
        return people.filter(pk=UUID(wanted)).first()
    except ValueError:
        return None
