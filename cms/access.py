"""Who may act as staff, and where."""

from django.conf import settings
from django.http import HttpRequest


def is_cms_request(request: HttpRequest) -> bool:
    """Return whether a request came to the CMS's own host."""
    return getattr(request, "urlconf", None) == settings.CMS_URLCONF


def may_act_as_staff(request: HttpRequest) -> bool:
    """Return whether the rights of staff hold for this request: on the CMS's host alone."""
    return is_cms_request(request)
