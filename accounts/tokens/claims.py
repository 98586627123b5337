"""What an access token says, and whom it is believed to speak for."""

import uuid
from datetime import datetime, timedelta
from typing import Any, Final

import jwt
from django.conf import settings

from accounts import backends, selectors
from accounts.models import AuthSession, User
from accounts.tokens import keys

AUDIENCE: Final = "authenticated"
ROLE: Final = "authenticated"
_REQUIRED: Final = ("iss", "aud", "sub", "exp", "iat", "jti", "session_id", "aal", "role")


def lifetime() -> timedelta:
    """Return how long an access token is good."""
    return timedelta(seconds=settings.ACCESS_TOKEN_LIFETIME)


def issue(*, user: User, session: AuthSession, at: datetime) -> str:
    """Return a new access token of a session, signed. `at` is aware UTC."""
    key = keys.signing()
    aal, amr = selectors.claims(session)
    payload = {
        "iss": settings.WEB_URL,
        "aud": AUDIENCE,
        "sub": str(user.pk),
        "iat": at,
        "exp": at + lifetime(),
        "jti": str(uuid.uuid4()),
        "session_id": str(session.pk),
        "aal": aal,
        "amr": amr,
        "role": ROLE,
        "email": user.email,
    }
    return jwt.encode(payload, key.private, keys.ALGORITHM, headers={"kid": key.kid})


def read(token: str) -> dict[str, Any] | None:
    """Return what a token says, None unless it is ours, for us, and still good."""
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        key = keys.verifying(kid) if isinstance(kid, str) else None
        if key is None:
            return None
        found: dict[str, Any] = jwt.decode(
            token,
            key.public,
            algorithms=[keys.ALGORITHM],
            audience=AUDIENCE,
            issuer=settings.WEB_URL,
            options={"require": list(_REQUIRED), "strict_aud": True},
        )
    except jwt.PyJWTError:
        return None
    return found


def person(token: str, at: datetime) -> User | None:
    """Return who shows an access token, while its session lives; None for nobody."""
    found = read(token)
    if found is None or found["role"] != ROLE:
        return None
    try:
        user_id, session_id = uuid.UUID(found["sub"]), uuid.UUID(found["session_id"])
    except ValueError:
        return None
    return backends.person_of(user_id=user_id, session_id=session_id)
