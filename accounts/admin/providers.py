"""Providers in the CMS: set up by administrators, their secrets written and never read."""

from typing import Any, cast

from allauth.socialaccount.models import SocialApp
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.providers import ProviderForm
from accounts.models import User
from accounts.services import providers
from cms import audit
from cms.actions import with_reason
from cms.audited import AuditedModelAdmin
from cms.site import Section, site
from numoraq.lib import formats


@admin.register(SocialApp, site=site)
class ProviderAdmin(AuditedModelAdmin[SocialApp]):
    """The providers by which people sign in."""

    section = Section.SITE
    menu_title = _("Sign-in providers")
    may_add = True
    may_change = True
    form = ProviderForm
    fields = (
        "provider",
        "provider_id",
        "name",
        "client_id",
        "secret",
        "server_url",
        "key",
        "certificate_key",
        "is_on",
    )
    list_display = ("name", "provider", "provider_id", "is_on", "checked")
    ordering = ("provider", "name")
    actions = ("read_document",)

    @admin.display(description=pgettext_lazy("a switch", "on"), boolean=True)
    def is_on(self, app: SocialApp) -> bool:
        """Return whether people can sign in by it: not where the environment goes first."""
        named = providers.is_in_environment(providers.key_of(app))
        return not app.settings.get("off") and not named

    @admin.display(description=_("last check"))
    def checked(self, app: SocialApp) -> str:
        """Return when its document was read, and what was wrong with it."""
        found = app.settings.get("checked")
        if not found:
            return "—"
        at = parse_datetime(found["at"])
        day = formats.current().moment(at) if at else ""
        return f"{day}: {found['problem']}" if found["problem"] else day

    @with_reason(_("Check"))
    def read_document(self, request: HttpRequest, app: SocialApp, reason: str) -> None:
        """Have the provider's document read; the list shows what came of it."""
        actor = cast("User", request.user)
        providers.ask_for_check(app=app, actor=actor, reason=reason)

    def save_model(self, request: HttpRequest, obj: SocialApp, form: Any, change: bool) -> None:
        """Seal what is secret."""
        obj.settings = form.settings()
        providers.store(app=obj, secrets=form.secrets, at=timezone.now())

    def log_addition(self, request: HttpRequest, obj: SocialApp, message: Any) -> Any:
        """Record a provider without its secrets."""
        after = providers.described(audit.snapshot(obj))
        self._record(request, obj, "added", after=after)

    def log_change(self, request: HttpRequest, obj: SocialApp, message: Any) -> Any:
        """Record what changed; of a secret, that it did."""
        old = providers.described(request.audit_before)  # type: ignore[attr-defined]
        before, after = audit.difference(old, providers.described(audit.snapshot(obj)))
        if after:
            self._record(request, obj, "changed", before=before, after=after)
