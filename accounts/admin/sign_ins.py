"""Sign-ins of people in the CMS: looked at, on the record."""

from django.contrib import admin
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


def lines(person: User) -> SafeString | str:
    """Return a line for each of a person's last sign-ins, nothing for who has none."""
    rows = selectors_sign_ins.page(user=person, size=selectors_sign_ins.RECENT).rows
    told = format_html_join("", "<li>{}</li>", ((_line(row),) for row in rows))
    return format_html("<ul>{}</ul>", told) if rows else ""


def _line(row: SignIn) -> str:
    parts = [formats.current().moment(row.at), row.get_outcome_display(), row.device, row.ip or ""]
    return " · ".join(filter(None, parts))
