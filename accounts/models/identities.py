"""What people sign in with, in one list: a password and accounts elsewhere."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Identity(models.Model):
    """One way in of a person, read from a view: a password, or an account at a provider.

    Source: schema document, auth identities.
    """

    EMAIL = "email"

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        related_name="identities",
        verbose_name=_("person"),
    )
    provider = models.TextField(_("provider"))
    provider_id = models.TextField(_("id there"))
    identity_data = models.JSONField(_("what the provider tells"))
    email = models.TextField(_("address there"), null=True)
    created_at = models.DateTimeField(_("linked at"))
    updated_at = models.DateTimeField(_("changed at"))
    last_sign_in_at = models.DateTimeField(_("last used at"), null=True)

    class Meta:
        managed = False
        db_table = "auth_identities"
        verbose_name = _("identity")
        verbose_name_plural = _("identities")

    def __str__(self) -> str:
        return f"{self.provider}: {self.label}"

    @property
    def label(self) -> str:
        """Return how the person is known there."""
        return label_of(self.identity_data)


def label_of(told: Any) -> str:
    """Return the name or address in what a provider tells, nothing when there is none."""
    values = told if isinstance(told, dict) else {}
    names = ("login", "username", "email", "preferred_username", "name")
    return next((str(values[name]) for name in names if values.get(name)), "")
