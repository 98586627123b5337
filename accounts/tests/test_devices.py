"""Names of browsers."""

import pytest

from accounts import devices

MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (f"{MAC} Version/18.1 Safari/605.1.15", "Safari, macOS"),
        (f"{IPHONE} CriOS/156.0 Mobile/15E148 Safari/604.1", "Chrome, iPhone"),
        (f"{WINDOWS} {CHROME}", "Chrome, Windows"),
        (f"{WINDOWS} {CHROME} Edg/156.0", "Edge, Windows"),
        (f"{WINDOWS} Gecko/20100101 Firefox/150.0", "Firefox, Windows"),
        (f"Mozilla/5.0 (Linux; Android 16) {CHROME}", "Chrome, Android"),
        ("curl/8.9.1", "curl/8.9.1"),
        ("x" * 200, "x" * 60),
        ("", "unknown"),
    ],
)
def test_browsers_are_called_what_people_call_them(user_agent: str, name: str) -> None:
    assert devices.name(user_agent) == name
