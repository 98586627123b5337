"""Whether a person takes part, and what they are told about."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from numoraq.rls.policies import LOGIN, USER, CurrentUserId, EnableRLS, Policy, overseen


class RewardPreference(models.Model):
    """A person's choice about rewards; without a row they take part and are told."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        primary_key=True,
        related_name="reward_preference",
        verbose_name=_("person"),
    )
    takes_part = models.BooleanField(_("takes part"), default=True, db_default=True)
    wants_mails = models.BooleanField(_("wants mails"), default=True, db_default=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        db_table = "gamification_preferences"
        db_table_comment = "Who takes part in rewards, and who wants mails about them."
        verbose_name = _("choice about rewards")
        verbose_name_plural = _("choices about rewards")
        constraints = [
            EnableRLS(name="gamification_preferences_rls"),
            Policy(
                name="gamification_preferences_own", roles=[USER], using=Q(user=CurrentUserId())
            ),
            Policy(
                name="gamification_preferences_read", roles=[LOGIN], command="SELECT", using=True
            ),
            *overseen(prefix="gamification_preferences", staff=("SELECT",)),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_told(self) -> bool:
        """Return whether the person gets mails about rewards."""
        return self.takes_part and self.wants_mails
