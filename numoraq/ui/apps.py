from django.apps import AppConfig


class UiConfig(AppConfig):
    """Base templates, components and template tags."""

    name = "numoraq.ui"
    label = "ui"
