"""Finds out who asks, and shows them the site in their language, time zone and formats."""

from collections.abc import Callable
from functools import partial
from typing import cast

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware as StockMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts import bearers, endings, loader, palettes
from accounts.endings import Ending
from accounts.models import Profile, User
from accounts.services import demo, profiles, sessions
from numoraq.rls import sessions as kept
from numoraq.ui import preferences


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in, for the annotations of such views."""

    user: User
    profile: Profile


class AuthenticationMiddleware(StockMiddleware):
    """Django's, for people whose session has a row of its own that can end at any time."""

    def process_request(self, request: HttpRequest) -> None:
        """Attach the person, who is read when first asked for."""
        super().process_request(request)
        request.user = SimpleLazyObject(partial(_who, request))  # type: ignore[assignment]
        request.auser = partial(sync_to_async(_who), request)


def _who(request: HttpRequest) -> User | AnonymousUser:
    """Return who asks; a session that names somebody and has ended is forgotten.

    Kept where Django keeps it: its own forms and its test client look there.
    """
    found: User | AnonymousUser | None = getattr(request, "_cached_user", None)
    if found is None:
        token = bearers.shown(request)
        found = _of_session(request) if token is None else _of_token(token)
        request._cached_user = found  # type: ignore[attr-defined]  # noqa: SLF001
    return found


def _of_session(request: HttpRequest) -> User | AnonymousUser:
    claims_somebody = auth.SESSION_KEY in request.session
    with loader.asked_by(sessions.id_in(request)) as asking:
        found = auth.get_user(request)
    if not isinstance(found, User) and claims_somebody:
        request.session.flush()
        request.session_ending = asking.ending or Ending.ENDED  # type: ignore[attr-defined]
    elif request.session.session_key is None and kept.was_dropped(_cookie(request)):
        request.session_ending = Ending.ENDED  # type: ignore[attr-defined]
    return found


def _cookie(request: HttpRequest) -> str | None:
    return request.COOKIES.get(settings.SESSION_COOKIE_NAME)


def _of_token(token: str) -> User | AnonymousUser:
    return bearers.person(token, at=timezone.now()) or AnonymousUser()


class PreferencesMiddleware:
    """Attach the profile and activate what it says. It came with the person: no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User):
            request.profile = None  # type: ignore[attr-defined]
            request.why_signed_out = endings.sentence(request)  # type: ignore[attr-defined]
            return _saying_why(request, self.get_response(request))
        profile = profiles.of(user)
        request.profile = profile  # type: ignore[attr-defined]
        now = timezone.now()
        sessions.note_use(request=request, user=user, at=now)
        if user.is_demo:
            demo.note_visit(request=request, user=user, at=now)
        with preferences.applied(request, chosen(profile)):
            response = self.get_response(request)
        # LocaleMiddleware would name the browser's language, which was active before.
        response.headers.setdefault("Content-Language", profile.language)
        # Nobody finds these pages in the cache of a shared computer after signing out.
        response.headers.setdefault("Cache-Control", "private, no-store")
        if not request.user.is_authenticated:  # who came in has just signed out
            response.headers["Clear-Site-Data"] = '"cache"'
        if endings.COOKIE in request.COOKIES:
            response.delete_cookie(endings.COOKIE)
        return response


def _saying_why(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return the answer; the page to sign in on will say why that is needed again."""
    why: Ending | None = getattr(request, "session_ending", None)
    if why is not None and not request.user.is_authenticated:
        response.set_cookie(
            endings.COOKIE,
            why,
            max_age=endings.TOLD_FOR,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def chosen(profile: Profile) -> preferences.Preferences:
    """Return what a profile says about showing pages."""
    return preferences.Preferences(
        theme=profile.theme,
        palette=_palette(profile),
        language=profile.language,
        timezone=profile.timezone,
        date_format=profile.date_format,
        number_format=profile.number_format,
        has_shortcuts=profile.shortcuts_enabled,
    )


def _palette(profile: Profile) -> str:
    """Return the colours to show. Those that a tier opens are asked for by the first page only."""
    if profile.palette in palettes.FREE:
        return profile.palette
    return cast("str", SimpleLazyObject(lambda: palettes.shown(profile=profile, at=timezone.now())))
