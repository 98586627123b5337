"""What the sign-in pages say in our words, where allauth has its own."""

from django.utils.translation import gettext_lazy as _

ERRORS = {
    "account_inactive": _("This account is closed."),
    "cannot_remove_primary_email": _("An account needs one e-mail address."),
    "code_just_sent": _(
        "The password is right, and a code was mailed to you just now. Enter it where you asked "
        "for it, or sign in again in a few seconds for a new one."
    ),
    "duplicate_email": _("This is your address already."),
    "email_password_mismatch": _("That password and e-mail do not belong together."),
    "email_taken": _("This address belongs to another account. Sign in with it instead."),
    "enter_current_password": _("That is not your current password."),
    "incorrect_code": _("That is not the code we sent."),
    "incorrect_password": _("That is not your password."),
    "invalid_or_expired_key": _("This link has been used, or is too old."),
    "invalid_login": _("That did not work."),
    "invalid_password_reset": _("This link has been used, or is too old."),
    "password_too_long": _("A password has at most 4096 characters."),
    "max_email_addresses": _("You cannot have more than %d e-mail addresses."),
    "too_many_login_attempts": _("Too many wrong tries. Wait five minutes, then try again."),
    "unknown_email": _("There is no account with this address."),
    "unverified_primary_email": _("Prove first that your address is yours."),
    "select_only_one": _("Choose one only."),
    "same_as_current": _("This is what it was before."),
    "rate_limited": _("That was often, and fast. Wait a little, then try again."),
}

PROOFS = {
    "mfa_reauthenticate": _("Use the authenticator app or a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}
WAITS_FOR_THE_OLD_ADDRESS = _("The new address is proven. Now agree in the mail to the old one.")
NOT_ASKED = _("Your provider did not ask who you are. Prove it another way.")
NOT_ASKED_BY_MAIL = _("Your provider did not ask who you are. Use a code by mail.")
IDENTITY_ERRORS = {
    "connected_other": _("That account is linked to another person's account here."),
    "disconnect_last": _("You could not sign in any more: set a password first."),
    "no_password": _("You could not sign in any more: set a password first."),
}
