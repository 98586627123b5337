"""The REST API of premium, under /api/v1/."""

from django.urls import path

from premium.api.codes import RedeemView, RedemptionListView
from premium.api.status import GrantListView, PremiumView

urlpatterns = [
    path("premium/", PremiumView.as_view(), name="api-premium"),
    path("premium/grants/", GrantListView.as_view(), name="api-premium-grants"),
    path("premium/codes/", RedemptionListView.as_view(), name="api-premium-codes"),
    path("premium/codes/redeem/", RedeemView.as_view(), name="api-premium-code"),
]
