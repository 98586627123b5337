"""Pages of the plans."""

from django.urls import path

from premium import views

urlpatterns = [path("pricing/", views.pricing, name="pricing")]
