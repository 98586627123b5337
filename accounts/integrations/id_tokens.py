"""What a provider says about somebody, signed: checked in full, wherever it came from.

Stock allauth leaves the signature unchecked when the token came straight from the provider, knows
no nonce, and takes whatever issuer the provider's own document names.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Final

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

from accounts.integrations import freshness

# Signatures by a key whose other half only the provider has. Never "none", never a shared secret.
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")
_REQUIRED: Final = ["exp", "iat", "iss", "aud", "sub"]
_UNREADABLE: Final = (
    jwt.PyJWTError, LookupError, ValueError, TypeError, AttributeError, RecursionError,
)  # fmt: skip


def nonce_of(state: str) -> str:
    """Return the nonce that goes with the state of a sign-in: one browser, once."""
    return sha256(f"nonce:{state}".encode()).hexdigest()


def verified(
    token: Any, *, keys_url: str, issuer: str, audience: str, nonce: str
) -> dict[str, Any]:
    """Return what a token claims, once it is the provider's, for us, for this sign-in and fresh.

    Raises OAuth2Error, which allauth answers with its page of errors.
    """
    try:
        key = _key(token, keys_url)
        claims: dict[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=list(ALGORITHMS),
            issuer=issuer,
            audience=audience,
            leeway=freshness.LEEWAY,
            options={"require": _REQUIRED},
        )
    except _UNREADABLE as error:
        raise OAuth2Error(f"id_token: {type(error).__name__}") from error
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", "" if several else audience) != audience:
        raise OAuth2Error("id_token: made for another client")
    if not compare_digest(str(claims.get("nonce", "")), nonce):
        raise OAuth2Error("id_token: made for another sign-in")
    return claims


def _key(token: Any, keys_url: str) -> Any:
    """Return the key of the provider's that a token says it was signed with."""
    header = jwt.get_unverified_header(token)
    if header["alg"] not in ALGORITHMS:
        raise jwt.InvalidAlgorithmError(header["alg"])
    found = [key for key in document(keys_url)["keys"] if key.get("kid") == header.get("kid")]
    if len(found) != 1:
        raise jwt.InvalidKeyError("no such key")
    return jwt.PyJWK.from_json(json.dumps(found[0]), algorithm=header["alg"])


def document(url: str, *, access_token: str = "") -> Mapping[str, Any]:
    """Return a JSON object of the provider's. Raises OAuth2Error, RequestException."""
    headers = {"Authorization": f"Bearer {access_token}"} if access_token else {}
    with get_adapter().get_requests_session() as http:
        response = http.get(url, headers=headers)
        response.raise_for_status()
        try:
            found = response.json()
        except RecursionError as error:
            raise OAuth2Error("nested too deep") from error
    if not isinstance(found, dict):
        raise OAuth2Error("not an object")
    return found
