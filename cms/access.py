"""Who may act as staff, and where."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest

type AssuranceTest = Callable[[HttpRequest], bool]

type WayUp = Callable[[HttpRequest], str]

_assurance_tests: list[AssuranceTest] = []
_ways_up: list[WayUp] = []


def require(test: AssuranceTest) -> AssuranceTest:
    """Let an app ask more of staff than a password, such as a second factor in the session.

    Called in AppConfig.ready(). Every test must agree. A test runs before the person's identity
    is in force: it may look at the person and the session, not at the database.
    """
    if test not in _assurance_tests:
        _assurance_tests.append(test)
    return test


def register_way_up(find: WayUp) -> None:
    """Have `find(request)` name the page on which staff prove themselves further."""
    _ways_up[:] = [find]


def way_up(request: HttpRequest) -> str:
    """Return the page on which somebody gets the assurance they lack, or nothing."""
    return _ways_up[0](request) if _ways_up and not assurance_is_enough(request) else ""


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
