from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Health, readiness, metrics and the development mailbox."""

    name = "numoraq.ops"
    label = "ops"

    def ready(self) -> None:
        """Connect the signs of life and the system checks."""
        from numoraq.ops import checks, signals

        checks.register()
        signals.connect()
