"""Codes in the CMS: seen in part, switched off and on; and who redeemed which."""

from typing import Any, cast
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.actions import with_reason
from cms.audited import AuditedModelAdmin
from cms.paging import ShortCountPaginator
from cms.personal import PersonalModelAdmin
from cms.site import Section, site
from premium.models import Code, Redemption
from premium.services import code_batches


@admin.register(Code, site=site)
class CodeAdmin(AuditedModelAdmin[Code]):
    """Codes without what would redeem them: nothing here shows one whole."""

    section = Section.PREMIUM
    paginator = ShortCountPaginator
    list_display = (
        "code", "gives", "used", "expires_at", "is_active", "note", "batch",
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

    @admin.display(description=_("uses"), ordering="current_uses")
    def used(self, code: Code) -> SafeString:
        """Return how many there were of how many, with the way to them."""
        listed = (
            f"{reverse('admin:premium_redemption_changelist')}?{urlencode({'q': str(code.pk)})}"
        )
        return format_html('<a href="{}">{} / {}</a>', listed, code.current_uses, code.max_uses)

    @with_reason(_("Switch off"))
    def switch_off(self, request: HttpRequest, code: Code, reason: str) -> None:
        """Refuse codes from now on."""
        code_batches.switch(code=code, is_active=False, actor=_actor(request), reason=reason)

    @with_reason(_("Switch on again"))
    def switch_on(self, request: HttpRequest, code: Code, reason: str) -> None:
        """Let codes be redeemed again."""
        code_batches.switch(code=code, is_active=True, actor=_actor(request), reason=reason)

    @with_reason(_("Switch off with all that were made together"), locks=False)
    def switch_off_batch(self, request: HttpRequest, code: Code, reason: str) -> None:
        """Refuse everything of the files in which codes were made."""
        code_batches.switch_off_batch(
            code=code, actor=_actor(request), reason=reason, at=timezone.now()
        )


@admin.register(Redemption, site=site)
class RedemptionAdmin(PersonalModelAdmin[Redemption]):
    """What a person redeemed, or by whom a code was; nothing is listed before one is named."""

    section = Section.PREMIUM
    list_display = ("masked", "gave", "user", "redeemed_at", "starts_at", "ends_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_help_text = _(
        "The e-mail address, or the id, of the person; or the id of a code. Looking is recorded."
    )
    ordering = ("-redeemed_at", "-id")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Redemption], search_term: str
    ) -> tuple[QuerySet[Redemption], bool]:
        """Return the redemptions of the person or the code that is named."""
        code = _code_of(search_term)
        if code is not None:
            return queryset.filter(code=code), False
        return super().get_search_results(request, queryset, search_term)

    def target_of_list(self, request: HttpRequest, response: Any) -> Any:
        """Return the person named, or the code."""
        return super().target_of_list(request, response) or _code_of(request.GET.get("q", ""))

    @admin.display(description=_("gave"))
    def gave(self, redemption: Redemption) -> str:
        """Return what it gave."""
        return redemption.gave


def _code_of(term: str) -> Code | None:
    code_id = _id_of(term.strip())
    return None if code_id is None else Code.objects.filter(pk=code_id).first()


def _id_of(term: str) -> UUID | None:
    try:
        return UUID(term)
    except ValueError:
        return None


def _actor(request: HttpRequest) -> User:
    return cast("User", request.user)
