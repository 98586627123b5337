"""Pages of the plans, and of one's own premium."""

from django.urls import path

from premium.views import code, home, pricing

urlpatterns = [
    path("pricing/", pricing.pricing, name="pricing"),
    path("premium/", home.home, name="premium"),
    path("premium/code/", code.redeem, name="premium-code"),
]
