"""Pages of the plans, and of one's own premium."""

from django.urls import path

from premium.views import home, pricing

urlpatterns = [
    path("pricing/", pricing.pricing, name="pricing"),
    path("premium/", home.home, name="premium"),
]
