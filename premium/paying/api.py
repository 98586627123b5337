"""The REST API of payments, under /api/v1/payments/."""

from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import APIException
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.strict import Strict, read
from accounts.models import User
from accounts.permissions import Fresh, NotDemo, SteppedUp, WithinScope
from premium.models import Payment, Plan, Subscription
from premium.paying import views
from premium.selectors import payments as selectors
from premium.selectors import subscriptions
from premium.services import changing, checkout
from premium.services.checkout import Order, Unsellable
from premium.trouble import Trouble


class Unpayable(APIException):
    """What was asked for cannot be bought or changed now."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "unpayable"


class NotAnswering(APIException):
    """The payment service does not answer."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "payment_service_away"


class OrderSerializer(Strict):
    """A plan, or a donation in whole US dollars: one of the two."""

    plan = serializers.ChoiceField(choices=Plan.Code.choices, required=False)
    donation = serializers.IntegerField(
        min_value=Payment.LEAST, max_value=Payment.MOST, required=False
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse neither and both."""
        if len(attrs) != 1:
            raise serializers.ValidationError(
                _("Choose a plan, or say how much you want to donate.")
            )
        return attrs


class ChangeSerializer(Strict):
    """What is to become of the subscription; `switch` names the plan."""

    do = serializers.ChoiceField(choices=["stop", "resume", "switch", "keep"])
    plan = serializers.ChoiceField(choices=Plan.Code.choices, required=False)


class PaymentSerializer(serializers.ModelSerializer[Payment]):
    """A payment. Amounts are in its currency, times UTC."""

    plan_type = serializers.CharField(help_text="A plan's code; empty for a donation.")
    withheld = serializers.BooleanField(help_text="Nothing is given for it until it is looked at.")
    is_lost = serializers.BooleanField(help_text="Refunded since the payer's bank took it back.")

    class Meta:
        model = Payment
        fields = (
            "id", "kind", "plan_type", "amount", "currency", "status", "amount_paid",
            "amount_refunded", "withheld", "is_lost", "receipt_url", "paid_at", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class StartedSerializer(PaymentSerializer):
    """A payment that has begun, with the page on which it is paid."""

    class Meta(PaymentSerializer.Meta):
        fields = (*PaymentSerializer.Meta.fields, "checkout_url")  # type: ignore[assignment]


class SubscriptionSerializer(serializers.ModelSerializer[Subscription]):
    """A plan that renews by itself. Times are UTC."""

    next_plan = serializers.CharField(help_text="What follows it; empty when it stays.")

    class Meta:
        model = Subscription
        fields = ("plan_type", "status", "renews", "period_ends_at", "next_plan", "created_at")
        read_only_fields = fields


class PreviewQuery(Strict):
    """Which plan is thought of."""

    plan = serializers.ChoiceField(choices=Plan.Code.choices)


class PreviewSerializer(serializers.Serializer[Any]):
    """What a change of plan means. Amounts are in `currency`, times UTC."""

    plan = serializers.ChoiceField(source="plan.code", choices=Plan.Code.choices)
    price = serializers.DecimalField(source="price.amount", max_digits=10, decimal_places=2)
    currency = serializers.CharField(source="price.currency")
    due = serializers.DecimalField(
        source="due.amount", max_digits=10, decimal_places=2, default=None, allow_null=True,
        help_text="What is paid now; null when the plan follows later.",
    )  # fmt: skip
    follows_at = serializers.DateTimeField(allow_null=True)


class UrlSerializer(serializers.Serializer[Any]):
    """A page to go to."""

    url = serializers.URLField()


class UnpayableSerializer(serializers.Serializer[Any]):
    """Why it was not done."""

    detail = serializers.CharField()


_REFUSED = {
    409: OpenApiResponse(UnpayableSerializer, "It cannot be bought or changed now."),
    503: OpenApiResponse(UnpayableSerializer, "The payment service does not answer."),
}


# Stripe is asked outside a transaction.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class PayingView(APIView):
    """A view of one's own payments."""

    area = "premium"
    permission_classes: tuple[type[BasePermission], ...] = (IsAuthenticated, WithinScope, NotDemo)

    def handle_exception(self, exc: Exception) -> Response:
        """Tell in HTTP why something cannot be paid."""
        if isinstance(exc, Unsellable):
            exc = Unpayable(str(exc))
        elif isinstance(exc, Trouble):
            exc = NotAnswering(str(exc)) if exc.is_temporary else Unpayable(str(exc))
        return super().handle_exception(exc)

    @property
    def person(self) -> User:
        """Who asks."""
        return cast("User", self.request.user)  # nobody else gets past the permission


class PaymentListView(PayingView):
    """One's own payments."""

    @extend_schema(responses=PaymentSerializer(many=True), operation_id="payments_list")
    def get(self, request: Request) -> Response:
        """Return the payments, newest first."""
        found = selectors.payments(user=self.person)
        return Response(PaymentSerializer(found, many=True).data)

    @extend_schema(
        request=OrderSerializer,
        responses={201: StartedSerializer, **_REFUSED},
        operation_id="payments_begin",
    )
    def post(self, request: Request) -> Response:
        """Begin a payment; `checkout_url` is where it is paid."""
        asked = read(OrderSerializer(data=request.data))
        _must_sell()
        order = Order(plan=asked.get("plan", ""), donation=asked.get("donation"))
        payment = checkout.begin(
            user=self.person, order=order, pages=views.pages(), at=timezone.now()
        )
        return Response(StartedSerializer(payment).data, status=status.HTTP_201_CREATED)


class SubscriptionView(PayingView):
    """One's own subscription."""

    @extend_schema(responses=SubscriptionSerializer(many=True), operation_id="subscriptions_list")
    def get(self, request: Request) -> Response:
        """Return the subscription that has not ended: one, or none."""
        found = subscriptions.open_of(self.person.pk)
        return Response(SubscriptionSerializer([found] if found else [], many=True).data)

    @extend_schema(
        request=ChangeSerializer,
        responses={204: None, **_REFUSED},
        operation_id="subscriptions_change",
    )
    def post(self, request: Request) -> Response:
        """Switch renewing off or on, or change to another plan."""
        asked = read(ChangeSerializer(data=request.data))
        _must_sell()
        changing.change(
            user=self.person, do=asked["do"], plan=asked.get("plan", ""), at=timezone.now()
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class PreviewView(PayingView):
    """A change of plan, before it is made."""

    @extend_schema(
        parameters=[PreviewQuery],
        responses={200: PreviewSerializer, **_REFUSED},
        operation_id="subscriptions_preview",
    )
    def get(self, request: Request) -> Response:
        """Return what another plan would cost now, or when it would follow. Changes nothing."""
        asked = read(PreviewQuery(data=request.query_params.dict()))
        _must_sell()
        found = changing.preview(user=self.person, plan=asked["plan"])
        return Response(PreviewSerializer(found).data)


class PortalView(PayingView):
    """The page on which one's card is changed. Takes a fresh proof of who asks."""

    permission_classes = (*PayingView.permission_classes, SteppedUp, Fresh)

    @extend_schema(
        request=None, responses={200: UrlSerializer, **_REFUSED}, operation_id="payments_portal"
    )
    def post(self, request: Request) -> Response:
        """Return the address of that page; it works for some minutes."""
        _must_sell()
        return Response({"url": views.portal_url(self.person)})


def _must_sell() -> None:
    if not settings.PAYMENTS_ENABLED:
        raise Unpayable(_("Nothing is sold here at the moment."))
