"""Under which addresses the installation is reached, and what its processes are told."""

import ipaddress
import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from numoraq.embedded.data import DataDir
from numoraq.embedded.payments import StandIn
from numoraq.embedded.servers import Addresses

_LOOPBACK_HOSTS = "localhost,127.0.0.1,[::1]"


@dataclass(frozen=True, slots=True)
class Place:
    """One installation: its data, its servers, its host and port."""

    data: DataDir
    secrets: Mapping[str, str]
    addresses: Addresses
    host: str
    port: int
    demo: bool
    stand_in: StandIn | None = None  # for Stripe
    started_at: float = field(default_factory=time.time)  # Unix seconds

    @property
    def web_url(self) -> str:
        """Where people find the app."""
        return os.environ.get("NUMORAQ_WEB_URL") or f"http://{self._name()}:{self.port}"

    @property
    def cms_url(self) -> str:
        """Where staff find the CMS: its own host, or a path where names cannot be had."""
        if is_loopback(self.host) and "NUMORAQ_WEB_URL" not in os.environ:
            return f"http://cms.localhost:{self.port}/"
        return f"{self.web_url}/cms/"

    @property
    def mailbox_url(self) -> str:
        """Where mail that would be sent is read instead."""
        return f"http://localhost:{self.port}/mailbox/"

    def _name(self) -> str:
        if is_loopback(self.host):
            return "localhost"
        if self.host in {"0.0.0.0", "::"}:  # noqa: S104 (asked for with --host)
            return own_address()
        return f"[{self.host}]" if ":" in self.host else self.host

    def variables(self, *logins: str) -> dict[str, str]:
        """Return the environment of a child that has these database logins.

        What the person has set stays as it is.
        """
        defaults = {
            "NUMORAQ_SECRET_KEY": self.secrets["secret_key"],
            "NUMORAQ_ENC_KEYS": self.secrets["enc_keys"],
            "NUMORAQ_WEB_URL": self.web_url,
            "NUMORAQ_ALLOWED_HOSTS": f"{_LOOPBACK_HOSTS},{self._name()}",
            "NUMORAQ_CMS_PREFIX": "" if is_loopback(self.host) else "/cms/",
        }
        fixed = {
            "NUMORAQ_EMBEDDED": "1",
            "NUMORAQ_DATA_DIR": str(self.data.path),
            "NUMORAQ_STARTED_AT": str(int(self.started_at)),
            "PROMETHEUS_MULTIPROC_DIR": str(self.data.path / "metrics"),
            **({} if self.demo else {"NUMORAQ_DEMO": "0"}),
            **(self.stand_in.variables() if self.stand_in else {}),
        }
        mine = {name: os.environ.get(name) or value for name, value in defaults.items()}
        return {**mine, **fixed, **self.addresses.variables(*logins)}


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches a host."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def own_address() -> str:
    """Return the address under which the local network reaches this machine (nothing is sent)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "localhost"
