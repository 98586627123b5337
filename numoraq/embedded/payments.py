"""The stand-in for Stripe that runs beside the app while no key of Stripe's is given."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from numoraq.embedded import ports
from numoraq.embedded.data import DataDir
from numoraq.embedded.process import Command

_NAME = "payments"


@dataclass(frozen=True, slots=True)
class StandIn:
    """Where the stand-in answers, and what it and the app know of each other."""

    port: int
    key: str
    webhook_id: str
    webhook_secret: str

    @property
    def url(self) -> str:
        """Where it answers. By number: it gets none of the app's cookies, which have a name."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def panel_url(self) -> str:
        """Where people make happen what buyers, banks and time do elsewhere."""
        return f"{self.url}/_fake/"

    def variables(self) -> dict[str, str]:
        """Return what the app is told."""
        return {
            "NUMORAQ_STRIPE_FAKE": "1",
            "NUMORAQ_STRIPE_KEY": self.key,
            "NUMORAQ_STRIPE_URL": self.url,
            "NUMORAQ_STRIPE_WEBHOOK_ID": self.webhook_id,
            "NUMORAQ_STRIPE_WEBHOOK_SECRET": self.webhook_secret,
        }


def stand_in(data: DataDir, secrets: Mapping[str, str]) -> StandIn | None:
    """Return the stand-in, on the port it had before if that is free; none where Stripe is used."""
    if os.environ.get("NUMORAQ_STRIPE_KEY", "").strip():
        return None
    port = ports.free(wish=data.port(_NAME))
    data.keep_port(_NAME, port)
    names = ("stripe_key", "stripe_webhook_id", "stripe_webhook_secret")
    return StandIn(port, *(secrets[name] for name in names))


def command(found: StandIn, data: DataDir, *, web_url: str) -> Command:
    """Return the process; its secret is in its environment, where only its owner reads it."""
    file = str(data.path / "payments.sqlite3")
    argv = (sys.executable, "-m", "premium.fakestripe", "--port", str(found.port), "--data", file)
    env = {
        "FAKE_STRIPE_WEBHOOK_SECRET": found.webhook_secret,
        "FAKE_STRIPE_WEBHOOK_URL": f"{web_url}/stripe/webhook/{found.webhook_id}/",
    }
    return Command(_NAME, argv, data.log(_NAME), env=env)
