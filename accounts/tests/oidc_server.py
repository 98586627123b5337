"""A provider on this machine: OpenID Connect over HTTP, strict about what it is asked.

It also answers as GitHub and Discord do. `knobs` make it lie in every way a test needs.
"""

import json
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET, KEY_ID = "numoraq", "the secret of the client, long enough", "one"
_KEYS = [rsa.generate_private_key(65537, 2048) for _ in range(2)]


@dataclass
class Knobs:
    """What the next sign-in is like; `claims` go on top of what is true."""

    claims: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()  # claims left out
    algorithm: str = "RS256"
    key: int = 0  # 1 signs with a key that is not published
    document: dict[str, Any] = field(default_factory=dict)  # on top of what is true
    token: dict[str, Any] = field(default_factory=dict)  # the same, beside the access token
    error: str = ""  # instead of a code
    token_status: int = 200
    userinfo: dict[str, Any] = field(default_factory=dict)
    userinfo_status: int = 200
    emails: list[dict[str, Any]] | None = None  # GitHub's; None is 404
    raw: dict[str, bytes] = field(default_factory=dict)  # by path, in place of what is true


class Server:
    """Knows one client; a person there has whatever `claims` say."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.knobs = Knobs()
        self.asked: list[dict[str, str]] = []  # of authorize
        self.redeemed: list[dict[str, str]] = []  # of token
        self._codes: dict[str, dict[str, str]] = {}

    def document(self) -> dict[str, Any]:
        """Return what a provider says of itself."""
        told = {
            "issuer": self.base,
            "authorization_endpoint": f"{self.base}/authorize",
            "token_endpoint": f"{self.base}/token",
            "userinfo_endpoint": f"{self.base}/userinfo",
            "jwks_uri": f"{self.base}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
        return {**told, **self.knobs.document}

    def jwks(self) -> dict[str, Any]:
        """Return the published key."""
        to_jwk: Any = jwt.algorithms.RSAAlgorithm.to_jwk
        public = json.loads(to_jwk(_KEYS[0].public_key()))
        return {"keys": [{**public, "kid": KEY_ID, "use": "sig", "alg": "RS256"}]}

    def authorize(self, query: dict[str, str]) -> str:
        """Return where the browser goes: back, with a code or an error."""
        self.asked.append(query)
        back = {"state": query.get("state", "")}
        if self.knobs.error:
            back["error"] = self.knobs.error
        else:
            back["code"] = secrets.token_urlsafe(12)
            self._codes[back["code"]] = query
        return f"{query['redirect_uri']}?{urlencode(back)}"

    def redeem(self, sent: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Return tokens for a code, once, to the client that began, with its verifier."""
        self.redeemed.append(sent)
        asked = self._codes.pop(sent.get("code", ""), None)
        if asked is None or not _is_proven(asked, sent):
            return 400, {"error": "invalid_grant"}
        if self.knobs.token_status != 200:
            return self.knobs.token_status, {"error": "temporarily_unavailable"}
        token = {"access_token": "the access token", "token_type": "Bearer"}
        token |= {"refresh_token": "the refresh token", "id_token": self.sign(asked)}
        return 200, {**token, **self.knobs.token}

    def sign(self, asked: dict[str, str]) -> str:
        """Return the token that says who somebody is."""
        now = int(time.time())
        claims = {
            "iss": self.base, "aud": asked["client_id"], "iat": now, "exp": now + 300,
            "auth_time": now,
            "nonce": asked.get("nonce", ""), "sub": "248289761001", **self.knobs.claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if name not in self.knobs.without}
        key: Any = _KEYS[self.knobs.key]
        if self.knobs.algorithm == "none":
            key = None
        elif self.knobs.algorithm.startswith("HS"):
            key = CLIENT_SECRET
        encoded: str = jwt.encode(claims, key, self.knobs.algorithm, headers={"kid": KEY_ID})
        return encoded

    def answer(self, path: str) -> tuple[int, Any]:
        """Return what is read at a path."""
        answers: dict[str, Callable[[], Any]] = {
            "/.well-known/openid-configuration": self.document,
            "/jwks": self.jwks,
            "/userinfo": lambda: self.knobs.userinfo,
            "/user": lambda: self.knobs.userinfo,
        }
        found = answers.get(path)
        if path == "/user/emails":
            return (404, {}) if self.knobs.emails is None else (200, self.knobs.emails)
        if found is None:
            return 404, {}
        is_person = path in {"/userinfo", "/user"}
        return (self.knobs.userinfo_status if is_person else 200), found()


def signed(payload: bytes) -> str:
    """Return a token that is signed as it should be, whatever is in it."""
    key: Any = _KEYS[0]
    return jwt.PyJWS().encode(payload, key, "RS256", headers={"kid": KEY_ID})


def _is_proven(asked: dict[str, str], sent: dict[str, str]) -> bool:
    """Return whether the client that redeems is the one that began."""
    if sent.get("client_id") != asked["client_id"]:
        return False
    if "code_challenge" not in asked:  # Apple's way: the client proves itself by a signed token
        return sent.get("client_secret", "").count(".") == 2
    digest = sha256(sent.get("code_verifier", "").encode()).digest()
    challenge = urlsafe_b64encode(digest).decode().rstrip("=")
    is_same = challenge == asked["code_challenge"] and asked["code_challenge_method"] == "S256"
    return is_same and sent.get("client_secret") == CLIENT_SECRET


@contextmanager
def running() -> Iterator[Server]:
    """Run a provider on a free port of localhost until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path != "/authorize":
                self._say(*server.answer(parts.path))
                return
            self.send_response(302)
            self.send_header("Location", server.authorize(_flat(parts.query)))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self._say(*server.redeem(_flat(self.rfile.read(length).decode())))

        def log_message(self, *args: object) -> None:
            """Say nothing."""

        def _say(self, status: int, value: Any) -> None:
            raw = server.knobs.raw.get(urlsplit(self.path).path)
            body = json.dumps(value).encode() if raw is None else raw
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        server = Server(f"http://localhost:{http.server_port}")
        thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
