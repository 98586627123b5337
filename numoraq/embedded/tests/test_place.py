"""Under which addresses an installation is reached, and what its processes are told."""

import socket
from pathlib import Path

import pytest

from numoraq.embedded import children, place, servers
from numoraq.embedded.data import DataDir
from numoraq.embedded.failure import CannotStart
from numoraq.embedded.place import Place
from numoraq.embedded.servers import Addresses

ADDRESSES = Addresses(
    {"owner": "postgresql://o@h/d", "web": "postgresql://w@h/d", "worker": "postgresql://k@h/d"},
    "redis://h",
)


@pytest.fixture(autouse=True)
def _without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WEB_URL", "SECRET_KEY", "ENC_KEYS", "ALLOWED_HOSTS", "CMS_PREFIX", "DEMO"):
        monkeypatch.delenv(f"NUMORAQ_{name}", raising=False)


def make(host: str = "127.0.0.1", *, demo: bool = True) -> Place:
    secrets = {"secret_key": "s", "enc_keys": "1:k"}
    return Place(DataDir(Path("/data")), secrets, ADDRESSES, host, 8000, demo)


@pytest.mark.parametrize(
    ("host", "web", "cms"),
    [
        ("127.0.0.1", "http://localhost:8000", "http://cms.localhost:8000/"),
        ("::1", "http://localhost:8000", "http://cms.localhost:8000/"),
        ("192.0.2.7", "http://192.0.2.7:8000", "http://192.0.2.7:8000/cms/"),
        ("2001:db8::7", "http://[2001:db8::7]:8000", "http://[2001:db8::7]:8000/cms/"),
    ],
)
def test_addresses_follow_the_host(host: str, web: str, cms: str) -> None:
    assert (make(host).web_url, make(host).cms_url) == (web, cms)


def test_every_interface_is_announced_as_an_address_of_the_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(place, "own_address", lambda: "192.0.2.9")
    assert make("::").web_url == "http://192.0.2.9:8000"
    assert "192.0.2.9" in make("::").variables("web")["NUMORAQ_ALLOWED_HOSTS"]
    assert make("::").variables("web")["NUMORAQ_CMS_PREFIX"] == "/cms/"


def test_own_address_is_an_address_or_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert place.own_address()

    monkeypatch.setattr(socket, "socket", Unconnected)
    assert place.own_address() == "localhost"


class Unconnected(socket.socket):
    """A socket on a machine without a network."""

    def connect(self, address: object) -> None:
        """Fail as the system does."""
        raise OSError


def test_localhost_is_loopback_and_a_name_is_not() -> None:
    assert place.is_loopback("localhost")
    assert not place.is_loopback("numoraq.example")


def test_a_process_is_told_its_own_login_only() -> None:
    web = make().variables("web")
    assert web["DATABASE_URL"] == "postgresql://w@h/d"
    assert web["DATABASE_URL_WORKER"] == web["DATABASE_URL_OWNER"] == ""


def test_what_the_person_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMORAQ_SECRET_KEY", "mine")
    assert make().variables("web")["NUMORAQ_SECRET_KEY"] == "mine"
    assert make().variables("web")["NUMORAQ_ENC_KEYS"] == "1:k"


def test_no_demo_switches_the_demo_off() -> None:
    assert "NUMORAQ_DEMO" not in make().variables("web")
    assert make(demo=False).variables("web")["NUMORAQ_DEMO"] == "0"


def test_the_table_has_web_worker_and_beat_each_with_its_login() -> None:
    table = {command.name: command for command in children.table(make())}
    assert list(table) == ["web", "worker", "beat"]
    assert table["web"].env["NUMORAQ_PROCESS"] == "web"
    assert table["worker"].env["DATABASE_URL"] == ""
    assert table["beat"].env["DATABASE_URL_WORKER"] == "postgresql://k@h/d"


def test_only_the_preparation_has_the_owners_login() -> None:
    assert children.preparation(make(), result="/r").env["DATABASE_URL_OWNER"]
    assert not any(command.env["DATABASE_URL_OWNER"] for command in children.table(make()))


def test_a_named_database_replaces_the_embedded_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_URL_WORKER", "DATABASE_URL_OWNER"):
        monkeypatch.setenv(name, f"postgresql://{name.lower()}@h/d")
    assert servers.external_database()["worker"] == "postgresql://database_url_worker@h/d"


def test_a_database_named_by_halves_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://w@h/d")
    monkeypatch.setenv("DATABASE_URL_OWNER", "")
    monkeypatch.delenv("DATABASE_URL_WORKER", raising=False)
    with pytest.raises(CannotStart, match="DATABASE_URL_OWNER and DATABASE_URL_WORKER is missing"):
        servers.external_database()


def test_no_named_database_means_the_embedded_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_URL_WORKER", "DATABASE_URL_OWNER"):
        monkeypatch.delenv(name, raising=False)
    assert servers.external_database() == {}
