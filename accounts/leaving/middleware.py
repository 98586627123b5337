"""A closed account opens nothing but the way back, and what its person may take along."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import User

# By the names of addresses: the page that tells it, proving who one is, taking everything along.
_OPEN: Final = frozenset(
    {
        "account-closed",
        "settings-everything",
        "settings-everything-progress",
        "settings-everything-file",
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_send_code",
        "mfa_code",
        "reauthenticate-code",
        "identity-prove",
        "set_language",
        "deletion",
        "exports-everything",
        "exports-everything-file",
        "api-schema",
    }
)
_PLAIN: Final = ("ui-", "mailbox")  # what browsers ask for by themselves; mail in development


class ClosedMiddleware:
    """Lead who is signed in to a closed account to the page that says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        """Answer in place of a page that is not open to the person."""
        user = request.user
        if not (isinstance(user, User) and user.is_closed) or _is_open(request):
            return None
        if request.path_info.startswith("/api/"):
            told = {"detail": _("This account is closed and will be deleted.")}
            return JsonResponse(told, status=403)
        return redirect("account-closed")


def _is_open(request: HttpRequest) -> bool:
    match = request.resolver_match
    name = (match.url_name if match else None) or ""
    return name in _OPEN or name.startswith(_PLAIN)
