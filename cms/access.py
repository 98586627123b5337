"""Who may act as staff, and where."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest

type AssuranceTest = Callable[[HttpRequest], bool]

_assurance_tests: list[AssuranceTest] = []


def require(test: AssuranceTest) -> AssuranceTest:
    """Let an app ask more of staff than a password, such as a second factor in the session.

    Called in AppConfig.ready(). Every test must agree. A test runs before the person's identity
    is in force: it may read the session, not the database.
    """
    _assurance_tests.append(test)
    return test


def assurance_is_enough(request: HttpRequest) -> bool:
    """Return whether the session was proven well enough for the CMS."""
    return all(test(request) for test in _assurance_tests)


def is_cms_request(request: HttpRequest) -> bool:
    """Return whether a request came to the CMS's own host, or its prefix."""
    return getattr(request, "urlconf", None) == settings.CMS_URLCONF


def may_act_as_staff(request: HttpRequest) -> bool:
    """Return whether the rights of staff hold for this request: in the CMS alone.

    Elsewhere a member of staff is a person like any other, and the database knows it.
    """
    return is_cms_request(request) and assurance_is_enough(request)
