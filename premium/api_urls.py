"""The REST API of premium, under /api/v1/."""

from django.urls import path

from premium.api.status import GrantListView, PremiumView

urlpatterns = [
    path("premium/", PremiumView.as_view(), name="api-premium"),
    path("premium/grants/", GrantListView.as_view(), name="api-premium-grants"),
]
