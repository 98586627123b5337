"""Every address of a host, with something in the place of its parameters."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

# What an address may ask for, by its beginning and the name of the parameter. Words in angle
# brackets are things a person owns; the others are written as they are.
EXAMPLES: Final = {
    ("entries/", "pk"): "<entry>",
    ("entries/", "event_id"): "<value>",
    ("entries/", "category"): "assets",
    ("entries/", "token"): "nonsense",
    ("import/", "pk"): "<import>",
    ("import/", "line"): "3",
    ("rates/own/", "pk"): "<rate>",
    ("rates/", "token"): "nonsense",
    ("rates/", "currency"): "AOA",
    ("mailbox/", "key"): "nonsense",
    ("accounts/", "uidb36"): "1",
    ("accounts/", "organization_slug"): "nonsense",
    ("accounts/", "resource_id"): "nonsense",
    ("accounts/", "key"): "nonsense",
    ("accounts/2fa/", "factor_id"): "<factor>",
    ("accounts/2fa/", "token"): "nonsense",
    ("2fa/", "factor_id"): "00000000-0000-4000-8000-000000000000",
    ("settings/", "session_id"): "<session>",
    ("settings/", "identity_id"): "<identity>",
    ("api/v1/", "identity_id"): "<identity>",
    ("accounts/oidc/", "provider_id"): "nonsense",
    ("api/v1/", "session_id"): "<session>",
    ("accounts/", "factor_id"): "<factor>",
    ("api/v1/", "factor_id"): "<factor>",
    ("settings/", "token_id"): "<token>",
    ("api/v1/", "token_id"): "<token>",
    ("settings/", "export_id"): "<export>",
    ("api/v1/", "export_id"): "<export>",
    ("api/v1/", "entry_id"): "<entry>",
    ("api/v1/", "valuation_id"): "<value>",
    ("api/v1/", "rate_id"): "<rate>",
    ("api/v1/", "import_id"): "<import>",
    ("api/v1/", "line"): "3",
    ("r/", "code"): "nonsense",
    ("first-administrator/", "token"): "nonsense",
    ("", "object_id"): "<row>",
    ("", "app_label"): "finance",
    ("", "url"): "no/such/page/",
}
_CONVERTED: Final = re.compile(r"<(?:\w+:)?(?P<name>\w+)>")
_GROUP: Final = re.compile(r"\(\?P<(?P<name>\w+)>[^()]*\)")


@dataclass(frozen=True, slots=True)
class Place:
    """An address: its name, its route, and its examples by parameter."""

    name: str
    route: str
    examples: Mapping[str, str]

    @property
    def is_owned(self) -> bool:
        """Whether something in it belongs to somebody."""
        return any(example.startswith("<") for example in self.examples.values())

    @property
    def is_guessed(self) -> bool:
        """Whether something in it does not exist."""
        return "nonsense" in self.examples.values()

    @property
    def is_api(self) -> bool:
        """Whether programs ask here, and not browsers."""
        return self.route.startswith("api/")

    @property
    def is_headless(self) -> bool:
        """Whether allauth answers programs here, to whom cookies mean nothing."""
        return self.route.startswith("_allauth/")

    def path(self, owned: Mapping[str, object]) -> str:
        """Return the address with the ids of what somebody owns."""
        words = {
            name: str(owned[example.strip("<>")]) if example.startswith("<") else example
            for name, example in self.examples.items()
        }
        return "/" + _filled(self.route, words)


def of(urlconf: str) -> list[Place]:
    """Return the places of a host; each address once. Fails for a parameter nobody knows."""
    found: dict[str, Place] = {}
    for written, pattern in _walk(get_resolver(urlconf).url_patterns):
        route = _plain(written)
        examples = {name: example(route, name) for name in _names(route)}
        found.setdefault(_filled(route, examples), Place(pattern.name or "", route, examples))
    return list(found.values())


def example(route: str, name: str) -> str:
    """Return what stands for a parameter of a route."""
    for (begins, known), found in EXAMPLES.items():
        if known == name and route.startswith(begins):
            return found
    raise AssertionError(f"{route}: say in EXAMPLES what may stand for {name}")


def _walk(patterns: Iterable[object], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern), pattern
        elif isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, before + str(pattern.pattern))


def _plain(route: str) -> str:
    """Return a regular expression as if it were a path: groups become parameters."""
    if "(?P<" not in route:
        return route
    return _GROUP.sub(lambda group: f"<{group['name']}>", route).replace("^", "").rstrip("$")


def _names(route: str) -> list[str]:
    return [found["name"] for found in _CONVERTED.finditer(route)]


def _filled(route: str, words: Mapping[str, str]) -> str:
    return _CONVERTED.sub(lambda found: quote(words[found["name"]], safe="<>"), route)
