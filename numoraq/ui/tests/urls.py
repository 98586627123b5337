"""The site with its styleguide, which only development shows."""

from django.urls import path

from numoraq.ui import styleguide
from numoraq.urls import urlpatterns as real_urlpatterns

urlpatterns = [path("styleguide/", styleguide.page), *real_urlpatterns]
