"""People in the CMS: found, looked at, locked out. Their passwords are nobody's business."""

from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Exists, Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin import sign_ins
from accounts.admin.leaving import ClosedFilter, LeavingActions
from accounts.admin.proven import PROVEN, ProvenFilter
from accounts.models import AuthSession, Identity, Profile, User
from accounts.services import people, sessions
from cms import selectors
from cms.actions import with_reason
from cms.audited import AuditedModelAdmin
from cms.personal import PersonalModelAdmin
from cms.roles import Role
from cms.services import staff
from cms.site import Section, site

_HELP = {
    "is_superuser": _("Has every right in the CMS, whatever the roles say."),
    "groups": _("Each role brings its rights in the CMS."),
    "user_permissions": _("Rights beyond those of the roles."),
}


class EmailSearch[M: Model](AuditedModelAdmin[M]):
    """A list searched by how an e-mail address begins: the index answers that, at any size."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[M], search_term: str
    ) -> tuple[QuerySet[M], bool]:
        """Return the rows found; addresses are kept in lower case."""
        return super().get_search_results(request, queryset, search_term.strip().lower())


@admin.register(User, site=site)
class UserAdmin(LeavingActions, EmailSearch[User]):
    """People who can sign in."""

    section = Section.PEOPLE
    list_display = (
        "email",
        "name",
        "is_address_proven",
        "is_active",
        "is_staff",
        "is_demo",
        "deletion_due_at",
        "created_at",
        "last_login",
    )
    list_filter = ("is_active", "is_staff", "is_demo", ProvenFilter, ClosedFilter)
    list_select_related = ("profile",)
    search_fields = ("email__startswith",)
    ordering = ("-created_at",)
    readonly_fields = ("identities", "recent_sign_ins")
    actions = (
        "deactivate",
        "reactivate",
        "make_support",
        "make_editor",
        "make_finance",
        "make_administrator",
        "take_rights",
        *LeavingActions.leaving_actions,
    )

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Say in our own words what the columns that Django brings along mean."""
        return super().get_form(request, obj, change, help_texts=_HELP, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Return the people, each with whether their address is proven."""
        return super().get_queryset(request).annotate(is_address_proven=Exists(PROVEN))

    @admin.display(description=_("address proven"), boolean=True)
    def is_address_proven(self, person: Any) -> bool:
        """Return whether somebody has typed the code that was mailed there, or a provider knew."""
        return bool(person.is_address_proven)

    @admin.display(description=_("name"))
    def name(self, person: User) -> str:
        """Return what the person calls themselves."""
        return people.name_of(person)

    @admin.display(description=_("recent sign-ins"))
    def recent_sign_ins(self, person: User) -> str:
        """Return how the person signed in lately, and who tried to."""
        return sign_ins.lines(person)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Leave the sign-ins out for a role that may not see them."""
        may_see = request.user.has_perm("accounts.view_signin")
        found = super().get_fields(request, obj)
        return [name for name in found if may_see or name != "recent_sign_ins"]

    @admin.display(description=_("identities"))
    def identities(self, person: User) -> SafeString:
        """Return what the person signs in with."""
        found = Identity.objects.filter(user=person).order_by("created_at", "id")
        return format_html_join(", ", "{} · {}", ((one.provider, one.label) for one in found))

    def has_grant_permission(self, request: HttpRequest) -> bool:
        """Return whether somebody may make others staff."""
        return selectors.is_administrator(request.user)

    @with_reason(_("Lock out"))
    def deactivate(self, request: HttpRequest, person: User, reason: str) -> None:
        """Lock people out at once."""
        people.deactivate(person=person, actor=_actor(request), reason=reason)

    @with_reason(_("Let in again"))
    def reactivate(self, request: HttpRequest, person: User, reason: str) -> None:
        """Let people in again."""
        people.reactivate(person=person, actor=_actor(request), reason=reason)

    @with_reason(_("Make support"), permissions=("grant",))
    def make_support(self, request: HttpRequest, person: User, reason: str) -> None:
        """Give the role that helps people."""
        self._give(request, person, Role.SUPPORT, reason)

    @with_reason(_("Make editor"), permissions=("grant",))
    def make_editor(self, request: HttpRequest, person: User, reason: str) -> None:
        """Give the role that writes texts."""
        self._give(request, person, Role.EDITOR, reason)

    @with_reason(_("Make finance"), permissions=("grant",))
    def make_finance(self, request: HttpRequest, person: User, reason: str) -> None:
        """Give the role that sees payments."""
        self._give(request, person, Role.FINANCE, reason)

    @with_reason(_("Make administrator"), permissions=("grant",))
    def make_administrator(self, request: HttpRequest, person: User, reason: str) -> None:
        """Give the role that may do everything."""
        self._give(request, person, Role.ADMINISTRATOR, reason)

    @with_reason(_("Take staff rights"), permissions=("grant",))
    def take_rights(self, request: HttpRequest, person: User, reason: str) -> None:
        """Take every right of staff away."""
        self._give(request, person, None, reason)

    def _give(self, request: HttpRequest, person: User, role: Role | None, reason: str) -> None:
        if role and person.is_closed:
            raise ValidationError(_("This account is closed: it cannot be given rights."))
        staff.set_role(person=person, role=role, actor=_actor(request), reason=reason)


@admin.register(Profile, site=site)
class ProfileAdmin(EmailSearch[Profile]):
    """How people see things."""

    section = Section.PEOPLE
    list_display = ("user", "name", "default_currency", "language", "timezone", "onboarded_at")
    list_filter = ("language",)
    list_select_related = ("user",)
    search_fields = ("user__email__startswith",)
    ordering = ("-created_at",)


@admin.register(AuthSession, site=site)
class AuthSessionAdmin(PersonalModelAdmin[AuthSession]):
    """Where a person is signed in, and the way to end it."""

    section = Section.PEOPLE
    list_display = ("device", "ip", "assurance", "proofs", "created_at", "refreshed_at", "user")
    list_select_related = ("user",)
    ordering = ("-refreshed_at",)
    actions = ("end",)

    @admin.display(description=_("browser"))
    def device(self, session: AuthSession) -> str:
        """Return browser and system."""
        return session.device

    @admin.display(description=_("assurance"), ordering="aal")
    def assurance(self, session: AuthSession) -> str:
        """Return the assurance level: aal2 with a second factor."""
        return str(session.aal)

    @admin.display(description=_("proven by"))
    def proofs(self, session: AuthSession) -> str:
        """Return by which methods the session was proven, the latest first."""
        return session.proofs

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuthSession]:
        """Return the rows with what proved them: two queries for a list of any length."""
        return super().get_queryset(request).prefetch_related("claims")

    @with_reason(_("Sign out"))
    def end(self, request: HttpRequest, session: AuthSession, reason: str) -> None:
        """Sign somebody out of a browser."""
        sessions.end_by_staff(session=session, actor=_actor(request), reason=reason)


def _actor(request: HttpRequest) -> User:
    return cast("User", request.user)
