from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Health, readiness, metrics, unsent jobs and the development mailbox."""

    name = "numoraq.ops"
    label = "ops"

    def ready(self) -> None:
        """Connect the signs of life, the system checks and the keeper of unsent jobs."""
        from numoraq.lib import jobs
        from numoraq.ops import checks, outbox, signals

        jobs.register_keeper(outbox.keep)
        checks.register()
        signals.connect()
