"""People and their preferences."""

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from numoraq.lib.limits_of_sessions import SessionLimits
from numoraq.rls.policies import LOGIN, USER, CurrentUserId, EnableRLS, Policy, overseen

if TYPE_CHECKING:
    from accounts.models.keys import PersonalToken
    from accounts.models.sessions import AuthSession


class UserManager(BaseUserManager["User"]):
    """Creates and finds people by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person; the address is kept in lower case. Without a password: none works."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the person with an e-mail address, whatever its case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]
    """A person who can sign in. Source: schema document, auth users."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(
        _("e-mail address"), max_length=254, unique=True, db_comment="Lower case; signs in with it."
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Switch off instead of deleting a person.")
    )
    is_staff = models.BooleanField(_("staff"), default=False, help_text=_("May open the CMS."))
    is_demo = models.BooleanField(
        _("demo"), default=False, help_text=_("A throw-away account of the demo.")
    )
    password_changed_at = models.DateTimeField(_("password changed at"), null=True, editable=False)
    last_seen_at = models.DateTimeField(
        _("last seen at"), null=True, editable=False, db_comment="Kept for demo accounts alone."
    )
    deletion_due_at = models.DateTimeField(
        _("to be deleted at"),
        null=True,
        editable=False,
        db_comment="The account is closed, and deleted from then on; NULL for the others.",
    )
    deletion_reminded_at = models.DateTimeField(
        null=True, editable=False, db_comment="When the last mail before the deletion was sent."
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects: ClassVar[UserManager] = UserManager()
    auth_session: "AuthSession | None" = None  # the one that asks; set where it is loaded
    personal_token: "PersonalToken | None" = None  # or the token that asks
    # Whether there is a factor that the session that asks has not seen; set where it is loaded.
    can_prove = False

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"

    class Meta:
        db_table = "auth_users"
        db_table_comment = "People who can sign in, with their password hashes."
        verbose_name = _("person")
        verbose_name_plural = _("people")
        permissions = [("may_delete_now_user", _("Can delete a person before the time is up"))]
        indexes = [
            models.Index(
                fields=["deletion_due_at"],
                name="auth_users_deletion_due",
                condition=Q(deletion_due_at__isnull=False),
            ),
            models.Index(fields=["created_at"], name="auth_users_created"),
            models.Index(
                fields=["last_seen_at"], name="auth_users_idle_demo", condition=Q(is_demo=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="auth_users_email_lower",
                condition=Q(email=Lower(F("email"))),
                violation_error_message=_("Write the address in lower case."),
            ),
            # Whoever runs the site is first relieved of it: so somebody always does.
            models.CheckConstraint(
                name="auth_users_staff_stay",
                condition=Q(deletion_due_at=None) | Q(is_staff=False, is_superuser=False),
            ),
            EnableRLS(name="auth_users_rls"),
            # The login role reads a person before it is known who asks, and signs people up.
            Policy(name="auth_users_login_read", roles=[LOGIN], command="SELECT", using=True),
            Policy(name="auth_users_login_add", roles=[LOGIN], command="INSERT", check=True),
            Policy(name="auth_users_login_change", roles=[LOGIN], command="UPDATE", using=True),
            Policy(
                name="auth_users_own_read",
                roles=[USER],
                command="SELECT",
                using=Q(pk=CurrentUserId()),
            ),
            Policy(
                name="auth_users_own_change",
                roles=[USER],
                command="UPDATE",
                using=Q(pk=CurrentUserId()),
            ),
            *overseen(prefix="auth_users"),
        ]

    def __str__(self) -> str:
        return self.email

    def is_verified(self) -> bool:
        """Return whether what asks was proven by a second factor.

        A session is; a personal access token that was made in one, too, within its scopes.
        """
        if self.personal_token is not None:
            return self.personal_token.aal == "aal2"
        return self.auth_session is not None and self.auth_session.is_proven

    @cached_property
    def role(self) -> str:
        """Return the role in the CMS in lower case, nothing without one; one query."""
        if not self.is_staff:
            return ""
        found = self.groups.values_list("name", flat=True).first()
        return (found or ("administrator" if self.is_superuser else "")).lower()

    @property
    def is_closed(self) -> bool:
        """Return whether the account only waits to be deleted, and opens nothing until then."""
        return self.deletion_due_at is not None

    @property
    def session_limits(self) -> SessionLimits:
        """Return how long and in how many places the person may be signed in."""
        if not self.is_staff:
            people: SessionLimits = settings.SESSION_LIMITS
            return people
        by_role: Mapping[str, SessionLimits] = settings.ROLE_SESSION_LIMITS
        staff: SessionLimits = settings.STAFF_SESSION_LIMITS
        return by_role.get(self.role, staff) if by_role else staff


class Profile(models.Model):
    """How a person wants to be addressed and shown things. Source: schema document, profiles."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("Like the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class Palette(models.TextChoices):
        DEFAULT = "default", _("Cobalt")
        MONOCHROME = "monochrome", _("Monochrome")
        NEON = "neon", _("Neon")
        DUAL_TONE = "dual-tone", _("Dual tone")
        HIGH_CONTRAST = "high-contrast", _("High contrast")
        CYBERPUNK = "cyberpunk", "Cyberpunk"
        MATRIX = "matrix", "Matrix"
        GOLD_RUSH = "gold-rush", "Gold Rush"
        BLACK_HOLE = "black-hole", "Black Hole"
        DARK_DITHER = "dark-dither", "Dark Dither"
        TERMINAL = "terminal", "Terminal"

    class DateFormat(models.TextChoices):
        AUTO = "auto", _("As usual in the language")
        DMY = "dmy", _("Day first")
        MDY = "mdy", _("Month first")
        YMD = "ymd", _("Year first")

    class NumberFormat(models.TextChoices):
        AUTO = "auto", _("As usual in the language")
        POINT = "point", "1,234.56"
        COMMA = "comma", "1.234,56"
        SPACE = "space", "1 234,56"

    user = models.OneToOneField(
        User,
        models.CASCADE,
        primary_key=True,
        db_column="id",
        related_name="profile",
        verbose_name=_("person"),
    )
    name = models.TextField(_("name"), blank=True, default="")
    default_currency = models.TextField(_("currency"), default="USD", db_default="USD")
    language = models.TextField(_("language"), default="en", db_default="en")
    avatar_url = models.TextField(_("picture"), blank=True, default="")
    timezone = models.TextField(_("time zone"), default="UTC", db_default="UTC")
    theme = models.TextField(_("theme"), choices=Theme.choices, default=Theme.AUTO)
    palette = models.TextField(
        _("colours"),
        choices=Palette.choices,
        default=Palette.DEFAULT,
        db_default=Palette.DEFAULT.value,
        db_comment="What was chosen; while its tier is not held, the default is shown.",
    )
    date_format = models.TextField(_("dates"), choices=DateFormat.choices, default=DateFormat.AUTO)
    number_format = models.TextField(
        _("numbers"), choices=NumberFormat.choices, default=NumberFormat.AUTO
    )
    shortcuts_enabled = models.BooleanField(_("keyboard shortcuts"), default=True)
    sample_persona = models.TextField(
        _("sample data"),
        blank=True,
        default="",
        db_comment="Whose sample data the account holds; empty when the data is the person's own.",
    )
    onboarded_at = models.DateTimeField(_("welcomed at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        db_table = "profiles"
        db_table_comment = "Preferences of a person; its id is the id of the person."
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [
            models.CheckConstraint(
                name="profiles_currency_code",
                condition=Q(default_currency__regex=r"^[A-Z0-9]{3,10}$"),
            ),
            models.CheckConstraint(
                name="profiles_name_length", condition=Q(name__regex=r"^.{0,200}$")
            ),
            models.CheckConstraint(
                name="profiles_palette", condition=Q(palette__regex=r"^[a-z-]{1,20}$")
            ),
            EnableRLS(name="profiles_rls"),
            Policy(name="profiles_own", roles=[USER], using=Q(pk=CurrentUserId())),
            *overseen(prefix="profiles"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.pk)
