"""GoTrue's words for the methods by which allauth lets somebody prove themselves."""

import re
from collections.abc import Mapping
from typing import Any, Final

from allauth.socialaccount.models import SocialApp
from django.db.models import Q

from accounts.models import AmrClaim
from accounts.sso import apps
from numoraq.rls.identity import as_login_role

type Record = Mapping[str, Any]  # as allauth keeps them: method, at, and what belongs to it

_M: Final = AmrClaim.Method
_FIRST: Final[Mapping[str, str]] = {
    "password": _M.PASSWORD,
    "code": _M.OTP,
    "link": _M.MAGIC_LINK,
    "password_reset": _M.RECOVERY,
    "socialaccount": _M.OAUTH,
}
_SECOND: Final[Mapping[str, str]] = {
    "totp": _M.TOTP,
    "recovery_codes": _M.RECOVERY_CODE,
    "webauthn": _M.WEBAUTHN,
    "phone": _M.PHONE,
    "email": _M.EMAIL,
}
_STRANGE: Final = re.compile(r"[^a-z0-9_/]+")
_LONGEST: Final = 40


def method(record: Record) -> str:
    """Return the word for a record; a method unknown here keeps its own name."""
    name = str(record["method"])
    if name == "socialaccount" and _is_saml(str(record.get("provider", ""))):
        return _M.SAML
    if name == "mfa":
        kind = str(record.get("type", "")) or "unknown"
        if record.get("passwordless"):
            return _M.PASSKEY
        return _SECOND.get(kind) or _word(f"mfa/{kind}")
    return _FIRST.get(name) or _word(name)


def _is_saml(provider: str) -> bool:
    """Return whether an account elsewhere is one of an organisation: allauth names its app."""
    if apps.is_saml(provider):
        return True
    with as_login_role():
        named = Q(provider_id=provider) | Q(client_id=provider)
        return provider == "saml" or SocialApp.objects.filter(named, provider="saml").exists()


def _word(name: str) -> str:
    return _STRANGE.sub("_", name.lower())[:_LONGEST]
