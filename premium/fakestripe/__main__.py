"""`python -m premium.fakestripe`: run the stand-in for Stripe. Secrets come by environment."""

import argparse
import logging
import os
import signal
import threading
from pathlib import Path

from premium.fakestripe.server import Service


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m premium.fakestripe",
        description="A stand-in for Stripe on this machine. No money moves.",
    )
    known = os.environ
    parser.add_argument("--port", type=int, default=int(known.get("FAKE_STRIPE_PORT") or 12111))
    parser.add_argument(
        "--data", type=Path, default=Path(known.get("FAKE_STRIPE_DATA") or "fakestripe.sqlite3"),
        help="the file in which everything is kept",
    )  # fmt: skip
    parser.add_argument(
        "--webhook-url",
        default=known.get("FAKE_STRIPE_WEBHOOK_URL", ""),
        help="who hears of events",
    )
    parser.add_argument(
        "--webhook-secret", default=known.get("FAKE_STRIPE_WEBHOOK_SECRET", ""),
        help="whsec_…; better by environment, as FAKE_STRIPE_WEBHOOK_SECRET",
    )  # fmt: skip
    return parser.parse_args()


def main() -> None:
    """Serve until asked to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    options = _options()
    service = Service(
        port=options.port,
        data=options.data,
        webhook_url=options.webhook_url,
        webhook_secret=options.webhook_secret,
    )

    def stop(_number: int, _frame: object) -> None:
        threading.Thread(target=service.stop).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"listening on {service.url}", flush=True)  # noqa: T201 who starts it reads the address
    service.run()


if __name__ == "__main__":
    main()
