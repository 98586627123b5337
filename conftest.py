"""The cast of the tests, and a database that is used with the real logins and roles.

Alice owns, Bob does not, Dana is staff.
"""

import os
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import celery
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connections
from django.test import Client
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Profile, User
from numoraq.lib import runtime
from numoraq.rls.identity import as_staff, as_user
from numoraq.tests.jobs import Jobs

pytest_plugins = ["premium.fakestripe.tests.fake"]
# Playwright's synchronous API keeps an event loop in the thread of the test.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# Celery would check all models, on every database, when a test first needs its tasks.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")
# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Create the test database as the owner; web and worker log in to the same one."""
    from django.test.utils import setup_databases, teardown_databases

    from cms.tests import flushing

    with django_db_blocker.unblock():
        # The owner must be among them, or its mirrors would write to the real database.
        created = setup_databases(
            verbosity=0, interactive=False, aliases=dict.fromkeys(connections)
        )
        for alias in connections:
            name = str(connections[alias].settings_dict["NAME"])
            assert "test_" in name, f"{alias} points at a real database"
        flushing.allow(connections["owner"])
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        teardown_databases(created, verbosity=0)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the owner clean up after tests with real transactions: mirrors are not flushed."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction"):
            databases = sorted({*marker.kwargs.get("databases", ["default"]), "owner"})
            options = {**marker.kwargs, "databases": databases}
            item.add_marker(pytest.mark.django_db(**options), append=False)


def pytest_configure() -> None:
    """Give each process of the tests its own databases in Valkey, and a quick hasher."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    settings.CELERY_BROKER_URL = runtime.redis_url(2 * number)
    for one in settings.CACHES.values():
        one["LOCATION"] = runtime.redis_url(2 * number + 1)
    settings.SMS_BACKEND = "accounts.sms.LocmemBackend"
    # Argon2 takes a tenth of a second on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # One for all tests: a key that a test stores is gone with its transaction.
    settings.JWT_PRIVATE_KEY = _key()


def _key() -> str:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return pem.decode()


@pytest.fixture(autouse=True)
def _clear_cache() -> None:
    """Begin each test with an empty cache: rate limits and cached pages do not carry over."""
    cache.clear()


@pytest.fixture(autouse=True)
def _one_half_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock of authenticator apps: no half minute ends before its code arrives."""
    from allauth.mfa.totp.internal import auth as totp

    now = time.time()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: now))


@pytest.fixture(autouse=True)
def jobs(monkeypatch: pytest.MonkeyPatch) -> Jobs:
    """Keep the jobs that are sent, instead of sending them; `jobs.run()` does them."""
    kept = Jobs()
    monkeypatch.setattr(celery.current_app, "send_task", kept.keep)
    return kept


PASSWORD = "correct horse battery staple"


def make_person(name: str) -> User:
    """Create a person with a profile and a verified e-mail address."""
    from allauth.account.models import EmailAddress

    user = User.objects.create(email=f"{name}@example.org", password=make_password(PASSWORD))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    with as_user(user):
        Profile.objects.create(user=user, name=name.title(), default_currency="EUR")
    return user


@pytest.fixture
def alice(db: None) -> User:
    """Return Alice, who owns."""
    return make_person("alice")


@pytest.fixture
def bob(db: None) -> User:
    """Return Bob, who does not."""
    return make_person("bob")


@pytest.fixture
def dana(db: None) -> User:
    """Return Dana, who is staff and may do everything in the CMS."""
    user = make_person("dana")
    with as_staff(user):
        User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    user.refresh_from_db()
    return user


type ClientFor = Callable[[User], Client]


@pytest.fixture
def client_for() -> ClientFor:
    """Return a function that gives a browser in which a person is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
