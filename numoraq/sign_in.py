"""The settings about signing in: passwords, allauth's flows, second factors.

`numoraq.settings` takes them all over; every variable is listed in .env.example.
"""

from numoraq import flows
from numoraq.lib import env

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
]
# By link: a code can be talked out of somebody on a false page, a link leads to ours.
PASSWORD_RESET_TIMEOUT = 60 * 60

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
ACCOUNT_RATE_LIMITS = {"demo": env.text("NUMORAQ_DEMO_RATE", "20/h/ip"), "sso": "300/m/ip"}
ACCOUNT_FORMS, MFA_FORMS = flows.ACCOUNT_FORMS, flows.MFA_FORMS
MFA_ADAPTER = "accounts.mfa_adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True

# ---- accounts elsewhere: their tokens are not kept, and none takes over an account by an address
SOCIALACCOUNT_ADAPTER = "accounts.identity_adapter.IdentityAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_LOGIN_ON_GET = False

# ---- organisations: what answers for the TXT records that prove domains, `(name) -> texts`
SSO_TXT_RESOLVER = env.text("NUMORAQ_SSO_TXT_RESOLVER", "accounts.sso.domains.txt")
