"""The address of Stripe's events, under the name by which dj-stripe knows it."""

from django.urls import path

from premium.paying import webhook

app_name = "djstripe"
urlpatterns = [path("webhook/<uuid:uuid>/", webhook.receive, name="djstripe_webhook_by_uuid")]
