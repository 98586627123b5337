from django.apps import AppConfig


class WrappersConfig(AppConfig):
    """The one client for outside data, and its statistics."""

    name = "numoraq.wrappers"
    label = "wrappers"
