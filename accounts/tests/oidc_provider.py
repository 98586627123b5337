"""A provider of OpenID Connect over HTTP, small enough to tell any lie a test wants."""

import base64
import hashlib
import json
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """A running provider, and what it says."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)
    token: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)  # what was sent for the tokens
    challenge: str = ""

    def says(self) -> dict[str, Any]:
        """Return what the provider tells about itself."""
        told = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
        return {**told, **self.config}

    def consent(self, address: str) -> dict[str, str]:
        """Return with what a browser comes back that was sent to an address of ours."""
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
        self.challenge = query["code_challenge"]
        return {"code": "the-code", "state": query["state"]}

    def tokens(self, sent: dict[str, str]) -> dict[str, Any]:
        """Return the tokens, for a code whose challenge is met."""
        self.asked.append(sent)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != self.challenge:
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": "numoraq",
            "sub": "uid-jane",
            "email": "jane@corp.example",
            "iat": now,
            "exp": now + 300,
            "jti": f"{now}-{len(self.asked)}",
        }
        id_token = jwt.encode({**claims, **self.claims}, KEY, algorithm="RS256")
        return {"access_token": "x", "token_type": "Bearer", "id_token": id_token, **self.token}


@contextmanager
def running() -> Iterator[Provider]:
    """Run a provider on this machine until the block ends."""
    provider = Provider()

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(provider.says())

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            answer = provider.tokens(dict(urllib.parse.parse_qsl(sent)))
            self._send(answer, status=400 if "error" in answer else 200)

        def _send(self, told: dict[str, Any], status: int = 200) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
