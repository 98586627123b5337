"""What is taken from allauth's internal modules about factors: its version is pinned for it."""

import struct
import time
from collections.abc import Mapping
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.models import Login
from allauth.core import context
from allauth.headless.mfa import response as headless
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.internal import flows as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.internal import flows as webauthn_flows
from django.http import HttpRequest, HttpResponse
from fido2.server import Fido2Server
from fido2.webauthn import AuthenticationResponse, PublicKeyCredentialRpEntity

from accounts import relying_party
from accounts.models import Factor, User
from numoraq.lib import limits


def install() -> None:
    """Have allauth's factors obey our rules."""
    note_codes_where_all_limits_are()
    obey_our_rules()
    keep_codes_while_any_factor_is_left()
    tell_programs_what_passkeys_are_called()


def note_codes_where_all_limits_are() -> None:
    """Have allauth note used codes in the cache of limits, which is never away."""
    totp.cache = limits.cache


def obey_our_rules() -> None:
    """Have allauth take passkeys from our own pages alone, each challenge once and in time.

    And have who comes back from their app find the secret it was given, while there is time:
    stock makes a new one whenever it is shown, and phones drop pages that are out of sight.
    """
    totp.get_totp_secret = _pending_secret
    webauthn.get_server, webauthn.set_state = _server, _keep_challenge
    webauthn.get_state = _take_challenge


def spend_code(*, user: User, code: str) -> None:
    """Mark a code of an authenticator app as used, before the app is stored."""
    totp.TOTP(Authenticator(user=user))._mark_code_used(code)  # noqa: SLF001


# ---- an authenticator app that is being added

SECONDS_TO_PROVE: Final = 300  # from when its secret is shown first
_PENDING_SECRET: Final = totp.SECRET_SESSION_KEY
_SHOWN_AT: Final = "mfa.totp.shown_at"  # in the session, beside the secret


def is_secret_late(request: HttpRequest) -> bool:
    """Return whether no secret is pending that could still be proven."""
    kept: Mapping[str, Any] = request.session
    is_late = time.time() - kept.get(_SHOWN_AT, 0) > SECONDS_TO_PROVE
    return is_late or _PENDING_SECRET not in kept


def _pending_secret(**_: bool) -> str:
    session = context.request.session
    if is_secret_late(context.request):
        session[_PENDING_SECRET] = totp.generate_totp_secret()
        session[_SHOWN_AT] = time.time()
    return str(session[_PENDING_SECRET])


# ---- passkeys

SECONDS_FOR_CHALLENGE = 300
# What reading an answer raises that no passkey made.
UNREADABLE: Final = (
    AttributeError, LookupError, RecursionError, TypeError, ValueError, struct.error,
)  # fmt: skip


def offer_to_make(*, user: User) -> dict[str, Any]:
    """Return what a browser is asked for a new passkey: one that signs in without more."""
    return {"creation_options": webauthn.begin_registration(user, passwordless=True)}


def offer_to_use(*, user: User) -> dict[str, Any]:
    """Return what a browser is asked to prove that somebody has one of their passkeys."""
    return {"request_options": webauthn.begin_authentication(user)}


def sign_in_by(
    request: HttpRequest, *, authenticator: Authenticator, redirect_url: str | None
) -> HttpResponse:
    """Sign in whose passkey was proven; it stands for the password and the second step."""
    login = Login(user=authenticator.user, redirect_url=redirect_url)
    response: HttpResponse = webauthn_flows.perform_passwordless_login(
        request, authenticator, login
    )
    return response


def is_copy(*, authenticator: Authenticator, credential: Any) -> bool:
    """Return whether a passkey that counts its uses has counted less than we know of.

    Two devices hold it then, and one has no right to. Synchronised passkeys always count 0.
    Otherwise the count is kept.
    """
    kept = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    known: int = kept.data.get("counter", kept.wrap().authenticator_data.counter)
    response = AuthenticationResponse.from_dict(credential).response
    counted = response.authenticator_data.counter
    if (counted or known) and counted <= known:
        return True
    kept.data["counter"] = counted
    kept.save(update_fields=["data"])
    return False


def forget_challenge(request: HttpRequest) -> None:
    """Forget what the browser was asked to sign."""
    request.session.pop(webauthn.STATE_SESSION_KEY, None)


def _server() -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(**get_mfa_adapter().get_public_key_credential_rp_entity())
    request = context.request
    return Fido2Server(entity, verify_origin=lambda url: relying_party.is_origin(request, url))


def _keep_challenge(state: dict[str, Any]) -> None:
    context.request.session[webauthn.STATE_SESSION_KEY] = {**state, "at": time.time()}


def _take_challenge() -> dict[str, Any] | None:
    state: dict[str, Any] | None = context.request.session.pop(webauthn.STATE_SESSION_KEY, None)
    is_late = state is None or time.time() - state.get("at", 0) > SECONDS_FOR_CHALLENGE
    return None if is_late else state


# ---- factors


def remove(request: HttpRequest, *, authenticator_id: int) -> None:
    """Remove an authenticator and tell by mail; recovery codes stay while any factor does."""
    authenticator = Authenticator.objects.get(pk=authenticator_id)
    is_app = authenticator.type == Authenticator.Type.TOTP
    authenticator.delete()
    drop_codes_of_nothing(user=authenticator.user)
    message = "mfa/email/totp_deactivated" if is_app else "mfa/email/webauthn_removed"
    get_adapter(request).send_notification_mail(message, authenticator.user)


def tell_programs_what_passkeys_are_called() -> None:
    """Have allauth tell programs the name that pages show, which our row has and not its own."""
    stock = headless._authenticator_data  # noqa: SLF001

    def told(authenticator: Authenticator, sensitive: bool = False) -> dict[str, Any]:
        data: dict[str, Any] = stock(authenticator, sensitive)
        if "name" in data:
            mine = Factor.objects.filter(user_id=authenticator.user_id)
            data["name"] = str(mine.get(authenticator_id=authenticator.pk))
        return data

    headless._authenticator_data = told  # noqa: SLF001


def keep_codes_while_any_factor_is_left() -> None:
    """Have allauth count the factors it does not know of, too, before recovery codes go."""
    base.delete_dangling_recovery_codes = lambda user: drop_codes_of_nothing(user=user)


def drop_codes_of_nothing(*, user: User) -> Authenticator | None:
    """Remove the recovery codes of who has no factor, of any kind, they could stand in for.

    Returns what was removed, if anything was.
    """
    others = Factor.objects.filter(user=user, confirmed=True).exclude(type=Factor.Type.RECOVERY)
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES)
    codes = kept.first()
    if codes is None or others.exists():
        return None
    codes.delete()
    return codes


def codes_left(*, user: User) -> int | None:
    """Return how many recovery codes of a person work still; None when there are none at all."""
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(kept.wrap().get_unused_codes()) if kept else None


def is_like_recovery_code(code: str) -> bool:
    """Return whether a code, right or wrong, has as many digits as a recovery code."""
    digits = "".join(code.split()).replace("-", "")
    return digits.isdecimal() and len(digits) == mfa_settings.RECOVERY_CODE_DIGITS
