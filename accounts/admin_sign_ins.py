"""Sign-ins of people in the CMS: looked at, on the record."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import selectors_sign_ins
from accounts.models import SignIn, User
from cms.personal import PersonalModelAdmin
from cms.site import Section, site
from numoraq.lib import formats


@admin.register(SignIn, site=site)
class SignInAdmin(PersonalModelAdmin[SignIn]):
    """How a person has signed in, and who tried to."""

    section = Section.PEOPLE
    list_display = ("at", "outcome", "method_label", "device", "ip", "user")
    list_filter = ("outcome",)
    list_select_related = ("user",)
    ordering = ("-at",)

    @admin.display(description=_("method"))
    def method_label(self, sign_in: SignIn) -> str:
        """Return the method in words."""
        return sign_in.method_label

    @admin.display(description=_("browser"))
    def device(self, sign_in: SignIn) -> str:
        """Return browser and system."""
        return sign_in.device


class WithSignIns:
    """The part of a person's page that shows how they signed in lately."""

    readonly_fields = ("recent_sign_ins",)

    @admin.display(description=_("recent sign-ins"))
    def recent_sign_ins(self, person: User) -> SafeString | str:
        """Return a line for each of the last sign-ins, nothing for who has none."""
        rows = selectors_sign_ins.page(user=person, size=selectors_sign_ins.RECENT).rows
        lines = format_html_join("", "<li>{}</li>", ((_line(row),) for row in rows))
        return format_html("<ul>{}</ul>", lines) if rows else ""

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Leave the sign-ins out for a role that may not see them."""
        found: list[str] = super().get_fields(request, obj)  # type: ignore[misc]
        may_see = request.user.has_perm("accounts.view_signin")
        return [name for name in found if may_see or name != "recent_sign_ins"]


def _line(row: SignIn) -> str:
    parts = [formats.current().moment(row.at), row.get_outcome_display(), row.device, row.ip or ""]
    return " · ".join(filter(None, parts))
