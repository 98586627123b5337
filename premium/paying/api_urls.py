"""The REST API of payments, under /api/v1/."""

from django.urls import path

from premium.paying.api import PaymentListView, PortalView, SubscriptionView

urlpatterns = [
    path("payments/", PaymentListView.as_view(), name="api-payments"),
    path("payments/subscription/", SubscriptionView.as_view(), name="api-subscription"),
    path("payments/portal/", PortalView.as_view(), name="api-payment-portal"),
]
