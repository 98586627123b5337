"""A request of the API: who asks, whether it was asked before, and the answer."""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from premium.fakestripe import params, routes, shapes
from premium.fakestripe.books import Books
from premium.fakestripe.calendars import DAY
from premium.fakestripe.errors import Refused
from premium.fakestripe.events import API_VERSION
from premium.fakestripe.store import Store

_KEY = re.compile(r"Bearer (?:sk|rk)_test_[A-Za-z0-9]{24,}")
_VERSION = re.compile(r"(\d{4}-\d{2}-\d{2})(\.[a-z]+)?")
_OLDEST = "2025-03-31"  # the shapes here are those since then
_REMEMBERED = DAY  # seconds an idempotency key is known


@dataclass(frozen=True, slots=True)
class Request:
    """What came in. The path begins with a slash and has no query; names of headers are small."""

    method: str
    path: str
    query: str = ""
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str:
        """Return a header, empty when it is not there."""
        return self.headers.get(name.lower()) or ""


@dataclass(frozen=True, slots=True)
class Response:
    """What goes out."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(store: Store, request: Request) -> Response:
    """Answer a request of the API; what it changes is kept if, and only if, it succeeds."""
    headers = {
        "Content-Type": "application/json",
        "Request-Id": f"req_{secrets.token_hex(7)}",
        "Stripe-Version": API_VERSION,
    }
    try:
        headers["Stripe-Version"] = _check(request)
        with store.transaction() as books:
            said, is_repeated = _answer(books, request)
    except Refused as refusal:
        body = json.dumps(refusal.body(), indent=2).encode()
        return Response(refusal.status, body, headers)
    if is_repeated:
        headers["Idempotent-Replayed"] = "true"
    return Response(200, said.encode(), headers)


def _check(request: Request) -> str:
    """Return the version that is spoken, if whoever asks may ask."""
    if not request.header("Authorization"):
        said = "You did not provide an API key. You need to provide it in the Authorization header."
        raise Refused(said, status=401)
    if not is_key(request.header("Authorization")):
        said = "Invalid API Key provided. Only test keys (sk_test_…) are taken here."
        raise Refused(said, status=401)
    version = _VERSION.fullmatch(request.header("Stripe-Version") or API_VERSION)
    if version is None or version[1] < _OLDEST:
        raise Refused(f"Invalid Stripe API version: {request.header('Stripe-Version')}")
    return version[0]


def is_key(header: str) -> bool:
    """Return whether an Authorization header has a well-formed test key."""
    return _KEY.fullmatch(header) is not None


def _answer(books: Books, request: Request) -> tuple[str, bool]:
    """Return the body of the answer, and whether it was given before to the same request."""
    key = request.header("Idempotency-Key") if request.method == "POST" else ""
    digest = _digest(request)
    if key:
        known = _known(books, key, digest)
        if known is not None:
            return known, True
    sent = request.body if request.method == "POST" else request.query
    pairs = parse_qsl(sent, keep_blank_values=True)
    path = request.path.removeprefix("/v1/").strip("/")
    said = routes.answer(books, request.method, path, params.Params(params.decode(pairs)))
    text = json.dumps(shapes.public(said), indent=2)
    if key:
        sql = "INSERT INTO idempotency (key, request, answer, created) VALUES (?, ?, ?, ?)"
        books.write(sql, (key, digest, text, books.now))
    return text, False


def _digest(request: Request) -> str:
    whole = f"{request.method}\0{request.path}\0{request.body}"
    return hashlib.sha256(whole.encode()).hexdigest()


def _known(books: Books, key: str, digest: str) -> str | None:
    if len(key) > 255:
        raise Refused("Idempotency keys can be up to 255 characters.", type="idempotency_error")
    books.write("DELETE FROM idempotency WHERE created < ?", (books.now - _REMEMBERED,))
    sql = "SELECT request, answer FROM idempotency WHERE key = ?"
    row = books.db.execute(sql, (key,)).fetchone()
    if row is None:
        return None
    if row["request"] != digest:
        raise Refused(
            f"Keys for idempotent requests can only be used with the same parameters they were"
            f" first used with. Try using a key other than '{key}'.",
            type="idempotency_error",
        )
    return str(row["answer"])
