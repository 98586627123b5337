"""The settings about signing in: passwords, allauth's flows, second factors.

`numoraq.settings` takes them all over; every variable is listed in .env.example.
"""

from numoraq import flows, identity_providers
from numoraq.lib import env

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "accounts.hashers.ImportedBCryptHasher",  # rehashed when its person signs in
]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "accounts.validators.MaximumLengthValidator"},
    {"NAME": "accounts.validators.GuessableValidator"},
]
# By link: a code can be talked out of somebody on a false page, a link leads to ours.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.reset_tokens.StoredResetTokens"  # noqa: S105

# ---- accounts: allauth's flows, by e-mail alone
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = env.text("NUMORAQ_MAIL_SUBJECT_PREFIX", "NumoraQ:") + " "
ACCOUNT_RATE_LIMITS = {
    "demo": env.text("NUMORAQ_DEMO_RATE", "20/h/ip"),
    "new_device": "5/h/key",  # mails about one
    # codes sent: by whom (and from where), to which number or address
    "factor_code": "30/h/ip,10/h/key",
    "factor_address": "5/h/key,15/d/key",
    "factor_reset": "10/d/ip,3/d/key",
    "magic_link": "20/m/ip,3/m/key,20/d/key",
    "magic_link_open": "20/m/ip",
    "email_change": "20/m/ip",
    "reauthentication_code": "3/m/user,20/d/user",
    "sso": "300/m/ip",
    "saml_answer": "3/10m/key",  # what is kept of answers to one request
    "refresh": "150/5m/ip,150/5m/key",
    # codes of premium: every one typed, and those that were none, by a person and by a network
    "premium_code": "5/m/user",
    "premium_code_guess": "5/m/user,20/d/user",
    "premium_code_failure": "5/m/ip,20/d/ip",
}
ACCOUNT_FORMS, MFA_FORMS = flows.ACCOUNT_FORMS, flows.MFA_FORMS
MFA_ADAPTER = "accounts.mfa_adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A passkey is two factors in one, the device and the finger or PIN it asks for: it always asks.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}  # two requests a sign-in
# The domain passkeys belong to: a parent of both hosts. By default the main host.
PASSKEY_DOMAIN = env.text("NUMORAQ_PASSKEY_DOMAIN")
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Hours between staff's word and the removal of lost factors: time for the owner to object.
FACTOR_RESET_HOURS = env.number("NUMORAQ_FACTOR_RESET_HOURS", 72)
if FACTOR_RESET_HOURS < 24:
    raise env.BadSetting("NUMORAQ_FACTOR_RESET_HOURS", str(FACTOR_RESET_HOURS), "24 or more")

# ---- leaving: days in which whoever deleted their account may still keep it
DELETION_GRACE_DAYS = env.number("NUMORAQ_DELETION_GRACE_DAYS", 30)
if DELETION_GRACE_DAYS < 0:
    raise env.BadSetting("NUMORAQ_DELETION_GRACE_DAYS", str(DELETION_GRACE_DAYS), "days, from 0")

# ---- accounts elsewhere: their tokens are not kept, and none takes over an account by an address
SOCIALACCOUNT_ADAPTER = "accounts.identity_adapter.IdentityAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_FORMS = flows.SOCIALACCOUNT_FORMS
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds
SOCIALACCOUNT_PROVIDERS = identity_providers.from_environment()
# Whether a provider may live at an address that only this network knows.
PRIVATE_PROVIDERS = env.flag("NUMORAQ_PRIVATE_PROVIDERS", default=False)

# ---- programs: allauth's flows as JSON, and tokens of ours in place of a cookie
HEADLESS_CLIENTS = ("app",)
HEADLESS_TOKEN_STRATEGY = "accounts.tokens.strategy.Strategy"  # noqa: S105 a path
ACCESS_TOKEN_LIFETIME = 15 * 60  # seconds
JWT_PRIVATE_KEY = env.text("NUMORAQ_JWT_PRIVATE_KEY")

# ---- organisations: what answers for the TXT records that prove domains, `(name) -> texts`
SSO_TXT_RESOLVER = env.text("NUMORAQ_SSO_TXT_RESOLVER", "accounts.sso.domains.txt")
