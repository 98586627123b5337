"""What every page's frame needs. Nothing is worked out before a template asks for it."""

from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language_bidi

from numoraq.ui import nav, preferences


class Shell:
    """The frame around one page."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def theme(self) -> str:
        """Return the theme: auto, light or dark."""
        return preferences.of(self._request).theme

    @cached_property
    def palette(self) -> str:
        """Return the colours, nothing for those that everybody begins with."""
        chosen = str(preferences.of(self._request).palette)
        return "" if chosen == preferences.PALETTE else chosen

    @property
    def dir(self) -> str:
        """Return the direction of the active language."""
        return "rtl" if get_language_bidi() else "ltr"

    @cached_property
    def places(self) -> list[nav.Item]:
        """Return the places of the dock."""
        match = self._request.resolver_match
        return nav.items(url_name=(match.url_name or "") if match else "")

    @property
    def hides_amounts(self) -> bool:
        """Return whether the privacy switch is on."""
        return self._request.COOKIES.get(preferences.AMOUNTS_COOKIE) == "hidden"

    @cached_property
    def has_shortcuts(self) -> bool:
        """Return whether single keys act."""
        return preferences.of(self._request).has_shortcuts

    @cached_property
    def cms_url(self) -> str:
        """Return where staff work, or nothing for everybody else."""
        user = getattr(self._request, "user", None)
        if not getattr(user, "is_staff", False):
            return ""
        return _cms_url(self._request)

    @cached_property
    def home_url(self) -> str:
        """Return the first page of this host."""
        return nav.find("dashboard") or "/"

    @cached_property
    def add_url(self) -> str:
        """Return the page that adds an entry."""
        return nav.find("entry-add")

    @cached_property
    def search_url(self) -> str:
        """Return the page that searches entries."""
        return nav.find("entries", "assets")

    @property
    def is_signed_in(self) -> bool:
        """Return whether somebody is signed in."""
        return bool(getattr(getattr(self._request, "user", None), "is_authenticated", False))

    @property
    def site_nav(self) -> list[nav.Link]:
        """Return the links at the head of public pages."""
        return nav.site_links()

    @property
    def login_url(self) -> str:
        """Return the sign-in page."""
        return nav.find("account_login")

    @property
    def signup_url(self) -> str:
        """Return the page that makes an account."""
        return nav.find("account_signup")

    @property
    def mailbox_url(self) -> str:
        """Return where mail is read that is kept on this machine; nothing where it is sent."""
        return nav.find("mailbox") if settings.MAILBOX else ""

    @property
    def language_url(self) -> str:
        """Return where a choice of language is posted."""
        return nav.find("set_language")

    @property
    def amounts_url(self) -> str:
        """Return where the privacy switch is posted, for browsers without scripts."""
        return reverse("ui-amounts")


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Return the context of the frame around a page."""
    return {"shell": Shell(request)}


def _cms_url(request: HttpRequest) -> str:
    """Return the CMS under its prefix, or on its own host at the port of this request."""
    if settings.CMS_PREFIX:
        return str(settings.CMS_PREFIX)
    _host, _, port = request.get_host().rpartition(":")
    return f"{request.scheme}://{settings.CMS_HOSTS[0]}{f':{port}' if port.isdigit() else ''}/"
