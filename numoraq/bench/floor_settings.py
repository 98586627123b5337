"""Settings of the floor: the product's servers and sessions, Django's own database backend."""

from typing import Any

from numoraq import settings as product

globals().update({name: getattr(product, name) for name in dir(product) if name.isupper()})

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # allauth refuses to start without it
]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
ROOT_URLCONF = "numoraq.bench.floor"
DATABASES: dict[str, dict[str, Any]] = {
    alias: {**database, "ENGINE": "django.db.backends.postgresql", "ATOMIC_REQUESTS": False}
    for alias, database in product.DATABASES.items()
}
