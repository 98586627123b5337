"""Somebody who tries every address of a host, one request after the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.test import Client

from numoraq.tests.belongings import Owned, forgotten
from numoraq.tests.places import Place

type Judge = Callable[["Visit"], bool]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to a place, and its answer."""

    place: Place
    method: str
    path: str
    answer: Any

    @property
    def status(self) -> int:
        """The status of the answer."""
        return int(self.answer.status_code)

    @property
    def leads_to(self) -> str:
        """Where a redirect goes, nothing without one."""
        return str(self.answer.headers.get("Location", ""))

    @property
    def is_page(self) -> bool:
        """Whether the answer is HTML for a person."""
        return str(self.answer.headers.get("Content-Type", "")).startswith("text/html")

    @property
    def text(self) -> str:
        """The body of the answer."""
        body = self.answer.streaming_content if self.answer.streaming else [self.answer.content]
        return b"".join(body).decode()

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status} {self.leads_to}".rstrip()


def visits(client: Client, found: list[Place], *, owned: Owned, method: str) -> Iterator[Visit]:
    """Ask at each place, as if it were the first request after signing in."""
    client.raise_request_exception = False
    cookies = client.cookies.output()
    for place in found:
        cache.clear()
        client.cookies = SimpleCookie(cookies.replace("Set-Cookie: ", ""))
        path = place.path(owned)
        with forgotten():
            with transaction.atomic():  # as requests have, also those that end theirs themselves
                answer = _ask(client, method, path)
            yield Visit(place, method, path, answer)


def _ask(client: Client, method: str, path: str) -> Any:
    if path.startswith("/api/") and method != "GET":
        return client.generic(method, path, "{}", content_type="application/json")
    return client.post(path) if method == "POST" else client.generic(method, path)


def unlike(found: Iterator[Visit], judge: Judge) -> list[str]:
    """Return the visits that are not as they should be, in words."""
    return [str(visit) for visit in found if not judge(visit)]
