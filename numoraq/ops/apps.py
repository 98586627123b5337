from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Health, readiness, metrics and the development mailbox."""

    name = "numoraq.ops"
    label = "ops"
