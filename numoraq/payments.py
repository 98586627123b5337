"""The settings about payments: Stripe, or the stand-in that `manage.py up` runs without a key.

`numoraq.settings` takes them all over; every variable is listed in .env.example.
"""

import re
from uuid import UUID

from numoraq.lib import env

# Without a key nothing is sold, and no address of Stripe's answers.
STRIPE_KEY = env.text("NUMORAQ_STRIPE_KEY")
if STRIPE_KEY and not re.fullmatch(r"(sk|rk)_(test|live)_[A-Za-z0-9]{24,}", STRIPE_KEY):
    raise env.BadSetting("NUMORAQ_STRIPE_KEY", "…", "a secret key, as sk_live_…")
PAYMENTS_ENABLED = bool(STRIPE_KEY)
# Whether it is the stand-in that is spoken to, where no money moves.
STRIPE_FAKE = env.flag("NUMORAQ_STRIPE_FAKE", default=False)
STRIPE_URL = env.text("NUMORAQ_STRIPE_URL", "https://api.stripe.com").rstrip("/")
if STRIPE_FAKE and not STRIPE_KEY.startswith("sk_test_"):
    raise env.BadSetting("NUMORAQ_STRIPE_FAKE", "1", "a key that begins with sk_test_")
# Whether Stripe adds the sales tax or VAT of where the buyer lives, by Stripe Tax.
STRIPE_TAX = env.flag("NUMORAQ_STRIPE_TAX", default=False)
# Stripe posts its events to <web>/stripe/webhook/<id>/ and signs them with the secret.
STRIPE_WEBHOOK_SECRET = env.text("NUMORAQ_STRIPE_WEBHOOK_SECRET")
STRIPE_WEBHOOK_ID = env.text("NUMORAQ_STRIPE_WEBHOOK_ID")
try:
    UUID(STRIPE_WEBHOOK_ID or "0" * 32)
except ValueError:
    raise env.BadSetting("NUMORAQ_STRIPE_WEBHOOK_ID", STRIPE_WEBHOOK_ID, "a UUID") from None
# Whose pages a form of ours may lead on to.
_PAGES = (
    [STRIPE_URL] if STRIPE_FAKE else ["https://checkout.stripe.com", "https://billing.stripe.com"]
)
STRIPE_PAGES = _PAGES if PAYMENTS_ENABLED else []

# ---- dj-stripe, which keeps copies of Stripe's objects
STRIPE_API_VERSION = "2026-05-27.dahlia"  # named, or an update of the library would move fields
STRIPE_LIVE_MODE = "_live_" in STRIPE_KEY
STRIPE_LIVE_SECRET_KEY = STRIPE_KEY if STRIPE_LIVE_MODE else ""
STRIPE_TEST_SECRET_KEY = "" if STRIPE_LIVE_MODE else STRIPE_KEY
if STRIPE_URL != "https://api.stripe.com":
    STRIPE_API_HOST = STRIPE_URL
    SILENCED_SYSTEM_CHECKS = ["djstripe.W002"]  # it is on purpose
DJSTRIPE_FOREIGN_KEY_TO_FIELD = "id"
# Its own migrations take a minute; ours make the same tables at once.
MIGRATION_MODULES = {"djstripe": "numoraq.djstripe_migrations"}
