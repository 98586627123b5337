"""What programs show in place of a session: `Authorization: Bearer …`, in the API alone.

Each kind of token has a resolver, found by how the token begins. It runs before it is known who
asks, and says who that is; the database then takes the person's identity as for a session.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.http import HttpRequest

from accounts.models import User
from cms import access

type Resolver = Callable[[str, datetime], User | None]

_SCHEME: Final = "bearer"
_resolvers: dict[str, Resolver] = {}


def register(prefix: str, resolve: Resolver) -> None:
    """Have `resolve(token, at)` say who shows a token that begins so; "" is any other."""
    _resolvers[prefix] = resolve


def shown(request: HttpRequest) -> str | None:
    """Return the token a request shows, None where sessions alone count.

    Whoever shows one is judged by it, whatever cookies came along.
    """
    if not request.path_info.startswith("/api/") or access.is_cms_request(request):
        return None
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == _SCHEME else None


def person(token: str, *, at: datetime) -> User | None:
    """Return who shows a token, None when it opens nothing. `at` is aware UTC."""
    for prefix in sorted(_resolvers, key=len, reverse=True):
        if token.startswith(prefix):
            return _resolvers[prefix](token, at)
    return None
