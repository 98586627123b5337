"""Payments and subscriptions in the CMS: seen, compared with Stripe, paid back, ended."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.actions import with_reason
from cms.personal import PersonalModelAdmin
from cms.site import Section, site
from numoraq.lib import formats
from premium.models import Payment, Subscription
from premium.selectors.payments import NEEDS_A_LOOK
from premium.services import overseeing, refunds, stopping


class AttentionFilter(admin.SimpleListFilter):
    """Payments somebody of the team should look at."""

    title = _("needs a look")
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [("yes", _("yes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Payment]) -> QuerySet[Payment]:
        """Return the payments of the choice."""
        return queryset.filter(NEEDS_A_LOOK) if self.value() == "yes" else queryset


@admin.register(Payment, site=site)
class PaymentAdmin(PersonalModelAdmin[Payment]):
    """What somebody paid. Nothing is typed in here: Stripe says how it stands."""

    section = Section.PREMIUM
    list_display = (
        "name", "cost", "status", "attention", "went_back", "refund_asked_at", "withheld",
        "created_at", "user",
    )  # fmt: skip
    list_filter = ("kind", "status", "withheld", AttentionFilter)
    list_select_related = ("user",)
    ordering = ("-created_at",)
    actions = ("refund", "refund_and_go_on", "release", "compare", "seen")

    @admin.display(description=_("amount"), ordering="amount_paid")
    def cost(self, payment: Payment) -> str:
        """Return what was paid, or asked for, with its currency."""
        return formats.current().money(payment.total)

    @admin.display(description=_("paid back"), ordering="amount_refunded")
    def went_back(self, payment: Payment) -> str:
        """Return what went back, with its currency; nothing when nothing did."""
        returned = payment.returned
        return formats.current().money(returned) if returned else ""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Payment], search_term: str
    ) -> tuple[QuerySet[Payment], bool]:
        """Return the payments of the person named, or all that need a look when nobody is."""
        if not search_term and request.GET.get(AttentionFilter.parameter_name) == "yes":
            return queryset.filter(NEEDS_A_LOOK), False
        return super().get_search_results(request, queryset, search_term)

    @with_reason(_("Pay back in full, and end the subscription it is for"))
    def refund(self, request: HttpRequest, payment: Payment, reason: str) -> None:
        """Pay everything back that is left of a payment; what it gave goes with it."""
        refunds.order(payment=payment, actor=_actor(request), reason=reason, at=timezone.now())

    @with_reason(_("Pay back in full; the subscription goes on"))
    def refund_and_go_on(self, request: HttpRequest, payment: Payment, reason: str) -> None:
        """Pay back what is left of a payment, and let its subscription renew all the same."""
        refunds.order(
            payment=payment, actor=_actor(request), reason=reason, at=timezone.now(), goes_on=True
        )

    @with_reason(_("Give what was paid for"), locks=False)
    def release(self, request: HttpRequest, payment: Payment, reason: str) -> None:
        """Give what was withheld, since Stripe had another than was asked for."""
        overseeing.release(payment=payment, actor=_actor(request), reason=reason, at=timezone.now())

    @with_reason(_("Compare with Stripe"), locks=False)
    def compare(self, request: HttpRequest, payment: Payment, reason: str) -> None:
        """Ask Stripe how a payment stands."""
        overseeing.compare(payment=payment, actor=_actor(request), reason=reason, at=timezone.now())

    @with_reason(_("Looked at: nothing left to do"))
    def seen(self, request: HttpRequest, payment: Payment, reason: str) -> None:
        """Take a payment off the list of those that need a look."""
        overseeing.seen(payment=payment, actor=_actor(request), reason=reason)


@admin.register(Subscription, site=site)
class SubscriptionAdmin(PersonalModelAdmin[Subscription]):
    """What renews by itself."""

    section = Section.PREMIUM
    list_display = (
        "plan_type",
        "status",
        "wanted",
        "renews",
        "period_ends_at",
        "next_plan",
        "user",
    )
    list_filter = ("status", "renews", "plan_type")
    list_select_related = ("user",)
    ordering = ("-created_at",)
    actions = ("end", "compare")

    @with_reason(_("End now, without paying back"))
    def end(self, request: HttpRequest, subscription: Subscription, reason: str) -> None:
        """End a subscription; what was paid for stays until it runs out."""
        stopping.end(subscription=subscription, actor=_actor(request), reason=reason)

    @with_reason(_("Compare with Stripe"), locks=False)
    def compare(self, request: HttpRequest, subscription: Subscription, reason: str) -> None:
        """Read a subscription back from Stripe."""
        overseeing.compare_subscription(
            subscription=subscription, actor=_actor(request), reason=reason, at=timezone.now()
        )


def _actor(request: HttpRequest) -> User:
    return cast("User", request.user)
