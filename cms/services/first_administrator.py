"""The way in for the first administrator: a one-time link, refused once there is one."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import connections, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from cms import selectors
from cms.models import FirstAdministratorLink
from cms.services import staff
from numoraq.rls.identity import as_service, as_staff

LIFETIME = timedelta(hours=24)
_LOCK = 7_046_001  # any number, the same for everybody who makes the first administrator


class LinkRefused(Exception):
    """The link is unknown, used, expired, or there is an administrator already."""


def first_administrator_url(*, cms_url: str, at: datetime | None = None) -> str | None:
    """Return a new one-time link, good for 24 hours; earlier ones stop working.

    Returns None once there is an administrator. Writes as the service, through the alias
    `worker`: the web's login cannot make such links.
    """
    token = secrets.token_urlsafe(32)
    with as_service(), transaction.atomic(using="worker"):
        _lock(using="worker")
        if selectors.administrators(using="worker").exists():
            return None
        links = FirstAdministratorLink.objects.using("worker")
        links.all().delete()
        links.create(token_hash=_hash(token), expires_at=(at or timezone.now()) + LIFETIME)
    path = reverse("first-administrator", args=[token], urlconf=settings.CMS_URLCONF)
    return urljoin(cms_url, path)


def check(*, token: str, at: datetime) -> None:
    """Return quietly when a link is good at a moment. Raises LinkRefused otherwise."""
    links = FirstAdministratorLink.objects.filter(pk=_hash(token), used_at=None, expires_at__gt=at)
    if selectors.administrators().exists() or not links.exists():
        raise LinkRefused


@transaction.atomic
def come_in(*, token: str, email: str, password: str, at: datetime) -> Any:
    """Spend a link: make the person, their address verified, and make them administrator.

    Of two at the same moment, one is refused. Raises LinkRefused.
    """
    _lock(using="default")
    check(token=token, at=at)
    create_person = import_string(settings.CMS_CREATE_PERSON)
    person = create_person(email=email, password=password, at=at, is_verified=True)
    with as_staff(person):
        FirstAdministratorLink.objects.filter(pk=_hash(token)).update(used_at=at)
        staff.make_administrator(person=person)
    return person


def _lock(*, using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
