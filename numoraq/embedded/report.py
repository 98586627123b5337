"""What a start says about itself: to the person, and to other commands."""

import http.client
import json
import os

from numoraq.embedded import console
from numoraq.embedded.data import write_private
from numoraq.embedded.place import Place
from numoraq.embedded.supervisor import Supervisor


def is_ready(host: str, port: int) -> bool:
    """Return whether the app says that all its parts work."""
    where = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(where, port, timeout=5)
    try:
        connection.request("GET", "/readyz/", headers={"Host": "localhost"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def write_runtime(place: Place, supervisor: Supervisor) -> None:
    """Write down what runs and where, for other commands and for tools."""
    text = {
        "web_url": place.web_url,
        "cms_url": place.cms_url,
        "mailbox_url": place.mailbox_url,
        "database_urls": dict(place.addresses.database_urls),
        "redis_url": place.addresses.redis_url,
        **({"fake_stripe_url": place.stand_in.url} if place.stand_in else {}),
        "pids": {"supervisor": os.getpid(), **supervisor.pids()},
    }
    write_private(place.data.runtime, json.dumps(text, indent=1))


def announce(place: Place, *, link: str | None) -> None:
    """Print the one block that a start ends with. `link` makes the first administrator."""
    rows = [("App", place.web_url), ("CMS", place.cms_url), ("Mailbox", place.mailbox_url)]
    if place.stand_in:
        rows.append(("Payments (test)", place.stand_in.panel_url))
    if link:
        rows.append(("First administrator, once", link))
    rows.append(("Stop", "Ctrl-C"))
    console.say("ready")
    console.block(rows, title="NumoraQ runs")
