"""Shows each person the site in their language, time zone and formats."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.models import Profile, User
from accounts.services import demo, profiles
from numoraq.ui import preferences


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in, for the annotations of such views."""

    user: User
    profile: Profile


class PreferencesMiddleware:
    """Attach the profile and activate what it says. It came with the person: no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User):
            request.profile = None  # type: ignore[attr-defined]
            return self.get_response(request)
        profile = profiles.of(user)
        request.profile = profile  # type: ignore[attr-defined]
        if user.is_demo:
            demo.note_visit(request=request, user=user, at=timezone.now())
        with preferences.applied(request, chosen(profile)):
            response = self.get_response(request)
        # LocaleMiddleware would name the browser's language, which was active before.
        response.headers.setdefault("Content-Language", profile.language)
        # Nobody finds these pages in the cache of a shared computer after signing out.
        response.headers.setdefault("Cache-Control", "private, no-store")
        if not request.user.is_authenticated:  # who came in has just signed out
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


def chosen(profile: Profile) -> preferences.Preferences:
    """Return what a profile says about showing pages."""
    return preferences.Preferences(
        theme=profile.theme,
        language=profile.language,
        timezone=profile.timezone,
        date_format=profile.date_format,
        number_format=profile.number_format,
        has_shortcuts=profile.shortcuts_enabled,
    )
