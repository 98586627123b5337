"""Where a request came from, behind proxies too."""

import pytest
from django.test import RequestFactory, override_settings

from cms import origin


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "wanted"),
    [
        (0, "", "198.51.100.4", "198.51.100.4"),
        (0, "203.0.113.9", "198.51.100.4", "198.51.100.4"),  # nobody to trust
        (1, "203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "10.0.0.1", "203.0.113.9"),  # the first is the client's lie
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.2", "10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1", "10.0.0.1"),  # fewer than there should be
        (1, "", "10.0.0.1", "10.0.0.1"),
        (1, "nonsense", "10.0.0.1", None),
        (0, "", "", None),
        (0, "", "2001:DB8::1", "2001:db8::1"),
    ],
)
def test_the_address_is_the_last_one_we_can_trust(
    rf: RequestFactory,
    proxies: int,
    forwarded: str,
    remote: str,
    wanted: str | None,
) -> None:
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    request = rf.get("/", headers=headers, REMOTE_ADDR=remote)
    with override_settings(TRUSTED_PROXY_COUNT=proxies):
        assert origin.client_ip(request) == wanted


def test_without_a_request_there_is_no_origin() -> None:
    assert origin.current() == origin.Origin()


def test_the_origin_ends_with_the_block(rf: RequestFactory) -> None:
    with origin.coming_from(rf.get("/", headers={"user-agent": "x" * 900})):
        assert origin.current() == origin.Origin("127.0.0.1", "x" * 500)
    assert origin.current() == origin.Origin()
