"""What people were told of by mail, so that they are told once."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from numoraq.rls.policies import LOGIN, SERVICE, EnableRLS, Policy


class Notice(models.Model):
    """That somebody was told of something that several jobs or events may tell of."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        db_index=False,
        related_name="+",
        verbose_name=_("person"),
    )
    about = models.TextField(
        _("about"), db_comment="Names what was told of: nobody is told of the same twice."
    )
    told_at = models.DateTimeField(_("told at"))

    class Meta:
        db_table = "premium_notices"
        db_table_comment = "What people were told of by mail, once."
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["user", "about"], name="premium_notices_once"),
            models.CheckConstraint(
                name="premium_notices_about", condition=Q(about__regex=r"^[!-~]{1,200}$")
            ),
            EnableRLS(name="premium_notices_rls"),
            # People have the mail, and staff no use for it.
            Policy(name="premium_notices_login_read", roles=[LOGIN], command="SELECT", using=True),
            Policy(name="premium_notices_login_add", roles=[LOGIN], command="INSERT", check=True),
            Policy(name="premium_notices_service", roles=[SERVICE], using=True),
        ]

    def __str__(self) -> str:
        return self.about
