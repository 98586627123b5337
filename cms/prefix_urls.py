"""The CMS under a path of the main host, where there is no second host name to give it."""

from django.conf import settings
from django.urls import include, path

from cms.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path(settings.CMS_PREFIX.lstrip("/"), include("cms.urls"))]
