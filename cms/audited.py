"""The base of every admin page: read-mostly, and nothing happens without an audit entry."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.contrib.admin import ModelAdmin
from django.db import models
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.text import capfirst

from cms import audit
from cms.actions import ReasonActionForm
from cms.sidebar import Section

if TYPE_CHECKING:

    class _Admin[M: models.Model](ModelAdmin[M]): ...

else:

    class _Admin[M](ModelAdmin): ...


class AuditedModelAdmin[M: models.Model](_Admin[M]):
    """An admin whose changes, and looks at one person's data, are recorded.

    What it may do is switched on one by one, on top of the rights of the role.
    """

    section: Section = Section.MACHINE
    menu_title: "str | Promise" = ""  # in the sidebar and above the list; the plural by default
    may_add = False
    may_change = False
    may_delete = False
    secret_fields: Collection[str] = ()  # beside passwords and encrypted columns

    action_form = ReasonActionForm
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether rows may be added, by this page and by this person."""
        return self.may_add and super().has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Return whether rows may be deleted, by this page and by this person."""
        return self.may_delete and super().has_delete_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Return whether forms may be saved; actions ask `has_act_permission`."""
        return self.may_change and super().has_change_permission(request, obj)

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Return whether actions may be run on rows whose form is read-only."""
        return super().has_change_permission(request)

    def get_exclude(self, request: HttpRequest, obj: M | None = None) -> Any:
        """Leave secrets out of forms."""
        return [*(super().get_exclude(request, obj) or ()), *self._secrets()]

    def get_fields(self, request: HttpRequest, obj: M | None = None) -> Any:
        """Leave secrets out of pages, also where they are listed by mistake."""
        hidden = self._secrets()
        return [name for name in super().get_fields(request, obj) if name not in hidden]

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> M | None:
        """Return the row, locked while it is being changed, and remember how it was."""
        found = super().get_object(request, object_id, from_field)
        if found is not None and request.method == "POST" and self.has_change_permission(request):
            locked: QuerySet[M] = self.model._default_manager.select_for_update()  # noqa: SLF001
            found = locked.get(pk=found.pk)
            request.audit_before = audit.snapshot(found)  # type: ignore[attr-defined]
        return found

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Show the form; a page about one person is recorded as looked at."""
        row = context.get("original")
        if row is not None and request.method == "GET" and audit.person_id(row):
            audit.record(action=self._action("viewed"), actor=request.user, target=row)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: M, form: "ModelForm[M]", change: bool) -> None:
        """Write the columns that changed, and no others."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        columns = {field.name for field in self.opts.concrete_fields}
        stamps = {f.name for f in self.opts.concrete_fields if getattr(f, "auto_now", False)}
        obj.save(update_fields=sorted(columns & set(form.changed_data) | stamps))

    # Django's own history is not written: there is one log. These run in the transaction.

    def log_addition(self, request: HttpRequest, obj: M, message: Any) -> Any:
        """Record a new row."""
        after = self._shown(audit.snapshot(obj))
        self._record(request, obj, "added", after=after)

    def log_change(self, request: HttpRequest, obj: M, message: Any) -> Any:
        """Record what a form changed; nothing when it changed nothing."""
        old = self._shown(request.audit_before)  # type: ignore[attr-defined]
        before, after = audit.difference(old, self._shown(audit.snapshot(obj)))
        if after:
            self._record(request, obj, "changed", before=before, after=after)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Record rows that are about to be deleted."""
        for row in queryset:
            self._record(request, row, "deleted", before=self._shown(audit.snapshot(row)))

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Return whether a list may be filtered so: by a secret it would be guessed, bit by bit."""
        column = lookup.partition("__")[0]
        if column in self._secrets() or "\0" in str(value):
            return False
        return super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Show the list under its own name; one that is narrowed to a person is a look at them."""
        title = self.menu_title or capfirst(self.opts.verbose_name_plural)
        shown = {"title": title, **(extra_context or {})}
        response = super().changelist_view(request, shown)
        target = self.target_of_list(request, response)
        if target is not None:
            self._record(request, target, "listed")
        return response

    def target_of_list(self, request: HttpRequest, response: Any) -> Any:
        """Return whom a list that was searched or filtered shows alone, None when nobody."""
        shown = (getattr(response, "context_data", None) or {}).get("cl")
        if shown is None or not (shown.query or shown.get_filters_params()):
            return None
        rows = list(shown.result_list) if shown.result_count == 1 else []
        return next((row for row in rows if audit.person_id(row)), None)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Go to what the audit log says about the row."""
        query = urlencode({"target_type": self.opts.label_lower, "target_id": object_id})
        return HttpResponseRedirect(f"{reverse('admin:cms_auditentry_changelist')}?{query}")

    def _record(self, request: HttpRequest, row: models.Model, verb: str, **values: Any) -> None:
        audit.record(action=self._action(verb), actor=request.user, target=row, **values)

    def _action(self, verb: str) -> str:
        return f"{self.opts.model_name}.{verb}"

    def _shown(self, values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name not in self.secret_fields}

    def _secrets(self) -> set[str]:
        columns = {field.name for field in self.opts.concrete_fields if audit.is_secret(field)}
        return columns | set(self.secret_fields)
