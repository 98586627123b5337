"""Codes that give premium time or points, and who has redeemed which."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from numoraq.rls.policies import LOGIN, EnableRLS, Policy, kept_for, overseen

HOURS_OF_A_DAY = 24
NOTE_LENGTH = 500
MOST_HOURS = 10 * 366 * HOURS_OF_A_DAY
MOST_POINTS = 50_000
MOST_USES = 1_000_000
# What a word gives: it can be guessed.
MOST_HOURS_OF_A_WORD = 31 * HOURS_OF_A_DAY
MOST_POINTS_OF_A_WORD = 50


class CodeType(models.TextChoices):
    """What a code gives. Source: schema document, premium_codes."""

    TIME_CREDIT = "time_credit", _("premium time")
    TIER_UPGRADE = "tier_upgrade", _("points")


class Code(models.Model):
    """A code, as a keyed hash: whoever reads this table cannot redeem what is in it.

    What it gives never changes. Source: schema document, premium_codes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.TextField(
        _("code"),
        db_comment="All but its hint hidden. The code itself is not stored: see code_hash.",
    )
    code_hash = models.BinaryField(
        max_length=32,
        editable=False,
        db_comment="HMAC-SHA256 of the code under the installation's key.",
    )
    hint = models.TextField(_("hint"), db_comment="The characters that are not hidden in code.")
    is_word = models.BooleanField(
        _("a word"), default=False, db_default=False, db_comment="Chosen by staff, not random."
    )
    type = models.TextField(_("gives"), choices=CodeType.choices)
    value = models.PositiveIntegerField(
        _("value"), db_comment="Hours of premium for time_credit, points for tier_upgrade."
    )
    max_uses = models.PositiveIntegerField(_("uses at most"), default=1, db_default=1)
    current_uses = models.PositiveIntegerField(_("uses"), default=0, db_default=0)
    expires_at = models.DateTimeField(
        _("expires at"), null=True, blank=True, db_comment="From this moment on it is refused."
    )
    is_active = models.BooleanField(_("active"), default=True, db_default=True)
    batch = models.UUIDField(_("made together"), db_comment="What was made by one form.")
    note = models.TextField(_("what for"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    created_at = models.DateTimeField(_("made at"))
    updated_at = models.DateTimeField(_("changed at"), auto_now=True, db_default=Now())

    class Meta:
        db_table = "premium_codes"
        db_table_comment = "Codes that give premium time or points; each is kept as a hash."
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        indexes = [
            models.Index(fields=["hint"], name="premium_codes_hint"),
            models.Index(fields=["batch"], name="premium_codes_batch"),
            models.Index(fields=["-created_at", "-id"], name="premium_codes_newest"),
        ]
        constraints = [
            # In the place of the unique code of the document, which two masked ones may share.
            models.UniqueConstraint(fields=["code_hash"], name="premium_codes_hash"),
            models.CheckConstraint(
                name="premium_codes_type", condition=Q(type__in=CodeType.values)
            ),
            models.CheckConstraint(
                name="premium_codes_value",
                condition=Q(type="time_credit", value__gte=1, value__lte=MOST_HOURS)
                | Q(type="tier_upgrade", value__gte=1, value__lte=MOST_POINTS),
            ),
            models.CheckConstraint(
                name="premium_codes_word",
                condition=Q(is_word=False)
                | Q(type="time_credit", value__lte=MOST_HOURS_OF_A_WORD)
                | Q(type="tier_upgrade", value__lte=MOST_POINTS_OF_A_WORD),
            ),
            models.CheckConstraint(  # it can be guessed
                name="premium_codes_word_ends",
                condition=Q(is_word=False) | Q(expires_at__isnull=False),
            ),
            models.CheckConstraint(
                name="premium_codes_uses",
                condition=Q(max_uses__gte=1, max_uses__lte=MOST_USES)
                & Q(current_uses__lte=F("max_uses")),
            ),
            models.CheckConstraint(
                name="premium_codes_note_length",
                condition=LessThanOrEqual(Length("note"), NOTE_LENGTH),
            ),
            EnableRLS(name="premium_codes_rls"),
            # People see none; the login role looks one up by its hash, and counts its uses.
            Policy(name="premium_codes_login_read", roles=[LOGIN], command="SELECT", using=True),
            Policy(name="premium_codes_login_count", roles=[LOGIN], command="UPDATE", using=True),
            *overseen(prefix="premium_codes", staff=("SELECT", "INSERT", "UPDATE")),
        ]

    def __str__(self) -> str:
        return self.code

    @cached_property
    def gives(self) -> str:
        """Return what it gives, in words."""
        return given(self.type, self.value)


class Redemption(models.Model):
    """That a person redeemed a code, and what it gave. It is never changed."""

    id = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_CASCADE,
        db_index=False,
        related_name="code_redemptions",
        verbose_name=_("person"),
    )
    code = models.ForeignKey(
        Code, models.DO_NOTHING, related_name="redemptions", verbose_name=_("code")
    )
    masked = models.TextField(_("shown as"), db_comment="The code as its person sees it later.")
    type = models.TextField(_("gave"), choices=CodeType.choices)
    value = models.PositiveIntegerField(_("value"), db_comment="Hours or points, as of the code.")
    redeemed_at = models.DateTimeField(_("redeemed at"))
    starts_at = models.DateTimeField(
        _("begins at"),
        null=True,
        blank=True,
        db_comment="When its time begins, as it stood then; empty for points and for a lifetime.",
    )
    ends_at = models.DateTimeField(
        _("premium until"),
        null=True,
        blank=True,
        db_comment="Until when premium runs with it, as it stood then.",
    )

    class Meta:
        db_table = "premium_code_redemptions"
        db_table_comment = "Who redeemed which code, once; and what that gave."
        verbose_name = _("redemption")
        verbose_name_plural = _("redemptions")
        indexes = [
            models.Index(fields=["user", "-redeemed_at"], name="premium_redemptions_user"),
            models.Index(fields=["-redeemed_at", "-id"], name="premium_redemptions_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "code"], name="premium_redemptions_once"),
            models.CheckConstraint(
                name="premium_redemptions_type", condition=Q(type__in=CodeType.values)
            ),
            *kept_for(
                "user",
                prefix="premium_redemptions",
                commands=("SELECT", "INSERT"),
                staff=("SELECT",),
            ),
        ]

    def __str__(self) -> str:
        return self.masked

    @property
    def gave(self) -> str:
        """Return what it gave, in words."""
        return given(self.type, self.value)

    @property
    def begins_later(self) -> bool:
        """Return whether the time waited for other time to end first."""
        return self.starts_at is not None and self.starts_at > self.redeemed_at


def amount(type_: str, value: int) -> int:
    """Return how much a code gives: whole days, else hours; or points."""
    is_days = type_ == CodeType.TIME_CREDIT and value % HOURS_OF_A_DAY == 0
    return value // HOURS_OF_A_DAY if is_days else value


def given(type_: str, value: int) -> str:
    """Return the same in words."""
    count = amount(type_, value)
    if type_ == CodeType.TIER_UPGRADE:
        text = ngettext("%(count)s point", "%(count)s points", count)
    elif count == value:
        text = ngettext("%(count)s hour", "%(count)s hours", count)
    else:
        text = ngettext("%(count)s day", "%(count)s days", count)
    return text % {"count": count}
