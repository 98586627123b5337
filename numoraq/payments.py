"""Settings for payments: the Stripe account, or none, and how dj-stripe keeps its copies."""

from numoraq.lib import env

STRIPE_KEY = env.text("NUMORAQ_STRIPE_KEY")
STRIPE_URL = env.text("NUMORAQ_STRIPE_URL")
STRIPE_WEBHOOK_SECRET = env.text("NUMORAQ_STRIPE_WEBHOOK_SECRET")
STRIPE_WEBHOOK_ID = env.text("NUMORAQ_STRIPE_WEBHOOK_ID")
STRIPE_FAKE = False
PAYMENTS_ENABLED = bool(STRIPE_KEY)

STRIPE_API_VERSION = "2026-05-27.dahlia"  # of dj-stripe's own tests; newer ones move fields
DJSTRIPE_FOREIGN_KEY_TO_FIELD = "id"
MIGRATION_MODULES = {"djstripe": "numoraq.djstripe_migrations"}
