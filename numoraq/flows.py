"""Which forms of ours allauth's flows use."""

from typing import Final

ACCOUNT_FORMS: Final = {
    "login": "accounts.forms.entrance.SignInForm",
    "signup": "accounts.forms.entrance.SignUpForm",
    "confirm_email_verification_code": "accounts.forms.entrance.CodeForm",
    "reset_password": "accounts.forms.entrance.ResetForm",
    "reset_password_from_key": "accounts.forms.entrance.NewPasswordForm",
    "change_password": "accounts.forms.account.ChangePasswordForm",
    "set_password": "accounts.forms.account.SetPasswordForm",
    "add_email": "accounts.forms.account.ChangeEmailForm",
    "reauthenticate": "accounts.forms.account.ReauthenticateForm",
}
MFA_FORMS: Final = {
    "authenticate": "accounts.forms.factors.AuthenticateForm",
    "reauthenticate": "accounts.forms.factors.ReauthenticateForm",
    "add_webauthn": "accounts.forms.passkeys.AddPasskeyForm",
    "authenticate_webauthn": "accounts.forms.passkeys.SecondStepForm",
    "reauthenticate_webauthn": "accounts.forms.passkeys.ProveForm",
    "login_webauthn": "accounts.forms.passkeys.SignInForm",
    "activate_totp": "accounts.forms.factors.ActivateTOTPForm",
}
SOCIALACCOUNT_FORMS: Final = {"signup": "accounts.forms.identities.ProviderSignUpForm"}
