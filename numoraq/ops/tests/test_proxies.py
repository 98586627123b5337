"""What is believed about HTTPS, by where the app is and who stands in front."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from pytest_django import Settings

from numoraq.lib.runtime import BASE_DIR
from numoraq.ops import checks

NAMES = ("SECURE_PROXY_SSL_HEADER", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE")


def settings_with(web_url: str, proxies: str) -> list[Any]:
    """Return the settings of a process that was started with these two."""
    told = f"[getattr(s, name) for name in {NAMES}]"
    code = f"import json; from numoraq import settings as s; print(json.dumps({told}))"
    variables = {"NUMORAQ_WEB_URL": web_url, "NUMORAQ_TRUSTED_PROXIES": proxies}
    out = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=BASE_DIR,
        env={**os.environ, **variables},
    )
    found: list[Any] = json.loads(out.stdout)
    return found


@pytest.mark.parametrize(
    ("web_url", "proxies", "wanted"),
    [
        ("https://numoraq.example", "1", [["HTTP_X_FORWARDED_PROTO", "https"], True, True]),
        ("https://numoraq.example", "0", [None, False, True]),
        ("http://localhost:8000", "1", [None, False, False]),
    ],
)
def test_the_header_of_a_proxy_counts_where_there_is_one(
    web_url: str, proxies: str, wanted: list[Any]
) -> None:
    assert settings_with(web_url, proxies) == wanted


@pytest.mark.parametrize(
    ("web_url", "proxies", "wanted"),
    [
        ("https://numoraq.example", 0, ["ops.W001"]),
        ("https://numoraq.example", 1, []),
        ("http://localhost:8000", 0, []),
        ("http://localhost:8000", -1, ["ops.E002"]),
    ],
)
def test_https_without_a_proxy_is_asked_about(
    settings: Settings, web_url: str, proxies: int, wanted: list[str]
) -> None:
    settings.WEB_URL, settings.TRUSTED_PROXY_COUNT = web_url, proxies
    assert [message.id for message in checks.check_proxies()] == wanted
