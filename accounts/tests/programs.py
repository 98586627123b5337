"""A program that signs in without cookies, and what it gets for it."""

import json
from typing import Any

import jwt
import pytest

from accounts.models import User
from accounts.tests.conftest import Browser, NewBrowser
from conftest import PASSWORD

BASE = "/_allauth/app/v1/"
ME = "/api/v1/me/"


class Program:
    """Talks to allauth's addresses by the session's token, and to the API by its access token."""

    def __init__(self, new_browser: NewBrowser, **headers: str) -> None:
        self.client: Browser = new_browser(**headers)
        self.client.handler.enforce_csrf_checks = True
        self.session_token = self.access_token = self.refresh_token = ""

    def ask(self, path: str, data: Any = None, *, method: str = "POST") -> Any:
        """Send JSON to one of allauth's addresses; keep the tokens of the answer."""
        headers = {"x-session-token": self.session_token} if self.session_token else {}
        answer: Any = self.client.generic(
            method,
            BASE + path,
            json.dumps(data) if data is not None else "",
            content_type="application/json",
            headers=headers,
        )
        self._keep(answer.json().get("meta") or {})
        return answer

    def sign_in(self, user: User, password: str = PASSWORD) -> Any:
        """Sign in by password."""
        return self.ask("auth/login", {"email": user.email, "password": password})

    def refresh(self, token: str | None = None) -> Any:
        """Exchange a refresh token, the own one by default; no session is needed for it."""
        sent = json.dumps({"refresh_token": token or self.refresh_token})
        path = f"{BASE}tokens/refresh"
        answer: Any = self.client.post(path, sent, content_type="application/json")
        self._keep(answer.json().get("data") or {})
        return answer

    def api(self, path: str = ME, method: str = "GET", token: str | None = None) -> Any:
        """Ask the API by an access token, the own one by default."""
        shown = {"authorization": f"Bearer {token or self.access_token}"}
        return self.client.generic(method, path, "", content_type="application/json", headers=shown)

    def _keep(self, found: dict[str, Any]) -> None:
        for name in ("session_token", "access_token", "refresh_token"):
            setattr(self, name, found.get(name, getattr(self, name)))


@pytest.fixture
def program(new_browser: NewBrowser) -> Program:
    """Return a program nobody has signed in with."""
    return Program(new_browser, user_agent="Sheets/2.1")


@pytest.fixture
def signed_in(program: Program, alice: User) -> Program:
    """Return Alice's program, signed in by her password alone."""
    program.sign_in(alice)
    return program


def flows(answer: Any) -> dict[str, bool]:
    """Return the flows an answer offers, and whether each is pending."""
    return {flow["id"]: flow.get("is_pending", False) for flow in answer.json()["data"]["flows"]}


def codes(answer: Any) -> list[str]:
    """Return the codes of the errors of an answer."""
    return [error["code"] for error in answer.json()["errors"]]


def said(token: str) -> Any:
    """Return what an access token says, without verifying it."""
    return jwt.decode(token, options={"verify_signature": False})
