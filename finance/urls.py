"""Pages of a person's money."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from finance.views import dashboard, demo, landing, welcome

urlpatterns: list[URLPattern | URLResolver] = [
    path("", landing.home, name="home"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("welcome/", welcome.welcome, name="welcome"),
]
if settings.DEMO_ENABLED:
    urlpatterns += [path("demo/", demo.demo, name="demo")]
