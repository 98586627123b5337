"""Calls of the API for tests."""

import json
from typing import Any
from uuid import UUID

from django.test import Client

from accounts.models import User
from finance.tests import make
from numoraq.rls.identity import as_user

API = "/api/v1"
ENTRY: dict[str, Any] = {
    "category": "assets",
    "name": "World index fund",
    "amount": "112640.22",
    "currency": "USD",
    "date": "2026-11-20",
    "subcategory": "fund",
}


def send(client: Client, method: str, path: str, data: Any = None) -> Any:
    """Send something as JSON; return the answer."""
    return client.generic(
        method.upper(), f"{API}{path}", json.dumps(data), content_type="application/json"
    )


def said(response: Any, status: int = 200) -> Any:
    """Return what an answer says, after a look at its status."""
    assert response.status_code == status, response.content
    return json.loads(response.content) if response.content else None


def stored(user: User, **fields: Any) -> UUID:
    """Store something a person owns; return its id."""
    with as_user(user):
        pk: UUID = make.asset(user, **fields).pk
    return pk
