"""The providers by which people sign in: named by the environment or, sealed, by staff."""

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from requests import RequestException

from accounts.integrations.id_tokens import document
from accounts.integrations.providers import WELL_KNOWN, judge
from accounts.models import User
from cms import audit
from numoraq.lib import crypto, jobs, public_hosts

logger = logging.getLogger(__name__)

OIDC: Final = "openid_connect"
NAMES: Final = {"google": "Google", "apple": "Apple", "github": "GitHub", "discord": "Discord"}
ORDER: Final = (*NAMES, OIDC)  # of the buttons
# Google tells it to none but those it has verified; the others sign nothing.
_TELL_WHEN: Final = {"apple", OIDC}
_SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Way:
    """A provider one can go to. `key` is what identities of it are known by.

    `tells_when` is whether it says, signed, when it asked somebody who they are.
    """

    key: str
    name: str
    url: str
    tells_when: bool

    @property
    def letter(self) -> str:
        """Return what stands for it: brands have rules for their marks."""
        return self.name[:1].upper()


def ways(request: HttpRequest) -> list[Way]:
    """Return the providers that are set up, in their order; those of organisations are not."""
    apps = [app for app in get_adapter().list_apps(request) if app.provider in ORDER]
    shown = [app for app in apps if not app.settings.get("hidden")]
    shown.sort(key=lambda app: (ORDER.index(app.provider), app.name, key_of(app)))
    return [
        Way(key_of(app), _name(app), _login_url(app), app.provider in _TELL_WHEN) for app in shown
    ]


def key_of(app: SocialApp) -> str:
    """Return what the identities that come from a provider are known by."""
    return str(app.provider_id or app.provider)


def usable(apps: Iterable[SocialApp]) -> list[SocialApp]:
    """Return the providers that are on, secrets opened; what the environment names goes first."""
    found = list(apps)
    named = {key_of(app) for app in found if app.pk is None}
    return [
        app
        for app in found
        if app.pk is None
        or (key_of(app) not in named and not app.settings.get("off") and _open(app))
    ]


def is_in_environment(key: str) -> bool:
    """Return whether the environment names a provider, which the CMS then cannot."""
    apps = [
        SocialApp(provider=provider, provider_id=app.get("provider_id", ""))
        for provider, options in settings.SOCIALACCOUNT_PROVIDERS.items()
        for app in options.get("APPS", [])
    ]
    return key in {key_of(app) for app in apps}


@transaction.atomic
def store(*, app: SocialApp, secrets: Mapping[str, str], at: datetime) -> None:
    """Store a provider; secrets that are given are sealed, the others stay. Staff only.

    `secrets` are "secret" and, for Apple, "certificate_key". `at` is aware UTC.
    """
    app.secret = ""
    app.save()  # its key is part of the seal
    given = {name: text for name, text in secrets.items() if text}
    if given:
        sealed = json.dumps({**(_opened(app) or {}), **given})
        app.settings[_SEALED] = crypto.encrypt(sealed, context=_place(app))
        app.settings["secret_changed_at"] = at.isoformat()
        app.save(update_fields=["settings"])


def described(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the audit log says of a provider, from its columns: no secrets, sealed or not."""
    columns = ("provider", "provider_id", "name", "client_id", "key")
    kept = ("server_url", "off", "secret_changed_at")
    told = {name: values[name] for name in columns}
    return told | {name: values["settings"].get(name) for name in kept}


@transaction.atomic
def ask_for_check(*, app: SocialApp, actor: User, reason: str) -> None:
    """Have a provider's document read by a job, on the record. Staff only."""
    audit.record(action="provider.checked", actor=actor, target=app, reason=reason)
    jobs.enqueue("accounts.check_provider", id=app.pk)


def check_address(address: str) -> None:
    """Refuse an issuer inside our own network, unless providers may live there.

    Raises NotPublic.
    """
    if not settings.PRIVATE_PROVIDERS:
        public_hosts.check(address)


def check(*, app_id: int, at: datetime) -> str:
    """Read a provider's document; keep and return what is wrong with it, or nothing.

    Runs as the service. `at` is aware UTC.
    """
    app = SocialApp.objects.filter(pk=app_id).first()
    if app is None:
        return ""
    problem = ""
    if app.provider == OIDC:
        try:
            _read_document(app)
        except (OAuth2Error, RequestException) as error:
            problem = f"{type(error).__name__}: {error}"[:300]
    note_check(app_id=app_id, problem=problem, at=at)
    return problem


def _read_document(app: SocialApp) -> None:
    address = app.settings["server_url"]
    # The name is looked up once, by what calls: one answer when judged and another when called
    # would lead inside.
    judge(document(address + WELL_KNOWN), address)


def note_check(*, app_id: int, problem: str, at: datetime) -> None:
    """Keep what a check came to. Runs as the service. `at` is aware UTC."""
    with transaction.atomic():
        app = SocialApp.objects.select_for_update().filter(pk=app_id).first()
        if app is not None:
            app.settings["checked"] = {"at": at.isoformat(), "problem": problem}
            app.save(update_fields=["settings"])


def _name(app: SocialApp) -> str:
    return NAMES.get(app.provider) or str(app.name)


def _login_url(app: SocialApp) -> str:
    key = {"provider_id": app.provider_id} if app.provider == OIDC else {}
    return reverse(f"{app.provider}_login", urlconf=settings.ROOT_URLCONF, kwargs=key)


def _open(app: SocialApp) -> bool:
    """Put the secrets of a provider where allauth looks; return False when they do not open."""
    if app.settings.get(_SEALED):
        opened = _opened(app)
        if opened is None:
            return False
        app.secret = opened.get("secret", "")
        if "certificate_key" in opened:
            app.settings = {**app.settings, "certificate_key": opened["certificate_key"]}
    return True


def _opened(app: SocialApp) -> dict[str, str] | None:
    sealed = app.settings.get(_SEALED)
    if not sealed:
        return {}
    try:
        found: dict[str, str] = json.loads(crypto.decrypt(sealed, context=_place(app)))
    except crypto.CannotDecrypt:
        logger.exception("the secret of provider %s does not open", key_of(app))
        return None
    return found


def _place(app: SocialApp) -> str:
    return f"{SocialApp._meta.db_table}.settings:{app.pk}"
