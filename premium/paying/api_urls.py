"""The REST API of payments, under /api/v1/."""

from django.urls import path

from premium.paying.api import PaymentListView, PortalView, PreviewView, SubscriptionView

urlpatterns = [
    path("payments/", PaymentListView.as_view(), name="api-payments"),
    path("payments/subscription/", SubscriptionView.as_view(), name="api-subscription"),
    path("payments/subscription/preview/", PreviewView.as_view(), name="api-subscription-preview"),
    path("payments/portal/", PortalView.as_view(), name="api-payment-portal"),
]
