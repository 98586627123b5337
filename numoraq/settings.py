"""Settings. Everything has a working default; what differs between places is a variable.

Every variable is listed, with its meaning, in .env.example.
"""

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from numoraq import logs, schedule, session_limits, valkey
from numoraq.lib import env, openapi, runtime
from numoraq.payments import *  # noqa: F403
from numoraq.payments import STRIPE_PAGES
from numoraq.sign_in import *  # noqa: F403 the part of these settings that is about signing in

BASE_DIR = runtime.BASE_DIR
DATA_DIR = runtime.data_dir()

DEBUG = env.flag("NUMORAQ_DEBUG", default=False)
SECRET_KEY = env.text("NUMORAQ_SECRET_KEY") or runtime.secret("secret_key")
ENC_KEYS = env.words("NUMORAQ_ENC_KEYS") or runtime.secret("enc_keys").split(",")
# "web" or "worker": which database login this process has.
PROCESS = env.text("NUMORAQ_PROCESS", "web")
EMBEDDED = env.flag("NUMORAQ_EMBEDDED", default=False)

# ---- hosts
WEB_URL = env.text("NUMORAQ_WEB_URL", "http://localhost:8000")
ENVIRONMENT = env.text("NUMORAQ_ENVIRONMENT", "embedded" if EMBEDDED else "production")
CMS_HOSTS = env.words("NUMORAQ_CMS_HOSTS", "cms.localhost")
CMS_PREFIX = env.text("NUMORAQ_CMS_PREFIX")  # "/cms/" where there is no wildcard DNS
if CMS_PREFIX and f"/{CMS_PREFIX.strip('/')}/" != CMS_PREFIX:
    raise env.BadSetting("NUMORAQ_CMS_PREFIX", CMS_PREFIX, "a path such as /cms/")
ALLOWED_HOSTS = env.words("NUMORAQ_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]") + CMS_HOSTS
CSRF_TRUSTED_ORIGINS = env.words("NUMORAQ_CSRF_TRUSTED_ORIGINS")
ROOT_URLCONF = "numoraq.urls"
CMS_URLCONF = "cms.prefix_urls" if CMS_PREFIX else "cms.urls"
WSGI_APPLICATION = "numoraq.wsgi.application"

INSTALLED_APPS = [
    "numoraq.bench",
    "finance",
    "premium",
    "gamification",
    "accounts",
    "cms",
    "numoraq.ops",
    "numoraq.wrappers",
    "numoraq.ui",
    "numoraq.rls",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.apple",
    "allauth.socialaccount.providers.discord",
    "allauth.socialaccount.providers.github",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "allauth.headless",
    "djstripe",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "numoraq.ops.middleware.ProbesMiddleware",
    "numoraq.ops.middleware.RequestMetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.middleware.CmsHostMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "numoraq.ui.middleware.MethodMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.AuthenticationMiddleware",
    "numoraq.rls.middleware.RowLevelSecurityMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "accounts.leaving.middleware.ClosedMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "numoraq.ui.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# ---- database: three logins, of which a process has one (and tests and migrations the owner's)
_DATABASE = {
    "ENGINE": "numoraq.rls.backend",
    "CONN_MAX_AGE": env.number("NUMORAQ_CONN_MAX_AGE", 600),
    "CONN_HEALTH_CHECKS": True,
    # Server-side cursors do not survive a pooler in transaction mode.
    "DISABLE_SERVER_SIDE_CURSORS": env.flag("NUMORAQ_PGBOUNCER", default=False),
    "ATOMIC_REQUESTS": True,
    "TEST": {"MIRROR": "owner"},
}
_LOGINS = {
    login: env.database(url, name=variable)
    for login, variable in runtime.DATABASE_VARIABLES.items()
    if (url := runtime.database_url(login)) or login == PROCESS
}
# A process knows the logins it was given and no others: web has neither worker nor owner.
DATABASES = {"default": {**_DATABASE, **_LOGINS[PROCESS]}}
if "worker" in _LOGINS:
    DATABASES["worker"] = {**_DATABASE, **_LOGINS["worker"], "ATOMIC_REQUESTS": False}
if "owner" in _LOGINS:
    DATABASES["owner"] = {
        "ENGINE": "django.db.backends.postgresql",
        "TEST": {"DEPENDENCIES": []},
        **_LOGINS["owner"],
    }

# ---- cache, jobs
CACHES = valkey.caches(runtime.redis_url(1))
CELERY_BROKER_URL = runtime.redis_url(0)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
if PROCESS == "web":
    CELERY_TASK_PUBLISH_RETRY_POLICY = valkey.PUBLISH
    CELERY_BROKER_TRANSPORT_OPTIONS = valkey.TRANSPORT
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BEAT_SCHEDULE = schedule.SCHEDULE

# ---- mail: kept for the mailbox page in the embedded default, otherwise by SMTP
MAILBOX = env.flag("NUMORAQ_MAILBOX", default=EMBEDDED)
MAILBOX_DIR = DATA_DIR / "mail"
_SMTP = {
    "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "OPTIONS": {
        "host": env.text("NUMORAQ_SMTP_HOST", "localhost"),
        "port": env.number("NUMORAQ_SMTP_PORT", 25),
        "username": env.text("NUMORAQ_SMTP_USER"),
        "password": env.text("NUMORAQ_SMTP_PASSWORD"),
        "use_tls": env.flag("NUMORAQ_SMTP_STARTTLS", default=False),
        "timeout": 10,
    },
}
MAILERS = {"default": {"BACKEND": "numoraq.ops.mailbox.EmailBackend"} if MAILBOX else _SMTP}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("NUMORAQ_MAIL_FROM", "NumoraQ <noreply@localhost>")

