"""Who has had the trial: it is given once a person, also to those who come back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from numoraq.rls.policies import LOGIN, SERVICE, EnableRLS, Policy


class Trial(models.Model):
    """A trial that was given to an address, which is kept as a keyed hash alone.

    It outlives the account, so that a new one does not bring a new trial.
    """

    address_hash = models.TextField(
        _("hash of the address"),
        primary_key=True,
        db_comment="HMAC-SHA256 under the installation's key, of the address without its tag.",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("person"),
    )
    begun_at = models.DateTimeField(_("begun at"))

    class Meta:
        db_table = "premium_trials"
        db_table_comment = "Addresses that have had their trial, as hashes."
        verbose_name = _("trial")
        verbose_name_plural = _("trials")
        constraints = [
            models.CheckConstraint(
                name="premium_trials_hashed", condition=Q(address_hash__regex=r"^[0-9a-f]{64}$")
            ),
            EnableRLS(name="premium_trials_rls"),
            # Neither people nor staff have a use for a hash.
            Policy(name="premium_trials_login_read", roles=[LOGIN], command="SELECT", using=True),
            Policy(name="premium_trials_login_add", roles=[LOGIN], command="INSERT", check=True),
            Policy(name="premium_trials_service", roles=[SERVICE], using=True),
        ]

    def __str__(self) -> str:
        return self.address_hash[:8]
