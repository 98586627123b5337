"""The providers by which people sign in that this installation names in its environment.

What is set here cannot be changed, or set once more, in the CMS.
"""

from collections.abc import Mapping
from os import environ as _environ
from typing import Any

from numoraq.lib import env

OIDC_ID = "oidc"  # of the one general provider, in its addresses: /accounts/oidc/oidc/login/


def from_environment(environ: Mapping[str, str] = _environ) -> dict[str, dict[str, Any]]:
    """Return allauth's SOCIALACCOUNT_PROVIDERS. Raises BadSetting for half a provider."""
    found = {
        name: _plain(name, environ) | {"OAUTH_PKCE_ENABLED": True}
        for name in ("google", "github", "discord")
    }
    return {
        **found,
        "google": found["google"] | {"SCOPE": ["openid", "profile", "email"]},
        "apple": _apple(environ),
        "openid_connect": _oidc(environ) | {"OAUTH_PKCE_ENABLED": True},
    }


def _plain(name: str, environ: Mapping[str, str]) -> dict[str, Any]:
    given = _all_or_none(f"NUMORAQ_{name.upper()}_", ("CLIENT_ID", "CLIENT_SECRET"), environ)
    if not given:
        return {}
    return {"APPS": [{"client_id": given["CLIENT_ID"], "secret": given["CLIENT_SECRET"]}]}


def _apple(environ: Mapping[str, str]) -> dict[str, Any]:
    names = ("CLIENT_ID", "TEAM_ID", "KEY_ID", "PRIVATE_KEY")
    given = _all_or_none("NUMORAQ_APPLE_", names, environ)
    if not given:
        return {}
    app = {
        "client_id": given["CLIENT_ID"],
        "key": given["TEAM_ID"],
        "secret": given["KEY_ID"],
        # one line in a variable, several in the file of Apple's
        "settings": {"certificate_key": given["PRIVATE_KEY"].replace("\\n", "\n")},
    }
    return {"APPS": [app]}


def _oidc(environ: Mapping[str, str]) -> dict[str, Any]:
    names = ("NAME", "ISSUER", "CLIENT_ID", "CLIENT_SECRET")
    given = _all_or_none("NUMORAQ_OIDC_", names, environ)
    if not given:
        return {}
    app = {
        "provider_id": OIDC_ID,
        "name": given["NAME"],
        "client_id": given["CLIENT_ID"],
        "secret": given["CLIENT_SECRET"],
        "settings": {"server_url": given["ISSUER"]},
    }
    return {"APPS": [app]}


def _all_or_none(prefix: str, names: tuple[str, ...], environ: Mapping[str, str]) -> dict[str, str]:
    given = {name: env.text(prefix + name, environ=environ) for name in names}
    missing = [name for name in names if not given[name]]
    if len(missing) == len(names):
        return {}
    if missing:
        raise env.BadSetting(prefix + missing[0], "", "a value, as the others are set")
    return given
