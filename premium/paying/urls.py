"""Addresses of payments; that of Stripe's events is named as dj-stripe names it."""

from django.urls import path

from premium.paying import views

urlpatterns = [
    path("premium/payments/", views.payments, name="payments"),
    path("premium/buy/", views.buy, name="premium-buy"),
    path("premium/subscription/", views.change, name="subscription-change"),
    path("premium/portal/", views.portal, name="payment-portal"),
    path("premium/payments/<uuid:payment_id>/", views.done, name="payment-done"),
    path("premium/payments/<uuid:payment_id>/left/", views.left, name="payment-left"),
    path("premium/payments/<uuid:payment_id>/cancel/", views.cancel, name="payment-cancel"),
]
