"""Codes in the CMS: seen in part, switched off and on; and who redeemed which."""

from typing import cast
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.actions import with_reason
from cms.audited import AuditedModelAdmin
from cms.paging import ShortCountPaginator
from cms.site import Section, site
from premium.models import Code, Redemption
from premium.services import code_batches


@admin.register(Code, site=site)
class CodeAdmin(AuditedModelAdmin[Code]):
    """Codes without what would redeem them: nothing here shows one whole."""

    section = Section.MONEY
    paginator = ShortCountPaginator
    list_display = (
        "code", "gives", "current_uses", "max_uses", "expires_at", "is_active", "note", "batch",
        "created_by", "created_at",
    )  # fmt: skip
    list_filter = ("type", "is_active", "is_word")
    list_select_related = ("created_by",)
    search_fields = ("hint__exact",)
    search_help_text = _("The four characters that are shown of it, or what it was made with.")
    ordering = ("-created_at", "-id")
    secret_fields = ("code_hash",)
    actions = ("switch_off", "switch_on", "switch_off_batch")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Code], search_term: str
    ) -> tuple[QuerySet[Code], bool]:
        """Return the codes with a hint, or of a batch."""
        term = search_term.strip()
        if batch := _id_of(term):
            return queryset.filter(batch=batch), False
        return super().get_search_results(request, queryset, term.upper())

    @admin.display(description=_("gives"))
    def gives(self, code: Code) -> str:
        """Return what it gives."""
        return code.gives

    @with_reason(_("Switch off"))
    def switch_off(self, request: HttpRequest, code: Code, reason: str) -> None:
        """Refuse codes from now on."""
        code_batches.switch(code=code, is_active=False, actor=_actor(request), reason=reason)

    @with_reason(_("Switch on again"))
    def switch_on(self, request: HttpRequest, code: Code, reason: str) -> None:
        """Let codes be redeemed again."""
        code_batches.switch(code=code, is_active=True, actor=_actor(request), reason=reason)

    @with_reason(_("Switch off with all that were made together"))
    def switch_off_batch(self, request: HttpRequest, code: Code, reason: str) -> None:
        """Refuse everything of the files in which codes were made."""
        code_batches.switch_off_batch(
            code=code, actor=_actor(request), reason=reason, at=timezone.now()
        )


@admin.register(Redemption, site=site)
class RedemptionAdmin(AuditedModelAdmin[Redemption]):
    """Who redeemed which code, and what it gave."""

    section = Section.MONEY
    paginator = ShortCountPaginator
    list_display = ("masked", "gave", "user", "redeemed_at", "starts_at", "ends_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__email__startswith",)
    search_help_text = _("How the e-mail address of the person begins, or the id of the code.")
    ordering = ("-redeemed_at", "-id")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Redemption], search_term: str
    ) -> tuple[QuerySet[Redemption], bool]:
        """Return the redemptions of people, or of a code."""
        term = search_term.strip().lower()
        if code_id := _id_of(term):
            return queryset.filter(code_id=code_id), False
        return super().get_search_results(request, queryset, term)

    @admin.display(description=_("gave"))
    def gave(self, redemption: Redemption) -> str:
        """Return what it gave."""
        return redemption.gave


def _id_of(term: str) -> UUID | None:
    try:
        return UUID(term)
    except ValueError:
        return None


def _actor(request: HttpRequest) -> User:
    return cast("User", request.user)