# ---- text messages: beside the mail in the embedded default, otherwise none unless asked for
SMS_BACKEND = env.text("NUMORAQ_SMS_BACKEND", "accounts.sms.MailboxBackend" if MAILBOX else "")
TWILIO_URL = "https://api.twilio.com"
TWILIO_ACCOUNT = env.text("NUMORAQ_TWILIO_ACCOUNT")
TWILIO_TOKEN = env.text("NUMORAQ_TWILIO_TOKEN")
TWILIO_FROM = env.text("NUMORAQ_TWILIO_FROM")
if SMS_BACKEND.endswith(".TwilioBackend") and not (TWILIO_ACCOUNT and TWILIO_TOKEN and TWILIO_FROM):
    raise env.BadSetting("NUMORAQ_SMS_BACKEND", SMS_BACKEND, "NUMORAQ_TWILIO_* to be set, too")

# ---- operations: the first administrator's link; who may read /metrics from elsewhere
FIRST_ADMINISTRATOR = "cms.services.first_administrator.first_administrator_url"
CMS_FACTOR_URLS = "accounts.cms_urls"
CMS_CREATE_PERSON = "accounts.services.people.create"
METRICS_TOKEN = env.text("NUMORAQ_METRICS_TOKEN")

# ---- people
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.EmailBackend"]
RLS_STAFF_TEST = "cms.access.may_act_as_staff"
SESSION_ENGINE = "numoraq.rls.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30  # for those who ask to be remembered
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_LIMITS, STAFF_SESSION_LIMITS = session_limits.PEOPLE, session_limits.STAFF
ROLE_SESSION_LIMITS = session_limits.BY_ROLE
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
SUPPORT_EMAIL = env.text("NUMORAQ_SUPPORT_EMAIL")  # where answers to our mails go
DEMO_ENABLED = env.flag("NUMORAQ_DEMO", default=True)

# ---- security
# How many proxies of ours stand before the app, each appending to X-Forwarded-For.
TRUSTED_PROXY_COUNT = ALLAUTH_TRUSTED_PROXY_COUNT = env.number("NUMORAQ_TRUSTED_PROXIES", 0)
_HTTPS = WEB_URL.startswith("https://")
# Anybody can send the header: it counts where a proxy of ours overwrites it. Without a proxy the
# server speaks TLS itself, or a proxy is not counted, and then a redirect would never end.
_BEHIND_PROXY = _HTTPS and TRUSTED_PROXY_COUNT > 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _BEHIND_PROXY else None
SECURE_SSL_REDIRECT = _BEHIND_PROXY
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "numoraq.ui.errors.csrf_failure"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF, *STRIPE_PAGES],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# ---- language, time, files
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("pt", _("Portuguese"))]
LOCALE_PATHS = [BASE_DIR / "numoraq" / "locale"]
FORMAT_MODULE_PATH = ["cms.formats"]
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Development and tests serve files as they are, without collectstatic.
_PLAIN_STATIC = env.flag("NUMORAQ_PLAIN_STATIC", default=DEBUG)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if _PLAIN_STATIC
        else "numoraq.ui.storage.SqueezedStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = _PLAIN_STATIC

# ---- exchange rates
# Older published rates are no rates. Two months, so that an installation that is offline still
# counts, with the age of the rates named, on those it was released with.
FX_MAX_AGE_DAYS = env.number("NUMORAQ_FX_MAX_AGE_DAYS", 60)
FX_STALE_AFTER_DAYS = 5  # a long weekend; after it the rates are fetched every hour
ECB_URL = env.text("NUMORAQ_ECB_URL", "https://www.ecb.europa.eu/stats/eurofxref")

# ---- rewards
# Points that staff give or take by hand at once; administrators more. Rules give what they say.
POINTS_BY_HAND_MOST = env.number("NUMORAQ_POINTS_BY_HAND_MOST", 1_000)

# ---- API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "accounts.permissions.WithinScope",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "accounts.api.errors.answer",
    "NUM_PROXIES": TRUSTED_PROXY_COUNT,
    "DEFAULT_THROTTLE_CLASSES": ["numoraq.lib.throttles.PersonThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": env.text("NUMORAQ_API_RATE", "600/min")},
}
SPECTACULAR_SETTINGS = openapi.SETTINGS

LOGGING = logs.to_console(level=env.text("NUMORAQ_LOG_LEVEL", "INFO"))

# Jobs are sent through the current Celery app: make ours the current one in every process.
import numoraq.celery  # noqa: E402, F401
