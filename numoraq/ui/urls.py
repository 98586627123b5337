"""The frame's own addresses: switches, what browsers ask for, the styleguide."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from numoraq.ui import styleguide, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("theme/", views.theme, name="ui-theme"),
    path("amounts/", views.amounts, name="ui-amounts"),
    path("shortcuts/", views.shortcuts, name="ui-shortcuts"),
    path("language/", set_language, name="set_language"),
    path("manifest.webmanifest", views.manifest, name="ui-manifest"),
    path("favicon.ico", views.favicon, name="ui-favicon"),
    path("robots.txt", views.robots, name="ui-robots"),
    path("sw.js", views.service_worker, name="ui-service-worker"),
    path("offline/", views.offline, name="ui-offline"),
]
if settings.DEBUG or settings.EMBEDDED:
    urlpatterns += [path("styleguide/", styleguide.page, name="ui-styleguide")]
