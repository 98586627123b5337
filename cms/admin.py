"""The audit log and the statistics of outside data, to read."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cms.audited import AuditedModelAdmin
from cms.models import AuditEntry
from cms.paging import ShortCountPaginator
from cms.sidebar import Section
from cms.site import site
from numoraq.lib import formats
from numoraq.wrappers.models import WrapperStat

_NONE = "–"


@admin.register(AuditEntry, site=site)
class AuditEntryAdmin(AuditedModelAdmin[AuditEntry]):
    """Who did what to whom, when, from where. Nothing can be changed here, or anywhere."""

    section = Section.MACHINE
    menu_title = _("Audit log")
    paginator = ShortCountPaginator
    list_display = ("seq", "when", "who", "action", "about", "reason", "ip_address")
    list_display_links = ("seq", "when")
    search_fields = ("action",)
    search_help_text = _("An e-mail address, or the beginning of an action such as tier.changed")
    fields = (
        "seq",
        "when",
        "who",
        "action",
        "about",
        "target",
        "reason",
        "changes",
        "ip_address",
        "user_agent",
        "prev_hash",
        "hash",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """Return entries with the addresses of the people in them, in the one query."""
        people = get_user_model().objects
        return (
            super()
            .get_queryset(request)
            .annotate(
                by=Subquery(people.filter(pk=OuterRef("admin_user_id")).values("email")[:1]),
                person=Subquery(people.filter(pk=OuterRef("target_user_id")).values("email")[:1]),
            )
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry], search_term: str
    ) -> tuple[QuerySet[AuditEntry], bool]:
        """Find entries by or about a person, or by the beginning of their action."""
        term = search_term.strip().lower()
        if not term:
            return queryset, False
        if "@" not in term:
            return queryset.filter(action__startswith=term), False
        ids = list(get_user_model().objects.filter(email=term).values_list("pk"))
        wanted = [found[0] for found in ids]
        concerned = Q(admin_user_id__in=wanted) | Q(target_user_id__in=wanted)
        return queryset.filter(concerned), False

    def render_change_form(self, request: HttpRequest, context: Any, *a: Any, **k: Any) -> Any:
        """Show an entry; reading the log is not an act that the log records."""
        return super(AuditedModelAdmin, self).render_change_form(request, context, *a, **k)

    @admin.display(description=_("when"), ordering="created_at")
    def when(self, entry: AuditEntry) -> str:
        """Return the moment in the reader's zone and manner."""
        return formats.current().moment(entry.created_at)

    @admin.display(description=_("by"), ordering="admin_user_id")
    def who(self, entry: AuditEntry) -> str:
        """Return the member of staff, their bare id once they are gone, or that it was a job."""
        if entry.admin_user_id is None:
            return str(_("a job"))
        return getattr(entry, "by", None) or str(entry.admin_user_id)

    @admin.display(description=_("about"), ordering="target_user_id")
    def about(self, entry: AuditEntry) -> str:
        """Return the person it was about, if any."""
        return getattr(entry, "person", None) or str(entry.target_user_id or _NONE)

    @admin.display(description=_("target"))
    def target(self, entry: AuditEntry) -> str:
        """Return which row it was about."""
        return f"{entry.target_type} {entry.target_id}".strip() or _NONE

    @admin.display(description=_("reason"))
    def reason(self, entry: AuditEntry) -> str:
        """Return why, in the words of the member of staff."""
        return str(entry.details.get("reason") or _NONE)

    @admin.display(description=_("changes"))
    def changes(self, entry: AuditEntry) -> SafeString | str:
        """Return a table of what was and what is."""
        before, after = entry.details.get("before") or {}, entry.details.get("after") or {}
        names = list(dict.fromkeys([*before, *after]))
        if not names:
            return _NONE
        rows = [(name, before.get(name, _NONE), after.get(name, _NONE)) for name in names]
        return format_html(
            "<table><thead><tr><th>{}</th><th>{}</th><th>{}</th></tr></thead><tbody>{}</tbody></table>",
            _("field"),
            _("before"),
            _("after"),
            format_html_join("", "<tr><th>{}</th><td>{}</td><td>{}</td></tr>", rows),
        )


@admin.register(WrapperStat, site=site)
class WrapperStatAdmin(AuditedModelAdmin[WrapperStat]):
    """How the providers of outside data answer."""

    section = Section.MACHINE
    list_display = ("fdw_name", "breaker_state", "calls", "errors", "last_ok_at", "last_error_at")
