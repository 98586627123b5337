"""Who brought whom: a link of one's own, and what became of those who came by it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from numoraq.rls.policies import LOGIN, SERVICE, USER, CurrentUserId, EnableRLS, Policy, overseen


class ReferralCode(models.Model):
    """The code of a person's own link; made when they first look at it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        primary_key=True,
        related_name="referral_code",
        verbose_name=_("person"),
    )
    code = models.TextField(_("code"))
    created_at = models.DateTimeField(_("made at"))

    class Meta:
        db_table = "gamification_referral_codes"
        db_table_comment = "The code of each person's link for friends."
        verbose_name = _("referral link")
        verbose_name_plural = _("referral links")
        constraints = [
            models.UniqueConstraint(fields=["code"], name="referral_codes_code"),
            models.CheckConstraint(
                name="referral_codes_form", condition=Q(code__regex=r"^[0-9a-z]{10}$")
            ),
            EnableRLS(name="referral_codes_rls"),
            Policy(
                name="referral_codes_own",
                roles=[USER],
                command="SELECT",
                using=Q(user=CurrentUserId()),
            ),
            Policy(name="referral_codes_read", roles=[LOGIN], command="SELECT", using=True),
            Policy(name="referral_codes_add", roles=[LOGIN], command="INSERT", check=True),
            *overseen(prefix="referral_codes", staff=("SELECT",)),
        ]

    def __str__(self) -> str:
        return self.code


class Referral(models.Model):
    """Somebody who signed up by a person's link. Each is brought once, by one who was there before.

    The row outlives who came, without them, so that points can still be taken back.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("signed up")
        VERIFIED = "verified", _("has begun")
        ACTIVE = "active", _("stays")
        REVERSED = "reversed", _("taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        db_index=False,
        related_name="referrals",
        verbose_name=_("brought by"),
    )
    referred = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.DB_SET_NULL,
        null=True,
        related_name="referral",
        verbose_name=_("who came"),
        db_comment="NULL once their account is deleted.",
    )
    status = models.TextField(_("status"), choices=Status.choices, default=Status.PENDING)
    signed_up_at = models.DateTimeField(_("signed up at"))
    changed_at = models.DateTimeField(_("since"), db_comment="When the status became what it is.")

    class Meta:
        db_table = "gamification_referrals"
        db_table_comment = "Who signed up by whose link."
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        indexes = [
            models.Index(fields=["user", "-signed_up_at"], name="gamification_referrals_by"),
            models.Index(fields=["status", "signed_up_at"], name="gamification_referrals_open"),
        ]
        constraints = [
            models.CheckConstraint(
                name="gamification_referrals_others",
                condition=Q(referred=None) | ~Q(referred=F("user")),
            ),
            models.CheckConstraint(
                name="gamification_referrals_status",
                condition=Q(status__in=["pending", "verified", "active", "reversed"]),
            ),
            EnableRLS(name="gamification_referrals_rls"),
            Policy(
                name="gamification_referrals_own",
                roles=[USER],
                command="SELECT",
                using=Q(user=CurrentUserId()),
            ),
            Policy(name="gamification_referrals_read", roles=[LOGIN], command="SELECT", using=True),
            Policy(name="gamification_referrals_add", roles=[LOGIN], command="INSERT", check=True),
            *overseen(prefix="gamification_referrals", staff=("SELECT",)),
        ]

    def __str__(self) -> str:
        return str(self.get_status_display())


class BroughtMailbox(models.Model):
    """A mailbox that has brought points to somebody, kept as a keyed hash alone.

    It outlives the account, so that a new one does not bring them again.
    """

    address_hash = models.TextField(
        _("hash of the address"),
        primary_key=True,
        db_comment="HMAC-SHA256 under the installation's key, of the one form of the address.",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("person"),
    )
    brought_at = models.DateTimeField(_("when"))

    class Meta:
        db_table = "gamification_brought_mailboxes"
        db_table_comment = "Mailboxes that have brought points, as hashes."
        verbose_name = _("mailbox that was brought")
        verbose_name_plural = _("mailboxes that were brought")
        constraints = [
            models.CheckConstraint(
                name="gamification_brought_hashed",
                condition=Q(address_hash__regex=r"^[0-9a-f]{64}$"),
            ),
            EnableRLS(name="gamification_brought_rls"),
            # Neither people nor staff have a use for a hash; the job alone reads and writes it.
            Policy(name="gamification_brought_service", roles=[SERVICE], using=True),
        ]

    def __str__(self) -> str:
        return self.address_hash[:8]
