"""How the API learns who asks: by a token that is shown, else by the session's cookie."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts import bearers
from accounts.models import User

if TYPE_CHECKING:
    from rest_framework.request import Request


class BearerAuthentication(BaseAuthentication):
    """The person of a token; the middleware has found them, so that the database knows as well.

    No cookie speaks for a program, so that no other site can ask in its name.
    """

    def authenticate(self, request: "Request") -> tuple[User, str] | None:
        """Return the person and the token. Raises AuthenticationFailed for one that is none."""
        asked = request._request  # noqa: SLF001 the way DRF's own classes take
        token = bearers.shown(asked)
        if token is None:
            return None
        if not isinstance(asked.user, User):
            raise AuthenticationFailed(_("This token opens nothing. Perhaps it has ended."))
        return asked.user, token

    def authenticate_header(self, request: "Request") -> str:
        """Return what a program that is nobody is told to show."""
        return 'Bearer realm="api"'


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """What the API's document says of it."""

    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the definition."""
        told = "A personal access token with a scope for the area, or an access token."
        return {"type": "http", "scheme": "bearer", "description": told}
