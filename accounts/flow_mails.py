"""Which of our messages stands for which of the mails that allauth's flows send."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mail:
    """One of our messages, and which of allauth's values it takes (ours: theirs)."""

    function: str
    values: Mapping[str, str]
    tells_origin: bool = False


ALREADY = "account/email/account_already_exists"
_ELSEWHERE = {"provider": "provider", "account": "account"}
MAILS: Mapping[str, Mail] = {
    "account/email/email_confirmation_signup": Mail(
        "emails.account.sign_up_code", {"code": "code"}
    ),
    "account/email/email_confirmation": Mail("emails.account.verification_code", {"code": "code"}),
    ALREADY: Mail("emails.account.account_exists", {}),
    f"social{ALREADY}": Mail("emails.identities.exists_elsewhere", {}),
    "account/email/unknown_account": Mail("emails.account.unknown_account", {}),
    "account/email/password_reset_key": Mail(
        "emails.account.password_reset", {"path": "password_reset_url"}
    ),
    "account/email/password_changed": Mail(
        "emails.account.password_changed", {}, tells_origin=True
    ),
    "account/email/password_set": Mail("emails.account.password_changed", {}, tells_origin=True),
    "account/email/password_reset": Mail("emails.account.password_changed", {}, tells_origin=True),
    "mfa/email/totp_activated": Mail("emails.account.factor_added", {}, tells_origin=True),
    "mfa/email/totp_deactivated": Mail("emails.account.factor_removed", {}, tells_origin=True),
    "mfa/email/webauthn_added": Mail("emails.factors.passkey_added", {}, tells_origin=True),
    "mfa/email/webauthn_removed": Mail("emails.factors.passkey_removed", {}, tells_origin=True),
    "mfa/email/recovery_code_used": Mail(
        "emails.factors.recovery_code_used", {"left": "left"}, tells_origin=True
    ),
    "mfa/email/recovery_codes_generated": Mail("emails.account.codes_made", {}, tells_origin=True),
    "socialaccount/email/account_connected": Mail(
        "emails.identities.identity_linked", _ELSEWHERE, tells_origin=True
    ),
    "socialaccount/email/account_disconnected": Mail(
        "emails.identities.identity_unlinked", _ELSEWHERE, tells_origin=True
    ),
    "account/email/email_changed": Mail(
        "emails.account.email_changed", {"new_address": "to_email"}, tells_origin=True
    ),
}
