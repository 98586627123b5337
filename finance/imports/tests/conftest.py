"""Imports in tests: files in a folder of their own, and Alice at work."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from pytest_django import Settings

from accounts.models import User
from numoraq.rls.identity import as_user

hypothesis.settings.register_profile("imports", deadline=None)
hypothesis.settings.load_profile("imports")


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> Path:
    """Keep the files of a test in a folder of its own, and return it."""
    local = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path, "base_url": None},
    }
    settings.STORAGES = {**settings.STORAGES, "default": local}
    return tmp_path


@pytest.fixture
def alices(alice: User) -> Iterator[User]:
    """Act as Alice throughout a test."""
    with as_user(alice):
        yield alice
